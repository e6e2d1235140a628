//! Replacing a password, and ending what was opened with the one before, in one write.

use doorward_core::id::{SessionId, UserId};
use doorward_core::secret::Secret;

use crate::audit::{Event, RECORD_EVENT};
use crate::db::{Batch, statements, values};
use crate::outbox::posting;
use crate::sessions::{END_ALL, STANDING};
use crate::{Change, NewLetter, Store, StoreError};

statements! {
    /// Stores a password hash, whatever was there before.
    SET = "UPDATE users SET password_hash = $2, updated_at = $3 WHERE id = $1";

    /// Stores a password hash, if what was there before is still as expected.
    REPLACE = "UPDATE users SET password_hash = $2, updated_at = $3 \
        WHERE id = $1 AND password_hash IS NOT DISTINCT FROM $4";
}

/// A password in place of another.
#[derive(Clone, Copy, Debug)]
pub struct PasswordChange<'a> {
    /// Whose.
    pub user: UserId,
    /// What has to be there before.
    pub expected: Expected<'a>,
    /// The new hash.
    pub new: &'a Secret<String>,
    /// The session that goes on; all others of the account end.
    pub keep: Option<SessionId>,
    /// The letter that tells its owner.
    pub letter: Option<&'a NewLetter>,
}

/// What has to be there before a password is replaced.
#[derive(Clone, Copy, Debug)]
pub enum Expected<'a> {
    /// Anything.
    Anything,
    /// This hash.
    Hash(&'a Secret<String>),
    /// No password at all.
    None,
}

impl Store {
    /// Replaces a password and ends the account's other sessions. False when there is no such account, or
    /// when its password is another one than expected by now.
    pub async fn replace_password(
        &self,
        change: PasswordChange<'_>,
        event: &Event,
    ) -> Result<bool, StoreError> {
        let PasswordChange { user, expected, new, keep, letter } = change;
        let mut values = values![user, new.expose(), event.at];
        let statement = match expected {
            Expected::Anything => &SET,
            Expected::Hash(hash) => {
                values.push(hash.expose().into());
                &REPLACE
            }
            Expected::None => {
                values.push(None::<&str>.into());
                &REPLACE
            }
        };
        let mut batch = Batch::new();
        if let Some(session) = keep {
            batch = batch.once(&STANDING, values![session, user]);
        }
        let keep = keep.map_or_else(String::new, |id| id.to_string());
        let batch = batch
            .once(statement, values)
            .then(&END_ALL, values![user, keep])
            .then(&RECORD_EVENT, event.values())
            .announcing(Change::User(user));
        self.db.write(posting(batch, letter)).await.map(|outcome| outcome.happened())
    }
}
