-- How far the record has been told to the webhook: one row. Whoever takes it has it until due_at.
CREATE TABLE event_delivery (
    id BIGINT NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL
);
