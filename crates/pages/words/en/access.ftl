# The pages of people who come in with an access code, as guests without an account.

access-code = Access code
access-guest-leave = Leave
access-guest-telling = You came in with an access code, as a guest without an account. This browser stays in until you leave or the code is changed.
access-guest-title = You are in
access-have-account = Have an account? <a href="{ $href }">Sign in</a>
access-heading = Enter the access code
# $app is the name of the place.
access-lead = The people who run { $app } give it to you.
access-submit = Go in
access-title = Access code
