# German. What the variables are stands in the English file.

invitations-title = Einladungen
invitations-invite = Jemanden einladen
invitations-invite-telling = Mit dem Link einer Einladung kann eine Person ein Konto anlegen, ob die Registrierung offen ist oder nicht.
invitations-email = E-Mail-Adresse
invitations-email-hint = Lass sie leer, damit hereinkommt, wer den Link hat.
invitations-role = Rolle
invitations-days = Tage bis zum Ablauf
invitations-submit = Einladen
invitations-made = { $email } ist eingeladen. Gib diesen Link weiter; er wird nur dieses eine Mal gezeigt.
invitations-made-open = Gib diesen Link weiter, an wen du einlädst; er wird nur dieses eine Mal gezeigt.
invitations-mailed = { $email } ist eingeladen. Der Link ist per E-Mail unterwegs.
invitations-list = Bisherige Einladungen
invitations-none = Niemand wurde eingeladen.
invitations-anybody = Wer den Link hat
invitations-created = erstellt am { $date }
invitations-until = bis { $until }
invitations-was-until = galt bis { $until }
invitations-revoke = Zurücknehmen<span class="aside">: die Einladung { $id }</span>
invitations-letter-waits = Der Brief ist noch nicht gesendet und wird noch einmal versucht.
invitations-letter-given-up = Der Brief konnte nicht gesendet werden.
invitations-letter-why = Nachsehen, warum
invitations-standing-open = Offen
invitations-standing-redeemed = Benutzt
invitations-standing-revoked = Zurückgenommen
invitations-standing-expired = Zu alt
invitations-heading = Du bist eingeladen
invitations-lead = Lege dein Konto bei { $app } an.
invitations-lead-for = Diese Einladung zu { $app } ist für { $email }.
invitations-or = oder
invitations-approvals = Freigaben
invitations-approvals-off = Neue Leute brauchen hier keine Freigabe. DOORWARD_APPROVAL=true lässt sie auf dieser Seite warten.
invitations-approvals-none = Niemand wartet.
invitations-approvals-list = Warten auf Einlass
invitations-approvals-unchecked = { $email } (niemand hat diese Adresse geprüft)
invitations-approvals-no-address = Keine Adresse
invitations-approvals-since = wartet seit { $date }
invitations-approve = Hereinlassen<span class="aside">: { $name }</span>
invitations-reject = Abweisen<span class="aside">: { $name }, und das Konto löschen</span>
