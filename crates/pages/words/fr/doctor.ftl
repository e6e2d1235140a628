# La page par laquelle doctor regarde à travers un navigateur.

doctor-done = Ce qui a été trouvé figure ici ; la ligne de commande le sait aussi.
doctor-heading = Ce que voit ce navigateur
doctor-lead = Laissez ouvert quelques secondes : cette page examine ce qui arrive de ce que le serveur envoie.
doctor-needs-script = Cette page travaille avec un script, et les scripts sont désactivés.
doctor-refused = Le rapport n’est pas parvenu au serveur. Quelque chose en chemin refuse les requêtes de cette page.
doctor-running = Examen en cours …
doctor-title = Diagnostic
