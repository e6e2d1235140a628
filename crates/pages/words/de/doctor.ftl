# Die Seite, mit der doctor durch einen Browser schaut.

doctor-done = Was gefunden wurde, steht hier; die Befehlszeile kennt es auch.
doctor-heading = So sieht es dieser Browser
doctor-lead = Ein paar Sekunden offen lassen: Diese Seite prüft, was von dem ankommt, was der Server sendet.
doctor-needs-script = Diese Seite arbeitet mit einem Skript, und Skripte sind abgeschaltet.
doctor-refused = Der Bericht hat den Server nicht erreicht. Etwas auf dem Weg weist Anfragen dieser Seite zurück.
doctor-running = Wird geprüft …
doctor-title = Diagnose
