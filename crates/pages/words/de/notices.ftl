# German. What the variables are stands in the English file.

notices-account-created = Dein Konto ist fertig. Melde dich an, um weiterzumachen.
notices-account-deleted = Dein Konto und seine Sitzungen sind gelöscht.
notices-address-asked = Eine E-Mail ist unterwegs zur neuen Adresse. Dein Konto behält die alte, bis du die neue dort bestätigst.
notices-address-changed = Dein Konto hat seine neue Adresse.
notices-address-verified = Deine Adresse ist bestätigt. Melde dich an, um weiterzumachen.
notices-account-waits = Dein Konto ist angelegt. Du kannst herein, sobald die Verwaltung es freigegeben hat.
notices-approval-withdrawn = Diese Person wartet wieder auf Freigabe.
notices-authenticator-removed = Deine Authenticator-App ist entfernt. Dein Konto öffnet sich wieder mit dem Passwort allein.
notices-confirmed = Das bist du. Zehn Minuten lang kannst du ändern, wie du dich anmeldest.
notices-devices-forgotten = Jeder Browser wird wieder nach einem Code gefragt.
notices-guest-over = Dein Aufenthalt ist vorbei, oder der Code hat sich geändert. Gib ihn noch einmal ein.
notices-invitation-revoked = Diese Einladung gilt nicht mehr.
notices-others-ended = Alle deine anderen Sitzungen sind beendet.
notices-password-reset = Dein neues Passwort gilt, und jede Sitzung ist beendet. Melde dich damit an.
notices-person-approved = Diese Person darf von nun an herein.
notices-person-rejected = Diese Person ist abgewiesen.
notices-passkey-added = Dieser Passkey gehört von nun an dir.
notices-passkey-removed = Dieser Passkey ist entfernt. Lösche ihn auch auf deinem Gerät.
notices-passkey-renamed = Dieser Passkey hat seinen neuen Namen.
notices-provider-linked = Dieser Anbieter öffnet dein Konto von nun an.
notices-provider-removed = Dieser Anbieter öffnet dein Konto nicht mehr.
notices-session-ended = Diese Sitzung ist beendet.
notices-session-over = Deine Sitzung ist vorbei. Melde dich noch einmal an, um weiterzumachen.
notices-sign-in-first = Melde dich an, um weiterzumachen.
notices-signed-out = Du bist abgemeldet.
