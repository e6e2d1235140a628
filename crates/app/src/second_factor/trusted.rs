//! Browsers in which somebody chose not to be asked for a second factor: an opaque cookie, whose digest is
//! stored. It counts for one account for thirty days, and ends with the password or the factor of the day.

use doorward_core::account::User;
use doorward_core::id::UserId;
use doorward_core::secret::{Digest, Secret};
use doorward_core::session::USER_AGENT_MAX;
use doorward_core::time::{DAY_MS, Timestamp};
use doorward_store::StoreError;

use super::proof;
use crate::app::App;
use crate::establish::{Client, EstablishError, cut};
use crate::tokens::{self, MintError};

pub use doorward_store::TrustedDevice;

/// How long a browser is trusted, in milliseconds.
pub const LIFE_MS: i64 = 30 * DAY_MS;

/// Characters of the name by which the account page calls a browser.
const NAME: usize = 24;

/// What a browser keeps.
#[derive(Debug)]
pub struct Trust {
    /// The cookie.
    pub cookie: String,
    /// When it stops counting.
    pub expires_at: Timestamp,
}

/// Whether the person chose not to be asked in this browser, and neither password nor factor has changed
/// since. `proven` is the stored hash of the password that was typed.
pub(super) async fn holds(
    app: &App,
    user: &User,
    proven: Option<&Secret<String>>,
    client: &Client,
) -> Result<bool, StoreError> {
    let Some(cookie) = &client.trusted else { return Ok(false) };
    let found = app.store.trusted_device(&tokens::digest(cookie.expose())).await?;
    let Some(device) = found else { return Ok(false) };
    let password = bound_to(app, user, proven).await?;
    Ok(device.user == user.id
        && app.clock.now() < device.expires_at
        && device.factor_since == user.totp_since
        && device.password == password)
}

/// Notes that somebody signs in with their trusted browser; `false` when it is trusted no more.
pub(super) async fn is_used(app: &App, client: &Client) -> Result<bool, StoreError> {
    let Some(cookie) = &client.trusted else { return Ok(false) };
    app.store.use_trusted_device(&tokens::digest(cookie.expose()), app.clock.now()).await
}

/// Trusts this browser from now on. A cookie that it had before is not used again: somebody else may have
/// put it there.
///
/// It ends with the password of which `proven` is the stored hash: one that is set at this moment must not
/// get a trust that was won with the one before.
pub(crate) async fn begin(
    app: &App,
    user: &User,
    proven: Option<&Secret<String>>,
    client: &Client,
) -> Result<Trust, EstablishError> {
    let cookie = tokens::opaque().map_err(MintError::from)?;
    let (token, now) = (tokens::digest(&cookie), app.clock.now());
    let device = TrustedDevice {
        token,
        id: token.to_hex().chars().take(NAME).collect(),
        user: user.id,
        password: bound_to(app, user, proven).await?,
        factor_since: user.totp_since,
        user_agent: cut(&client.user_agent, USER_AGENT_MAX),
        created_at: now,
        expires_at: now.plus(LIFE_MS),
        last_used_at: now,
    };
    let event = proof::event(app, user.id, client, "device.trust", "");
    app.store.trust_device(&device, &event).await?;
    Ok(Trust { cookie, expires_at: device.expires_at })
}

/// The browsers that are trusted, the last chosen first.
pub async fn list(app: &App, user: &User) -> Result<Vec<TrustedDevice>, StoreError> {
    let (now, password) = (app.clock.now(), current(app, user.id).await?);
    let mut devices = app.store.trusted_devices_of(user.id).await?;
    devices.retain(|device| {
        now < device.expires_at
            && device.factor_since == user.totp_since
            && device.password == password
    });
    Ok(devices)
}

/// Trusts one browser of the person no more; `false` when they have none of this name.
pub async fn end(app: &App, user: UserId, id: &str, client: &Client) -> Result<bool, StoreError> {
    let event = proof::event(app, user, client, "device.distrust", id);
    app.store.distrust_device(user, id, &event).await
}

/// Trusts no browser of a person any more.
pub async fn end_all(app: &App, user: UserId, client: &Client) -> Result<u64, StoreError> {
    let event = proof::event(app, user, client, "device.distrust", "all");
    app.store.distrust_devices(user, &event).await
}

/// The password that was typed, or the one that the account has where none was.
async fn bound_to(
    app: &App,
    user: &User,
    proven: Option<&Secret<String>>,
) -> Result<Option<Digest>, StoreError> {
    match proven {
        Some(hash) => Ok(Some(version(hash))),
        None => current(app, user.id).await,
    }
}

/// Which password an account has: the digest of its stored hash.
async fn current(app: &App, user: UserId) -> Result<Option<Digest>, StoreError> {
    let known = app.store.credentials(user).await?;
    Ok(known.and_then(|known| known.password_hash).as_ref().map(version))
}

fn version(hash: &Secret<String>) -> Digest {
    tokens::digest(hash.expose())
}
