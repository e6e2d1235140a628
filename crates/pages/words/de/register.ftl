# German. What the variables are stands in the English file.

register-closed = Zurzeit werden keine neuen Konten angelegt. Wenn du eines brauchst, frag die Person, die { $app } betreibt.
register-closed-go = Zur Anmeldung
register-email = E-Mail-Adresse
register-email-invalid = Gib eine E-Mail-Adresse ein wie name@example.com.
register-email-missing = Gib deine E-Mail-Adresse ein.
register-email-too-long = Deine E-Mail-Adresse darf höchstens { $count } Zeichen haben.
register-email-too-short = Deine E-Mail-Adresse braucht mindestens { $count } Zeichen.
register-first-lead = Du bist als Erstes hier. Dieses Konto verwaltet dann { $app }.
register-have-account = Du hast schon ein Konto? <a href="{ $href }">Anmelden</a>
register-name = Name
register-name-missing = Gib deinen Namen ein.
register-name-too-long = Dein Name darf höchstens { $count } Zeichen haben.
register-name-too-short = Dein Name braucht mindestens { $count } Zeichen.
register-needs-link = Das erste Konto wird mit dem Einrichtungslink angelegt, den Doorward beim Start ausgibt. Öffne diesen Link, um weiterzumachen.
register-needs-link-where = Der Link steht im Terminal oder im Protokoll des Servers. Ein Neustart von Doorward gibt einen neuen aus.
register-password = Passwort
register-password-blank = Gib ein Passwort ein, das aus mehr als Leerzeichen besteht.
register-password-breached = Dieses Passwort ist aus einem Datenleck anderswo bekannt und gehört damit zu den ersten, die ausprobiert werden. Wähle ein anderes.
register-password-guessable = Dieses Passwort ist eines der ersten, die jemand ausprobieren würde. Ein paar Wörter, die nichts miteinander zu tun haben, ergeben ein besseres.
register-password-missing = Gib dein Passwort ein.
register-password-policy = Mindestens { $count } Zeichen. Ein paar Wörter, die nichts miteinander zu tun haben, ergeben ein gutes.
register-password-too-long = Dein Passwort darf höchstens { $count } Zeichen haben.
register-password-too-short = Dein Passwort braucht mindestens { $count } Zeichen.
register-submit = Konto anlegen
register-submit-first = Verwaltungskonto anlegen
register-title = Konto anlegen
register-title-closed = Registrierung geschlossen
register-title-first = Das erste Konto einrichten
register-title-needs-link = Noch nicht eingerichtet
register-username = Benutzername (freiwillig)
register-username-characters = Verwende im Benutzernamen nur Buchstaben, Ziffern und _ . @ # $ % & ( ).
register-username-injection = Lass Anführungszeichen, Klammern und -- aus dem Benutzernamen weg.
register-username-missing = Gib deinen Benutzernamen ein.
register-username-too-long = Dein Benutzername darf höchstens { $count } Zeichen haben.
register-username-too-short = Dein Benutzername braucht mindestens { $count } Zeichen.
