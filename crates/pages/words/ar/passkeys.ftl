# passkeys
