# What has just happened, told once at the top of the next page.

notices-account-created = Your account is ready. Sign in to go on.
notices-account-deleted = Your account and its sessions are deleted.
notices-address-asked = A mail is on its way to the new address. Your account keeps the old one until you confirm it there.
notices-address-changed = Your account has its new address.
notices-address-verified = Your address is confirmed. Sign in to go on.
notices-account-waits = Your account is made. You can come in once an administrator has approved it.
notices-approval-withdrawn = That person waits for approval again.
notices-authenticator-removed = Your authenticator app is removed. Your password alone opens your account again.
notices-confirmed = That is you. For ten minutes you can change how you sign in.
notices-devices-forgotten = Every browser is asked for a code again.
notices-guest-over = Your stay is over, or the code has changed. Enter it again.
notices-invitation-revoked = That invitation counts no more.
notices-others-ended = All your other sessions are ended.
notices-password-reset = Your new password is set, and every session is ended. Sign in with it.
notices-person-approved = That person may come in from now on.
notices-person-rejected = That person is turned away.
notices-passkey-added = That passkey is yours from now on.
notices-passkey-removed = That passkey is removed. Delete it on your device as well.
notices-passkey-renamed = That passkey has its new name.
notices-provider-linked = That provider opens your account from now on.
notices-provider-removed = That provider opens your account no longer.
notices-session-ended = That session is ended.
notices-session-over = Your session is over. Sign in again to go on.
notices-sign-in-first = Sign in to go on.
notices-signed-out = You are signed out.
