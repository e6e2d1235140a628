//! What we show at the token endpoint: a secret that both know, or one that we sign (Sign in with Apple
//! REST API, "Creating a client secret").

use std::sync::Arc;

use doorward_core::oidc::discovery::Metadata;
use doorward_core::oidc::{Refusal, Refused};
use doorward_core::secret::Secret;
use doorward_core::time::Timestamp;
use doorward_jose::es256::{SignError, SigningKey};
use serde_json::json;

use super::Provider;

/// How long a signed secret lives, in seconds; Apple would take half a year.
const LIFETIME_S: i64 = 300;

/// The private key of a developer team.
#[derive(Clone, Debug)]
pub struct TeamKey {
    team: String,
    name: String,
    key: Arc<SigningKey>,
}

impl TeamKey {
    /// The key called `name` of this `team`; `pem` is the .p8 file. Errs when it is no key on P-256.
    pub fn new(team: String, name: String, pem: &str) -> Result<Self, SignError> {
        Ok(Self { team, name, key: Arc::new(SigningKey::from_pem(pem)?) })
    }
}

impl Provider {
    /// The secret for one exchange.
    pub(super) fn client_secret(
        &self,
        metadata: &Metadata,
        now: Timestamp,
    ) -> Result<Option<Secret<String>>, Refused> {
        let Some(team_key) = &self.config.team_key else {
            return Ok(self.config.client_secret.clone());
        };
        let claims = json!({
            "iss": team_key.team,
            "sub": self.config.client_id,
            "aud": metadata.issuer,
            "iat": now.seconds(),
            "exp": now.seconds() + LIFETIME_S,
        });
        let signed = team_key.key.sign(&team_key.name, &claims);
        let signed = signed.map_err(|error| Refusal::ClientKey.seeing(error.to_string()))?;
        Ok(Some(Secret::new(signed)))
    }
}
