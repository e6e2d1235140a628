# French. What the variables are stands in the English file.

passkeys-add = Ajouter une clé d’accès
passkeys-cancelled = Rien n’a été fait : le navigateur n’a pas reçu de clé d’accès, ou cela a pris trop de temps.
passkeys-confirm = Utiliser une clé d’accès
passkeys-confirm-add = Vous êtes sur le point d’ajouter une clé d’accès qui ouvre votre compte. Montrez d’abord que c’est toujours vous.
passkeys-confirm-remove = Vous êtes sur le point de retirer la clé d’accès { $name } de votre compte. Montrez d’abord que c’est toujours vous.
passkeys-created = Ajoutée le { $date }
passkeys-device-bound = Sur un seul appareil
passkeys-failed = Le navigateur n’a pas pu utiliser de clé d’accès ici. Réessayez, ou connectez-vous autrement.
passkeys-heading = Clés d’accès
passkeys-hint = Une clé d’accès ouvre votre compte avec votre empreinte digitale, votre visage ou le code de votre appareil. Personne ne peut la deviner ni vous amener à la révéler.
passkeys-known = Cet appareil a déjà une clé d’accès pour votre compte.
passkeys-last-used = Dernière utilisation : { $date }
passkeys-last-way-in = Votre seul accès
passkeys-may-sync = Sur un seul appareil ; peut être synchronisée
passkeys-name = Nom de la clé d’accès
passkeys-needs-script = Les clés d’accès ont besoin de JavaScript, qui est désactivé dans ce navigateur.
passkeys-never-used = Pas encore utilisée
passkeys-none = Vous n’avez pas encore de clé d’accès.
passkeys-one = Vous avez une clé d’accès. Ajoutez-en une autre sur un second appareil, pour que la perte de l’une ne vous laisse pas dehors.
passkeys-or = ou
passkeys-remove = Retirer<span class="aside"> la clé d’accès { $name }</span>
passkeys-rename = Renommer<span class="aside"> la clé d’accès { $name }</span>
passkeys-save = Enregistrer
passkeys-second-factor = Second facteur seulement
passkeys-sign-in = Se connecter avec une clé d’accès
passkeys-way = Clé d’accès
passkeys-synced = Synchronisée entre vos appareils
