//! The signed assertion: who asks, in a way that an app can verify, so that nobody gets past us unnoticed.

use std::borrow::Cow;
use std::sync::{Arc, Weak};

use doorward_core::account::User;
use doorward_core::group::{self, Groups};
use doorward_core::id::{SessionId, UserId};
use doorward_core::secret::Secret;
use doorward_core::time::Timestamp;
use doorward_jose::ed25519::{SignError, SigningKey};
use doorward_jose::mac::MacKey;
use quick_cache::sync::Cache;
use serde::Serialize;
use serde_json::Value;

use crate::live::Live;

/// How long an assertion may be believed, in milliseconds (checklist item 109).
const ASSERTION_MS: i64 = 60_000;

/// How long one is handed on before another is signed: what is left is enough for any request to arrive.
const REUSED_MS: i64 = 20_000;

/// Most assertions kept to be handed on.
const KEPT: usize = 16_384;

/// The header of the assertion, in lower case.
pub const ASSERTION: &str = "x-doorward-assertion";

/// What signs assertions for all apps.
pub(super) struct Signer {
    key: SigningKey,
    issuer: String,
    /// By session and by the number of the app: one app must not be handed what names another.
    signed: Cache<(SessionId, usize), Arc<Signed>>,
}

/// An assertion that was made.
struct Signed {
    /// Whom it is about: whoever changes is somebody else.
    user: Weak<User>,
    /// Their groups under the session then.
    groups: Groups,
    at: Timestamp,
    token: String,
}

/// What the app is told in a way that it can verify (RFC 7519 §4.1, `OpenID` Connect Core §5.1).
#[derive(Serialize)]
struct Claims<'a> {
    iss: &'a str,
    aud: &'a str,
    sub: UserId,
    sid: SessionId,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<&'a str>,
    email_verified: bool,
    name: &'a str,
    preferred_username: &'a str,
    roles: [&'static str; 1],
    groups: Vec<Cow<'a, str>>,
    iat: i64,
    exp: i64,
}

impl Signer {
    pub(super) fn new(issuer: &str, secret: &Secret<String>) -> Result<Self, SignError> {
        let seed = MacKey::derive(secret.expose().as_bytes(), "doorward assertion v1").tag(&[]);
        Ok(Self {
            key: SigningKey::from_seed(&seed)?,
            issuer: issuer.to_owned(),
            signed: Cache::new(KEPT),
        })
    }

    pub(super) const fn jwk(&self) -> &Value {
        self.key.jwk()
    }

    /// The assertion about whoever is under `live` for the app of this number and audience.
    pub(super) fn assertion(
        &self,
        (number, audience): (usize, &str),
        live: &Live,
        now: Timestamp,
    ) -> Result<String, SignError> {
        let key = (live.id, number);
        let kept = self.signed.get(&key).filter(|kept| {
            kept.user.as_ptr() == Arc::as_ptr(&live.user)
                && kept.groups == live.groups
                && (0..REUSED_MS).contains(&now.since(kept.at))
        });
        if let Some(kept) = kept {
            return Ok(kept.token.clone());
        }
        let token = self.sign(audience, live, now)?;
        let user = Arc::downgrade(&live.user);
        let groups = live.groups.clone();
        self.signed.insert(key, Arc::new(Signed { user, groups, at: now, token: token.clone() }));
        Ok(token)
    }

    fn sign(&self, audience: &str, live: &Live, now: Timestamp) -> Result<String, SignError> {
        let user = &live.user;
        let until = now.plus(ASSERTION_MS).min(live.expires_at);
        self.key.sign(&Claims {
            iss: &self.issuer,
            aud: audience,
            sub: user.id,
            sid: live.id,
            email: user.email.as_ref().map(doorward_core::address::Email::as_str),
            email_verified: user.email_verified,
            name: &user.name,
            preferred_username: &user.username,
            roles: [user.role.as_str()],
            groups: live.groups.names().iter().map(|name| group::told(name)).collect(),
            iat: now.seconds(),
            exp: until.seconds(),
        })
    }
}
