-- Browsers in which somebody chose not to be asked for a second factor. Each counts for one account, and only
-- for as long as its password and its authenticator app are those of the day.
CREATE TABLE trusted_devices (
    token_hash TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    password_digest TEXT,
    factor_since BIGINT,
    user_agent TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);

CREATE INDEX trusted_devices_by_user ON trusted_devices (user_id);

CREATE INDEX trusted_devices_by_end ON trusted_devices (expires_at);
