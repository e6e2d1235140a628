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
