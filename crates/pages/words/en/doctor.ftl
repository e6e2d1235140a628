# The page by which the doctor looks through a browser.

doctor-done = What it found is listed here, and the command line knows it too.
doctor-heading = How this browser sees it
doctor-lead = Open for a few seconds: this page looks at what arrives of what the server sends.
doctor-login-claims = What { $provider } says
doctor-login-failed = The way to the provider and back did not end well.
doctor-login-found = What follows from it
doctor-login-heading = A dry run at { $provider }
doctor-login-joined = The account { $account } would be linked and signed in to, without a question.
doctor-login-known = The account { $account } would be signed in to.
doctor-login-lead = Nothing was made, linked or signed in to. The command line knows the same by now, and this window can be closed.
doctor-login-link = The address belongs to the account { $account }: its owner would be asked to prove that it is theirs.
doctor-login-new = A new account would be made.
doctor-login-refused = Doorward would say no.
doctor-login-title = What a sign-in would do
doctor-needs-script = This page does its work with a script, and scripts are switched off.
doctor-refused = The report did not reach the server. Something on the way refuses requests that this page sends.
doctor-running = Looking …
doctor-title = The doctor
