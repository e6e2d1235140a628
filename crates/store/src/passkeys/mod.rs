//! Passkeys: the public keys of accounts.

mod ceremonies;

use doorward_core::id::UserId;
use doorward_core::secret::Digest;
use doorward_core::time::Timestamp;

pub(crate) use ceremonies::SWEEP_CEREMONIES;
pub use ceremonies::{CeremonyKey, CeremonyPurpose};

use crate::audit::{Event, RECORD_EVENT};
use crate::db::{Batch, Outcome, Row, Statement, statements, values};
use crate::factors::DROP_STRAY_CODES;
use crate::links::{HOLD, HOLD_FOR_OWNER, WaysIn};
use crate::sessions::{END_OTHERS_BY_PASSKEY, STANDING};
use crate::{Store, StoreError};

/// The columns of a passkey, in the order in which [`passkey`] reads them.
macro_rules! passkey_columns {
    () => {
        "id, user_id, credential, name, signs_in, counter, backup_eligible, backed_up, transports, \
         created_at, last_used_at"
    };
}

statements! {
    [PASSKEYS]

    /// A passkey.
    FIND = concat!("SELECT ", passkey_columns!(), " FROM passkeys WHERE id = $1");

    /// The passkeys of an account.
    OF_USER = concat!(
        "SELECT ", passkey_columns!(), " FROM passkeys WHERE user_id = $1 ORDER BY created_at, id"
    );

    /// Adds a passkey that nobody has, if the account has fewer than `$11`.
    ADD = "INSERT INTO passkeys (id, user_id, credential, name, signs_in, counter, backup_eligible, \
            backed_up, transports, created_at) \
        SELECT $1, $2, $3, $4, CAST($5 AS BIGINT), CAST($6 AS BIGINT), CAST($7 AS BIGINT), \
            CAST($8 AS BIGINT), $9, CAST($10 AS BIGINT) \
        WHERE (SELECT count(*) FROM passkeys WHERE user_id = $2) < CAST($11 AS BIGINT) \
        ON CONFLICT (id) DO NOTHING";

    /// Notes a use, if the counter has gone on since the last one, or has never counted.
    USE = "UPDATE passkeys SET credential = $3, counter = $4, backup_eligible = $5, backed_up = $6, \
            last_used_at = $7 \
        WHERE id = $1 AND user_id = $2 AND (counter < $4 OR (counter = 0 AND $4 = 0))";

    /// Gives a passkey another name.
    RENAME = "UPDATE passkeys SET name = $3 WHERE id = $1 AND user_id = $2";

    /// Removes a passkey, if it is no way in by itself or the account has another one: a password,
    /// where `$3` says that it is one, a link to a provider of the list `$4`, in which commas stand on
    /// both sides of each name, or another passkey. Where `$5` says that a second factor is required,
    /// another one must be left too.
    REMOVE = "DELETE FROM passkeys WHERE id = $1 AND user_id = $2 \
        AND (signs_in = 0 \
            OR EXISTS (SELECT 1 FROM users u \
                WHERE u.id = $2 AND u.password_hash IS NOT NULL AND CAST($3 AS BIGINT) = 1) \
            OR EXISTS (SELECT 1 FROM links l \
                WHERE l.user_id = $2 AND replace($4, ',' || l.provider || ',', '') <> $4) \
            OR EXISTS (SELECT 1 FROM passkeys o \
                WHERE o.user_id = $2 AND o.id <> $1 AND o.signs_in = 1)) \
        AND (CAST($5 AS BIGINT) = 0 \
            OR EXISTS (SELECT 1 FROM totp t WHERE t.user_id = $2) \
            OR EXISTS (SELECT 1 FROM passkeys f WHERE f.user_id = $2 AND f.id <> $1))";

    /// Removes every passkey of an account.
    pub(crate) DROP_PASSKEYS = "DELETE FROM passkeys WHERE user_id = $1";

    /// Goes on only if a passkey still opens an account, and holds it until the commit.
    pub(crate) STANDS = "UPDATE passkeys SET name = name WHERE id = $1 AND user_id = $2";
}

/// Every statement about passkeys.
pub(crate) const STATEMENTS: [&[&Statement]; 2] = [PASSKEYS, ceremonies::ALL];

/// A passkey.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passkey {
    /// The SHA-256 of the credential's identifier.
    pub id: Digest,
    /// Whose it is.
    pub user: UserId,
    /// The public key and what was learnt of it, as the library that checks signatures writes it.
    pub credential: String,
    /// What its owner calls it.
    pub name: String,
    /// Whether it opens the account by itself.
    pub signs_in: bool,
    /// How often the authenticator has signed; 0 where it does not count.
    pub counter: i64,
    /// Whether it may be copied to other devices.
    pub backup_eligible: bool,
    /// Whether it has been.
    pub backed_up: bool,
    /// How the authenticator is reached, by commas: `internal`, `usb`, ...
    pub transports: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last proved something.
    pub last_used_at: Option<Timestamp>,
}

/// What became of a passkey that was to be added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddPasskey {
    /// It was added.
    Added,
    /// Somebody has it already, or the account has as many as it may have.
    Refused,
    /// The account is gone or switched off.
    NoAccount,
}

/// What became of a passkey that was to be removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RemovePasskey {
    /// It is gone.
    Removed,
    /// It stays: the account has none of this name, or no other way in.
    Kept,
}

impl Store {
    /// The passkey of this identifier, whoever has it.
    pub async fn passkey(&self, id: &Digest) -> Result<Option<Passkey>, StoreError> {
        let row = self.db.read(&FIND, values![id]).await?.pop();
        row.map(passkey).transpose()
    }

    /// The passkeys of an account, oldest first.
    pub async fn passkeys_of(&self, user: UserId) -> Result<Vec<Passkey>, StoreError> {
        let rows = self.db.read(&OF_USER, values![user]).await?;
        rows.into_iter().map(passkey).collect()
    }

    /// Adds a passkey to an account that has fewer than `most`.
    pub async fn add_passkey(
        &self,
        new: &Passkey,
        most: usize,
        event: &Event,
    ) -> Result<AddPasskey, StoreError> {
        let values = values![
            &new.id,
            new.user,
            &new.credential,
            &new.name,
            new.signs_in,
            new.counter,
            new.backup_eligible,
            new.backed_up,
            &new.transports,
            new.created_at,
            i64::try_from(most).unwrap_or(i64::MAX)
        ];
        let mut batch = Batch::new().once(&HOLD_FOR_OWNER, values![new.user, event.at]);
        if let Some(session) = event.session {
            batch = batch.once(&STANDING, values![session, new.user]);
        }
        let adding = batch.steps.len();
        let batch = batch.once(&ADD, values).then(&RECORD_EVENT, event.values());
        Ok(match self.db.write(batch).await? {
            Outcome::Done(_) => AddPasskey::Added,
            Outcome::Undone { step } if step < adding => AddPasskey::NoAccount,
            Outcome::Undone { .. } => AddPasskey::Refused,
        })
    }

    /// Notes that a passkey has proved something at `now`, with what was learnt of it then; false when it
    /// is gone, or when its counter has not gone on: another use was quicker, or there are two of it.
    pub async fn use_passkey(&self, used: &Passkey, now: Timestamp) -> Result<bool, StoreError> {
        let values = values![
            &used.id,
            used.user,
            &used.credential,
            used.counter,
            used.backup_eligible,
            used.backed_up,
            now
        ];
        Ok(self.db.count(&USE, values).await? == 1)
    }

    /// Gives a passkey of an account another name; false when it has none of this identifier.
    pub async fn rename_passkey(
        &self,
        user: UserId,
        id: &Digest,
        name: &str,
        event: &Event,
    ) -> Result<bool, StoreError> {
        let batch =
            Batch::new().once(&RENAME, values![id, user, name]).then(&RECORD_EVENT, event.values());
        Ok(self.db.write(batch).await?.happened())
    }

    /// Removes a passkey, unless the account would be left without a way in or, where one is required,
    /// without a second factor.
    ///
    /// Of two callers that remove the last two ways at once, one is refused. Sessions that were opened with
    /// the passkey end with it, except the one that the event is about.
    pub async fn remove_passkey(
        &self,
        (user, id): (UserId, &Digest),
        others: WaysIn<'_>,
        factor_required: bool,
        event: &Event,
    ) -> Result<RemovePasskey, StoreError> {
        let keep = event.session.map_or_else(String::new, |id| id.to_string());
        let batch = Batch::new()
            // Whoever else changes the ways into this account waits here until this is done.
            .then(&HOLD, values![user, event.at])
            .then(&END_OTHERS_BY_PASSKEY, values![user, id, keep])
            .announcing_sessions()
            .once(&REMOVE, values![id, user, others.password, others.names(), factor_required])
            .then(&DROP_STRAY_CODES, values![user])
            .then(&RECORD_EVENT, event.values());
        let removed = self.db.write(batch).await?.happened();
        Ok(if removed { RemovePasskey::Removed } else { RemovePasskey::Kept })
    }
}

/// Reads `passkey_columns!`.
fn passkey(mut row: Row) -> Result<Passkey, StoreError> {
    Ok(Passkey {
        id: row.digest("identifier of a passkey")?,
        user: row.parsed("account of a passkey")?,
        credential: row.text("key of a passkey")?,
        name: row.text("name of a passkey")?,
        signs_in: row.integer("worth of a passkey")? != 0,
        counter: row.integer("counter of a passkey")?,
        backup_eligible: row.integer("flag of a passkey")? != 0,
        backed_up: row.integer("flag of a passkey")? != 0,
        transports: row.text("transports of a passkey")?,
        created_at: row.time("time of a passkey")?,
        last_used_at: row.optional_integer("time of a passkey")?.map(Timestamp),
    })
}
