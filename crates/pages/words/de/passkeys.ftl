# German. What the variables are stands in the English file.

passkeys-add = Passkey hinzufügen
passkeys-cancelled = Nichts ist geschehen: Der Browser hat keinen Passkey bekommen, oder es hat zu lange gedauert.
passkeys-confirm = Passkey verwenden
passkeys-confirm-add = Du bist dabei, einen Passkey hinzuzufügen, der dein Konto öffnet. Zeige zuerst, dass du es noch bist.
passkeys-confirm-remove = Du bist dabei, den Passkey { $name } von deinem Konto zu entfernen. Zeige zuerst, dass du es noch bist.
passkeys-created = Hinzugefügt am { $date }
passkeys-device-bound = Nur auf einem Gerät
passkeys-failed = Der Browser konnte hier keinen Passkey verwenden. Versuche es noch einmal, oder melde dich auf einem anderen Weg an.
passkeys-heading = Passkeys
passkeys-hint = Ein Passkey öffnet dein Konto mit deinem Fingerabdruck, deinem Gesicht oder dem Code deines Geräts. Niemand kann ihn erraten oder dir ablisten.
passkeys-known = Dieses Gerät hat schon einen Passkey für dein Konto.
passkeys-last-used = Zuletzt benutzt: { $date }
passkeys-last-way-in = Dein einziger Zugang
passkeys-may-sync = Auf einem Gerät; kann synchronisiert werden
passkeys-name = Name des Passkeys
passkeys-needs-script = Passkeys brauchen JavaScript, das in diesem Browser abgeschaltet ist.
passkeys-never-used = Noch nicht benutzt
passkeys-none = Du hast noch keinen Passkey.
passkeys-one = Du hast einen Passkey. Füge auf einem zweiten Gerät einen weiteren hinzu, damit der Verlust des einen dich nicht aussperrt.
passkeys-or = oder
passkeys-remove = Entfernen<span class="aside">: der Passkey { $name }</span>
passkeys-rename = Umbenennen<span class="aside">: der Passkey { $name }</span>
passkeys-save = Speichern
passkeys-second-factor = Nur zweiter Faktor
passkeys-sign-in = Mit einem Passkey anmelden
passkeys-way = Passkey
passkeys-synced = Zwischen deinen Geräten synchronisiert
