# German. What the variables are stands in the English file.

factors-step-title = Noch ein Schritt
factors-step-code = Code
factors-step-code-hint = Die sechs Ziffern, die deine Authenticator-App anzeigt.
factors-step-recovery = Wiederherstellungscode
factors-step-recovery-hint = Einer der Codes, die du beim Einrichten deiner Authenticator-App aufbewahrt hast. Jeder gilt einmal.
factors-step-passkey-hint = Dein Browser fragt nach deinem Passkey.
factors-step-go = Weiter
factors-step-use-app = Authenticator-App verwenden
factors-step-use-recovery = Wiederherstellungscode verwenden
factors-step-use-passkey = Passkey verwenden
factors-step-other = Anders anmelden
factors-step-remember = In diesem Browser 30 Tage lang nicht fragen
factors-step-remember-hint = Nicht auf einem Gerät, das auch andere benutzen.
factors-app-title = Authenticator-App
factors-app-what = Eine App auf deinem Telefon zeigt jede halbe Minute einen neuen Code. Wer nur dein Passwort hat, kommt nicht hinein.
factors-app-demanded = Hier ist ein zweiter Faktor vorgeschrieben. Richte einen ein, um weiterzumachen.
factors-app-begin = Einrichten
factors-app-scan = Scanne diesen Code mit deiner Authenticator-App.
factors-app-qr = Ein Code für deine Authenticator-App. Dasselbe steht darunter als Text.
factors-app-type = Oder gib diesen Schlüssel dort ein:
factors-app-code = Code, den die App jetzt anzeigt
factors-app-confirm = Bestätigen
factors-app-since = Seit { $date } wird nach Codes gefragt.
factors-app-proof = Code
factors-app-proof-hint = Aus deiner Authenticator-App, oder ein Wiederherstellungscode. Jede Änderung hier braucht einen.
factors-app-replace = Andere App einrichten
factors-app-remove = Entfernen
factors-app-stays = Für dich ist ein zweiter Faktor vorgeschrieben, und das ist der einzige, deshalb bleibt er.
factors-app-change = Ändern
factors-app-back = Zurück zu deinem Konto
factors-codes-left =
      { $count ->
          [0] Kein Wiederherstellungscode ist mehr übrig. Erstelle neue.
          [one] Ein Wiederherstellungscode ist noch übrig. Erstelle bald neue.
         *[other] { $count } Wiederherstellungscodes sind noch übrig.
      }
factors-codes-new = Neue Wiederherstellungscodes
factors-codes-keep = Bewahre diese Codes dort auf, wo du sie ohne dein Telefon findest. Jeder gilt einmal, anstelle der App. Sie werden nicht noch einmal angezeigt.
factors-codes-download = Herunterladen
factors-codes-copy = Kopieren
factors-codes-print = Drucken
factors-codes-kept = Ich habe sie aufbewahrt
factors-trusted =
      { $count ->
          [one] Ein Browser wird nicht nach Codes gefragt.
         *[other] { $count } Browser werden nicht nach Codes gefragt.
      }
factors-trusted-end = Überall wieder fragen
factors-trusted-title = Vertraute Browser
factors-trusted-telling = In diesen Browsern wirst du beim Anmelden nicht nach einem zweiten Faktor gefragt.
factors-trusted-added = Hinzugefügt { $date }
factors-trusted-used = Zuletzt benutzt { $when }
factors-trusted-until = bis { $date }
factors-trusted-stop = Nicht mehr vertrauen<span class="aside">: { $device }, hinzugefügt { $date }</span>
factors-trusted-end-all = Keinem mehr vertrauen
factors-confirm = Für dein Konto wird eine Authenticator-App eingerichtet.
