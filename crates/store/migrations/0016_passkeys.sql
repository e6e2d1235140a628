-- Passkeys: public keys that open an account, or stand beside another proof of it. Nothing in a row is
-- secret, so nothing is sealed: whoever reads it can check signatures and make none. `id` is the SHA-256
-- of the credential's identifier, which may itself be 1,023 bytes long.
CREATE TABLE passkeys (
    id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    credential TEXT NOT NULL,
    name TEXT NOT NULL,
    signs_in BIGINT NOT NULL,
    counter BIGINT NOT NULL,
    backup_eligible BIGINT NOT NULL,
    backed_up BIGINT NOT NULL,
    transports TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    last_used_at BIGINT
);

CREATE INDEX passkeys_by_user ON passkeys (user_id);

-- What authenticators have been asked, and have not answered. Each is taken out once, by the session or
-- the browser that it is bound to, for the purpose that it was begun for.
CREATE TABLE passkey_ceremonies (
    handle_hash TEXT NOT NULL PRIMARY KEY,
    binding_hash TEXT NOT NULL,
    purpose TEXT NOT NULL,
    state TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);

CREATE INDEX passkey_ceremonies_by_end ON passkey_ceremonies (expires_at);
