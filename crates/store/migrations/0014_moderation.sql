-- Until when somebody may not come in, out of their bans below: checks need no second table.
ALTER TABLE users ADD COLUMN banned_until BIGINT;

-- Bans are lifted and run out; none is deleted. Whoever is struck is "person:<id>" or "address:<network>".
-- No foreign keys: what happened stays on record when the account is gone.
CREATE TABLE bans (
    id TEXT NOT NULL PRIMARY KEY,
    subject TEXT NOT NULL,
    reason TEXT NOT NULL,
    violation TEXT,
    made_by TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT,
    lifted_at BIGINT,
    lifted_by TEXT
);

CREATE INDEX bans_by_subject ON bans (subject, id);
CREATE INDEX bans_not_lifted ON bans (id) WHERE lifted_at IS NULL;

-- What somebody has done too often: one row for each counter, in thousandths of a point.
CREATE TABLE violations (
    subject TEXT NOT NULL,
    kind TEXT NOT NULL,
    score BIGINT NOT NULL,
    events BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    PRIMARY KEY (subject, kind)
);

CREATE INDEX violations_by_time ON violations (last_at);
