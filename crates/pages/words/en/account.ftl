# The page of the signed-in person.

account-delete = Delete your account
# $phrase is the person's address or name.
account-delete-confirm = Type { $phrase } to confirm
account-delete-open = Delete my account
account-delete-password = Password
account-delete-submit = Delete for ever
account-delete-telling = This ends every session and erases your account here. It cannot be undone.
# Names a device by its browser and its system, such as Firefox on Linux.
account-device = { $browser } on { $system }
account-device-unknown = Unknown device
account-email = Email address
account-here-since = Here since
account-link-another = Link another
account-link-another-hint = Whoever signs in there then opens this account here.
# What is inside the span is for screen readers alone. $provider is a name, such as Google.
account-link-begin = <span class="aside">Link </span>{ $provider }
account-link-last = Your only way in
account-link-remove = Remove<span class="aside"> { $provider }</span>
# $date is a day.
account-linked = Linked { $date }
account-linked-not-set-up = Linked { $date } · not set up here any more
account-name = Name
account-password = Password
account-profile = Profile
account-profile-edit = Edit your profile
account-profile-save = Save
account-picture = Address of a picture
account-picture-hint = An https address of your picture. Leave it empty for none.
account-picture-wrong = Enter an address that begins with https://, or leave it empty.
account-password-telling = A change ends your other sessions.
account-password-none = Your account has no password. With one, you can sign in without a provider.
account-password-change = Change the password
account-password-add = Add a password
account-password-current = Current password
account-password-new = New password
account-data = Your data
account-data-telling = What is kept about you here, as one file: your account, providers, sessions, invitations and activity.
account-data-download = Download
account-sessions-short = Sessions
account-console = Administration
account-role = Role
account-role-admin = Administrator
account-role-user = Member
account-session-active = Active now
account-session-current = This device
# What is inside the span is for screen readers alone. $device is like Firefox on Linux, $address a network
# address.
account-session-end = End<span class="aside"> the session on { $device }, { $address }</span>
# $when is like: 3 hours ago. Without a script it is a point in time.
account-session-seen = Last seen { $when }
# Follows when the session was last seen. $when is a point in time.
account-session-since = since { $when }
account-sessions = Where you are signed in
account-sessions-end-others = End all others
account-sign-out = Sign out
account-signs-in-with = Signs in with
account-title = Your account
account-username = Username
# A way to sign in, where others are names of providers.
account-way-password = Password
account-ways-in = How you sign in
