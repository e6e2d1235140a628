-- Authenticator apps, one per account. The seed is sealed for this row. `last_step` is the time step of the
-- last code that was taken: none up to it is taken again.
CREATE TABLE totp (
    user_id TEXT NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    seed TEXT NOT NULL,
    last_step BIGINT NOT NULL,
    added_at BIGINT NOT NULL
);

-- An authenticator app that is being set up, with the recovery codes that begin to count with it.
CREATE TABLE pending_totp (
    user_id TEXT NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    seed TEXT NOT NULL,
    code_hashes TEXT NOT NULL,
    replaces BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);

CREATE INDEX pending_totp_by_end ON pending_totp (expires_at);

CREATE TABLE recovery_codes (
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    code_hash TEXT NOT NULL,
    used_at BIGINT,
    PRIMARY KEY (user_id, code_hash)
);

-- Wrong codes in a row, counted before each code is looked at.
CREATE TABLE factor_tries (
    user_id TEXT NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    failures BIGINT NOT NULL
);

-- Sign-ins that wait for a second factor. What the first step proved is sealed for this row.
CREATE TABLE second_steps (
    handle_hash TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    password_digest TEXT,
    entrance TEXT NOT NULL,
    return_to TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);

CREATE INDEX second_steps_by_end ON second_steps (expires_at);

CREATE INDEX second_steps_by_user ON second_steps (user_id);

-- What a session was opened with (RFC 8176), and when its person last used a second factor.
ALTER TABLE sessions ADD COLUMN amr TEXT NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN factor_at BIGINT;
