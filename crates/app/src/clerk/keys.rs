//! The instance's keys: written down by the operator, or fetched from the Backend API, or from the
//! frontend API where we have no key to the other.

use doorward_core::clerk::Reason;
use doorward_core::oidc::endpoint::Transport;
use doorward_core::oidc::{Refusal, Refused};
use doorward_core::time::{MINUTE_MS, Timestamp};
use doorward_jose::algorithm::Algorithm;
use doorward_jose::compact::Compact;
use doorward_jose::jwk::{Key, Unusable};
use doorward_jose::jws::JwsError;
use doorward_jose::key_set::KeySet;
use serde_json::Value;
use url::Url;

use super::api::Api;
use crate::metrics::Trips;
use crate::settings;
use crate::upstream::authorities::Authorities;
use crate::upstream::http::{Credentials, DEADLINE, Http, Policy};
use crate::upstream::jwks::{self, Jwks};

/// How long fetched keys are kept, in milliseconds.
const MAX_AGE_MS: i64 = 5 * MINUTE_MS;
/// How often tokens with unknown keys may make us ask again, in milliseconds.
const REFETCH_MS: i64 = 10_000;

/// Where keys come from.
pub(super) enum Keys {
    /// The one that the operator wrote down. The name that a token gives is not looked at.
    Local(KeySet),
    /// Clerk's published ones.
    Published(Box<Published>),
}

/// The published keys.
pub(super) struct Published {
    jwks: Jwks,
    /// For the frontend API.
    http: Http,
    /// Where that publishes them.
    url: Url,
}

impl Keys {
    pub(super) fn new(settings: &settings::Clerk) -> Self {
        // The settings have checked it; one that could not be read would verify nothing.
        let local = settings.jwt_key.as_deref().map(|pem| Key::from_rsa_pem(pem, Algorithm::Rs256));
        match local {
            Some(key) => Self::Local(key.map(KeySet::of).unwrap_or_default()),
            None => Self::Published(Box::new(Published::below(
                &settings.frontend_url,
                &settings.authorities,
            ))),
        }
    }

    /// The same, with its requests counted.
    pub(super) fn counted(self, trips: Option<&Trips>) -> Self {
        match self {
            Self::Local(set) => Self::Local(set),
            Self::Published(published) => {
                let http = published.http.counted(trips.cloned());
                Self::Published(Box::new(Published { http, ..*published }))
            }
        }
    }

    /// Verifies a signature. `api` is asked for keys where there is one.
    pub(super) async fn verify(
        &self,
        token: &Compact<'_>,
        algorithm: Algorithm,
        api: Option<&Api>,
        now: Timestamp,
    ) -> Result<(), Reason> {
        match self {
            Self::Local(set) => token.verify(set, None, algorithm).map_err(|error| match error {
                // Of any name, so it must be for another algorithm.
                JwsError::UnknownKey => Reason::TokenVerificationFailed,
                error => reason(error),
            }),
            Self::Published(published) => published.verify(token, algorithm, api, now).await,
        }
    }
}

impl Published {
    fn below(base: &Url, authorities: &Authorities) -> Self {
        let mut url = base.clone();
        url.set_path(&format!("{}/.well-known/jwks.json", base.path().trim_end_matches('/')));
        let policy = Policy {
            trusted: base.clone(),
            allow_private: false,
            transport: Transport::Secure,
            deadline: DEADLINE,
            authorities: authorities.clone(),
        };
        Self { jwks: Jwks::lasting(MAX_AGE_MS, REFETCH_MS), http: Http::new(&policy), url }
    }

    async fn verify(
        &self,
        token: &Compact<'_>,
        algorithm: Algorithm,
        api: Option<&Api>,
        now: Timestamp,
    ) -> Result<(), Reason> {
        let kid = token.header.get("kid").and_then(Value::as_str);
        let kid = kid.ok_or(Reason::JwkKidMismatch)?;
        let keys = self.jwks.get_by(now, async || self.fetch(api).await).await;
        let keys = keys.map_err(|refused| unfetched(&refused))?;
        let verdict = token.verify(&keys, Some(kid), algorithm);
        if verdict != Err(JwsError::UnknownKey) {
            return verdict.map_err(reason);
        }
        let newer = self.jwks.newer_by(&keys, now, async || self.fetch(api).await).await;
        match newer.map_err(|refused| unfetched(&refused))? {
            Some(keys) => token.verify(&keys, Some(kid), algorithm).map_err(reason),
            None => Err(Reason::JwkKidMismatch),
        }
    }

    async fn fetch(&self, api: Option<&Api>) -> Result<KeySet, Refused> {
        match api {
            Some(api) => api.keys().await,
            None => jwks::read(&self.url, self.http.get(&self.url, Credentials::None).await),
        }
    }
}

fn unfetched(refused: &Refused) -> Reason {
    tracing::warn!(code = refused.why.code(), %refused, "Clerk's keys could not be fetched");
    match refused.why {
        Refusal::ClientRejected => Reason::SecretKeyInvalid,
        _ => Reason::JwkRemoteFailedToLoad,
    }
}

const fn reason(error: JwsError) -> Reason {
    match error {
        JwsError::Signature => Reason::TokenInvalidSignature,
        JwsError::UnknownKey => Reason::JwkKidMismatch,
        JwsError::UnusableKey(Unusable::OtherAlgorithm) => Reason::TokenVerificationFailed,
        JwsError::UnusableKey(_) => Reason::JwkFailedToResolve,
        _ => Reason::TokenInvalid,
    }
}
