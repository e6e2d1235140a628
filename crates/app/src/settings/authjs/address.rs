//! `AUTH_URL`, under all its names and in every form that people write.

use url::Url;

use crate::settings::complaint::{Code, Severity};
use crate::settings::general::{PublicUrl, is_loopback};
use crate::settings::reader::{Fault, Reader};

/// Where browsers reach the sign-in API, as far as `AUTH_URL` or `APP_URL` says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::settings) struct Address {
    /// The setting that says so.
    pub(in crate::settings) name: &'static str,
    /// Scheme, host and port.
    pub(in crate::settings) origin: PublicUrl,
    /// The path of the API, if one is given.
    pub(in crate::settings) base_path: Option<String>,
}

/// Names under the API: what people copy from a callback address.
const ACTIONS: [&str; 8] =
    ["callback", "signin", "signout", "session", "csrf", "providers", "error", "verify-request"];

/// First parts of paths that are ours. A story starts the service under each route of the router.
const TAKEN: [&str; 16] = [
    "login",
    "logout",
    "register",
    "access",
    "account",
    "admin",
    "link",
    "assets",
    "oauth",
    "next-auth",
    "setup",
    "health",
    "livez",
    "readyz",
    "favicon.ico",
    ".well-known",
];

/// What is ours below `/api`, beside Auth.js's usual place.
const TAKEN_API: [&str; 5] = ["user", "config", "banner", "roles", "webhooks"];

/// What is ours below `/api/auth`.
const TAKEN_API_AUTH: [&str; 6] = ["login", "register", "refresh", "logout", "clerk", "callback"];

/// Whether the routes under a path would be in the way of ours.
pub(super) fn is_taken(route: &str) -> bool {
    let parts: Vec<_> = route.split('/').filter(|part| !part.is_empty()).collect();
    match parts.as_slice() {
        [] | ["api"] => true,
        ["api", "auth", name, ..] => TAKEN_API_AUTH.contains(name),
        ["api", name, ..] => TAKEN_API.contains(name),
        [name, ..] => TAKEN.contains(name),
    }
}

impl Address {
    /// Reads `AUTH_URL` and, where that is silent, `APP_URL`.
    pub(in crate::settings) fn read(env: &mut Reader<'_>) -> Option<Self> {
        env.group("General");
        let names = ("AUTH_URL", &["NEXTAUTH_URL", "NEXT_PUBLIC_AUTH_URL"][..]);
        let meaning =
            "The public address of Auth.js's API: the origin, or the path of the API too.";
        let mut mended = None;
        let auth = env.parsed(names, ("DOMAIN_CLIENT and /api/auth", meaning), |text| {
            let (address, said) = normalise("AUTH_URL", text)?;
            mended = said;
            Ok(address)
        });
        say(env, "AUTH_URL", mended);
        let mut mended = None;
        let meaning = "Where the chat app is, for DOMAIN_CLIENT when nothing else says so.";
        let app = env.parsed("APP_URL", ("", meaning), |text| {
            let (address, said) = normalise("APP_URL", text)?;
            mended = said;
            Ok(Self { base_path: None, ..address })
        });
        say(env, "APP_URL", mended);
        auth.or(app)
    }
}

/// Says, once, what was made of a value.
fn say(env: &mut Reader<'_>, name: &str, mended: Option<String>) {
    if let Some(what) = mended {
        let remedy = "Write that.";
        env.object(Severity::Note, name, Fault::new(Code::AUTHJS_URL, what, remedy));
    }
}

/// Reads an address, and says what was mended about it.
fn normalise(name: &'static str, text: &str) -> Result<(Address, Option<String>), Fault> {
    let whole = if text.contains("://") {
        text.to_owned()
    } else {
        let host = text.split(['/', ':']).next().unwrap_or_default();
        format!("{}://{text}", if is_loopback(host) { "http" } else { "https" })
    };
    let mut url =
        Url::parse(&whole).map_err(|error| not_url(&format!("is not a URL ({error})")))?;
    url.set_query(None);
    url.set_fragment(None);
    let base_path = base_path(url.path())?;
    url.set_path("");
    let origin = PublicUrl::parse(url.as_str())?;
    let kept = format!("{origin}{}", base_path.as_deref().unwrap_or_default());
    let same = text.trim_end_matches('/') == kept;
    let mended = (!same).then(|| format!("{name}=\"{text}\" is read as \"{kept}\"."));
    Ok((Address { name, origin, base_path }, mended))
}

/// The path of the API out of the path of the address: everything in front of a name under the API.
fn base_path(path: &str) -> Result<Option<String>, Fault> {
    let parts: Vec<_> = path
        .split('/')
        .filter(|part| !part.is_empty())
        .take_while(|part| !ACTIONS.contains(part))
        .collect();
    if parts.is_empty() {
        return Ok(None);
    }
    let plain = |part: &&str| {
        part.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b'~'))
    };
    if !parts.iter().all(plain) {
        return Err(not_url("has a path with other characters than letters, digits, \"-\", \"_\""));
    }
    Ok(Some(format!("/{}", parts.join("/"))))
}

fn not_url(what: &str) -> Fault {
    let remedy = "Write the public origin, such as \"https://chat.example.com\".";
    Fault::new(Code::NOT_URL, what, remedy)
}
