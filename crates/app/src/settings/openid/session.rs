//! What is done with a person's session at the provider: renewing it, ending it, and the keys that
//! its tokens are verified with.

use crate::settings::complaint::{Code, Severity};
use crate::settings::general::General;
use crate::settings::providers::Surroundings;
use crate::settings::reader::{Fault, Reader, url};

/// How long keys are kept unless it is set, in milliseconds: what the original documents.
const KEYS_MAX_AGE_MS: i64 = 600_000;

/// What is done with a person's session at the provider.
#[derive(Clone, Debug)]
pub struct ProviderSession {
    /// Set when sessions of ours go on only as long as the provider renews its own.
    pub reuse: Option<Reuse>,
    /// Set when signing out here leads on to the provider.
    pub end_session: Option<EndSession>,
    /// How long the provider's keys are kept, in milliseconds; 0 asks for them each time.
    pub keys_max_age_ms: i64,
    /// Whether requests to the provider are written to the log, secrets masked.
    pub debug: bool,
}

/// Renewing sessions at the provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reuse {
    /// How long the provider's last word counts, in milliseconds.
    pub max_age_ms: i64,
    /// The `audience` of such requests.
    pub audience: Option<String>,
}

/// Ending sessions at the provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndSession {
    /// Where the provider sends the browser afterwards, as it is registered there: a URL is not written
    /// anew, since the provider compares byte for byte.
    pub return_to: String,
    /// The longest address that the browser is sent to, in characters.
    pub longest: usize,
}

impl Default for ProviderSession {
    fn default() -> Self {
        Self { reuse: None, end_session: None, keys_max_age_ms: KEYS_MAX_AGE_MS, debug: false }
    }
}

impl ProviderSession {
    /// Reads the settings; `scope` is what the provider is asked for.
    pub(super) fn read(env: &mut Reader<'_>, around: &Surroundings<'_>, scope: &str) -> Self {
        Self {
            reuse: reuse(env, scope),
            end_session: end_session(env, around.general),
            keys_max_age_ms: keys(env),
            debug: around.reach.debug,
        }
    }
}

fn reuse(env: &mut Reader<'_>, scope: &str) -> Option<Reuse> {
    let name = "OPENID_REUSE_TOKENS";
    let on = env.flag(
        name,
        false,
        "Sessions go on only as long as the provider renews its own: its refresh token is kept, \
         encrypted, and redeemed again and again.",
    );
    let max_age_ms = env.millis(
        "OPENID_REUSE_MAX_SESSION_AGE_MS",
        "900000",
        "How long the provider's word counts before it is asked again, with OPENID_REUSE_TOKENS.",
    );
    let audience = env.optional(
        "OPENID_REFRESH_AUDIENCE",
        "",
        "The audience that is asked for when a session is renewed.",
    );
    if !on {
        return None;
    }
    if !scope.split(' ').any(|one| one == "offline_access") {
        let what = "OPENID_REUSE_TOKENS is on, but OPENID_SCOPE does not ask for offline_access.";
        let remedy = format!(
            "Most providers give no refresh token without it, and then sessions are not renewed. \
             Write OPENID_SCOPE=\"{scope} offline_access\" and allow it at the provider."
        );
        let fault = Fault::new(Code::OPENID_OFFLINE, what, remedy);
        env.object(Severity::Warning, name, fault);
    }
    Some(Reuse { max_age_ms, audience })
}

fn end_session(env: &mut Reader<'_>, general: &General) -> Option<EndSession> {
    let on = env.flag(
        "OPENID_USE_END_SESSION_ENDPOINT",
        false,
        "Signing out here leads on to the provider, which signs the person out there too.",
    );
    let back = env.parsed(
        "OPENID_POST_LOGOUT_REDIRECT_URI",
        (
            "{DOMAIN_CLIENT}/login",
            "Where the provider sends the browser afterwards. Register it there.",
        ),
        return_address,
    );
    let longest = env.number(
        "OPENID_MAX_LOGOUT_URL_LENGTH",
        2000,
        1..=1_000_000,
        "The longest sign-out address with an ID token in it, in characters.",
    );
    let return_to = back.unwrap_or_else(|| general.client.join("/login"));
    on.then_some(EndSession { return_to, longest })
}

/// An address that may have a query, such as `/login?redirect=false`.
fn return_address(text: &str) -> Result<String, Fault> {
    url(text.split_once('?').map_or(text, |(path, _)| path))?;
    if text.bytes().all(|b| b.is_ascii_graphic() && b != b'#') {
        return Ok(text.to_owned());
    }
    let remedy = "Write it as it is registered at the provider, in ASCII and without \"#\".";
    Err(Fault::new(Code::NOT_URL, "holds characters that no such address has", remedy))
}

fn keys(env: &mut Reader<'_>) -> i64 {
    let kept =
        env.flag("OPENID_JWKS_URL_CACHE_ENABLED", true, "Keeps the provider's keys for a while.");
    let max_age_ms = env.millis(
        "OPENID_JWKS_URL_CACHE_TIME",
        "600000",
        "How long they are kept, in milliseconds. Unknown keys are looked up at once.",
    );
    if kept { max_age_ms } else { 0 }
}
