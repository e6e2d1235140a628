-- The groups that a provider counts the person of a session to, as a JSON array of names; NULL when there are none.
ALTER TABLE sessions ADD COLUMN groups TEXT;
