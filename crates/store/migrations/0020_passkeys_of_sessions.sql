-- Which passkey a session was opened with, alone or beside a password: it ends when its owner removes that.
ALTER TABLE sessions ADD COLUMN passkey TEXT REFERENCES passkeys (id) ON DELETE SET NULL;

CREATE INDEX sessions_by_passkey ON sessions (passkey);
