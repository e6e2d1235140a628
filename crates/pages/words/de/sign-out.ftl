# German. What the variables are stands in the English file.

sign-out-again = Wieder anmelden
sign-out-done = Du bist abgemeldet
sign-out-done-telling = Dieser Browser hat dich vergessen. Schließe an einem gemeinsam benutzten Computer auch das Fenster.
sign-out-done-title = Abgemeldet
sign-out-heading = Abmelden?
sign-out-stay = Angemeldet bleiben
sign-out-submit = Abmelden
sign-out-telling = Du bist angemeldet als <strong class="who">{ $who }</strong>. Deine anderen Geräte bleiben angemeldet.
sign-out-title = Abmelden
