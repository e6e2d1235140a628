-- People are found by how their address, their user name, their name or a later word of it begins: a
-- row for each, in lower case. The order is that of the bytes, whatever language the database speaks.
CREATE TABLE user_words (
    word TEXT COLLATE "C" NOT NULL,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    PRIMARY KEY (word, user_id)
);

CREATE INDEX user_words_by_user ON user_words (user_id);

-- Those who are there already. SQLite's lower() knows the letters of ASCII alone; other capitals are
-- folded when a name is stored anew.
INSERT INTO user_words (word, user_id)
WITH RECURSIVE places (id, text, n) AS (
    SELECT id, lower(name), 1 FROM users
    UNION ALL
    SELECT id, text, n + 1 FROM places WHERE n < length(text)
)
SELECT substr(text, n, 64), id FROM places
    WHERE substr(text, n, 1) NOT IN ('', ' ') AND (n = 1 OR substr(text, n - 1, 1) = ' ')
UNION
SELECT substr(email, 1, 64), id FROM users WHERE email IS NOT NULL
UNION
SELECT substr(username, 1, 64), id FROM users WHERE username <> '';

-- Few enough to be looked through whole.
CREATE INDEX users_administrators ON users (id) WHERE role = 'ADMIN';
CREATE INDEX users_disabled ON users (id) WHERE disabled_at IS NOT NULL;

-- How an event came out, and its place among the events of the same millisecond.
ALTER TABLE audit ADD COLUMN outcome TEXT NOT NULL DEFAULT 'done';
ALTER TABLE audit ADD COLUMN seq BIGINT NOT NULL DEFAULT 0;

DROP INDEX audit_by_time;
CREATE INDEX audit_by_time ON audit (at, seq);
CREATE INDEX audit_by_kind ON audit (kind, at, seq);
CREATE INDEX audit_by_actor ON audit (actor, at, seq);
CREATE INDEX audit_by_subject ON audit (subject, at, seq);
