# The page by which the doctor looks through a browser.

doctor-done = What it found is listed here, and the command line knows it too.
doctor-heading = How this browser sees it
doctor-lead = Open for a few seconds: this page looks at what arrives of what the server sends.
doctor-needs-script = This page does its work with a script, and scripts are switched off.
doctor-refused = The report did not reach the server. Something on the way refuses requests that this page sends.
doctor-running = Looking …
doctor-title = The doctor
