# The page that makes an account, and the first one of the place.

register-closed = New accounts are not being taken at the moment. If you need one, ask the person who runs { $app }.
register-closed-go = Go to sign in
register-email = Email address
register-email-invalid = Enter an email address like name@example.com.
register-email-missing = Enter your email address.
# $count is a number of characters, here and below.
register-email-too-long = Your email address may have at most { $count } characters.
register-email-too-short = Your email address needs at least { $count } characters.
register-first-lead = You are the first one here. This account becomes the administrator of { $app }.
register-have-account = Have an account already? <a href="{ $href }">Sign in</a>
register-name = Name
register-name-missing = Enter your name.
register-name-too-long = Your name may have at most { $count } characters.
register-name-too-short = Your name needs at least { $count } characters.
register-needs-link = The first account is made with the set-up link that Doorward prints when it starts. Open that link to go on.
register-needs-link-where = The link is in the terminal or the log of the server. Starting Doorward again prints a new one.
register-password = Password
register-password-blank = Enter a password that is more than blanks.
register-password-breached = This password is known from a data breach elsewhere, so it is among the first that are tried. Choose another one.
register-password-guessable = This password is one of the first that somebody would try. A few unrelated words make a better one.
register-password-missing = Enter your password.
register-password-policy = At least { $count } characters. A few unrelated words make a good one.
register-password-too-long = Your password may have at most { $count } characters.
register-password-too-short = Your password needs at least { $count } characters.
register-submit = Create the account
register-submit-first = Create the administrator
register-title = Create an account
register-title-closed = Registration is closed
register-title-first = Set up the first account
register-title-needs-link = Not set up yet
register-username = Username (optional)
register-username-characters = Use only letters, digits and _ . @ # $ % & ( ) in your username.
register-username-injection = Leave quotes, brackets and -- out of your username.
register-username-missing = Enter your username.
register-username-too-long = Your username may have at most { $count } characters.
register-username-too-short = Your username needs at least { $count } characters.
