-- People who came in with an access code. What is kept of the code is a keyed digest: when the code
-- is changed or taken away, the rows that it made count no more.
CREATE TABLE guests (
    id TEXT NOT NULL PRIMARY KEY,
    cookie_hash TEXT NOT NULL,
    code_tag TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    address TEXT NOT NULL,
    user_agent TEXT NOT NULL
);

CREATE INDEX guests_by_end ON guests (expires_at);
