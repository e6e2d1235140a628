-- The language that a person chose for pages and mails, as a BCP 47 tag.
ALTER TABLE users ADD COLUMN language TEXT;
