-- What a sign-in at a provider was begun for, where that is not signing in: see the store's
-- `pending_logins`. No foreign keys: whoever is named may go away, and then the sign-in ends in a refusal.
ALTER TABLE pending_logins ADD COLUMN purpose TEXT NOT NULL DEFAULT 'sign-in';
ALTER TABLE pending_logins ADD COLUMN user_id TEXT;
ALTER TABLE pending_logins ADD COLUMN session_id TEXT;
ALTER TABLE pending_logins ADD COLUMN link_hash TEXT;

-- People whom a provider has vouched for, and who have yet to prove that the account with their address
-- is theirs.
CREATE TABLE pending_links (
    handle_hash TEXT NOT NULL PRIMARY KEY,
    browser_hash TEXT NOT NULL,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    provider TEXT NOT NULL,
    email TEXT NOT NULL,
    email_verified BIGINT NOT NULL,
    return_to TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);

CREATE INDEX pending_links_by_end ON pending_links (expires_at);
