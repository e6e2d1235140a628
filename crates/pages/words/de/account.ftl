# German. What the variables are stands in the English file.

account-delete = Konto löschen
account-delete-confirm = Gib zur Bestätigung { $phrase } ein
account-delete-open = Mein Konto löschen
account-delete-password = Passwort
account-delete-submit = Endgültig löschen
account-delete-telling = Das beendet jede Sitzung und löscht dein Konto hier. Es lässt sich nicht rückgängig machen.
account-device = { $browser } auf { $system }
account-device-unknown = Unbekanntes Gerät
account-email = E-Mail-Adresse
account-here-since = Dabei seit
account-link-another = Weiteren Anbieter verknüpfen
account-link-another-hint = Wer sich dort anmeldet, öffnet danach dieses Konto hier.
account-link-begin = { $provider }<span class="aside"> verknüpfen</span>
account-link-last = Dein einziger Zugang
account-link-remove = Entfernen<span class="aside">: { $provider }</span>
account-linked = Verknüpft am { $date }
account-linked-not-set-up = Verknüpft am { $date } · hier nicht mehr eingerichtet
account-name = Name
account-password = Passwort
account-profile = Profil
account-console = Verwaltung
account-role = Rolle
account-role-admin = Verwaltung
account-role-user = Mitglied
account-session-active = Jetzt aktiv
account-session-current = Dieses Gerät
account-session-end = Beenden<span class="aside">: die Sitzung mit { $device }, { $address }</span>
account-session-seen = Zuletzt gesehen: { $when }
account-session-since = angemeldet seit { $when }
account-sessions = Wo du angemeldet bist
account-sessions-end-others = Alle anderen beenden
account-sign-out = Abmelden
account-signs-in-with = Meldet sich an mit
account-title = Dein Konto
account-username = Benutzername
account-way-password = Passwort
account-ways-in = Wie du dich anmeldest
account-profile-edit = Profil bearbeiten
account-profile-save = Speichern
account-picture = Adresse eines Bildes
account-picture-hint = Eine https-Adresse deines Bildes. Leer bedeutet: keines.
account-picture-wrong = Gib eine Adresse ein, die mit https:// beginnt, oder lass das Feld leer.
account-password-telling = Eine Änderung beendet deine anderen Sitzungen.
account-password-none = Dein Konto hat kein Passwort. Mit einem kannst du dich ohne Anbieter anmelden.
account-password-change = Passwort ändern
account-password-add = Passwort hinzufügen
account-password-current = Bisheriges Passwort
account-password-new = Neues Passwort
account-data = Deine Daten
account-data-telling = Was hier über dich gespeichert ist, als eine Datei: Konto, Anbieter, Sitzungen, Einladungen und Aktivität.
account-data-download = Herunterladen
account-sessions-short = Sitzungen
