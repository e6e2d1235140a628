-- By what name the account page calls a trusted browser: a part of the digest of its cookie, of which it tells
-- nothing. When somebody last signed in with it.
ALTER TABLE trusted_devices ADD COLUMN id TEXT NOT NULL DEFAULT '';

ALTER TABLE trusted_devices ADD COLUMN last_used_at BIGINT NOT NULL DEFAULT 0;

UPDATE trusted_devices SET id = substr(token_hash, 1, 24), last_used_at = created_at;

CREATE UNIQUE INDEX trusted_devices_by_id ON trusted_devices (user_id, id);

DROP INDEX trusted_devices_by_user;
