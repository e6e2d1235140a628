# La page par laquelle doctor regarde à travers un navigateur.

doctor-done = Ce qui a été trouvé figure ici ; la ligne de commande le sait aussi.
doctor-heading = Ce que voit ce navigateur
doctor-lead = Laissez ouvert quelques secondes : cette page examine ce qui arrive de ce que le serveur envoie.
doctor-login-claims = Ce que dit { $provider }
doctor-login-failed = L’aller-retour chez le fournisseur s’est mal terminé.
doctor-login-found = Ce qui en découle
doctor-login-heading = Un essai à blanc chez { $provider }
doctor-login-joined = Le compte { $account } serait associé et connecté, sans question.
doctor-login-known = Le compte { $account } serait connecté.
doctor-login-lead = Rien n’a été créé, associé ni connecté. La ligne de commande sait maintenant la même chose ; cette fenêtre peut être fermée.
doctor-login-link = L’adresse appartient au compte { $account } : une preuve serait demandée à son propriétaire.
doctor-login-new = Un nouveau compte serait créé.
doctor-login-refused = Doorward refuserait.
doctor-login-title = Ce que ferait une connexion
doctor-needs-script = Cette page travaille avec un script, et les scripts sont désactivés.
doctor-refused = Le rapport n’est pas parvenu au serveur. Quelque chose en chemin refuse les requêtes de cette page.
doctor-running = Examen en cours …
doctor-title = Diagnostic
