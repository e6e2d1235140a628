-- One text for SQLite and PostgreSQL: TEXT and BIGINT only. Booleans are 0 and 1, times are
-- milliseconds since the Unix epoch, digests are lower-case hexadecimal.

CREATE TABLE users (
    id TEXT NOT NULL PRIMARY KEY,
    email TEXT,
    email_verified BIGINT NOT NULL,
    name TEXT NOT NULL,
    username TEXT NOT NULL,
    avatar TEXT,
    provider TEXT NOT NULL,
    role TEXT NOT NULL,
    password_hash TEXT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    disabled_at BIGINT
);

CREATE UNIQUE INDEX users_by_email ON users (email);

-- Identifiers are ordered by time, so new rows share pages. There is no index on any time: each
-- rotation would have to write it, and the clean-up walks the key instead.
CREATE TABLE sessions (
    id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    method TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    generation BIGINT NOT NULL,
    cookie_hash TEXT NOT NULL,
    refresh_hash TEXT NOT NULL,
    previous_refresh_hash TEXT,
    address TEXT NOT NULL,
    user_agent TEXT NOT NULL
);

CREATE INDEX sessions_by_user ON sessions (user_id);

CREATE TABLE links (
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    provider TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (issuer, subject)
);

CREATE INDEX links_by_user ON links (user_id);

CREATE TABLE pending_logins (
    handle_hash TEXT NOT NULL PRIMARY KEY,
    browser_hash TEXT NOT NULL,
    provider TEXT NOT NULL,
    return_to TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);

CREATE INDEX pending_logins_by_end ON pending_logins (expires_at);

CREATE TABLE facts (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

-- No foreign keys: what happened stays on record when the account is gone.
CREATE TABLE audit (
    at BIGINT NOT NULL,
    kind TEXT NOT NULL,
    actor TEXT,
    subject TEXT,
    session TEXT,
    address TEXT NOT NULL,
    detail TEXT NOT NULL
);

CREATE INDEX audit_by_time ON audit (at);
