# French. What the variables are stands in the English file.

linking-ask-email = Adresse e-mail
linking-ask-no-way = Aucun autre mode de connexion n’est configuré ici. Adressez-vous à la personne qui gère { $app }.
linking-ask-or = ou prouvez-le avec
linking-ask-other-way = Se connecter plutôt autrement
linking-ask-password = Mot de passe
linking-ask-submit = Associer et se connecter
linking-ask-title-unverified = Avez-vous déjà un compte ici ?
linking-ask-title-verified = Cette adresse a déjà un compte
linking-ask-unverified = { $provider } donne <strong class="who">{ $email }</strong> comme votre adresse, mais ne l’a pas vérifiée, on ne peut donc rien en faire à elle seule.
linking-ask-unverified-show = Si vous avez ici un compte avec cette adresse, montrez qu’il est à vous, et { $provider } l’ouvrira aussi désormais.
linking-ask-verified = { $provider } dit que vous êtes <strong class="who">{ $email }</strong>. Il existe ici un compte avec cette adresse, qui se connecte autrement.
linking-ask-verified-show = Montrez qu’il est à vous, et { $provider } l’ouvrira aussi désormais.
linking-confirm-back = Ne rien changer
linking-confirm-code = Code
linking-confirm-code-hint = De votre application d’authentification, ou un code de récupération.
linking-confirm-invite = Vous êtes sur le point d’inviter quelqu’un. Montrez d’abord que c’est toujours vous. Dites ensuite encore une fois qui.
linking-confirm-revoke = Vous êtes sur le point de retirer une invitation. Montrez d’abord que c’est toujours vous.
linking-confirm-delete = Vous êtes sur le point de supprimer votre compte. Montrez d’abord que c’est toujours vous. Demandez-le ensuite encore une fois.
linking-confirm-email = Adresse e-mail
linking-confirm-link = Vous êtes sur le point de laisser { $provider } ouvrir votre compte. Montrez d’abord que c’est toujours vous.
linking-confirm-no-way = Déconnectez-vous et reconnectez-vous. Pendant dix minutes ensuite, rien d’autre n’est demandé.
linking-confirm-or = ou
linking-confirm-password = Mot de passe
linking-confirm-provider = Se reconnecter avec { $provider }
linking-confirm-remove = Vous êtes sur le point d’empêcher { $provider } d’ouvrir votre compte. Montrez d’abord que c’est toujours vous.
linking-confirm-submit = Confirmer
linking-confirm-title = Confirmez que c’est bien vous
linking-onward = Vous êtes redirigé. Si rien ne se passe, continuez vous-même.
linking-onward-go = Continuer vers { $provider }
linking-onward-title = Vers { $provider }
linking-confirm-administer = Vous êtes sur le point de modifier le compte de { $name }. Montrez d’abord que c’est toujours vous.
linking-confirm-mail = Vous êtes sur le point d’envoyer du courrier. Montrez d’abord que c’est toujours vous.
linking-confirm-export = Vous allez télécharger ce qui est conservé à votre sujet. Montrez d’abord que c’est bien vous.
linking-confirm-password-add = Vous allez ajouter un mot de passe à votre compte. Montrez d’abord que c’est bien vous ; saisissez ensuite le nouveau mot de passe une fois de plus.
