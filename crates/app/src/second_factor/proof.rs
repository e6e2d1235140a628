//! What somebody types as a second factor, and whether it proves anything.

use doorward_core::factor::{Factor, MOST_FAILURES, Method, Methods, recovery_code};
use doorward_core::id::UserId;
use doorward_core::secret::{Digest, Secret};
use doorward_store::{Event, StoreError};

use super::totp::{Seed, Table};
use crate::app::App;
use crate::establish::Client;
use crate::metrics::Bounded;
use crate::tokens;

/// What somebody types.
#[derive(Debug)]
pub enum Given {
    /// A code of an authenticator app.
    Code(Secret<String>),
    /// A recovery code.
    RecoveryCode(Secret<String>),
}

impl Given {
    /// What was typed into a field that takes either: six digits are a code, and recovery codes are longer.
    pub fn either(typed: Secret<String>) -> Self {
        match recovery_code::canonical(typed.expose()) {
            Some(_) => Self::RecoveryCode(typed),
            None => Self::Code(typed),
        }
    }
}

/// Why something typed proves nothing.
#[derive(Debug, thiserror::Error)]
pub enum FactorError {
    /// It is wrong, or was used before.
    #[error("a wrong code")]
    Wrong,
    /// So many were wrong in a row that none is looked at any more.
    #[error("too many wrong codes in a row")]
    Locked,
    /// The stored seed does not open: it was moved, altered, or sealed with another secret.
    #[error("the seed of an authenticator app does not open")]
    Seed,
    /// Storage.
    #[error("the factors could not be read")]
    Store(#[from] StoreError),
}

/// What a proof was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proved {
    /// By what.
    pub factor: Factor,
    /// Its name in records.
    pub methods: Methods,
}

/// Checks what was typed and uses it up: it proves something once.
///
/// Each try is counted before it is looked at, so that no number of requests at once gets more tries than
/// one after another (checklist item 100).
pub async fn check(
    app: &App,
    user: UserId,
    given: &Given,
    client: &Client,
) -> Result<Proved, FactorError> {
    if !app.store.count_factor_try(user, MOST_FAILURES).await? {
        record(app, user, client, "factor.locked").await?;
        app.metrics.bounded(Bounded::CodesInARow);
        return Err(FactorError::Locked);
    }
    let taken = match given {
        Given::Code(code) => take_code(app, user, code.expose(), client).await?,
        Given::RecoveryCode(code) => take_recovery_code(app, user, code.expose(), client).await?,
    };
    if !taken {
        record(app, user, client, "factor.refused").await?;
        return Err(FactorError::Wrong);
    }
    let factor = match given {
        Given::Code(_) => Factor::Totp,
        Given::RecoveryCode(_) => Factor::RecoveryCode,
    };
    Ok(Proved { factor, methods: Methods::one(Method::OneTimeCode) })
}

async fn take_code(
    app: &App,
    user: UserId,
    code: &str,
    client: &Client,
) -> Result<bool, FactorError> {
    let Some(totp) = app.store.totp(user).await? else { return Ok(false) };
    let seed =
        Seed::open(&app.keys, Table::Totp, user, &totp.seed).map_err(|_| FactorError::Seed)?;
    let Some(step) = seed.step_of(code, app.clock.now(), totp.last_step) else {
        return Ok(false);
    };
    let event = event(app, user, client, "factor.used", "totp");
    Ok(app.store.take_totp(user, (&totp.seed, step), &event).await?)
}

async fn take_recovery_code(
    app: &App,
    user: UserId,
    code: &str,
    client: &Client,
) -> Result<bool, FactorError> {
    let Some(hash) = recovery_hash(code) else { return Ok(false) };
    let event = event(app, user, client, "factor.used", "recovery code");
    Ok(app.store.take_recovery_code(user, &hash, &event).await?)
}

/// What storage keeps of a recovery code; `None` when it can be none. See
/// [`recovery_code::BITS`] for why a plain digest does.
pub(super) fn recovery_hash(code: &str) -> Option<Digest> {
    recovery_code::canonical(code).map(|code| tokens::digest(&code))
}

async fn record(
    app: &App,
    user: UserId,
    client: &Client,
    kind: &'static str,
) -> Result<(), StoreError> {
    // Who it was is not known.
    let event = Event { actor: None, ..event(app, user, client, kind, "") };
    app.store.record(&event).await
}

/// An event about the factors of an account.
pub(super) fn event(
    app: &App,
    user: UserId,
    client: &Client,
    kind: &'static str,
    detail: &str,
) -> Event {
    Event {
        actor: Some(user),
        subject: Some(user),
        address: client.address.to_string(),
        detail: detail.to_owned(),
        ..Event::new(kind, app.clock.now())
    }
}
