# French. What the variables are stands in the English file.

account-delete = Supprimer votre compte
account-delete-confirm = Saisissez { $phrase } pour confirmer
account-delete-open = Supprimer mon compte
account-delete-password = Mot de passe
account-delete-submit = Supprimer définitivement
account-delete-telling = Cela met fin à toutes les sessions et efface votre compte ici. C’est irréversible.
account-device = { $browser } sur { $system }
account-device-unknown = Appareil inconnu
account-email = Adresse e-mail
account-here-since = Membre depuis
account-link-another = Associer un autre fournisseur
account-link-another-hint = Quiconque se connecte là-bas ouvre ensuite ce compte ici.
account-link-begin = <span class="aside">Associer </span>{ $provider }
account-link-last = Votre seul accès
account-link-remove = Retirer<span class="aside"> { $provider }</span>
account-linked = Associé le { $date }
account-linked-not-set-up = Associé le { $date } · n’est plus configuré ici
account-name = Nom
account-password = Mot de passe
account-profile = Profil
account-console = Administration
account-role = Rôle
account-role-admin = Administrateur
account-role-user = Membre
account-session-active = Active maintenant
account-session-current = Cet appareil
account-session-end = Mettre fin<span class="aside"> à la session sur { $device }, { $address }</span>
account-session-seen = Vue pour la dernière fois : { $when }
account-session-since = depuis le { $when }
account-sessions = Où vous êtes connecté
account-sessions-end-others = Mettre fin à toutes les autres
account-sign-out = Se déconnecter
account-signs-in-with = Se connecte avec
account-title = Votre compte
account-username = Nom d’utilisateur
account-way-password = Mot de passe
account-ways-in = Comment vous vous connectez
account-profile-edit = Modifier votre profil
account-profile-save = Enregistrer
account-picture = Adresse d’une image
account-picture-hint = Une adresse https de votre image. Laissez vide pour n’en avoir aucune.
account-picture-wrong = Saisissez une adresse qui commence par https://, ou laissez le champ vide.
account-password-telling = Un changement met fin à vos autres sessions.
account-password-none = Votre compte n’a pas de mot de passe. Avec un mot de passe, vous pouvez vous connecter sans fournisseur.
account-password-change = Changer le mot de passe
account-password-add = Ajouter un mot de passe
account-password-current = Mot de passe actuel
account-password-new = Nouveau mot de passe
account-data = Vos données
account-data-telling = Ce qui est conservé ici à votre sujet, en un fichier : compte, fournisseurs, sessions, invitations et activité.
account-data-download = Télécharger
account-sessions-short = Sessions
