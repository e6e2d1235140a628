# German. What the variables are stands in the English file.

mail-hello = Hallo { $name },
mail-hello-nobody = Hallo,
mail-ignore = Wenn du das nicht warst, tu nichts. Ohne den Link ändert sich nichts.
mail-act = Wenn du das nicht warst, lege sofort ein neues Passwort fest und sieh dir die Sitzungen deines Kontos an.
mail-verify-address =
    .subject = Bestätige deine Adresse
    .lead = Diese Adresse wurde für ein Konto bei { $app } angegeben.
    .action = Diese Adresse bestätigen
mail-reset-password =
    .subject = Neues Passwort festlegen
    .lead = Jemand hat für dein Konto bei { $app } ein neues Passwort angefordert.
    .action = Neues Passwort festlegen
    .note =
        { $minutes ->
            [one] Der Link gilt einmal, eine Minute lang.
           *[other] Der Link gilt einmal, { $minutes } Minuten lang.
        }
mail-no-password =
    .subject = Dein Konto hat kein Passwort
    .lead = Jemand hat für dein Konto bei { $app } ein neues Passwort angefordert. Es hat keines: Melde dich so an wie zuvor.
    .action = Anmelden
mail-password-was-reset =
    .subject = Dein Passwort wurde geändert
    .lead = Das Passwort deines Kontos bei { $app } wurde neu festgelegt, und jede seiner Sitzungen ist beendet.
mail-invitation =
    .subject = Du bist zu { $app } eingeladen
    .lead = Du bist zu { $app } eingeladen.
    .lead-by = { $inviter } lädt dich zu { $app } ein.
    .action = Einladung annehmen
    .note = Die Einladung gilt bis { $until }.
mail-address-change =
    .subject = Bestätige deine neue Adresse
    .lead = Dies soll die Adresse eines Kontos bei { $app } werden.
    .action = Diese Adresse bestätigen
mail-address-changed =
    .subject = Deine Adresse wurde geändert
    .lead = Dein Konto bei { $app } hat jetzt eine andere Adresse. E-Mails gehen von nun an dorthin.
    .action = Änderung rückgängig machen
    .note = Wenn du sie selbst geändert hast, tu nichts.
mail-new-device =
    .subject = Neue Anmeldung
    .lead = Jemand hat sich bei deinem Konto bei { $app } mit einem Gerät angemeldet, das vorher nicht gesehen wurde: { $device }, von { $address }, { $at }.
mail-factor-added =
    .subject =
        { $factor ->
            [passkey] Ein Passkey wurde hinzugefügt
            [recovery-codes] Neue Wiederherstellungscodes wurden erstellt
           *[authenticator] Eine Authenticator-App wurde hinzugefügt
        }
    .lead =
        { $factor ->
            [passkey] Deinem Konto bei { $app } wurde ein Passkey hinzugefügt.
            [recovery-codes] Für dein Konto bei { $app } wurden neue Wiederherstellungscodes erstellt. Die alten gelten nicht mehr.
           *[authenticator] Deinem Konto bei { $app } wurde eine Authenticator-App hinzugefügt.
        }
mail-factor-removed =
    .subject =
        { $factor ->
            [passkey] Ein Passkey wurde entfernt
            [recovery-codes] Deine Wiederherstellungscodes wurden entfernt
            [all] Deine zweiten Faktoren wurden entfernt
           *[authenticator] Eine Authenticator-App wurde entfernt
        }
    .lead =
        { $factor ->
            [passkey] Von deinem Konto bei { $app } wurde ein Passkey entfernt.
            [recovery-codes] Die Wiederherstellungscodes deines Kontos bei { $app } wurden entfernt.
            [all] Alle zweiten Faktoren und Passkeys deines Kontos bei { $app } wurden entfernt, und seine Sitzungen sind beendet.
           *[authenticator] Von deinem Konto bei { $app } wurde eine Authenticator-App entfernt.
        }
mail-provider-linked =
    .subject = { $provider } öffnet dein Konto
    .lead = { $provider } wurde mit deinem Konto bei { $app } verknüpft und öffnet es von nun an.
mail-provider-removed =
    .subject = { $provider } öffnet dein Konto nicht mehr
    .lead = { $provider } wurde von deinem Konto bei { $app } entfernt.
mail-approved =
    .subject = Du darfst herein
    .lead = Dein Konto bei { $app } wurde freigegeben. Du kannst dich anmelden.
    .action = Anmelden
mail-test =
    .subject = E-Mail von { $app } funktioniert
    .lead = Diese E-Mail wurde von Hand geschickt, um zu sehen, ob E-Mails von { $app } ankommen. Sie ist angekommen.
mail-password-changed =
    .subject = Dein Passwort wurde geändert
    .lead = Das Passwort deines Kontos bei { $app } wurde geändert, und alle anderen Sitzungen sind beendet.
mail-people-waiting =
    .subject = Jemand wartet darauf, eingelassen zu werden
    .lead = Neue Personen bei { $app } warten, bis eine Administratorin oder ein Administrator sie einlässt. Eine Stunde lang melden keine weiteren E-Mails davon.
    .action = Ansehen, wer wartet
