# Forgotten passwords, proving an address, changing an address.

recovery-email = Email address
recovery-to-sign-in = Go to sign in
recovery-new-link = Ask for a new link
# A mailed link was cut in two, or its page was loaded again after the script took the token away.
recovery-incomplete = This address carries no link. Open the link in the mail once more, whole.

recovery-forgot-title = Forgotten your password?
recovery-forgot-lead = Type the address of your account. You get a mail with a link to set a new password.
recovery-forgot-submit = Send the link
# $app is the name of the place.
recovery-forgot-off = No mail is sent from here. Ask the person who runs { $app } for a link to set a new password.

recovery-sent-title = Look into your mailbox
# Nobody is told whether there is an account. $email is what was typed.
recovery-sent-reset = If { $email } has an account with a password here, a mail with a link is on its way. The link works once, for 15 minutes.
recovery-sent-verification = A mail with a link is on its way to { $email }, unless that address is confirmed already. Open the link and press the button there.
recovery-sent-wait = Nothing there after a few minutes? Look among the junk mail, then ask once more. The newest link is the one that works.
recovery-sent-again = Send it again
recovery-sent-other = Use another address

recovery-reset-title = Set a new password
recovery-reset-password = New password
recovery-reset-submit = Set the password
recovery-reset-ends = You are then signed out everywhere, and sign in with the new password.

recovery-verify-title = Confirm your address
# $email is the address that the mail went to.
recovery-verify-lead = Press the button to confirm that { $email } is yours.
recovery-verify-submit = Confirm the address
# Beside the sign-in form, after a right password whose account waits for this.
recovery-verify-resend = Send the mail again

recovery-confirm-title = Confirm your new address
recovery-confirm-lead = Press the button and your account has this address from now on. The old address is told.
# $account is the address that the account has, in part: a•••@example.org.
recovery-confirm-lead-account = Press the button and the account of { $account } has this address from now on. The old address is told. If that is not your account, close this page.
recovery-confirm-submit = Confirm the new address

recovery-undo-title = Take your address back
recovery-undo-lead = Press the button and your account has this address again. Everybody is signed out of the account.
recovery-undo-submit = Take the address back
recovery-undone-title = Your address is back
recovery-undone-done = Your account has its old address again, and everybody is signed out of it.
recovery-undone-password = Somebody else may know your password, so it does not work any more. Set a new one now, by a link that is mailed to this address.
recovery-undone-ask = Somebody else may know your password, so it does not work any more. Ask whoever runs this service for a link to set a new one.
recovery-undone-submit = Set a new password

recovery-over-title = This link does not work

# The section of the account page.
recovery-address-title = Email address
# $email is the address that the account has.
recovery-address-now = Mails to you go to { $email }.
recovery-address-none = Your account has no address yet.
recovery-address-summary = Change the address
recovery-address-new = New email address
recovery-address-hint = You get a mail there with a link that confirms it. The old address is told, and can take it back for seven days.
recovery-address-password = Password
recovery-address-submit = Send the link
# Before a proof of who one is.
recovery-address-proof = You are about to change the address of your account. Show first that it is still you.
