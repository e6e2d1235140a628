//! Making an account, with its first link, in one write.

use doorward_core::account::{Role, User};
use doorward_core::address::Email;
use doorward_core::id::UserId;
use doorward_core::secret::{Digest, Secret};
use doorward_core::time::Timestamp;

use super::search::keep_found;
use crate::audit::{Event, RECORD_EVENT};
use crate::db::{Answer, Batch, Outcome, statements, values};
use crate::invitations::REDEEM;
use crate::links::{ADD_LINK, NewLink};
use crate::tokens::{UNLESS_HELD, unless_held};
use crate::{Store, StoreError};

statements! {
    /// Makes all who would be first queue up, as long as nobody is there.
    ///
    /// The row is a lock: a second writer waits here until the first has committed, and its next
    /// statement sees the account that the first has made. `SQLite` has one writer anyway.
    QUEUE_UP = "INSERT INTO facts (name, value) \
        SELECT 'store.first_account', $1 WHERE NOT EXISTS (SELECT 1 FROM users) \
        ON CONFLICT (name) DO UPDATE SET value = excluded.value";

    /// Goes on only if nobody was quicker.
    BE_FIRST = "UPDATE facts SET value = $1 \
        WHERE name = 'store.first_account' AND NOT EXISTS (SELECT 1 FROM users)";

    /// Forgets the set-up link once there is an account.
    FORGET_SETUP = "DELETE FROM facts WHERE name = $1";

    /// Adds the account. An empty role means: whoever is first becomes administrator. Whoever is first
    /// waits for nobody.
    INSERT = "INSERT INTO users (id, email, email_verified, name, username, avatar, provider, \
            role, password_hash, created_at, updated_at, waiting_since, \
            language) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, \
            CASE WHEN CAST($8 AS TEXT) <> '' THEN $8 \
                WHEN EXISTS (SELECT 1 FROM users) THEN 'USER' ELSE 'ADMIN' END, \
            $9, $10, $10, \
            CASE WHEN CAST($11 AS BIGINT) = 1 AND EXISTS (SELECT 1 FROM users) \
                THEN CAST($10 AS BIGINT) END, $12) \
        ON CONFLICT (email) DO NOTHING RETURNING role, waiting_since";
}

/// The fact that holds the digest of the set-up link's token, as long as there is no account.
pub const SETUP_LINK: &str = "setup_link";

/// An account to be made.
#[derive(Clone, Debug)]
pub struct NewUser {
    /// A new identifier.
    pub id: UserId,
    /// The mail address; no two accounts share one.
    pub email: Option<Email>,
    /// Whether somebody proved that the address is theirs.
    pub email_verified: bool,
    /// Display name.
    pub name: String,
    /// Lower-case user name, may be empty.
    pub username: String,
    /// URL of a picture.
    pub avatar: Option<String>,
    /// How the account is made: `local`, `openid`, ...
    pub provider: String,
    /// The hash of its password, if it has one.
    pub password_hash: Option<Secret<String>>,
    /// What it may do.
    pub role: NewRole,
    /// Whether it waits until an administrator lets it in, unless it is the first.
    pub waits: bool,
    /// The language that its person was asked in, as a BCP 47 tag.
    pub language: Option<String>,
    /// Now.
    pub created_at: Timestamp,
}

/// What a new account may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NewRole {
    /// Administrator if there is no account at all, else an ordinary one.
    ///
    /// Of any number of registrations at once, exactly one becomes administrator. Deleting the
    /// first administrator hands the role to nobody; deleting every account begins anew.
    FirstIsAdmin,
    /// This role.
    Exactly(Role),
}

/// On what grounds an account may be made.
#[derive(Clone, Copy, Debug)]
pub enum Grounds<'a> {
    /// Anybody may have one.
    Open,
    /// There is no account yet.
    First,
    /// The invitation with this digest of its token. It is redeemed with the account, or not at all.
    Invitation(&'a Digest),
}

/// Why an account was not made.
#[derive(Debug, thiserror::Error)]
pub enum CreateUserError {
    /// An account has this address.
    #[error("another account has this address")]
    AddressTaken,
    /// Somebody who had this address may still take it back.
    #[error("somebody may still take this address back")]
    AddressHeld,
    /// An account has this link.
    #[error("another account has this link")]
    LinkTaken,
    /// It was to be the first account, and is not.
    #[error("there is an account already")]
    NotFirst,
    /// The invitation does not count: redeemed, revoked, over, or for another address.
    #[error("the invitation does not count any more")]
    NotInvited,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Store {
    /// Makes an account, with a link if it comes in by a provider.
    pub async fn create_user(
        &self,
        new: &NewUser,
        link: Option<&NewLink>,
        grounds: Grounds<'_>,
        event: &Event,
    ) -> Result<User, CreateUserError> {
        let mut refusals = Vec::with_capacity(4);
        let mut batch = entry(new, grounds, &mut refusals);
        let insert = batch.steps.len();
        refusals.push((insert, CreateUserError::AddressTaken));
        batch = insertion(batch, new);
        if let Some(email) = &new.email {
            refusals.push((batch.steps.len(), CreateUserError::AddressHeld));
            batch = batch.once(&UNLESS_HELD, unless_held(new.id, email, new.created_at));
        }
        if let Some(link) = link {
            refusals.push((batch.steps.len(), CreateUserError::LinkTaken));
            let values =
                values![&link.issuer, &link.subject, new.id, &link.provider, new.created_at];
            batch = batch.once(&ADD_LINK, values);
        }
        let batch =
            batch.then(&FORGET_SETUP, values![SETUP_LINK]).then(&RECORD_EVENT, event.values());
        match self.db.write(batch).await? {
            Outcome::Done(mut answers) => Ok(made(new, answers.get_mut(insert))?),
            Outcome::Undone { step } => Err(refusals
                .into_iter()
                .find_map(|(at, refusal)| (at == step).then_some(refusal))
                .unwrap_or_else(|| StoreError::unreadable("outcome").into())),
        }
    }
}

/// The steps that stop whoever may not have an account, and what it means when one of them does.
fn entry(
    new: &NewUser,
    grounds: Grounds<'_>,
    refusals: &mut Vec<(usize, CreateUserError)>,
) -> Batch {
    let mut batch = Batch::new();
    // Whoever is first does not wait, so that must be known for certain.
    if matches!(grounds, Grounds::First) || new.role == NewRole::FirstIsAdmin || new.waits {
        batch = batch.then(&QUEUE_UP, values![new.id]);
    }
    match grounds {
        Grounds::Open => batch,
        Grounds::First => {
            refusals.push((batch.steps.len(), CreateUserError::NotFirst));
            batch.once(&BE_FIRST, values![new.id])
        }
        Grounds::Invitation(token) => {
            refusals.push((batch.steps.len(), CreateUserError::NotInvited));
            let address = new.email.as_ref().map(Email::as_str);
            batch.once(&REDEEM, values![token, new.created_at, new.id, address])
        }
    }
}

fn insertion(batch: Batch, new: &NewUser) -> Batch {
    let role = match new.role {
        NewRole::FirstIsAdmin => "",
        NewRole::Exactly(role) => role.as_str(),
    };
    let values = values![
        new.id,
        new.email.as_ref().map(Email::as_str),
        new.email_verified,
        &new.name,
        &new.username,
        new.avatar.as_ref(),
        &new.provider,
        role,
        new.password_hash.as_ref().map(Secret::expose),
        new.created_at,
        new.waits,
        new.language.as_ref()
    ];
    let found_by = (new.email.as_ref(), new.name.as_str(), new.username.as_str());
    keep_found(batch.once(&INSERT, values), new.id, found_by)
}

/// The account that was made, with the role that it got.
fn made(new: &NewUser, inserted: Option<&mut Answer>) -> Result<User, StoreError> {
    let row = inserted.and_then(|answer| answer.rows.first_mut());
    let row = row.ok_or_else(|| StoreError::unreadable("new account"))?;
    let role = super::role(row)?;
    Ok(User {
        id: new.id,
        email: new.email.clone(),
        email_verified: new.email_verified,
        name: new.name.clone(),
        username: new.username.clone(),
        avatar: new.avatar.clone(),
        provider: new.provider.clone(),
        role,
        created_at: new.created_at,
        updated_at: new.created_at,
        disabled_at: None,
        totp_since: None,
        language: new.language.clone(),
        waiting_since: row.optional_integer("time of an account")?.map(Timestamp),
        banned_until: None,
    })
}
