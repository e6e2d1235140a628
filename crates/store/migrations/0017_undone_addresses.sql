-- When a change of an account's address was last undone: the address stays for a day after that.
ALTER TABLE users ADD COLUMN address_undone_at BIGINT;
