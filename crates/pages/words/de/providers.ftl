# German. What the variables are stands in the English file.

providers-also = Auch verstanden
providers-new-people = Neue Leute
providers-new-people-no = Nur wer schon ein Konto hat
providers-new-people-yes = Dürfen herein
providers-none = Kein Anbieter ist eingerichtet. Man meldet sich mit einem Passwort an.
providers-protocol = Protokoll
providers-redirect-uri = Redirect-URI
providers-setting-name = Name in den Einstellungen
providers-telling = Trage jede Redirect-URI bei ihrem Anbieter genau so ein, wie sie hier steht.
providers-title = Anbieter
