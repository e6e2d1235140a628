# Mails. $app is the name of the place. Each mail has a subject and a lead: what happened. Those with a link
# have an action, which is what the link says.

# $name is a person's name.
mail-hello = Hello { $name },
mail-hello-nobody = Hello,

# Under a link that somebody asked for.
mail-ignore = If that was not you, do nothing. Nothing changes without the link.
# Under the news of a change.
mail-act = If that was not you, set a new password at once and look at the sessions of your account.

mail-verify-address =
    .subject = Confirm your address
    .lead = This address was given for an account at { $app }.
    .action = Confirm this address

# $minutes is a number.
mail-reset-password =
    .subject = Set a new password
    .lead = Somebody asked for a new password for your account at { $app }.
    .action = Set a new password
    .note =
        { $minutes ->
            [one] The link works once, for one minute.
           *[other] The link works once, for { $minutes } minutes.
        }

# To somebody who signs in at a provider.
mail-no-password =
    .subject = Your account has no password
    .lead = Somebody asked for a new password for your account at { $app }. It has none: sign in the way you did before.
    .action = Sign in

mail-password-was-reset =
    .subject = Your password was changed
    .lead = The password of your account at { $app } was set anew, and every session of it has ended.

mail-password-changed =
    .subject = Your password was changed
    .lead = The password of your account at { $app } was changed, and every other session of it has ended.

mail-people-waiting =
    .subject = Somebody waits to be let in
    .lead = New people at { $app } wait until an administrator lets them in. For an hour no more mails will tell of it.
    .action = See who waits

# $inviter is a person's name, $until a point in time.
mail-invitation =
    .subject = You are invited to { $app }
    .lead = You are invited to { $app }.
    .lead-by = { $inviter } invites you to { $app }.
    .action = Accept the invitation
    .note = The invitation counts until { $until }.

mail-address-change =
    .subject = Confirm your new address
    .lead = This is to become the address of an account at { $app }.
    .action = Confirm this address

mail-address-changed =
    .subject = Your address was changed
    .lead = Your account at { $app } has another address now. Mails go there from now on.
    .action = Undo the change
    .note = If you changed it yourself, do nothing.

# $device is a browser and its system, $address a network address, $at a point in time.
mail-new-device =
    .subject = New sign-in
    .lead = Somebody signed in to your account at { $app } with a device that was not seen before: { $device }, from { $address }, { $at }.

# $factor is one of the words in brackets.
mail-factor-added =
    .subject =
        { $factor ->
            [passkey] A passkey was added
            [recovery-codes] New recovery codes were made
           *[authenticator] An authenticator app was added
        }
    .lead =
        { $factor ->
            [passkey] A passkey was added to your account at { $app }.
            [recovery-codes] New recovery codes were made for your account at { $app }. The old ones count no more.
           *[authenticator] An authenticator app was added to your account at { $app }.
        }

mail-factor-removed =
    .subject =
        { $factor ->
            [passkey] A passkey was removed
            [recovery-codes] Your recovery codes were removed
            [all] Your second factors were removed
           *[authenticator] An authenticator app was removed
        }
    .lead =
        { $factor ->
            [passkey] A passkey was removed from your account at { $app }.
            [recovery-codes] The recovery codes of your account at { $app } were removed.
            [all] All second factors and passkeys of your account at { $app } were removed, and its sessions have ended.
           *[authenticator] An authenticator app was removed from your account at { $app }.
        }

# $provider is a name such as GitHub.
mail-provider-linked =
    .subject = { $provider } opens your account
    .lead = { $provider } was linked to your account at { $app } and opens it from now on.

mail-provider-removed =
    .subject = { $provider } opens your account no longer
    .lead = { $provider } was removed from your account at { $app }.

mail-approved =
    .subject = You are let in
    .lead = Your account at { $app } was approved. You can sign in.
    .action = Sign in

mail-test =
    .subject = Mail from { $app } works
    .lead = This mail was sent by hand to see whether mail from { $app } arrives. It did.
