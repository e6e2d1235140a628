//! Proving anew who one is, before anything about the ways into an account is changed.

use doorward_core::id::UserId;
use doorward_core::link;
use doorward_core::secret::Secret;
use doorward_store::StoreError;

use super::LinkingError;
use crate::app::App;
use crate::hashing::Check;
use crate::live::Live;
use crate::providers::Provider;

/// How somebody can prove that they are the owner of their account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ways {
    /// With a password.
    pub password: bool,
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
    Ok(Ways { password: has_password(app, live.user.id).await?, providers })
}

/// Whether a password opens this account.
pub(super) async fn has_password(app: &App, user: UserId) -> Result<bool, StoreError> {
    let known = app.store.credentials(user).await?;
    Ok(app.settings.switches.email_login
        && known.is_some_and(|known| known.password_hash.is_some()))
}

/// Demands that the person of a session has signed in just now, or knows the password.
pub(super) async fn demand(
    app: &App,
    live: &Live,
    password: Option<Secret<String>>,
) -> Result<(), LinkingError> {
    if link::is_fresh(live.created_at, app.clock.now()) {
        return Ok(());
    }
    let password = password.ok_or(LinkingError::NeedsProof)?;
    check_password(app, live.user.id, password).await.map(drop)
}

/// Checks the password of an account, and gives its stored hash when it is right.
///
/// An account without a password costs the same work as a wrong one. Where signing in with a password
/// is switched off, a password proves nothing.
pub(super) async fn check_password(
    app: &App,
    user: UserId,
    password: Secret<String>,
) -> Result<Secret<String>, LinkingError> {
    if !app.settings.switches.email_login {
        return Err(LinkingError::NeedsProof);
    }
    let stored = app.store.credentials(user).await?.and_then(|known| known.password_hash);
    match (app.hasher.check(password, stored.clone()).await?, stored) {
        (Check::Right { .. }, Some(stored)) => Ok(stored),
        _ => Err(LinkingError::BadPassword),
    }
}
