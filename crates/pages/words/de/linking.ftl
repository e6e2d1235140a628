# German. What the variables are stands in the English file.

linking-ask-email = E-Mail-Adresse
linking-ask-no-way = Ein anderer Weg, sich anzumelden, ist hier nicht eingerichtet. Frag die Person, die { $app } betreibt.
linking-ask-or = oder weise es nach mit
linking-ask-other-way = Stattdessen anders anmelden
linking-ask-password = Passwort
linking-ask-submit = Verknüpfen und anmelden
linking-ask-title-unverified = Gibt es hier ein Konto von dir?
linking-ask-title-verified = Diese Adresse hat schon ein Konto
linking-ask-unverified = { $provider } nennt <strong class="who">{ $email }</strong> als deine Adresse, hat sie aber nicht geprüft, deshalb lässt sich allein damit nichts anfangen.
linking-ask-unverified-show = Wenn du hier ein Konto mit dieser Adresse hast, zeige, dass es deines ist, und { $provider } öffnet es von nun an auch.
linking-ask-verified = { $provider } sagt, dass du <strong class="who">{ $email }</strong> bist. Es gibt hier ein Konto mit dieser Adresse, das sich anders anmeldet.
linking-ask-verified-show = Zeige, dass es deines ist, und { $provider } öffnet es von nun an auch.
linking-confirm-back = Nichts ändern
linking-confirm-code = Code
linking-confirm-code-hint = Aus deiner Authenticator-App, oder ein Wiederherstellungscode.
linking-confirm-invite = Du bist dabei, jemanden einzuladen. Zeige zuerst, dass du es noch bist. Sage danach noch einmal, wen.
linking-confirm-revoke = Du bist dabei, eine Einladung zurückzunehmen. Zeige zuerst, dass du es noch bist.
linking-confirm-delete = Du bist dabei, dein Konto zu löschen. Zeige zuerst, dass du es noch bist. Bestätige es danach noch einmal.
linking-confirm-email = E-Mail-Adresse
linking-confirm-link = Du bist dabei, { $provider } dein Konto öffnen zu lassen. Zeige zuerst, dass du es noch bist.
linking-confirm-no-way = Melde dich ab und wieder an. Zehn Minuten lang wird danach nichts weiter gefragt.
linking-confirm-or = oder
linking-confirm-password = Passwort
linking-confirm-provider = Noch einmal mit { $provider } anmelden
linking-confirm-remove = Du bist dabei, { $provider } dein Konto nicht mehr öffnen zu lassen. Zeige zuerst, dass du es noch bist.
linking-confirm-submit = Bestätigen
linking-confirm-title = Bestätige, dass du es bist
linking-onward = Du wirst weitergeleitet. Wenn nichts geschieht, geh selbst weiter.
linking-onward-go = Weiter zu { $provider }
linking-onward-title = Weiter zu { $provider }
linking-confirm-administer = Du bist dabei, das Konto von { $name } zu ändern. Zeige zuerst, dass du es noch bist.
linking-confirm-mail = Du bist dabei, Mail zu senden. Zeige zuerst, dass du es noch bist.
linking-confirm-export = Du lädst gleich herunter, was über dich gespeichert ist. Zeige zuerst, dass du es noch bist.
linking-confirm-password-add = Du fügst deinem Konto gleich ein Passwort hinzu. Zeige zuerst, dass du es noch bist; gib dann das neue Passwort noch einmal ein.
