# factors

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
