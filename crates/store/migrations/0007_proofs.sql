-- When the person of a session last proved who they are; unknown for those that began before.
ALTER TABLE sessions ADD COLUMN proved_at BIGINT;
