//! Taking second factors away: by their owner, or by an operator whom somebody has asked for help.

use doorward_core::account::User;
use doorward_store::{FactorRule, StoreError};

use super::proof;
use crate::app::App;
use crate::clerk::departure;
use crate::establish::Client;
use crate::mail::{self, Message};
use crate::notices;
use crate::people::By;

/// Why a factor was not taken away.
#[derive(Debug, thiserror::Error)]
pub enum RemovalError {
    /// There is none.
    #[error("the account has no such factor")]
    Missing,
    /// One is required, and this is the last one.
    #[error("the last second factor stays while one is required")]
    Last,
    /// Storage.
    #[error("the factor could not be taken away")]
    Store(#[from] StoreError),
}

/// Takes the authenticator app of a person away, who has just proved a factor. Recovery codes go with the last
/// factor that they stand in for.
pub async fn totp(app: &App, user: &User, client: &Client) -> Result<(), RemovalError> {
    let required = app.settings.second_factor.policy.requires(user.role);
    let rule = FactorRule { required, passkeys: app.passkeys.is_some() };
    let event = proof::event(app, user.id, client, "factor.remove", "totp");
    if !app.store.remove_totp(user.id, rule, &event).await? {
        let (factors, _) = super::standing(app, user).await?;
        return Err(if factors.totp { RemovalError::Last } else { RemovalError::Missing });
    }
    app.live.forget_user(user.id);
    notices::tell(app, user, Message::FactorRemoved { factor: mail::Factor::Authenticator }).await;
    Ok(())
}

/// Takes every second factor and every passkey of an account away and ends its sessions, because its owner
/// has lost them. Who does so has made sure who asks.
pub async fn reset(app: &App, user: &User, by: By<'_>) -> Result<(), StoreError> {
    let event = by.event(app, "factor.reset", user.id);
    let theirs = departure::under_sessions_of(app, user.id, None).await?;
    app.store.reset_factors(user.id, &event).await?;
    app.live.forget_user(user.id);
    departure::note(app, theirs);
    notices::tell(app, user, Message::FactorRemoved { factor: mail::Factor::All }).await;
    Ok(())
}
