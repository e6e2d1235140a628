-- What a provider's messages have last said about somebody: an older message must not undo a newer one.

CREATE TABLE heard (
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    version BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (issuer, subject)
);

CREATE INDEX heard_by_end ON heard (expires_at);
