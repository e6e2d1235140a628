//! One-time tokens of mailed links. Each is redeemed in the same write as what it does, so that of any
//! number who present it exactly one is served.

mod redeem;

use doorward_core::address::Email;
use doorward_core::id::UserId;
use doorward_core::one_time::{Purpose, Token, UNDONE_REST_MS};
use doorward_core::secret::Digest;
use doorward_core::time::Timestamp;

use crate::audit::{Event, RECORD_EVENT};
use crate::db::{Batch, Row, Statement, Value, statements, values};
use crate::outbox::posting;
use crate::{NewLetter, Store, StoreError};

pub use redeem::{Redeemed, Reset, Undo};

statements! {
    [TOKENS]

    /// Keeps a token. An older one of the same slot is void from now on.
    KEEP = "INSERT INTO one_time_tokens (token_hash, purpose, user_id, slot, email, from_email, \
            password_digest, created_at, expires_at) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) \
        ON CONFLICT (user_id, purpose, slot) DO UPDATE SET token_hash = excluded.token_hash, \
            email = excluded.email, from_email = excluded.from_email, \
            password_digest = excluded.password_digest, created_at = excluded.created_at, \
            expires_at = excluded.expires_at";

    /// A token.
    FIND = "SELECT token_hash, purpose, user_id, email, from_email, password_digest, created_at, \
            expires_at \
        FROM one_time_tokens WHERE token_hash = $1";

    /// Whether somebody may still take an address back.
    IS_HELD = "SELECT CAST(1 AS BIGINT) FROM one_time_tokens \
        WHERE email = $1 AND purpose = $2 AND expires_at > $3 AND user_id <> $4 LIMIT 1";

    /// Goes on, with an account that has just got an address, unless somebody else may still take that
    /// address back. Asked after the address was written: whoever gave it up has committed by then.
    pub(crate) UNLESS_HELD = "UPDATE users SET email = email WHERE id = $1 AND NOT EXISTS \
        (SELECT 1 FROM one_time_tokens t WHERE t.email = $2 AND t.purpose = $3 \
            AND t.expires_at > $4 AND t.user_id <> $1)";

    /// Whether a change of address was undone after a time.
    UNDONE_SINCE = "SELECT CAST(1 AS BIGINT) FROM users WHERE id = $1 AND address_undone_at > $2";

    /// Forgets what is over, a bounded number at a time.
    pub(crate) SWEEP_TOKENS = "DELETE FROM one_time_tokens WHERE token_hash IN \
        (SELECT token_hash FROM one_time_tokens WHERE expires_at <= $1 LIMIT $2)";
}

/// Every statement about one-time tokens.
pub(crate) const STATEMENTS: [&[&Statement]; 2] = [TOKENS, redeem::ALL];

impl Store {
    /// Keeps a token, voids the one that was asked for before, and posts the letter that carries it.
    ///
    /// It errs with a conflict when the account is gone.
    pub async fn keep_token(
        &self,
        token: &Token,
        event: &Event,
        letter: Option<&NewLetter>,
    ) -> Result<(), StoreError> {
        let batch = Batch::new().then(&KEEP, row(token)).then(&RECORD_EVENT, event.values());
        self.db.write(posting(batch, letter)).await.map(drop)
    }

    /// The token of a digest. Whether it counts is for the caller to judge.
    pub async fn token(&self, digest: &Digest) -> Result<Option<Token>, StoreError> {
        let row = self.db.read(&FIND, values![digest]).await?.pop();
        row.map(token).transpose()
    }

    /// Whether somebody but this user, who had this address, may still take it back: nobody else gets it
    /// until then.
    pub async fn is_address_held(
        &self,
        email: &Email,
        user: UserId,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let values = values![email.as_str(), Purpose::UndoAddress.as_str(), now, user];
        Ok(!self.db.read(&IS_HELD, values).await?.is_empty())
    }

    /// Whether a change of the account's address was undone so lately that its address stays for now.
    pub async fn does_address_rest(
        &self,
        user: UserId,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let values = values![user, now.plus(-UNDONE_REST_MS)];
        Ok(!self.db.read(&UNDONE_SINCE, values).await?.is_empty())
    }
}

/// What [`UNLESS_HELD`] asks of an account that has got an address.
pub(crate) fn unless_held(user: UserId, email: &Email, now: Timestamp) -> Vec<Value> {
    values![user, email.as_str(), Purpose::UndoAddress.as_str(), now]
}

/// The columns of [`KEEP`].
fn row(token: &Token) -> Vec<Value> {
    let email = token.email.as_ref().map(Email::as_str);
    // Each former address has its own way back: a second change must not void the first one's.
    let slot = if token.purpose == Purpose::UndoAddress { email } else { None };
    values![
        &token.digest,
        token.purpose.as_str(),
        token.user,
        slot.unwrap_or_default(),
        email,
        token.from.as_ref().map(Email::as_str),
        token.password.as_ref(),
        token.created_at,
        token.expires_at
    ]
}

fn token(mut row: Row) -> Result<Token, StoreError> {
    Ok(Token {
        digest: row.digest("digest of a token")?,
        purpose: purpose(&mut row)?,
        user: user(&mut row)?,
        email: address(&mut row)?,
        from: address(&mut row)?,
        password: row.optional_digest("password of a token")?,
        created_at: row.time("time of a token")?,
        expires_at: row.time("end of a token")?,
    })
}

fn purpose(row: &mut Row) -> Result<Purpose, StoreError> {
    let text = row.text("purpose of a token")?;
    Purpose::parse(&text).ok_or_else(|| StoreError::unreadable("purpose of a token"))
}

fn user(row: &mut Row) -> Result<UserId, StoreError> {
    row.parsed("account of a token")
}

fn address(row: &mut Row) -> Result<Option<Email>, StoreError> {
    let text = row.optional_text("address of a token")?;
    text.map(|text| Email::parse(&text).map_err(|_| StoreError::unreadable("address of a token")))
        .transpose()
}
