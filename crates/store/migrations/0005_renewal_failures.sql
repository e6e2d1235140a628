-- Since when the provider of a session could not be asked whether it still counts.
ALTER TABLE session_origins ADD COLUMN failing_since BIGINT;
