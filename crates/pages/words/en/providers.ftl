# What an administrator registers at each provider.

providers-also = Also understood
providers-new-people = New people
providers-new-people-no = Only people who have an account
providers-new-people-yes = May come in
providers-none = No provider is set up. People sign in with a password.
providers-protocol = Protocol
providers-redirect-uri = Redirect URI
providers-setting-name = Name in settings
providers-telling = Register each redirect URI at its provider exactly as it stands here.
providers-title = Providers
