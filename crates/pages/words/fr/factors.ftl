# French. What the variables are stands in the English file.

factors-step-title = Encore une étape
factors-step-code = Code
factors-step-code-hint = Les six chiffres qu’affiche votre application d’authentification.
factors-step-recovery = Code de récupération
factors-step-recovery-hint = L’un des codes que vous avez conservés en configurant votre application d’authentification. Chacun ne sert qu’une fois.
factors-step-passkey-hint = Votre navigateur demande votre clé d’accès.
factors-step-go = Continuer
factors-step-use-app = Utiliser votre application d’authentification
factors-step-use-recovery = Utiliser un code de récupération
factors-step-use-passkey = Utiliser une clé d’accès
factors-step-other = Se connecter autrement
factors-step-remember = Ne plus demander dans ce navigateur pendant 30 jours
factors-step-remember-hint = Pas sur un appareil que d’autres utilisent aussi.
factors-app-title = Application d’authentification
factors-app-what = Une application sur votre téléphone affiche un nouveau code toutes les trente secondes. Qui n’a que votre mot de passe n’entre pas.
factors-app-demanded = Un second facteur est exigé ici. Configurez-en un pour continuer.
factors-app-begin = Configurer
factors-app-scan = Scannez ce code avec votre application d’authentification.
factors-app-qr = Un code pour votre application d’authentification. Le même figure ci-dessous en texte.
factors-app-type = Ou saisissez-y cette clé :
factors-app-code = Code que l’application affiche maintenant
factors-app-confirm = Confirmer
factors-app-since = Des codes sont demandés depuis le { $date }.
factors-app-proof = Code
factors-app-proof-hint = De votre application d’authentification, ou un code de récupération. Chaque changement ici en demande un.
factors-app-replace = Configurer une autre application
factors-app-remove = Retirer
factors-app-stays = Un second facteur est exigé de vous, et c’est le seul, il reste donc.
factors-app-change = Modifier
factors-app-back = Retour à votre compte
factors-codes-left =
      { $count ->
          [0] Il ne reste aucun code de récupération. Créez-en de nouveaux.
          [one] Il reste un code de récupération. Créez-en bientôt de nouveaux.
         *[other] Il reste { $count } codes de récupération.
      }
factors-codes-new = Nouveaux codes de récupération
factors-codes-keep = Gardez ces codes là où vous les trouverez sans votre téléphone. Chacun ne sert qu’une fois, à la place de l’application. Ils ne seront plus affichés.
factors-codes-download = Télécharger
factors-codes-copy = Copier
factors-codes-print = Imprimer
factors-codes-kept = Je les ai conservés
factors-trusted =
      { $count ->
          [one] Aucun code n’est demandé à { $count } navigateur.
         *[other] Aucun code n’est demandé à { $count } navigateurs.
      }
factors-trusted-end = Redemander partout
factors-trusted-title = Navigateurs de confiance
factors-trusted-telling = Dans ces navigateurs, aucun second facteur n’est demandé à la connexion.
factors-trusted-added = Ajouté le { $date }
factors-trusted-used = Dernière utilisation : { $when }
factors-trusted-until = jusqu’au { $date }
factors-trusted-stop = Ne plus faire confiance<span class="aside"> à { $device }, ajouté le { $date }</span>
factors-trusted-end-all = Ne plus faire confiance à aucun
factors-confirm = Une application d’authentification va être configurée pour votre compte.
