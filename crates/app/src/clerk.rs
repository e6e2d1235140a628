//! Relying on Clerk: who a browser or an API client is, by the session that it has there.
//!
//! [`Clerk::authenticate`] judges a request as Clerk's own servers do. [`sign_in`] makes a session of
//! ours out of one of theirs, [`departure`] ends the one with the other, and [`webhook`] hears what
//! happens there.

mod api;
mod authenticate;
pub mod departure;
mod incoming;
mod keys;
pub mod sign_in;
pub mod webhook;

use doorward_core::clerk::session::Session;
use doorward_core::clerk::token::{self, Expected, SKEW_MS};
use doorward_core::clerk::{Instance, Reason};
use doorward_core::time::Timestamp;
use doorward_jose::algorithm::Algorithm;
use doorward_jose::compact::Compact;
use doorward_jose::mac::MacKey;

pub use api::ApiError;
pub use authenticate::{Authenticated, Outcome};
pub use incoming::Incoming;

use crate::metrics::Trips;
use crate::settings;
use api::Api;
use departure::Departures;
use keys::Keys;

/// Our name of Clerk, in paths, rows and pages.
pub const ID: &str = "clerk";

/// A configured instance, with what is known of it so far.
pub struct Clerk {
    settings: settings::Clerk,
    issuer: String,
    keys: Keys,
    /// The Backend API, where we have its key.
    api: Option<Api>,
    webhook_key: Option<MacKey>,
    skew_ms: i64,
    pub(crate) departures: Departures,
}

impl Clerk {
    /// Prepares an instance; no request is made.
    pub fn new(settings: settings::Clerk) -> Self {
        let api = settings
            .secret_key
            .clone()
            .map(|key| Api::new(settings.api_url.clone(), key, settings.authorities.clone()));
        Self {
            issuer: settings.instance.issuer(),
            keys: Keys::new(&settings),
            webhook_key: settings.webhook_secret.as_ref().map(|key| MacKey::new(key.expose())),
            api,
            skew_ms: SKEW_MS,
            departures: Departures::default(),
            settings,
        }
    }

    /// The same, with its requests counted.
    pub(crate) fn counted(self, trips: Option<&Trips>) -> Self {
        Self { api: self.api.map(|api| api.counted(trips)), keys: self.keys.counted(trips), ..self }
    }

    /// What the publishable key says.
    pub const fn instance(&self) -> &Instance {
        &self.settings.instance
    }

    /// The issuer that accounts are keyed by.
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// Verifies a session token and reads it. Tokens of other kinds are refused before a key is
    /// looked for.
    pub async fn verify(&self, text: &str, now: Timestamp) -> Result<Session, Reason> {
        let read = Compact::read(text).map_err(|_| Reason::TokenInvalid)?;
        token::kind(&read.header, &read.claims)?;
        self.verify_signature(&read, now).await?;
        let expected = Expected {
            issuer: &self.issuer,
            parties: &self.settings.parties,
            audiences: &[],
            now,
            skew_ms: self.skew_ms,
        };
        token::claims(&read.header, &read.claims, &expected)?;
        Ok(Session::read(read.claims))
    }

    async fn verify_signature(&self, read: &Compact<'_>, now: Timestamp) -> Result<(), Reason> {
        let name = token::algorithm(&read.header)?;
        let algorithm = Algorithm::from_name(name).ok_or(Reason::TokenInvalidAlgorithm)?;
        self.keys.verify(read, algorithm, self.api.as_ref(), now).await
    }
}
