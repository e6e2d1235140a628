//! The cookies: their names, their attributes, and reading them without ever failing.

use doorward_app::SignedIn;
use doorward_core::time::Timestamp;
use http::header::{COOKIE, SET_COOKIE};
use http::{HeaderMap, HeaderValue};

use crate::request::State;

/// `LibreChat`'s refresh token.
pub(crate) const REFRESH: &str = "refreshToken";
/// Which kind of refresh token that is, in `LibreChat`'s words.
const PROVIDER: &str = "token_provider";
/// What `LibreChat` clears at sign-out beside its two cookies.
const LEGACY: [&str; 3] = ["openid_access_token", "openid_id_token", "openid_user_id"];

/// The date that ends a cookie.
const LONG_AGO: &str = "Thu, 01 Jan 1970 00:00:00 GMT";

/// A cookie of our own. Under https the `__Host-` prefix binds it to this very host (RFC 6265bis §4.1.3).
#[derive(Clone, Copy)]
pub(crate) enum Own {
    /// The session of a browser.
    Session,
    /// What ties a sign-in at a provider to the browser that began it.
    Login,
}

impl Own {
    const fn name(self, secure: bool) -> &'static str {
        match (self, secure) {
            (Self::Session, true) => "__Host-doorward",
            (Self::Session, false) => "doorward",
            (Self::Login, true) => "__Host-doorward-login",
            (Self::Login, false) => "doorward-login",
        }
    }
}

/// The value of a cookie of ours, as the request carries it.
pub(crate) fn own(state: &State, headers: &HeaderMap, cookie: Own) -> Option<String> {
    get(headers, cookie.name(state.secure()))
}

/// The first value of a cookie. Lines that are no text, and pairs that are no pairs, are passed over.
pub(crate) fn get(headers: &HeaderMap, name: &str) -> Option<String> {
    let lines = headers.get_all(COOKIE).iter().filter_map(|line| line.to_str().ok());
    lines
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.split_once('='))
        .find(|(key, _)| key.trim() == name)
        .map(|(_, value)| value.trim().trim_matches('"').to_owned())
}

/// Sets everything that a new session leaves in a browser.
pub(crate) fn set_session(state: &State, headers: &mut HeaderMap, signed_in: &SignedIn) {
    let ends = signed_in.expires_at;
    let name = Own::Session.name(state.secure());
    append(headers, &line(state, name, &signed_in.cookie, "Lax", Some(ends)));
    set_refresh(state, headers, &signed_in.refresh, ends);
}

/// Sets the two cookies that `LibreChat`'s client lives on.
pub(crate) fn set_refresh(
    state: &State,
    headers: &mut HeaderMap,
    token: &str,
    expires_at: Timestamp,
) {
    append(headers, &line(state, REFRESH, token, "Strict", Some(expires_at)));
    append(headers, &line(state, PROVIDER, "librechat", "Strict", Some(expires_at)));
}

/// Ties a sign-in at a provider to this browser. It must survive the way back from another site,
/// so it is `Lax`; it ends with the browser.
pub(crate) fn set_login(state: &State, headers: &mut HeaderMap, value: &str) {
    append(headers, &line(state, Own::Login.name(state.secure()), value, "Lax", None));
}

/// Clears the cookies of a session, `LibreChat`'s older ones included.
pub(crate) fn clear_session(state: &State, headers: &mut HeaderMap) {
    let own = Own::Session.name(state.secure());
    clear_browser(state, headers);
    for name in [REFRESH, PROVIDER].into_iter().chain(LEGACY).filter(|name| *name != own) {
        append(headers, &format!("{name}=; Path=/; Expires={LONG_AGO}"));
    }
}

/// Clears our own session cookie, when a browser sends one that is over or broken.
pub(crate) fn clear_browser(state: &State, headers: &mut HeaderMap) {
    let secure = if state.secure() { "; Secure" } else { "" };
    let name = Own::Session.name(state.secure());
    append(
        headers,
        &format!("{name}=; Path=/; Expires={LONG_AGO}; HttpOnly{secure}; SameSite=Lax"),
    );
}

fn line(
    state: &State,
    name: &str,
    value: &str,
    same_site: &str,
    expires_at: Option<Timestamp>,
) -> String {
    let expires = expires_at.map(http_date).map(|d| format!("; Expires={d}")).unwrap_or_default();
    let secure = if state.secure() { "; Secure" } else { "" };
    format!("{name}={value}; Path=/{expires}; HttpOnly{secure}; SameSite={same_site}")
}

/// An IMF-fixdate (RFC 9110 §5.6.7).
fn http_date(at: Timestamp) -> String {
    let seconds = jiff::Timestamp::from_second(at.seconds()).unwrap_or(jiff::Timestamp::MAX);
    seconds.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

fn append(headers: &mut HeaderMap, line: &str) {
    // Names are ours and values are base64url, so this always is a header value.
    if let Ok(value) = HeaderValue::from_str(line) {
        headers.append(SET_COOKIE, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broken_cookie_headers_are_read_as_far_as_they_make_sense() {
        let mut headers = HeaderMap::new();
        headers.append(COOKIE, HeaderValue::from_bytes(b"refreshToken=\xff\xfe").unwrap());
        headers.append(
            COOKIE,
            HeaderValue::from_static(";;=; x; a=b=c ;refreshToken=\"t\"; refreshToken=u"),
        );
        assert_eq!(get(&headers, "refreshToken").as_deref(), Some("t"));
        assert_eq!(get(&headers, "a").as_deref(), Some("b=c"));
        assert_eq!(get(&headers, "x"), None);
    }

    #[test]
    fn dates_are_written_as_http_wants_them() {
        assert_eq!(http_date(Timestamp(784_111_777_000)), "Sun, 06 Nov 1994 08:49:37 GMT");
        assert!(!http_date(Timestamp(i64::MAX)).is_empty());
    }
}
