-- Where a session comes from, for those that a provider vouched for. It ends with the session.
-- `id_token` and `refresh_token` are sealed, and kept only when something needs them.

CREATE TABLE session_origins (
    session_id TEXT NOT NULL PRIMARY KEY REFERENCES sessions (id) ON DELETE CASCADE,
    provider TEXT NOT NULL,
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    sid TEXT,
    nonce TEXT,
    id_token TEXT,
    refresh_token TEXT,
    renewed_at BIGINT NOT NULL,
    busy_until BIGINT NOT NULL
);

CREATE INDEX session_origins_by_subject ON session_origins (issuer, subject);

CREATE INDEX session_origins_by_sid ON session_origins (issuer, sid);

-- What may count once only, such as a logout token: kept until it would be refused for its age.
CREATE TABLE spent (
    realm TEXT NOT NULL,
    hash TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (realm, hash)
);

CREATE INDEX spent_by_end ON spent (expires_at);
