//! Changing and deleting accounts.

use doorward_core::account::{Role, User};
use doorward_core::address::Email;
use doorward_core::id::UserId;
use doorward_core::secret::Secret;
use doorward_core::time::Timestamp;

use super::search::keep_found;
use crate::audit::{Event, RECORD_EVENT};
use crate::db::{Batch, Outcome, statements, values};
use crate::tokens::{UNLESS_HELD, unless_held};
use crate::{Change, Kind, Store, StoreError};

statements! {
    /// Stores a password hash, if the one before is still the expected one.
    SET_PASSWORD = "UPDATE users SET password_hash = $2, updated_at = $3 \
        WHERE id = $1 AND (CAST($4 AS TEXT) IS NULL OR password_hash = $4)";

    /// Stores a profile, if the one before is still the expected one.
    UPDATE = "UPDATE users SET email = $2, email_verified = $3, name = $4, username = $5, \
        avatar = $6, updated_at = $7 \
        WHERE id = $1 AND email IS NOT DISTINCT FROM $8 AND email_verified = $9 AND name = $10 \
        AND username = $11 AND avatar IS NOT DISTINCT FROM $12";

    /// Gives a role, if the one before is still the expected one.
    SET_ROLE = "UPDATE users SET role = $3, updated_at = $4 WHERE id = $1 AND role = $2";

    /// Stores the language that a person chose.
    SET_LANGUAGE = "UPDATE users SET language = $2, updated_at = $3 \
        WHERE id = $1 AND language IS DISTINCT FROM $2";

    /// Deletes an account. Its sessions and links go with it.
    pub(super) DELETE = "DELETE FROM users WHERE id = $1";
}

/// What a provider may change about an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserChanges {
    /// The mail address.
    pub email: Option<Email>,
    /// Whether somebody proved that the address is theirs.
    pub email_verified: bool,
    /// Display name.
    pub name: String,
    /// Lower-case user name, may be empty.
    pub username: String,
    /// URL of a picture.
    pub avatar: Option<String>,
}

impl From<&User> for UserChanges {
    fn from(user: &User) -> Self {
        Self {
            email: user.email.clone(),
            email_verified: user.email_verified,
            name: user.name.clone(),
            username: user.username.clone(),
            avatar: user.avatar.clone(),
        }
    }
}

/// Why a profile was not stored.
#[derive(Debug, thiserror::Error)]
pub enum UpdateUserError {
    /// Another account has the address, or somebody may still take it back.
    #[error("another account has this address, or may take it back")]
    AddressTaken,
    /// The database failed.
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for UpdateUserError {
    fn from(error: StoreError) -> Self {
        // The address is the only unique thing that the statement touches.
        if error.kind == Kind::Conflict { Self::AddressTaken } else { Self::Store(error) }
    }
}

impl Store {
    /// Stores a password hash; false when there is no such account.
    ///
    /// With `expected`, also false when the stored hash is another one by now: somebody changed
    /// the password in between.
    #[expect(clippy::too_many_arguments, reason = "five, and the store itself")]
    pub async fn set_password(
        &self,
        id: UserId,
        expected: Option<&Secret<String>>,
        new: &Secret<String>,
        now: Timestamp,
        event: Option<&Event>,
    ) -> Result<bool, StoreError> {
        let values = values![id, new.expose(), now, expected.map(Secret::expose)];
        let mut batch = Batch::new().once(&SET_PASSWORD, values).announcing(Change::User(id));
        if let Some(event) = event {
            batch = batch.then(&RECORD_EVENT, event.values());
        }
        self.db.write(batch).await.map(|outcome| outcome.happened())
    }

    /// Stores the profile `new` in place of `old`; false when there is no such account, or when its
    /// profile is another one by now.
    pub async fn update_user(
        &self,
        id: UserId,
        (old, new): (&UserChanges, &UserChanges),
        now: Timestamp,
    ) -> Result<bool, UpdateUserError> {
        let batch = update(id, (old, new), now).announcing(Change::User(id));
        updated(&self.db.write(batch).await?)
    }

    /// Stores the profile `new` in place of `old`, as its owner wishes; false when there is no such account,
    /// or when its profile is another one by now.
    pub async fn edit_profile(
        &self,
        id: UserId,
        (old, new): (&UserChanges, &UserChanges),
        event: &Event,
    ) -> Result<bool, UpdateUserError> {
        let batch = update(id, (old, new), event.at)
            .then(&RECORD_EVENT, event.values())
            .announcing(Change::User(id));
        updated(&self.db.write(batch).await?)
    }

    /// Stores the language that a person chose, as a BCP 47 tag; false when it is the one they have, or when
    /// there is no such account.
    pub async fn set_language(
        &self,
        id: UserId,
        language: &str,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let batch = Batch::new().once(&SET_LANGUAGE, values![id, language, now]);
        self.db.write(batch.announcing(Change::User(id))).await.map(|outcome| outcome.happened())
    }

    /// Gives an account the role `to`; false when it has another than `from` by now.
    pub async fn set_role(
        &self,
        id: UserId,
        (from, to): (Role, Role),
        event: &Event,
    ) -> Result<bool, StoreError> {
        let values = values![id, from.as_str(), to.as_str(), event.at];
        let batch = Batch::new()
            .once(&SET_ROLE, values)
            .then(&RECORD_EVENT, event.values())
            .announcing(Change::User(id));
        self.db.write(batch).await.map(|outcome| outcome.happened())
    }
}

/// The steps that store a profile in place of another.
fn update(id: UserId, (old, new): (&UserChanges, &UserChanges), now: Timestamp) -> Batch {
    let values = values![
        id,
        new.email.as_ref().map(Email::as_str),
        new.email_verified,
        &new.name,
        &new.username,
        new.avatar.as_ref(),
        now,
        old.email.as_ref().map(Email::as_str),
        old.email_verified,
        &old.name,
        &old.username,
        old.avatar.as_ref()
    ];
    let mut batch = Batch::new().once(&UPDATE, values);
    if let Some(email) = new.email.as_ref().filter(|_| new.email != old.email) {
        batch = batch.once(&UNLESS_HELD, unless_held(id, email, now));
    }
    let found_by = (new.email.as_ref(), new.name.as_str(), new.username.as_str());
    keep_found(batch, id, found_by)
}

/// What the steps of [`update`] came to.
const fn updated(outcome: &Outcome) -> Result<bool, UpdateUserError> {
    match outcome {
        Outcome::Done(_) => Ok(true),
        Outcome::Undone { step: 0 } => Ok(false),
        Outcome::Undone { .. } => Err(UpdateUserError::AddressTaken),
    }
}
