//! Clerk's Backend API, as far as we use it.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use doorward_core::clerk::handshake::{API_VERSION, Brought, brought};
use doorward_core::clerk::user::{Person, person};
use doorward_core::oidc::endpoint::Transport;
use doorward_core::oidc::{Object, Refusal, Refused};
use doorward_core::secret::Secret;
use doorward_core::time::Timestamp;
use doorward_jose::json;
use doorward_jose::key_set::KeySet;
use serde_json::{Value, json};
use url::Url;

use crate::metrics::Trips;
use crate::upstream::authorities::Authorities;
use crate::upstream::http::{Answer, Credentials, DEADLINE, FetchError, Http, Policy};
use crate::upstream::jwks;

const HEADERS: [(&str, &str); 1] = [("Clerk-API-Version", API_VERSION)];

/// How long we hold back after an answer 429 that does not say, and at most, in milliseconds.
const HOLD_BACK_MS: i64 = 10_000;
const HOLD_BACK_MAX_MS: i64 = 60_000;

/// Why a call brought nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ApiError {
    /// No answer.
    #[error("Clerk's Backend API gave no answer")]
    Unreachable(#[source] FetchError),
    /// `CLERK_SECRET_KEY` is not accepted.
    #[error("Clerk does not accept CLERK_SECRET_KEY; take it anew from Clerk's dashboard")]
    KeyRefused,
    /// It is asked too often: nothing is asked for a while.
    #[error("Clerk's Backend API is asked too often")]
    Busy,
    /// It refused; the code is the first of its own.
    #[error("Clerk's Backend API answered {status} ({code})")]
    Refused {
        /// The HTTP status.
        status: u16,
        /// The code, or nothing.
        code: String,
    },
    /// The answer is not of the documented form.
    #[error("the answer of Clerk's Backend API cannot be read")]
    Malformed,
}

impl ApiError {
    /// The word for it that Clerk's libraries put behind `session-token-expired-refresh-`.
    pub(super) fn refresh_code(&self) -> &str {
        match self {
            Self::Unreachable(_) => "fetch-error",
            Self::Refused { code, .. } if code == "unexpected_error" => "fetch-error",
            Self::Refused { code, .. } if !code.is_empty() => code,
            _ => "unexpected-bapi-error",
        }
    }

    /// Whether the thing that was asked about is not there.
    pub(super) const fn is_missing(&self) -> bool {
        matches!(self, Self::Refused { status: 404, .. })
    }
}

/// The way to the Backend API of one instance.
pub(super) struct Api {
    http: Http,
    base: Url,
    key: Secret<String>,
    /// Until when nothing is asked, in milliseconds.
    quiet_until: AtomicI64,
}

/// What an expired session is renewed with.
#[derive(Clone, Copy)]
pub(super) struct Renewal<'a> {
    pub(super) session: &'a str,
    pub(super) suffixed: bool,
    pub(super) expired_token: &'a str,
    pub(super) refresh_token: &'a str,
    pub(super) origin: &'a str,
}

impl Api {
    pub(super) fn new(base: Url, key: Secret<String>, authorities: Authorities) -> Self {
        let policy = Policy {
            trusted: base.clone(),
            allow_private: false,
            transport: Transport::Secure,
            deadline: DEADLINE,
            authorities,
        };
        Self { http: Http::new(&policy), base, key, quiet_until: AtomicI64::new(i64::MIN) }
    }

    /// The same, with its requests counted.
    pub(super) fn counted(self, trips: Option<&Trips>) -> Self {
        Self { http: self.http.counted(trips.cloned()), ..self }
    }

    /// How long it wants to be left alone yet.
    pub(super) fn quiet_for(&self, now: Timestamp) -> Duration {
        let ms = Timestamp(self.quiet_until.load(Ordering::SeqCst)).since(now);
        Duration::from_millis(ms.clamp(0, HOLD_BACK_MAX_MS).unsigned_abs())
    }

    /// The instance's keys.
    pub(super) async fn keys(&self) -> Result<KeySet, Refused> {
        let url = self.url(&["v1", "jwks"]);
        match self.http.call(&url, None, &HEADERS, self.credentials()).await {
            Ok(answer) if matches!(answer.status, 401 | 403) => {
                Err(Refusal::ClientRejected.seeing(format!("{} from {url}", answer.status)))
            }
            answer => jwks::read(&url, answer),
        }
    }

    /// Somebody's description.
    pub(super) async fn user(&self, id: &str, now: Timestamp) -> Result<Person, ApiError> {
        let user = self.call(self.url(&["v1", "users", id]), None, now).await?;
        person(&user).filter(|person| person.id == id).ok_or(ApiError::Malformed)
    }

    /// Ends somebody's session there.
    pub(super) async fn revoke(&self, session: &str, now: Timestamp) -> Result<(), ApiError> {
        let url = self.url(&["v1", "sessions", session, "revoke"]);
        self.call(url, Some(json!({})), now).await.map(drop)
    }

    /// Makes a link that signs somebody in at Clerk once, for `seconds`.
    pub(super) async fn sign_in_token(
        &self,
        user: &str,
        seconds: u32,
        now: Timestamp,
    ) -> Result<Secret<String>, ApiError> {
        let body = json!({ "user_id": user, "expires_in_seconds": seconds });
        let made = self.call(self.url(&["v1", "sign_in_tokens"]), Some(body), now).await?;
        let url = made.get("url").and_then(Value::as_str);
        url.map(|url| Secret::new(url.to_owned())).ok_or(ApiError::Malformed)
    }

    /// The cookies that a handshake left under a name.
    pub(super) async fn handshake(&self, nonce: &str, now: Timestamp) -> Result<Brought, ApiError> {
        let mut url = self.url(&["v1", "clients", "handshake_payload"]);
        url.query_pairs_mut().append_pair("nonce", nonce);
        let answer = self.call(url, None, now).await?;
        brought(answer.get("directives")).ok_or(ApiError::Malformed)
    }

    /// Renews an expired session.
    pub(super) async fn refresh(
        &self,
        with: Renewal<'_>,
        now: Timestamp,
    ) -> Result<Brought, ApiError> {
        let mut url = self.url(&["v1", "sessions", with.session, "refresh"]);
        let suffixed = if with.suffixed { "true" } else { "false" };
        url.query_pairs_mut().append_pair("suffixed_cookies", suffixed);
        let body = json!({
            "format": "cookie",
            "expired_token": with.expired_token,
            "refresh_token": with.refresh_token,
            "request_origin": with.origin,
            // What else a browser sent is nobody's business but ours.
            "request_headers": { "origin": [with.origin] },
        });
        let answer = self.call(url, Some(body), now).await?;
        brought(answer.get("cookies")).ok_or(ApiError::Malformed)
    }

    async fn call(
        &self,
        url: Url,
        body: Option<Value>,
        now: Timestamp,
    ) -> Result<Object, ApiError> {
        if now.0 < self.quiet_until.load(Ordering::SeqCst) {
            return Err(ApiError::Busy);
        }
        let body = body.map(|body| body.to_string());
        let answer = self.http.call(&url, body, &HEADERS, self.credentials()).await;
        let answer = answer.map_err(ApiError::Unreachable)?;
        match answer.status {
            200..=299 => json::object(&answer.body).map_err(|_| ApiError::Malformed),
            401 | 403 => Err(ApiError::KeyRefused),
            429 => {
                let wait = answer.retry_after_s.map_or(HOLD_BACK_MS, |s| i64::from(s) * 1000);
                let until = now.plus(wait.clamp(1000, HOLD_BACK_MAX_MS));
                self.quiet_until.store(until.0, Ordering::SeqCst);
                Err(ApiError::Busy)
            }
            status => Err(ApiError::Refused { status, code: first_code(&answer) }),
        }
    }

    /// The address below the base. Names that come from tokens stay one segment each.
    fn url(&self, segments: &[&str]) -> Url {
        let mut url = self.base.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().extend(segments);
        }
        url
    }

    fn credentials(&self) -> Credentials<'_> {
        Credentials::Bearer(self.key.expose())
    }
}

/// The first code of an error, as far as it is a plain word.
fn first_code(answer: &Answer) -> String {
    let body = json::object(&answer.body).unwrap_or_default();
    let first = body.get("errors").and_then(Value::as_array).and_then(|errors| errors.first());
    let code =
        first.and_then(|error| error.get("code")).and_then(Value::as_str).unwrap_or_default();
    let plain = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    code.chars().take_while(plain).take(64).collect()
}
