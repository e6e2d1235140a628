//! What an administrator does with accounts, from the command line today.

mod administer;
mod search;

use doorward_core::account::{Role, User};
use doorward_core::address::Email;
use doorward_core::id::UserId;
use doorward_core::password::scheme;
use doorward_core::registration::{self, Form, Invalid};
use doorward_core::secret::Secret;
use doorward_store::{
    CreateUserError, Event, Expected, Grounds, NewRole, NewUser, PasswordChange, StoreError,
};

use crate::app::App;
use crate::hashing::HashingError;
use crate::new_password::{self, NewPasswordError};
use crate::password;
use crate::register::new_user;
use crate::tokens::MintError;

pub use administer::{
    AdministerError, By, Proved, delete, disable, enable, end_session, end_sessions, prove,
    reset_factors, set_role, verify,
};
pub use search::{Page, Query, at, find_all};

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
pub enum PeopleError {
    /// Nobody has this address or identifier.
    #[error("there is no account \"{0}\"")]
    NoSuchPerson(String),
    /// What was given does not do.
    #[error("{}", complaints(.0))]
    Invalid(Vec<Invalid>),
    /// Somebody has this address already.
    #[error("an account with this address exists already")]
    AddressTaken,
    /// A given hash is of no scheme that can be verified.
    #[error("the password hash is neither argon2id nor bcrypt")]
    UnknownHash,
    /// The password could not be hashed.
    #[error("the password could not be hashed")]
    Hashing(#[from] HashingError),
    /// No random bytes.
    #[error("an identifier could not be made")]
    Mint(#[from] MintError),
    /// Storage.
    #[error("the store could not be read or written")]
    Store(#[from] StoreError),
}

impl From<NewPasswordError> for PeopleError {
    fn from(error: NewPasswordError) -> Self {
        match error {
            NewPasswordError::Refused(fault) => Self::Invalid(vec![Invalid::password(fault)]),
            NewPasswordError::Hashing(error) => Self::Hashing(error),
        }
    }
}

fn complaints(invalid: &[Invalid]) -> String {
    let texts: Vec<_> =
        invalid.iter().map(|one| format!("{}: {}", one.field.as_str(), one.fault)).collect();
    texts.join("; ")
}

/// How a new account signs in.
#[derive(Debug)]
pub enum NewPassword {
    /// With this password.
    Plain(Secret<String>),
    /// With the password that this hash was made of, by `LibreChat` (bcrypt) or by us.
    Hashed(Secret<String>),
}

/// A new account.
#[derive(Debug)]
pub struct NewPerson {
    /// Mail address.
    pub email: String,
    /// Display name.
    pub name: String,
    /// User name; may be empty.
    pub username: String,
    /// How they sign in.
    pub password: NewPassword,
    /// The role; `None` makes the first account the administrator and everybody else a user.
    pub role: Option<Role>,
    /// Whether the address counts as proven.
    pub email_verified: bool,
}

/// Makes an account.
pub async fn create(app: &App, person: NewPerson) -> Result<User, PeopleError> {
    let plain = match &person.password {
        NewPassword::Plain(password) => password.expose().as_str(),
        // A stand-in: the hash says nothing about the length of the password under it.
        NewPassword::Hashed(_) => "xxxxxxxx",
    };
    let form = Form {
        name: Some(&person.name),
        username: Some(&person.username),
        email: Some(&person.email),
        password: Some(plain),
        confirmation: Some(plain),
        language: None,
    };
    let min = match &person.password {
        NewPassword::Plain(_) => app.settings.switches.min_password_length,
        NewPassword::Hashed(_) => 1,
    };
    let valid = registration::check(&form, min).map_err(PeopleError::Invalid)?;
    let hash = match person.password {
        NewPassword::Plain(password) => {
            let about = [valid.email.as_str(), &valid.name, &valid.username];
            new_password::hash(app, password, &about).await?
        }
        NewPassword::Hashed(hash) if scheme(hash.expose()).is_some() => hash,
        NewPassword::Hashed(_) => return Err(PeopleError::UnknownHash),
    };
    let new = NewUser {
        email: Some(valid.email),
        email_verified: person.email_verified,
        name: valid.name,
        username: valid.username,
        password_hash: Some(hash),
        role: person.role.map_or(NewRole::FirstIsAdmin, NewRole::Exactly),
        waits: false,
        ..new_user(app)?
    };
    let event = Event {
        subject: Some(new.id),
        detail: "command line".to_owned(),
        ..Event::new("user.create", new.created_at)
    };
    app.store.create_user(&new, None, Grounds::Open, &event).await.map_err(|error| match error {
        CreateUserError::Store(error) => PeopleError::Store(error),
        _ => PeopleError::AddressTaken,
    })
}

/// Finds somebody by address or identifier.
pub async fn find(app: &App, who: &str) -> Result<User, PeopleError> {
    let found = if let Ok(id) = who.parse::<UserId>() {
        app.store.user(id).await?
    } else if let Ok(email) = Email::parse(who) {
        app.store.credentials_by_email(&email).await?.map(|known| known.user)
    } else {
        None
    };
    found.ok_or_else(|| PeopleError::NoSuchPerson(who.to_owned()))
}

/// Lists accounts in the order of their identifiers, from after `after` on.
pub async fn list(app: &App, after: Option<UserId>, limit: u32) -> Result<Vec<User>, PeopleError> {
    Ok(app.store.users(after, limit).await?)
}

/// Sets a password and ends every session of the person.
pub async fn set_password(
    app: &App,
    user: &User,
    password: Secret<String>,
) -> Result<(), PeopleError> {
    let email = user.email.as_ref().map_or("", |email| email.as_str());
    let hash = new_password::hash(app, password, &[email, &user.name, &user.username]).await?;
    let event = Event { subject: Some(user.id), ..Event::new("password.set", app.clock.now()) };
    let (expected, keep) = (Expected::Anything, None);
    let change = PasswordChange { user: user.id, expected, new: &hash, keep, letter: None };
    if password::store(app, change, &event).await? {
        Ok(())
    } else {
        Err(PeopleError::NoSuchPerson(user.id.to_string()))
    }
}
