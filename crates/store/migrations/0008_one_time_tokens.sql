-- Tokens of mailed links, as SHA-256 only. `email` is the address that a token was mailed to, `from_email`
-- the one that the account had when a change of it was asked for. An account has one token of each purpose;
-- of undoing a change of address it has one for each address that it had.
CREATE TABLE one_time_tokens (
    token_hash TEXT NOT NULL PRIMARY KEY,
    purpose TEXT NOT NULL,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    slot TEXT NOT NULL,
    email TEXT,
    from_email TEXT,
    password_digest TEXT,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);

CREATE UNIQUE INDEX one_time_tokens_by_slot ON one_time_tokens (user_id, purpose, slot);
CREATE INDEX one_time_tokens_by_end ON one_time_tokens (expires_at);
CREATE INDEX one_time_tokens_by_address ON one_time_tokens (email);
