-- Each invitation makes one account. Of its token the SHA-256 is kept; `id` tells nothing of either. No
-- foreign keys: whoever invited may go away, and what they invited to stays.
CREATE TABLE invitations (
    id TEXT NOT NULL PRIMARY KEY,
    token_hash TEXT NOT NULL,
    email TEXT,
    role TEXT NOT NULL,
    mailed BIGINT NOT NULL,
    invited_by TEXT,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    redeemed_at BIGINT,
    redeemed_by TEXT,
    revoked_at BIGINT
);

CREATE UNIQUE INDEX invitations_by_token ON invitations (token_hash);

CREATE INDEX invitations_by_end ON invitations (expires_at);

-- The invitation that somebody took along to a provider.
ALTER TABLE pending_logins ADD COLUMN invitation_hash TEXT;

-- Since when an account waits for an administrator to let it in; NULL for those that are in.
ALTER TABLE users ADD COLUMN waiting_since BIGINT;

CREATE INDEX users_waiting ON users (waiting_since) WHERE waiting_since IS NOT NULL;
