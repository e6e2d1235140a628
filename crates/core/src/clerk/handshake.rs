//! The handshake: the browser fetches fresh cookies at the frontend API and brings them back.

use serde_json::Value;
use url::Url;

use super::cookies::{DEV_BROWSER, SESSION};
use super::{Object, Reason};

/// The version of the API that we speak.
pub const API_VERSION: &str = "2026-05-12";

/// The most cookies that one handshake may set.
const COOKIES_MAX: usize = 20;
/// The longest cookie line, in bytes.
const LINE_MAX: usize = 8 * 1024;

/// Cookies are set for what begins with one of these and for nothing else: never one of ours.
const OWN: [&str; 4] = ["__session", "__client", "__clerk", "__refresh"];

/// What the frontend API is asked with.
#[derive(Clone, Debug)]
pub struct Ask<'a> {
    /// The base of the frontend API.
    pub base: &'a Url,
    /// Where to come back to.
    pub back: &'a Url,
    /// Why.
    pub reason: &'a Reason,
    /// Whether the cookies with the suffix are in use.
    pub suffixed: bool,
    /// The session token that we have.
    pub session: Option<&'a str>,
    /// The browser's token at a development instance; `None` for others.
    pub dev_browser: Option<&'a str>,
}

/// The address of the handshake.
pub fn location(ask: &Ask<'_>) -> Url {
    let mut back = ask.back.clone();
    retain_query(&mut back, |name| name != DEV_BROWSER);
    let mut url = ask.base.clone();
    let path = format!("{}/v1/client/handshake", url.path().trim_end_matches('/'));
    url.set_path(&path);
    let mut query = url.query_pairs_mut();
    query
        .append_pair("redirect_url", back.as_str())
        .append_pair("__clerk_api_version", API_VERSION)
        .append_pair("suffixed_cookies", if ask.suffixed { "true" } else { "false" })
        .append_pair("__clerk_hs_reason", &ask.reason.name())
        .append_pair("format", "nonce");
    if let Some(session) = ask.session {
        query.append_pair(SESSION, session);
    }
    if let Some(token) = ask.dev_browser {
        query.append_pair(DEV_BROWSER, token);
    }
    drop(query);
    url
}

/// The address without what Clerk put into its query.
#[must_use]
pub fn cleaned(url: &Url) -> Url {
    let mut url = url.clone();
    retain_query(&mut url, |name| !name.starts_with("__clerk_"));
    url
}

fn retain_query(url: &mut Url, keep: impl Fn(&str) -> bool) {
    let all: Vec<_> = url.query_pairs().into_owned().collect();
    let kept: Vec<_> = all.iter().filter(|(name, _)| keep(name)).collect();
    if kept.len() == all.len() {
        return;
    }
    url.set_query(None);
    if !kept.is_empty() {
        url.query_pairs_mut().extend_pairs(kept);
    }
}

/// What a handshake brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Brought {
    /// The `Set-Cookie` lines to hand on.
    pub lines: Vec<String>,
    /// The session token among them; empty when they say that nobody is signed in.
    pub session: String,
}

/// Reads a list of `Set-Cookie` lines, the claim `handshake` of a token or the member `directives` of
/// an answer. `None` when it is no such list.
pub fn brought(list: Option<&Value>) -> Option<Brought> {
    let lines = list?.as_array()?;
    if lines.len() > COOKIES_MAX {
        return None;
    }
    let lines: Option<Vec<&str>> = lines.iter().map(Value::as_str).collect();
    let lines: Vec<_> = lines?.into_iter().filter(|line| is_own(line)).collect();
    let session =
        lines.iter().rev().filter_map(|line| line.split_once('=')).find_map(|(name, rest)| {
            name.starts_with(SESSION).then(|| rest.split(';').next().unwrap_or_default().to_owned())
        });
    Some(Brought {
        lines: lines.into_iter().map(str::to_owned).collect(),
        session: session.unwrap_or_default(),
    })
}

fn is_own(line: &str) -> bool {
    let name = line.split('=').next().unwrap_or_default();
    let plain = line.len() <= LINE_MAX && line.bytes().all(|b| (b' '..=b'~').contains(&b));
    plain && OWN.iter().any(|own| name.starts_with(own))
}

/// The list of cookies in the claims of a handshake token.
pub fn of_claims(claims: &Object) -> Option<Brought> {
    brought(claims.get("handshake"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_clerks_own_cookies_are_handed_on() {
        let list = json!([
            "__session=a.b.c; Path=/",
            "__Host-doorward=evil; Path=/; Secure",
            "doorward=evil",
            "__client_uat=1; Path=/\r\nX-Evil: 1",
            "__client_uat_x=1; Path=/",
        ]);
        let brought = brought(Some(&list)).unwrap();
        assert_eq!(brought.lines, ["__session=a.b.c; Path=/", "__client_uat_x=1; Path=/"]);
        assert_eq!(brought.session, "a.b.c");
    }

    #[test]
    fn what_is_no_list_of_texts_brings_nothing() {
        let many = json!(vec!["__session=a"; COOKIES_MAX + 1]);
        for list in [json!(null), json!("x"), json!([1]), many] {
            assert_eq!(brought(Some(&list)), None, "{list}");
        }
        assert_eq!(brought(None), None);
        let out = json!(["__session=; Path=/; Max-Age=0"]);
        assert_eq!(brought(Some(&out)).unwrap().session, "");
    }

    #[test]
    fn an_address_loses_what_clerk_added() {
        let url =
            Url::parse("https://a.test/x?state=s&__clerk_handshake=t&__clerk_db_jwt=d").unwrap();
        assert_eq!(cleaned(&url).as_str(), "https://a.test/x?state=s");
        let url = Url::parse("https://a.test/x?a=%20b").unwrap();
        assert_eq!(cleaned(&url), url);
    }
}
