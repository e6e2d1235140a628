# Die Seite, mit der doctor durch einen Browser schaut.

doctor-done = Was gefunden wurde, steht hier; die Befehlszeile kennt es auch.
doctor-heading = So sieht es dieser Browser
doctor-lead = Ein paar Sekunden offen lassen: Diese Seite prüft, was von dem ankommt, was der Server sendet.
doctor-login-claims = Was { $provider } sagt
doctor-login-failed = Der Weg zum Anbieter und zurück ist nicht gut ausgegangen.
doctor-login-found = Was daraus folgt
doctor-login-heading = Ein Probelauf bei { $provider }
doctor-login-joined = Das Konto { $account } würde ohne Rückfrage verknüpft und angemeldet.
doctor-login-known = Das Konto { $account } würde angemeldet.
doctor-login-lead = Es wurde nichts angelegt, verknüpft oder angemeldet. Die Befehlszeile weiß jetzt dasselbe; dieses Fenster kann geschlossen werden.
doctor-login-link = Die Adresse gehört zum Konto { $account }: Wer es besitzt, würde um einen Nachweis gebeten.
doctor-login-new = Ein neues Konto würde angelegt.
doctor-login-refused = Doorward würde ablehnen.
doctor-login-title = Was eine Anmeldung bewirken würde
doctor-needs-script = Diese Seite arbeitet mit einem Skript, und Skripte sind abgeschaltet.
doctor-refused = Der Bericht hat den Server nicht erreicht. Etwas auf dem Weg weist Anfragen dieser Seite zurück.
doctor-running = Wird geprüft …
doctor-title = Diagnose
