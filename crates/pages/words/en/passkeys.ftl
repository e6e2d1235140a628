# Passkeys: the buttons that ask for one, and the section of the account page.

passkeys-add = Add a passkey
passkeys-cancelled = Nothing was done: the browser was not given a passkey, or it took too long.
passkeys-confirm = Use a passkey
passkeys-confirm-add = You are about to add a passkey that opens your account. Show first that it is still you.
# $name is what its owner calls the passkey.
passkeys-confirm-remove = You are about to remove the passkey { $name } from your account. Show first that it is still you.
# $date is a day.
passkeys-created = Added { $date }
passkeys-device-bound = On one device only
passkeys-failed = The browser could not use a passkey here. Try again, or sign in another way.
passkeys-heading = Passkeys
passkeys-hint = A passkey opens your account with your fingerprint, your face or the code of your device. Nobody can guess it or trick you into telling it.
passkeys-known = This device has a passkey for your account already.
# $date is a day, or how long ago it was.
passkeys-last-used = Last used { $date }
passkeys-last-way-in = Your only way in
passkeys-may-sync = On one device; may be synced
passkeys-name = Name of the passkey
passkeys-needs-script = Passkeys need JavaScript, which is off in this browser.
passkeys-never-used = Not used yet
passkeys-none = You have no passkey yet.
passkeys-one = You have one passkey. Add another on a second device, so that losing one does not keep you out.
passkeys-or = or
passkeys-remove = Remove<span class="aside"> the passkey { $name }</span>
passkeys-rename = Rename<span class="aside"> the passkey { $name }</span>
passkeys-save = Save
passkeys-second-factor = Second factor only
passkeys-sign-in = Sign in with a passkey
passkeys-way = Passkey
passkeys-synced = Synced between your devices
