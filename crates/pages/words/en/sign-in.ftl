# The page that signs a person in.

# The text of a button. $provider is a name, such as Google.
sign-in-continue-with = Continue with { $provider }
sign-in-email = Email address
sign-in-forgotten = Forgotten your password?
sign-in-last-used = Last used
sign-in-new-here = New here? <a href="{ $href }">Create an account</a>
sign-in-no-account = No account? <a href="{ $href }">Use an access code</a>
# $app is the name of the place.
sign-in-no-way = No way to sign in is set up here yet. Ask the person who runs { $app }.
sign-in-or-password = or with a password
sign-in-password = Password
sign-in-submit = Sign in
sign-in-title = Sign in
