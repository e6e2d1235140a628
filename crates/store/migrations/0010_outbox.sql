-- Letters that wait to be sent, and those that were given up. A letter that has been sent is deleted. What it
-- says is sealed: it may carry a token. While a sender has it, `leased` is 1 and `due_at` is when its turn ends.
CREATE TABLE outbox (
    id TEXT NOT NULL PRIMARY KEY,
    recipient TEXT NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    give_up_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    leased BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    problem TEXT NOT NULL,
    died_at BIGINT
);

CREATE INDEX outbox_by_due ON outbox (due_at);

CREATE INDEX outbox_by_death ON outbox (died_at);
