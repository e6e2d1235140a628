//! The decision about a request for an app, and what the app is told: the same for the gateway, which
//! forwards the request itself, and for forward-auth, where another proxy does.

use std::sync::{Arc, Weak};

use doorward_core::access::target::{self, Ambiguous};
use doorward_core::access::{self, Decision, Request};
use doorward_core::account::User;
use doorward_core::forwarding::Field;
use doorward_core::id::{SessionId, UserId};
use doorward_core::secret::Secret;
use doorward_core::time::Timestamp;
pub use doorward_jose::ed25519::SignError;
use doorward_jose::ed25519::SigningKey;
use doorward_jose::mac::MacKey;
use quick_cache::sync::Cache;
use serde::Serialize;
use serde_json::{Value, json};

use crate::app::App;
use crate::live::Live;
use crate::settings;

/// How long an assertion may be believed, in milliseconds (checklist item 109).
const ASSERTION_MS: i64 = 60_000;

/// How long one is handed on before another is signed: what is left is enough for any request to arrive.
const REUSED_MS: i64 = 20_000;

/// Most assertions kept to be handed on.
const KEPT: usize = 16_384;

/// The header of the assertion, in lower case.
pub const ASSERTION: &str = "x-doorward-assertion";

/// Who may ask apps for what, and what signs what they are told.
pub struct Guard {
    settings: settings::Guard,
    key: SigningKey,
    issuer: String,
    signed: Cache<SessionId, Arc<Signed>>,
}

/// An assertion that was made.
struct Signed {
    /// Whom it is about: whoever changes is somebody else.
    user: Weak<User>,
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
    iat: i64,
    exp: i64,
}

/// What becomes of a request.
#[derive(Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is forwarded.
    Forward,
    /// Whoever asks has to sign in first.
    SignIn,
    /// They may not.
    Refuse,
    /// It can be read in two ways.
    Ambiguous(Ambiguous),
}

impl Guard {
    /// The guard of these settings, signing with a key that grows from `secret`.
    pub(crate) fn new(
        settings: &settings::Guard,
        issuer: &str,
        secret: &Secret<String>,
    ) -> Result<Self, SignError> {
        let seed = MacKey::derive(secret.expose().as_bytes(), "doorward assertion v1").tag(&[]);
        Ok(Self {
            settings: settings.clone(),
            key: SigningKey::from_seed(&seed)?,
            issuer: issuer.to_owned(),
            signed: Cache::new(KEPT),
        })
    }

    /// The headers that tell an app who asks, in lower case, each with what it tells.
    pub fn identity(&self) -> &[(String, Field)] {
        &self.settings.identity
    }

    /// What apps verify assertions with (RFC 7517 §5).
    pub fn jwks(&self) -> Value {
        json!({ "keys": [self.key.jwk()] })
    }

    /// Decides about a request of whoever is under `live`.
    pub fn judge(&self, request: Request<'_>, live: Option<&Live>) -> Verdict {
        if let Err(why) = target::check(request.path) {
            return Verdict::Ambiguous(why);
        }
        match access::decide(&self.settings.rules, request, live.map(|live| &*live.user)) {
            Decision::Allow(_) => Verdict::Forward,
            Decision::SignIn(_) => Verdict::SignIn,
            Decision::Deny(_) => Verdict::Refuse,
        }
    }

    /// The signed assertion about whoever is under `live`.
    pub fn assertion(&self, app: &App, live: &Live) -> Result<String, SignError> {
        let now = app.clock.now();
        let kept = self.signed.get(&live.id).filter(|kept| {
            kept.user.as_ptr() == Arc::as_ptr(&live.user)
                && (0..REUSED_MS).contains(&now.since(kept.at))
        });
        if let Some(kept) = kept {
            return Ok(kept.token.clone());
        }
        let token = self.sign(live, now)?;
        let user = Arc::downgrade(&live.user);
        self.signed.insert(live.id, Arc::new(Signed { user, at: now, token: token.clone() }));
        Ok(token)
    }

    fn sign(&self, live: &Live, now: Timestamp) -> Result<String, SignError> {
        let user = &live.user;
        let until = now.plus(ASSERTION_MS).min(live.expires_at);
        self.key.sign(&Claims {
            iss: &self.issuer,
            aud: &self.settings.audience,
            sub: user.id,
            sid: live.id,
            email: user.email.as_ref().map(doorward_core::address::Email::as_str),
            email_verified: user.email_verified,
            name: &user.name,
            preferred_username: &user.username,
            roles: [user.role.as_str()],
            iat: now.seconds(),
            exp: until.seconds(),
        })
    }
}
