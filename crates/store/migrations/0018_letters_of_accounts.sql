-- Whose account a letter is about: it goes when that goes. Which token its link carries: it is not sent once
-- that has stopped counting.
ALTER TABLE outbox ADD COLUMN user_id TEXT REFERENCES users (id) ON DELETE CASCADE;

ALTER TABLE outbox ADD COLUMN token_hash TEXT;

CREATE INDEX outbox_by_user ON outbox (user_id);
