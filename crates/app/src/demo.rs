//! What the programs around a demonstration need: a company's provider signs tokens and judges proofs, and a
//! chat app verifies what the gateway tells it. No server uses this.

use std::time::Duration;

use doorward_core::oidc::endpoint::Transport;
use doorward_core::secret::Digest;
use doorward_core::time::Timestamp;
use doorward_jose::algorithm::Algorithm;
use doorward_jose::digest::sha256;
use doorward_jose::jws::{Jws, JwsError};
use doorward_jose::key_set::{KeySet, NotAKeySet};
use serde::Deserialize;
use serde_json::Value;
use tokio::sync::OnceCell;
use url::Url;

use crate::upstream::authorities::Authorities;
use crate::upstream::http::{Credentials, FetchError, Http, Policy};

pub use doorward_jose::ed25519::{SignError, SigningKey};

/// How long the keys may take to come.
const DEADLINE: Duration = Duration::from_secs(5);

/// Whether two secrets are the same, without telling by the time it takes how much of them is.
pub fn same_secret(one: &str, other: &str) -> bool {
    Digest::new(sha256(one.as_bytes())) == Digest::new(sha256(other.as_bytes()))
}

/// What an app behind the gateway believes.
pub struct Verifier {
    keys_at: Url,
    issuer: String,
    audience: String,
    http: Http,
    /// Fetched at the first assertion.
    keys: OnceCell<KeySet>,
}

/// Whom an assertion is about.
#[derive(Debug, PartialEq, Eq, Deserialize)]
pub struct Asserted {
    /// The display name.
    pub name: String,
    /// The mail address, where the account has one.
    pub email: Option<String>,
    /// The roles.
    pub roles: Vec<String>,
    /// Until when it may be believed, in seconds since 1970.
    pub exp: i64,
    iss: String,
    aud: String,
}

/// Why an assertion is not believed.
#[derive(Debug, thiserror::Error)]
pub enum NotAsserted {
    /// The keys did not come.
    #[error("the keys cannot be fetched: {0}")]
    Unreachable(#[from] FetchError),
    /// What came are no keys.
    #[error("{0}")]
    NoKeys(#[from] NotAKeySet),
    /// The token is not one that these keys signed.
    #[error("{0}")]
    Forged(#[from] JwsError),
    /// Another service issued it, or for another app.
    #[error("the assertion is not by this issuer for this app")]
    Foreign,
    /// Its time is over.
    #[error("the assertion has expired")]
    Expired,
}

impl Verifier {
    /// Believes what `issuer` says to `audience`, signed with one of the keys at `keys_at`.
    pub fn new(keys_at: Url, issuer: String, audience: String) -> Self {
        let http = Http::new(&Policy {
            trusted: keys_at.clone(),
            allow_private: false,
            transport: Transport::Secure,
            deadline: DEADLINE,
            authorities: Authorities::default(),
        });
        Self { keys_at, issuer, audience, http, keys: OnceCell::new() }
    }

    /// Reads a signed assertion, at `now`.
    pub async fn verify(&self, token: &str, now: Timestamp) -> Result<Asserted, NotAsserted> {
        let keys = self.keys.get_or_try_init(async || self.fetch().await).await?;
        let claims = Jws::parse(token, &[Algorithm::Ed25519])?.verify(keys)?;
        let asserted: Asserted =
            serde_json::from_value(Value::Object(claims)).map_err(|_| JwsError::Claims)?;
        if asserted.iss != self.issuer || asserted.aud != self.audience {
            return Err(NotAsserted::Foreign);
        }
        if asserted.exp <= now.seconds() {
            return Err(NotAsserted::Expired);
        }
        Ok(asserted)
    }

    async fn fetch(&self) -> Result<KeySet, NotAsserted> {
        let answer = self.http.get(&self.keys_at, Credentials::None).await?;
        Ok(KeySet::parse(&answer.body)?)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn secrets_are_the_same_only_as_a_whole() {
        assert!(same_secret("a", "a") && !same_secret("a", "b") && !same_secret("a", "a "));
    }

    #[tokio::test]
    async fn an_assertion_is_believed_by_its_issuer_audience_time_and_key_alone() {
        let (key, other) =
            (SigningKey::from_seed(&[1; 32]).unwrap(), SigningKey::from_seed(&[2; 32]).unwrap());
        let claims = |iss: &str, aud: &str, exp: i64| json!({"iss": iss, "aud": aud, "exp": exp, "name": "Ann", "roles": ["USER"]});
        let verifier =
            Verifier::new(Url::parse("http://127.0.0.1:1/").unwrap(), "us".into(), "app".into());
        let document = json!({"keys": [key.jwk()]}).to_string();
        verifier.keys.set(KeySet::parse(document.as_bytes()).unwrap()).unwrap();
        let now = Timestamp::from_seconds(1000);
        let good = key.sign(&claims("us", "app", 1001)).unwrap();
        assert_eq!(verifier.verify(&good, now).await.unwrap().name, "Ann");
        for (iss, aud, exp) in [("us", "app", 1000), ("them", "app", 1001), ("us", "it", 1001)] {
            let bad = key.sign(&claims(iss, aud, exp)).unwrap();
            assert!(verifier.verify(&bad, now).await.is_err(), "{iss} {aud} {exp}");
        }
        let forged = other.sign(&claims("us", "app", 1001)).unwrap();
        assert!(matches!(verifier.verify(&forged, now).await, Err(NotAsserted::Forged(_))));
    }
}
