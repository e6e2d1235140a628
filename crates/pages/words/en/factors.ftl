# Second factors: the step after the password, the authenticator app, recovery codes.

# The page after the password.
factors-step-title = One more step
factors-step-code = Code
factors-step-code-hint = The six digits that your authenticator app shows.
factors-step-recovery = Recovery code
factors-step-recovery-hint = One of the codes that you kept when you set up your authenticator app. Each works once.
factors-step-passkey-hint = Your browser asks for your passkey.
factors-step-go = Go on
factors-step-use-app = Use your authenticator app
factors-step-use-recovery = Use a recovery code
factors-step-use-passkey = Use a passkey
factors-step-other = Sign in another way
factors-step-remember = Do not ask in this browser for 30 days
factors-step-remember-hint = Not on a device that others use too.

# The authenticator app.
factors-app-title = Authenticator app
factors-app-what = An app on your phone shows a new code every half minute. Whoever has your password alone does not get in.
factors-app-demanded = A second factor is required here. Set one up to go on.
factors-app-begin = Set up
factors-app-scan = Scan this code with your authenticator app.
factors-app-qr = A code for your authenticator app. The same stands below as text.
factors-app-type = Or type this key into it:
factors-app-code = Code that the app shows now
factors-app-confirm = Confirm
factors-app-since = Codes are asked for since { $date }.
factors-app-proof = Code
factors-app-proof-hint = From your authenticator app, or a recovery code. Every change here needs one.
factors-app-replace = Set up another app
factors-app-remove = Remove
factors-app-stays = A second factor is required of you, and this is the only one, so it stays.
factors-app-change = Change
factors-app-back = Back to your account

# Recovery codes. $count is how many are left.
factors-codes-left = { $count ->
    [0] No recovery code is left. Make new ones.
    [one] One recovery code is left. Make new ones soon.
   *[other] { $count } recovery codes are left.
  }
factors-codes-new = New recovery codes
factors-codes-keep = Keep these codes where you find them without your phone. Each works once, in place of the app. They are not shown again.
factors-codes-download = Download
factors-codes-copy = Copy
factors-codes-print = Print
factors-codes-kept = I have kept them

# $count is how many browsers are not asked for a code.
factors-trusted = { $count ->
    [one] One browser is not asked for codes.
   *[other] { $count } browsers are not asked for codes.
  }
factors-trusted-end = Ask everywhere again

# The browsers that are not asked, one by one. $date is a day, $when is like: 3 hours ago.
factors-trusted-title = Trusted browsers
factors-trusted-telling = In these browsers you are not asked for a second factor when you sign in.
factors-trusted-added = Added { $date }
factors-trusted-used = Last used { $when }
factors-trusted-until = until { $date }
factors-trusted-stop = Stop trusting<span class="aside"> { $device }, added { $date }</span>
factors-trusted-end-all = Stop trusting all

# Before an authenticator app is set up.
factors-confirm = An authenticator app will be set up for your account.
