-- Trial sign-ins that the command line asked for. Of the ticket the SHA-256 is kept; the report, which holds
-- what a provider says of a person, is sealed, and is gone with its first reading.
CREATE TABLE dry_runs (
    ticket_hash TEXT NOT NULL PRIMARY KEY,
    provider TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    opened_at BIGINT,
    report TEXT
);

CREATE INDEX dry_runs_by_end ON dry_runs (expires_at);
