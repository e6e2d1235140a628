//! Making an account with a password.

use std::convert::Infallible;
use std::sync::Arc;

use doorward_core::account::{LOCAL, User};
use doorward_core::address::Email;
use doorward_core::id::UserId;
use doorward_core::invitation;
use doorward_core::registration::{self, Form, Invalid};
use doorward_core::secret::{Digest, Secret};
use doorward_jose::random;
use doorward_store::{CreateUserError, Event, Grounds, Invitation, NewRole, NewUser, StoreError};

use crate::app::App;
use crate::approval;
use crate::errands;
use crate::hashing::HashingError;
use crate::invite;
use crate::new_password::{self, NewPasswordError};
use crate::settings::FirstAdmin;
use crate::setup;
use crate::tokens::{self, MintError};
use crate::verify;

/// Why no account was made.
#[derive(Debug, thiserror::Error)]
pub enum RegisterError {
    /// `ALLOW_REGISTRATION` is not `true`, and this is not the first account.
    #[error("registration is closed")]
    Closed,
    /// The invitation does not count, or is for another address.
    #[error("the invitation does not count for this address")]
    NotInvited,
    /// What was typed does not do.
    #[error("the form is not valid")]
    Invalid(Vec<Invalid>),
    /// The list of those who may come in does not have the address.
    #[error("the address is not on the list of those who may come in")]
    NotAdmitted,
    /// Somebody has this address already. Strangers are not told.
    #[error("the address is taken")]
    AddressTaken,
    /// The password could not be hashed.
    #[error("the password could not be hashed")]
    Hashing(#[from] HashingError),
    /// No random bytes.
    #[error("an identifier could not be made")]
    Mint(#[from] MintError),
    /// Storage.
    #[error("the account could not be stored")]
    Store(#[from] StoreError),
}

impl From<NewPasswordError> for RegisterError {
    fn from(error: NewPasswordError) -> Self {
        match error {
            NewPasswordError::Refused(fault) => Self::Invalid(vec![Invalid::password(fault)]),
            NewPasswordError::Hashing(error) => Self::Hashing(error),
        }
    }
}

/// Who may make an account right now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door {
    /// Anybody.
    Open,
    /// Whoever comes first: there is no account yet.
    First,
    /// Only who holds the set-up link: there is no account yet.
    Link,
    /// Nobody.
    Closed,
}

/// Says who may make an account right now.
pub async fn door(app: &App) -> Result<Door, StoreError> {
    if app.settings.switches.external_only {
        return Ok(Door::Closed);
    }
    if !app.store.has_users().await? {
        return Ok(match app.settings.first_admin {
            FirstAdmin::Link => Door::Link,
            FirstAdmin::First => Door::First,
        });
    }
    Ok(if app.settings.switches.registration { Door::Open } else { Door::Closed })
}

/// What a request carries that opens the door to its holder.
#[derive(Clone, Copy, Debug)]
pub enum Key<'a> {
    /// Nothing.
    None,
    /// The token of the set-up link.
    SetUp(&'a str),
    /// The token of an invitation.
    Invitation(&'a str),
}

/// Makes an account, for whoever the door is open to.
pub async fn with_password(
    app: &Arc<App>,
    form: &Form<'_>,
    key: Key<'_>,
) -> Result<User, RegisterError> {
    let invited = match key {
        Key::Invitation(token) => Some(invited(app, token, form).await?),
        Key::None | Key::SetUp(_) => None,
    };
    let grounds = match (&invited, door(app).await?) {
        _ if app.settings.switches.external_only => return Err(RegisterError::Closed),
        (Some((token, _)), _) => Grounds::Invitation(token),
        (None, Door::Open) => Grounds::Open,
        (None, Door::First) => if_closed_later(app),
        (None, Door::Link) if holds_link(app, key).await? => if_closed_later(app),
        (None, Door::Link | Door::Closed) => return Err(RegisterError::Closed),
    };
    let min = app.settings.switches.min_password_length;
    let valid = registration::check(form, min).map_err(RegisterError::Invalid)?;
    if !app.settings.admission.admits(Some(&valid.email)) {
        return Err(RegisterError::NotAdmitted);
    }
    let password = Secret::new(form.password.unwrap_or_default().to_owned());
    let about = [valid.email.as_str(), &valid.name, &valid.username];
    let hash = new_password::hash(app, password, &about).await?;
    let new = NewUser {
        email: Some(valid.email),
        name: valid.name,
        username: valid.username,
        password_hash: Some(hash),
        language: form.language.map(str::to_owned),
        ..new_user(app)?
    };
    let new = match &invited {
        Some((_, invitation)) => welcomed(new, invitation),
        None => new,
    };
    let user = create(app, &new, grounds).await?;
    verify::welcome(app, &user);
    announce(app, &user);
    Ok(user)
}

/// The invitation of a token, if it counts and is for the address in the form.
async fn invited(
    app: &App,
    token: &str,
    form: &Form<'_>,
) -> Result<(Digest, Invitation), RegisterError> {
    let digest = tokens::digest(token);
    let found = invite::by_digest(app, &digest).await?;
    let address = form.email.and_then(|text| Email::parse(text).ok());
    found
        .filter(|found| invitation::is_for(found.email.as_ref(), address.as_ref()))
        .map(|found| (digest, found))
        .ok_or(RegisterError::NotInvited)
}

/// A new account as its invitation has it. A link that went to the address by mail, and nowhere else, has
/// proved that the address is its holder's.
pub(crate) fn welcomed(new: NewUser, invitation: &Invitation) -> NewUser {
    NewUser {
        role: NewRole::Exactly(invitation.role),
        email_verified: new.email_verified || invitation.mailed,
        waits: false,
        ..new
    }
}

/// The grounds of whoever comes first: somebody else may be quicker, and then the switch decides.
fn if_closed_later(app: &App) -> Grounds<'static> {
    if app.settings.switches.registration { Grounds::Open } else { Grounds::First }
}

async fn holds_link(app: &App, key: Key<'_>) -> Result<bool, StoreError> {
    match key {
        Key::SetUp(token) => setup::is_current(app, token).await,
        Key::None | Key::Invitation(_) => Ok(false),
    }
}

/// An account with a fresh identifier and nothing else. The first one is the administrator; the others
/// wait for approval where that is on.
pub(crate) fn new_user(app: &App) -> Result<NewUser, MintError> {
    let now = app.clock.now();
    let mut bytes = [0; 8];
    random::fill(&mut bytes)?;
    Ok(NewUser {
        id: UserId::new(now, bytes),
        email: None,
        email_verified: false,
        name: String::new(),
        username: String::new(),
        avatar: None,
        provider: LOCAL.to_owned(),
        password_hash: None,
        role: NewRole::FirstIsAdmin,
        waits: app.settings.switches.approval,
        language: None,
        created_at: now,
    })
}

/// Has the administrators told of somebody who waits, after the answer: it would come later than that to
/// an address that is taken.
fn announce(app: &Arc<App>, user: &User) {
    if user.waiting_since.is_none() {
        return;
    }
    let (keeper, user) = (Arc::clone(app), user.clone());
    let errand = async move {
        approval::announce(&keeper, &user).await;
        Ok::<(), Infallible>(())
    };
    if let Err(error) = errands::run(app, "the news of somebody who waits", errand) {
        tracing::warn!(%error, "administrators are not told of somebody who waits");
    }
}

async fn create(app: &App, new: &NewUser, grounds: Grounds<'_>) -> Result<User, RegisterError> {
    let event = Event { subject: Some(new.id), ..Event::new("user.create", new.created_at) };
    match app.store.create_user(new, None, grounds, &event).await {
        Ok(user) => Ok(user),
        Err(CreateUserError::AddressTaken | CreateUserError::AddressHeld) => {
            // Strangers must not see by the time of the answer that nothing was written (checklist item 83).
            let event = Event::new("user.create_failed", new.created_at);
            let detail = "the address is taken".to_owned();
            app.store.record(&Event { detail, ..event }).await?;
            Err(RegisterError::AddressTaken)
        }
        Err(CreateUserError::NotInvited) => Err(RegisterError::NotInvited),
        Err(CreateUserError::NotFirst | CreateUserError::LinkTaken) => Err(RegisterError::Closed),
        Err(CreateUserError::Store(error)) => Err(error.into()),
    }
}
