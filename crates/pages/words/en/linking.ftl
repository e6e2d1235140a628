# The pages around linking an account to providers, and around proving anew who one is.

linking-ask-email = Email address
linking-ask-no-way = No other way to sign in is set up here. Ask the person who runs { $app }.
linking-ask-or = or show it with
linking-ask-other-way = Sign in another way instead
linking-ask-password = Password
linking-ask-submit = Link and sign in
linking-ask-title-unverified = Is there an account of yours here?
linking-ask-title-verified = This address has an account already
# $provider is a name, such as Google; $email an address.
linking-ask-unverified = { $provider } gives <strong class="who">{ $email }</strong> as your address, but has not checked it, so nothing can be made of it alone.
linking-ask-unverified-show = If you have an account here with this address, show that it is yours, and { $provider } opens it too from now on.
linking-ask-verified = { $provider } says that you are <strong class="who">{ $email }</strong>. There is an account here with this address, and it signs in another way.
linking-ask-verified-show = Show that it is yours, and { $provider } opens it too from now on.
linking-confirm-back = Change nothing
linking-confirm-code = Code
linking-confirm-code-hint = From your authenticator app, or a recovery code.
linking-confirm-invite = You are about to invite somebody. Show first that it is still you. Then say once more whom.
linking-confirm-revoke = You are about to take an invitation back. Show first that it is still you.
linking-confirm-delete = You are about to delete your account. Show first that it is still you. Then ask once more.
linking-confirm-email = Email address
linking-confirm-export = You are about to download what is kept about you. Show first that it is still you.
linking-confirm-password-add = You are about to add a password to your account. Show first that it is still you; then type the new password once more.
linking-confirm-link = You are about to let { $provider } open your account. Show first that it is still you.
linking-confirm-no-way = Sign out and sign in again. For ten minutes after that nothing more is asked.
linking-confirm-or = or
linking-confirm-password = Password
linking-confirm-provider = Sign in again with { $provider }
linking-confirm-remove = You are about to stop { $provider } from opening your account. Show first that it is still you.
linking-confirm-submit = Confirm
linking-confirm-title = Confirm that it is you
linking-onward = You are being led on. If nothing happens, go on by yourself.
linking-onward-go = Go on to { $provider }
linking-onward-title = On to { $provider }
# $name is who the account belongs to.
linking-confirm-administer = You are about to change the account of { $name }. Show first that it is still you.
linking-confirm-mail = You are about to send mail. Show first that it is still you.
