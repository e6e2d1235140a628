//! Fresh proof: whoever changes an address, a password, a factor, a link or the whole account has proved
//! within the last ten minutes who they are (checklist item 68). Every use case that does so asks here.

use doorward_core::id::UserId;
use doorward_core::link;
use doorward_core::secret::Secret;
use doorward_core::time::Timestamp;
use doorward_store::StoreError;

use crate::app::App;
use crate::hashing::{Check, HashingError};
use crate::live::Live;
use crate::passkeys;
use crate::providers::Provider;

/// Why nothing was proved.
#[derive(Debug, thiserror::Error)]
pub enum ProofError {
    /// Where signing in with a password is switched off, a password proves nothing.
    #[error("a fresh proof is needed")]
    Needed,
    /// The password is wrong.
    #[error("wrong password")]
    BadPassword,
    /// The password could not be checked.
    #[error("the password could not be checked")]
    Hashing(#[from] HashingError),
    /// Storage.
    #[error("the account could not be read")]
    Store(#[from] StoreError),
}

/// How somebody can prove that they are the owner of their account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ways {
    /// With a password.
    pub password: bool,
    /// With a passkey.
    pub passkey: bool,
    /// At one of these providers.
    pub providers: Vec<String>,
}

/// How the person of a session can prove anew who they are.
pub async fn ways(app: &App, live: &Live) -> Result<Ways, StoreError> {
    let links = app.store.links_of(live.user.id).await?;
    let mut providers: Vec<_> = links.into_iter().map(|link| link.provider).collect();
    providers.retain(|id| app.providers.get(id).is_some_and(Provider::can_prove_anew));
    providers.sort_unstable();
    providers.dedup();
    let user = live.user.id;
    let (password, passkey) = (has_password(app, user).await?, passkeys::open(app, user).await?);
    Ok(Ways { password, passkey, providers })
}

/// Whether a password opens this account.
pub async fn has_password(app: &App, user: UserId) -> Result<bool, StoreError> {
    let known = app.store.credentials(user).await?;
    Ok(app.settings.switches.email_login
        && known.is_some_and(|known| known.password_hash.is_some()))
}

/// Demands that the person of a session has proved just now who they are, or knows the password, which is
/// such a proof from now on.
pub(crate) async fn demand(
    app: &App,
    live: &Live,
    password: Option<Secret<String>>,
) -> Result<(), ProofError> {
    if is_fresh(app, live).await? {
        return Ok(());
    }
    let password = password.ok_or(ProofError::Needed)?;
    check_password(app, live.user.id, password).await?;
    app.store.prove_session(live.id, app.clock.now()).await?;
    Ok(())
}

/// Whether the person of a session has proved just now who they are.
pub(crate) async fn is_fresh(app: &App, live: &Live) -> Result<bool, StoreError> {
    Ok(link::is_fresh(proved_at(app, live).await?, app.clock.now()))
}

/// When the person of a session last proved who they are. It is asked so rarely that it is read where
/// it is stored, and not kept in memory with each session.
async fn proved_at(app: &App, live: &Live) -> Result<Option<Timestamp>, StoreError> {
    Ok(app.store.session(live.id).await?.and_then(|found| found.session.proved_at))
}

/// Checks the password of an account, and gives its stored hash when it is right.
///
/// An account without a password costs the same work as a wrong one.
pub(crate) async fn check_password(
    app: &App,
    user: UserId,
    password: Secret<String>,
) -> Result<Secret<String>, ProofError> {
    if !app.settings.switches.email_login {
        return Err(ProofError::Needed);
    }
    let stored = app.store.credentials(user).await?.and_then(|known| known.password_hash);
    match (app.hasher.check(password, stored.clone()).await?, stored) {
        (Check::Right { .. }, Some(stored)) => Ok(stored),
        _ => Err(ProofError::BadPassword),
    }
}
