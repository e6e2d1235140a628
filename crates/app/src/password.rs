//! The password of one's own account: another one in place of it, or the first one.

use doorward_core::account::User;
use doorward_core::registration::Fault;
use doorward_core::secret::Secret;
use doorward_store::{Event, Expected, NewLetter, PasswordChange, StoreError};

use crate::app::App;
use crate::clerk::departure;
use crate::establish::Client;
use crate::hashing::HashingError;
use crate::live::Live;
use crate::mail::{self, Letter, MailError, Message};
use crate::new_password::{self, NewPasswordError};
use crate::proof::{self, ProofError, Typed};

/// Why a password was not changed.
#[derive(Debug, thiserror::Error)]
pub enum PasswordError {
    /// Nobody signs in with a password here.
    #[error("signing in with a password is switched off")]
    Off,
    /// The old password is wrong or missing, or who has none has to prove anew who they are.
    #[error(transparent)]
    Proof(#[from] ProofError),
    /// The new one does not do.
    #[error("the new password was refused: {0}")]
    Refused(Fault),
    /// It was changed elsewhere meanwhile.
    #[error("the password was changed meanwhile")]
    Changed,
    /// It could not be hashed.
    #[error("the password could not be hashed")]
    Hashing(#[from] HashingError),
    /// The letter that tells of it could not be made.
    #[error("the letter that tells of it could not be made")]
    Mail(#[from] MailError),
    /// Storage.
    #[error("the password could not be stored")]
    Store(#[from] StoreError),
}

impl From<NewPasswordError> for PasswordError {
    fn from(error: NewPasswordError) -> Self {
        match error {
            NewPasswordError::Refused(fault) => Self::Refused(fault),
            NewPasswordError::Hashing(error) => Self::Hashing(error),
        }
    }
}

/// What somebody types to change their password.
#[derive(Debug)]
pub struct PasswordInput {
    /// The password that they have; `None` where they have none.
    pub current: Option<Secret<String>>,
    /// The one that they want.
    pub new: Secret<String>,
}

/// Whether people may have a password here.
pub fn is_offered(app: &App) -> bool {
    app.settings.switches.email_login
}

/// Replaces the password of the person of a session, and ends their other sessions. Who has one has to know
/// it, however fresh their proof is (checklist item 79); who has none needs a fresh proof. A second factor of
/// theirs was proved as lately.
pub async fn change(
    app: &App,
    live: &Live,
    input: PasswordInput,
    client: &Client,
) -> Result<(), PasswordError> {
    if !is_offered(app) {
        return Err(PasswordError::Off);
    }
    let user = &live.user;
    let old = if proof::has_password(app, user.id).await? {
        let current = input.current.ok_or(ProofError::BadPassword)?;
        Some(proof::demand_password(app, live, current, client).await?)
    } else {
        proof::demand(app, live, Typed { password: None, code: None, client }).await?;
        None
    };
    let email = user.email.as_ref().map_or("", |email| email.as_str());
    let about = [email, user.name.as_str(), user.username.as_str()];
    let new = new_password::hash(app, input.new, &about).await?;
    let letter = news(app, user)?;
    let change = PasswordChange {
        user: user.id,
        expected: old.as_ref().map_or(Expected::None, Expected::Hash),
        new: &new,
        keep: Some(live.id),
        letter: letter.as_ref(),
    };
    let event = Event {
        actor: Some(user.id),
        subject: Some(user.id),
        session: Some(live.id),
        address: client.address.to_string(),
        ..Event::new("password.change", app.clock.now())
    };
    store(app, change, &event).await?.then_some(()).ok_or(PasswordError::Changed)?;
    Ok(())
}

/// Stores a password; the sessions that end with the old one end at Clerk too. False when it was another
/// one by then.
pub(crate) async fn store(
    app: &App,
    change: PasswordChange<'_>,
    event: &Event,
) -> Result<bool, StoreError> {
    let theirs = departure::under_sessions_of(app, change.user, change.keep).await?;
    let changed = app.store.replace_password(change, event).await?;
    app.live.forget_user(change.user);
    if changed {
        departure::note(app, theirs);
    }
    Ok(changed)
}

/// Tells the owner by mail, if there is mail.
fn news(app: &App, user: &User) -> Result<Option<NewLetter>, MailError> {
    let Some(to) = user.email.clone() else { return Ok(None) };
    mail::seal(app, &Letter::to_person(to, user, Message::PasswordChanged))
}
