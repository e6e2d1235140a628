# The console for administrators.

admin-console = Administration
admin-people = People
admin-audit = Audit log
admin-settings = Settings

# Search
admin-search = Search
admin-search-hint = How an address, a username or a word of a name begins
admin-search-submit = Show
admin-any = All
admin-state = State
admin-state-active = Active
admin-state-disabled = Switched off
admin-found = Found
admin-nobody = Nobody is found.
admin-next = Next page

# A person
admin-person = Person
admin-verified = Proven
# $date is a moment.
admin-disabled-since = Switched off since { $date }
admin-made-by = Came by
admin-identifier = Identifier
admin-export = Download everything that is kept about this person
admin-acts = What can be done
admin-acts-hint = What ends or opens a way in takes effect at once. You may be asked to prove who you are.
admin-own-account = This is your own account. Another administrator can change it, and you can on your account page.
admin-make-administrator = Make an administrator
admin-make-member = Take the administrator role away
admin-disable = Switch the account off
admin-enable = Switch the account on
admin-end-sessions = End all sessions
admin-approve = Let them in
admin-reset-password = Mail a link to set a new password
admin-reset-factors = Take every second factor and passkey away
admin-unban = Lift the ban
# $date is a moment.
admin-waiting-since = Waits to be let in since { $date }
admin-authenticator = Authenticator app
admin-authenticator-set = Set up
admin-authenticator-none = None
admin-passkeys = Passkeys
admin-recovery-codes = Recovery codes left
admin-no-bans = There has been no ban.
admin-sessions = Signed in on
admin-no-sessions = They are signed in nowhere.
admin-end-session = End
# $date is a moment, such as "5 hours ago".
admin-last-seen = Last seen { $date }
admin-timeline = What happened
admin-timeline-all = All that happened
admin-delete = Delete the account
admin-delete-telling = This ends every session and erases the account. It cannot be undone.
admin-delete-open = Delete this account
admin-delete-submit = Delete for ever
admin-done-role = The role is changed.
admin-done-disable = The account is switched off, and its sessions have ended.
admin-done-enable = The account is switched on.
admin-done-end-sessions = The sessions have ended.
admin-done-approve = They are let in.
admin-done-reset-password = The link is on its way to the person. Nobody else gets to see it.
admin-done-reset-factors = The account has no second factor and no passkey any more, and its sessions have ended.
admin-done-unban = The ban is lifted.
admin-done-delete = The account is deleted.
admin-proved = That is you. Nothing has been changed yet.

# Events
admin-events = Events
admin-events-export = Download as JSON lines
admin-event-kind = Kind
admin-event-who = Person
admin-event-who-hint = An address or an identifier
admin-event-since = From
admin-refused = Refused
# $who is an address, a name or an identifier.
admin-event-by = by { $who }
admin-event-about = about { $who }

# Settings
admin-settings-telling = What is in effect, and where it stands. Secrets are shown by length and fingerprint.
admin-unset = Not set

# Letters
admin-mail = Mail
admin-mail-try = Try it out
# $email is the reader’s own address.
admin-mail-try-telling = A mail goes to { $email }, the same way as all others. If it does not arrive, the list below says why.
admin-mail-try-submit = Send a test mail
admin-mail-off = No mail is set up, so nothing is sent: set EMAIL_HOST or EMAIL_SERVICE, and EMAIL_FROM.
admin-mail-no-address = Your account has no address that a test mail could go to.
admin-mail-list = Not sent yet
admin-mail-telling = Letters that wait or could not be sent. Those that were sent are not kept, and what a letter says is shown to nobody.
admin-mail-none = No letter waits.
admin-mail-waits = Waits
admin-mail-failed = Given up
# $date is a moment.
admin-mail-posted = Posted { $date }
# $count is how often a letter was tried.
admin-mail-tries = { $count ->
    [0] not tried yet
    [one] tried once
   *[other] tried { $count } times
}
# $date is a moment.
admin-mail-next = next try { $date }
admin-mail-retry = Try again now
admin-mail-retry-all = Try all of them again now
admin-mail-more = There are more letters, which are older. The command “doorward mail list” shows them.
admin-mail-retried = The letter is being tried now.
admin-mail-all-retried = All letters are being tried now.
admin-mail-tested = The test mail is on its way to you.
