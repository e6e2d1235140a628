//! Browsers that an account has been signed in to with before.
//!
//! A sign-in leaves a long-lived opaque cookie. It opens nothing and proves nobody; it says that this
//! browser has been let in by its owner once. So a guesser elsewhere cannot shut them out
//! ([`crate::lockout`]), and a sign-in from a browser without one is news to its owner.
//!
//! The cookie is sealed and nothing of it is stored: a name of the browser, and the accounts that have
//! signed in with it.

use doorward_core::id::UserId;
use doorward_core::time::{DAY_MS, Timestamp};
use doorward_jose::base64url;
use doorward_jose::random;
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::establish::Client;
use crate::tokens::MintError;

/// How long a browser is known after its last sign-in, in milliseconds: as long as browsers keep cookies
/// at most (RFC 6265bis §5.5).
pub const LIFE_MS: i64 = 400 * DAY_MS;

/// Most accounts that one browser is known to; beyond that the ones used longest ago are forgotten.
const MOST: usize = 8;

/// The longest cookie that is looked at.
const MAX_LENGTH: usize = 2000;

/// Where the cookie is sealed for.
const PLACE: [&str; 1] = ["known device"];

/// A browser, as its cookie tells.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Device {
    /// Its name: random, and the same for all of its accounts.
    #[serde(rename = "d")]
    pub(crate) name: String,
    /// The accounts and when each was last signed in to, the latest first.
    #[serde(rename = "a")]
    accounts: Vec<(UserId, i64)>,
}

impl Device {
    /// Whether the account knows this browser.
    pub(crate) fn is_known_to(&self, user: UserId) -> bool {
        self.accounts.iter().any(|(known, _)| *known == user)
    }
}

/// Whether somebody has signed in to this account with this browser before.
pub fn is_known(app: &App, client: &Client, user: UserId) -> bool {
    device(app, client).is_some_and(|device| device.is_known_to(user))
}

/// Whether somebody has signed in here with this browser before.
pub(crate) fn knows_anybody(app: &App, client: &Client) -> bool {
    device(app, client).is_some()
}

/// The browser, if it is known to any account still.
pub(crate) fn device(app: &App, client: &Client) -> Option<Device> {
    let cookie = client.device.as_ref()?.expose();
    if cookie.len() > MAX_LENGTH {
        return None;
    }
    let opened = app.keys.device.open(&PLACE, cookie).ok()?;
    let mut device: Device = serde_json::from_slice(&opened).ok()?;
    let now = app.clock.now();
    device.accounts.retain(|(_, at)| now < Timestamp(*at).plus(LIFE_MS));
    (!device.accounts.is_empty()).then_some(device)
}

/// The cookie of this browser after it has signed in to an account.
pub(crate) fn remember(app: &App, client: &Client, user: UserId) -> Result<String, MintError> {
    let mut device = match device(app, client) {
        Some(device) => device,
        None => Device { name: name()?, accounts: Vec::new() },
    };
    device.accounts.retain(|(known, _)| *known != user);
    device.accounts.insert(0, (user, app.clock.now().0));
    device.accounts.truncate(MOST);
    let text = serde_json::to_vec(&device).unwrap_or_default();
    Ok(app.keys.device.seal(&PLACE, &text)?)
}

fn name() -> Result<String, MintError> {
    let mut bytes = [0; 16];
    random::fill(&mut bytes)?;
    Ok(base64url::encode(bytes))
}
