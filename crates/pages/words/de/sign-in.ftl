# German. What the variables are stands in the English file.

sign-in-continue-with = Weiter mit { $provider }
sign-in-email = E-Mail-Adresse
sign-in-forgotten = Passwort vergessen?
sign-in-last-used = Zuletzt benutzt
sign-in-new-here = Neu hier? <a href="{ $href }">Konto anlegen</a>
sign-in-no-account = Kein Konto? <a href="{ $href }">Zugangscode verwenden</a>
sign-in-no-way = Hier ist noch kein Weg eingerichtet, sich anzumelden. Frag die Person, die { $app } betreibt.
sign-in-or-password = oder mit Passwort
sign-in-password = Passwort
sign-in-submit = Anmelden
sign-in-title = Anmelden
