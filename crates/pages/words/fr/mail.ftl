# French. What the variables are stands in the English file.

mail-hello = Bonjour { $name },
mail-hello-nobody = Bonjour,
mail-ignore = Si ce n’était pas vous, ne faites rien. Sans le lien, rien ne change.
mail-act = Si ce n’était pas vous, définissez tout de suite un nouveau mot de passe et regardez les sessions de votre compte.
mail-verify-address =
    .subject = Confirmez votre adresse
    .lead = Cette adresse a été indiquée pour un compte sur { $app }.
    .action = Confirmer cette adresse
mail-reset-password =
    .subject = Définir un nouveau mot de passe
    .lead = Quelqu’un a demandé un nouveau mot de passe pour votre compte sur { $app }.
    .action = Définir un nouveau mot de passe
    .note =
        { $minutes ->
            [one] Le lien fonctionne une fois, pendant { $minutes } minute.
           *[other] Le lien fonctionne une fois, pendant { $minutes } minutes.
        }
mail-no-password =
    .subject = Votre compte n’a pas de mot de passe
    .lead = Quelqu’un a demandé un nouveau mot de passe pour votre compte sur { $app }. Il n’en a pas : connectez-vous comme auparavant.
    .action = Se connecter
mail-password-was-reset =
    .subject = Votre mot de passe a été changé
    .lead = Un nouveau mot de passe a été défini pour votre compte sur { $app }, et toutes ses sessions ont pris fin.
mail-invitation =
    .subject = Vous êtes invité sur { $app }
    .lead = Vous êtes invité sur { $app }.
    .lead-by = { $inviter } vous invite sur { $app }.
    .action = Accepter l’invitation
    .note = L’invitation est valable jusqu’au { $until }.
mail-address-change =
    .subject = Confirmez votre nouvelle adresse
    .lead = Cette adresse doit devenir celle d’un compte sur { $app }.
    .action = Confirmer cette adresse
mail-address-changed =
    .subject = Votre adresse a été changée
    .lead = Votre compte sur { $app } a maintenant une autre adresse. Les e-mails y sont désormais envoyés.
    .action = Annuler le changement
    .note = Si vous l’avez changée vous-même, ne faites rien.
mail-new-device =
    .subject = Nouvelle connexion
    .lead = Quelqu’un s’est connecté à votre compte sur { $app } avec un appareil jamais vu auparavant : { $device }, depuis { $address }, { $at }.
mail-factor-added =
    .subject =
        { $factor ->
            [passkey] Une clé d’accès a été ajoutée
            [recovery-codes] De nouveaux codes de récupération ont été créés
           *[authenticator] Une application d’authentification a été ajoutée
        }
    .lead =
        { $factor ->
            [passkey] Une clé d’accès a été ajoutée à votre compte sur { $app }.
            [recovery-codes] De nouveaux codes de récupération ont été créés pour votre compte sur { $app }. Les anciens ne sont plus valables.
           *[authenticator] Une application d’authentification a été ajoutée à votre compte sur { $app }.
        }
mail-factor-removed =
    .subject =
        { $factor ->
            [passkey] Une clé d’accès a été retirée
            [recovery-codes] Vos codes de récupération ont été retirés
            [all] Vos seconds facteurs ont été retirés
           *[authenticator] Une application d’authentification a été retirée
        }
    .lead =
        { $factor ->
            [passkey] Une clé d’accès a été retirée de votre compte sur { $app }.
            [recovery-codes] Les codes de récupération de votre compte sur { $app } ont été retirés.
            [all] Tous les seconds facteurs et toutes les clés d’accès de votre compte sur { $app } ont été retirés, et ses sessions sont terminées.
           *[authenticator] Une application d’authentification a été retirée de votre compte sur { $app }.
        }
mail-provider-linked =
    .subject = { $provider } ouvre votre compte
    .lead = { $provider } a été associé à votre compte sur { $app } et l’ouvre désormais.
mail-provider-removed =
    .subject = { $provider } n’ouvre plus votre compte
    .lead = { $provider } a été retiré de votre compte sur { $app }.
mail-approved =
    .subject = Vous êtes admis
    .lead = Votre compte sur { $app } a été approuvé. Vous pouvez vous connecter.
    .action = Se connecter
mail-test =
    .subject = Les e-mails de { $app } fonctionnent
    .lead = Cet e-mail a été envoyé à la main pour voir si les e-mails de { $app } arrivent. Il est arrivé.
mail-password-changed =
    .subject = Votre mot de passe a été changé
    .lead = Le mot de passe de votre compte chez { $app } a été changé, et toutes les autres sessions sont terminées.
mail-people-waiting =
    .subject = Quelqu’un attend d’être admis
    .lead = De nouvelles personnes chez { $app } attendent qu’un administrateur les admette. Pendant une heure, aucun autre e-mail n’en parlera.
    .action = Voir qui attend
