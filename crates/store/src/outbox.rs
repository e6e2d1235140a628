//! Letters that wait to be sent. Of several senders on several nodes, one has a letter at a time.
//!
//! What a letter says is sealed by whoever posts it. Once sent, its row is deleted.

use doorward_core::address::Email;
use doorward_core::id::UserId;
use doorward_core::outbox::LetterId;
use doorward_core::secret::{Digest, Sealed};
use doorward_core::time::Timestamp;

use crate::audit::{Event, RECORD_EVENT};
use crate::db::{Batch, Row, statements, values};
use crate::{Change, Store, StoreError};

/// The due time of a letter that is not tried by itself any more.
const NEVER: Timestamp = Timestamp(i64::MAX);

statements! {
    /// Puts a letter in.
    POST = "INSERT INTO outbox (id, recipient, kind, body, created_at, give_up_at, due_at, \
            leased, attempts, problem, died_at, user_id, token_hash) \
        VALUES ($1, $2, $3, $4, $5, $6, $5, 0, 0, '', NULL, $7, $8)";

    /// Gives a sender the letters that have waited longest. The condition on the time stands twice, because
    /// another sender may take one of them after the inner query has seen it.
    CLAIM = "UPDATE outbox SET leased = 1, due_at = $2, attempts = attempts + 1 \
        WHERE due_at <= $1 AND id IN \
            (SELECT id FROM outbox WHERE due_at <= $1 ORDER BY due_at, id LIMIT $3) \
        RETURNING id, body, attempts, give_up_at, token_hash";

    /// Removes a letter that has been sent.
    SENT = "DELETE FROM outbox WHERE id = $1 AND due_at = $2 AND leased = 1";

    /// Puts a letter back until a later time.
    POSTPONE = "UPDATE outbox SET leased = 0, due_at = $3, problem = $4 \
        WHERE id = $1 AND due_at = $2 AND leased = 1";

    /// Gives a letter back untried.
    RETURN = "UPDATE outbox SET leased = 0, due_at = $3, attempts = attempts - 1 \
        WHERE id = $1 AND due_at = $2 AND leased = 1";

    /// Gives a letter up.
    GIVE_UP = "UPDATE outbox SET leased = 0, due_at = $3, died_at = $4, problem = $5 \
        WHERE id = $1 AND due_at = $2 AND leased = 1";

    /// When the next letter is due.
    NEXT_DUE = "SELECT due_at FROM outbox ORDER BY due_at LIMIT 1";

    /// How many letters wait, and how many were given up.
    COUNT = "SELECT count(*), count(died_at) FROM outbox";

    /// The letters that wait and those that were given up, the newest first.
    LIST = "SELECT id, recipient, kind, created_at, due_at, attempts, problem, died_at \
        FROM outbox ORDER BY id DESC LIMIT $1";

    /// Has one letter tried at once, unless a sender has it.
    REVIVE = "UPDATE outbox SET due_at = $2, give_up_at = $3, died_at = NULL \
        WHERE id = $1 AND leased = 0";

    /// Has every letter tried at once that no sender has.
    REVIVE_ALL = "UPDATE outbox SET due_at = $1, give_up_at = $2, died_at = NULL WHERE leased = 0";

    /// Removes the letters to the address of an account.
    pub(crate) FORGET_LETTERS = "DELETE FROM outbox \
        WHERE recipient = (SELECT email FROM users WHERE id = $1)";

    /// Removes letters that were given up long ago, a bounded number at a time.
    pub(crate) SWEEP_DEAD = "DELETE FROM outbox WHERE id IN \
        (SELECT id FROM outbox WHERE died_at <= $1 LIMIT $2)";
}

/// A letter to be kept until it is sent.
#[derive(Clone, Debug)]
pub struct NewLetter {
    /// Its name.
    pub id: LetterId,
    /// Whom it goes to, for lists.
    pub recipient: Email,
    /// What kind of letter it is, for lists.
    pub kind: &'static str,
    /// The account that it is about: it goes when that goes.
    pub person: Option<UserId>,
    /// The digest of the token that its link carries.
    pub token: Option<Digest>,
    /// What it says, and to whom.
    pub body: Sealed,
    /// When it is posted: it is due at once.
    pub created_at: Timestamp,
    /// When it is not worth another try.
    pub give_up_at: Timestamp,
}

/// The turn of one sender with one letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lease {
    /// The letter.
    pub id: LetterId,
    /// When the turn ends: then another sender may have the letter.
    pub until: Timestamp,
}

/// A letter that a sender has.
#[derive(Clone, Debug)]
pub struct Claimed {
    /// The sender's turn.
    pub lease: Lease,
    /// What it says, and to whom.
    pub body: Sealed,
    /// How often it has been tried, this time included.
    pub attempts: i64,
    /// When it is not worth another try.
    pub give_up_at: Timestamp,
    /// The digest of the token that its link carries.
    pub token: Option<Digest>,
}

/// A letter as lists show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// Its name.
    pub id: LetterId,
    /// Whom it goes to.
    pub recipient: String,
    /// What kind of letter it is.
    pub kind: String,
    /// When it was posted.
    pub created_at: Timestamp,
    /// When it is tried again; `None` when it was given up.
    pub due_at: Option<Timestamp>,
    /// How often it has been tried.
    pub attempts: i64,
    /// Why it was not sent at the last try; empty before the first one.
    pub problem: String,
    /// When it was given up.
    pub died_at: Option<Timestamp>,
}

impl Store {
    /// Puts a letter in, with the event that it is part of, if there is one. It errs with a conflict when the
    /// account that it is about is gone.
    pub async fn post_letter(
        &self,
        letter: &NewLetter,
        event: Option<&Event>,
    ) -> Result<(), StoreError> {
        let batch = posting(Batch::new(), Some(letter));
        let batch =
            event.into_iter().fold(batch, |batch, event| batch.then(&RECORD_EVENT, event.values()));
        self.db.write(batch).await.map(drop)
    }

    /// Takes at most `limit` letters that are due, those that have waited longest, for a turn that ends at
    /// `until`. A sender that dies loses them then.
    pub async fn claim_letters(
        &self,
        now: Timestamp,
        until: Timestamp,
        limit: u32,
    ) -> Result<Vec<Claimed>, StoreError> {
        let rows = self.db.take(&CLAIM, values![now, until, i64::from(limit)]).await?;
        let mut letters: Vec<_> =
            rows.into_iter().map(|row| claimed(row, until)).collect::<Result<_, _>>()?;
        letters.sort_by_key(|letter| letter.lease.id);
        Ok(letters)
    }

    /// Removes a letter that has been sent; false when the turn was over.
    pub async fn letter_sent(&self, lease: Lease) -> Result<bool, StoreError> {
        let count = self.db.count(&SENT, values![lease.id.to_string(), lease.until]).await?;
        Ok(count == 1)
    }

    /// Puts a letter back until `due`, because of `problem`; false when the turn was over.
    pub async fn postpone_letter(
        &self,
        lease: Lease,
        due: Timestamp,
        problem: &str,
    ) -> Result<bool, StoreError> {
        let values = values![lease.id.to_string(), lease.until, due, problem];
        Ok(self.db.count(&POSTPONE, values).await? == 1)
    }

    /// Gives a letter back that was not tried; false when the turn was over.
    pub async fn return_letter(&self, lease: Lease, now: Timestamp) -> Result<bool, StoreError> {
        let values = values![lease.id.to_string(), lease.until, now];
        Ok(self.db.count(&RETURN, values).await? == 1)
    }

    /// Gives a letter up because of `problem`; false when the turn was over. It stays in the list.
    pub async fn give_up_letter(
        &self,
        lease: Lease,
        now: Timestamp,
        problem: &str,
    ) -> Result<bool, StoreError> {
        let values = values![lease.id.to_string(), lease.until, NEVER, now, problem];
        Ok(self.db.count(&GIVE_UP, values).await? == 1)
    }

    /// When the next letter is due, or the turn of a sender that died with one is over; `None` when there is
    /// nothing to send.
    pub async fn next_letter_due(&self) -> Result<Option<Timestamp>, StoreError> {
        let row = self.db.read(&NEXT_DUE, values![]).await?.pop();
        let due = row.map(|mut row| row.time("due time of a letter")).transpose()?;
        Ok(due.filter(|due| *due != NEVER))
    }

    /// How many letters wait to be sent, and how many were given up.
    pub async fn count_letters(&self) -> Result<(i64, i64), StoreError> {
        let Some(mut row) = self.db.read(&COUNT, values![]).await?.pop() else { return Ok((0, 0)) };
        let all = row.integer("number of letters")?;
        let given_up = row.integer("number of letters that were given up")?;
        Ok((all - given_up, given_up))
    }

    /// The newest letters that wait or were given up, at most `limit`.
    pub async fn letters(&self, limit: u32) -> Result<Vec<Letter>, StoreError> {
        let rows = self.db.read(&LIST, values![i64::from(limit)]).await?;
        rows.into_iter().map(letter).collect()
    }

    /// Has a letter tried at once and until `give_up_at`, or all of them; says how many that were. Those that
    /// a sender has are left to it, and where the one letter is gone nothing is put on record.
    pub async fn revive_letters(
        &self,
        id: Option<LetterId>,
        give_up_at: Timestamp,
        event: &Event,
    ) -> Result<u64, StoreError> {
        let batch = match id {
            Some(id) => Batch::new().once(&REVIVE, values![id.to_string(), event.at, give_up_at]),
            None => Batch::new().then(&REVIVE_ALL, values![event.at, give_up_at]),
        };
        let batch = batch.then(&RECORD_EVENT, event.values()).announcing(Change::Letters);
        self.db.write(batch).await.map(|outcome| outcome.rows_of(0))
    }
}

/// Puts a letter in with what it tells of, if there is one.
pub(crate) fn posting(batch: Batch, letter: Option<&NewLetter>) -> Batch {
    let Some(letter) = letter else { return batch };
    let values = values![
        letter.id.to_string(),
        letter.recipient.as_str(),
        letter.kind,
        &letter.body,
        letter.created_at,
        letter.give_up_at,
        letter.person,
        letter.token.as_ref()
    ];
    batch.then(&POST, values).announcing(Change::Letters)
}

fn claimed(mut row: Row, until: Timestamp) -> Result<Claimed, StoreError> {
    let id = row.parsed("id of a letter")?;
    Ok(Claimed {
        lease: Lease { id, until },
        body: Sealed::new(row.text("body of a letter")?),
        attempts: row.integer("attempts of a letter")?,
        give_up_at: row.time("end of a letter")?,
        token: row.optional_digest("token of a letter")?,
    })
}

fn letter(mut row: Row) -> Result<Letter, StoreError> {
    Ok(Letter {
        id: row.parsed("id of a letter")?,
        recipient: row.text("recipient of a letter")?,
        kind: row.text("kind of a letter")?,
        created_at: row.time("time of a letter")?,
        due_at: Some(row.time("due time of a letter")?).filter(|due| *due != NEVER),
        attempts: row.integer("attempts of a letter")?,
        problem: row.text("problem of a letter")?,
        died_at: row.optional_integer("end of a letter")?.map(Timestamp),
    })
}
