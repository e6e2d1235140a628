//! Signing in with a password.

use doorward_core::account::{LOCAL, Role};
use doorward_core::address::Email;
use doorward_core::limit::Verdict;
use doorward_core::secret::Secret;
use doorward_store::{Credentials, Event, StoreError};

use crate::app::App;
use crate::establish::{Client, Entrance, EstablishError};
use crate::hashing::{Check, HashingError};
use crate::lockout;
use crate::metrics::SignIn;
use crate::second_factor::{self, LoginOutcome};
use crate::verify;

/// What a person typed.
#[derive(Debug)]
pub struct LoginInput {
    /// The address.
    pub email: String,
    /// The password.
    pub password: Secret<String>,
    /// The local path to arrive at, should the sign-in have to wait for a second factor.
    pub return_to: String,
    /// The role that somebody needs to come in here; `None` where every role will do.
    pub only: Option<Role>,
}

/// Why nobody was signed in.
#[derive(Debug, thiserror::Error)]
pub enum LoginError {
    /// The address or the password is wrong. It is not said which.
    #[error("wrong address or password")]
    BadCredentials,
    /// Somebody has guessed at this account too often, from whatever addresses.
    #[error("too many wrong passwords for one account")]
    TooMany(Verdict),
    /// The password is right, and the account is switched off.
    #[error("the account is disabled")]
    Disabled,
    /// The password is right, and the address is not proven yet.
    #[error("the address is not verified")]
    Unverified,
    /// The password is right, and the account has not the role that is needed.
    #[error("the account has not the role that is needed here")]
    OtherRole,
    /// The password could not be checked.
    #[error("the password could not be checked")]
    Hashing(#[from] HashingError),
    /// The session could not be made.
    #[error("the session could not be made")]
    Establish(#[from] EstablishError),
    /// Storage.
    #[error("the account could not be read")]
    Store(#[from] StoreError),
}

impl LoginError {
    /// What came of the sign-in: whether it was refused, or something failed.
    const fn outcome(&self) -> SignIn {
        match self {
            Self::BadCredentials
            | Self::TooMany(_)
            | Self::Disabled
            | Self::Unverified
            | Self::OtherRole => SignIn::Refused,
            Self::Establish(error) => error.outcome(),
            Self::Hashing(_) | Self::Store(_) => SignIn::Failed,
        }
    }
}

/// Checks a password and makes a session, or lets the sign-in wait for a second factor.
///
/// An unknown address, and an account without a password, cost the same work and get the same
/// answer as a wrong password. An account that moved in with a bcrypt hash costs what bcrypt costs,
/// until its first sign-in.
pub async fn with_password(
    app: &App,
    input: LoginInput,
    client: &Client,
) -> Result<LoginOutcome, LoginError> {
    let outcome = match attempt(app, &input, client).await {
        // The account changed while the password was being checked: somebody reset it, or another
        // tab stored a better hash of it. What is there now is judged, once.
        Err(LoginError::Establish(EstablishError::Gone)) => attempt(app, &input, client).await,
        other => other,
    };
    if let Err(error) = &outcome {
        app.metrics.sign_in(LOCAL, error.outcome());
    }
    outcome
}

async fn attempt(
    app: &App,
    input: &LoginInput,
    client: &Client,
) -> Result<LoginOutcome, LoginError> {
    let known = match Email::parse(&input.email) {
        Ok(email) => app.store.credentials_by_email(&email).await?,
        Err(_) => None,
    };
    let user = known.as_ref().map(|known| known.user.id);
    // Cheap before expensive: nothing is hashed for whoever only guesses.
    let tried = lockout::attempt(app, &input.email, user, client).map_err(LoginError::TooMany)?;
    let stored = known.as_ref().and_then(|known| known.password_hash.clone());
    let check = app.hasher.check(input.password.clone(), stored).await?;
    let user = known.as_ref().map(|known| known.user.id);
    let (Check::Right { upgrade }, Some(known)) = (check, known) else {
        tracing::info!(event = "login.failed", "a sign-in failed");
        app.failures.note("login.failed", user, client.address);
        tried.failed();
        return Err(LoginError::BadCredentials);
    };
    drop(tried);
    if known.user.disabled_at.is_some() {
        app.failures.note("login.disabled", user, client.address);
        return Err(LoginError::Disabled);
    }
    if input.only.is_some_and(|role| role != known.user.role) {
        app.failures.note("login.forbidden", user, client.address);
        return Err(LoginError::OtherRole);
    }
    if verify::is_awaited(app, &known.user) {
        return Err(LoginError::Unverified);
    }
    let proven = match upgrade {
        Some(new) if upgrade_hash(app, &known, &new).await? => Some(new),
        _ => known.password_hash,
    };
    let entrance = Entrance::password(proven.as_ref(), app.clock.now());
    Ok(second_factor::enter(app, known.user, entrance, client, &input.return_to).await?)
}

/// Stores a better hash of the same password; false when the password was changed meanwhile.
async fn upgrade_hash(
    app: &App,
    known: &Credentials,
    new: &Secret<String>,
) -> Result<bool, StoreError> {
    let now = app.clock.now();
    let event = Event { subject: Some(known.user.id), ..Event::new("password.upgrade", now) };
    let old = known.password_hash.as_ref();
    app.store.set_password(known.user.id, old, new, now, Some(&event)).await
}
