//! Making an account with a password.

use std::sync::Arc;

use doorward_core::account::{LOCAL, User};
use doorward_core::id::UserId;
use doorward_core::registration::{self, Form, Invalid};
use doorward_core::secret::Secret;
use doorward_jose::random;
use doorward_store::{CreateUserError, Event, NewRole, NewUser, StoreError};

use crate::app::App;
use crate::hashing::HashingError;
use crate::new_password::{self, NewPasswordError};
use crate::settings::FirstAdmin;
use crate::setup;
use crate::tokens::MintError;
use crate::verify;

/// Why no account was made.
#[derive(Debug, thiserror::Error)]
pub enum RegisterError {
    /// `ALLOW_REGISTRATION` is not `true`, and this is not the first account.
    #[error("registration is closed")]
    Closed,
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

/// Makes an account. `setup` is the token of a set-up link, if the request carries one.
pub async fn with_password(
    app: &Arc<App>,
    form: &Form<'_>,
    setup: Option<&str>,
) -> Result<User, RegisterError> {
    let door = door(app).await?;
    let linked = match setup {
        Some(token) => setup::is_current(app, token).await?,
        None => false,
    };
    let first_only = match door {
        Door::Open => false,
        Door::First => true,
        Door::Link if linked => true,
        Door::Link | Door::Closed => return Err(RegisterError::Closed),
    };
    let min = app.settings.switches.min_password_length;
    let valid = registration::check(form, min).map_err(RegisterError::Invalid)?;
    if !app.settings.admission.admits(Some(&valid.email)) {
        return Err(RegisterError::NotAdmitted);
    }
    let held = app.store.is_address_held(&valid.email, app.clock.now()).await?;
    let password = Secret::new(form.password.unwrap_or_default().to_owned());
    let about = [valid.email.as_str(), &valid.name, &valid.username];
    let hash = new_password::hash(app, password, &about).await?;
    if held {
        return Err(RegisterError::AddressTaken);
    }
    let new = NewUser {
        email: Some(valid.email),
        name: valid.name,
        username: valid.username,
        password_hash: Some(hash),
        ..new_user(app)?
    };
    let user = create(app, &new, first_only && !app.settings.switches.registration).await?;
    verify::welcome(app, &user);
    Ok(user)
}

/// An account with a fresh identifier and nothing else; the first one is the administrator.
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
        created_at: now,
    })
}

async fn create(app: &App, new: &NewUser, only_first: bool) -> Result<User, RegisterError> {
    let event = Event { subject: Some(new.id), ..Event::new("user.create", new.created_at) };
    match app.store.create_user(new, None, only_first, &event).await {
        Ok(user) => {
            setup::forget(app).await?;
            Ok(user)
        }
        Err(CreateUserError::AddressTaken) => Err(RegisterError::AddressTaken),
        Err(CreateUserError::NotFirst | CreateUserError::LinkTaken) => Err(RegisterError::Closed),
        Err(CreateUserError::Store(error)) => Err(error.into()),
    }
}
