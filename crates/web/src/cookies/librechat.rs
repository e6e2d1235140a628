//! The two cookies that `LibreChat`'s client lives on, ours and those of an app that is `LibreChat` itself.

use doorward_core::time::Timestamp;
use http::HeaderMap;

use super::{LONG_AGO, append, attributes};
use crate::request::State;

/// `LibreChat`'s refresh token.
pub(crate) const REFRESH: &str = "refreshToken";
/// Which kind of refresh token that is, in `LibreChat`'s words.
const PROVIDER: &str = "token_provider";
/// What `LibreChat` clears at sign-out beside its two cookies.
const LEGACY: [&str; 3] = ["openid_access_token", "openid_id_token", "openid_user_id"];

/// Sets the two cookies that `LibreChat`'s client lives on.
pub(crate) fn set_refresh(
    state: &State,
    headers: &mut HeaderMap,
    token: &str,
    expires_at: Timestamp,
) {
    for (name, value) in [(REFRESH, token), (PROVIDER, "librechat")] {
        let attributes = attributes(state, path(state), "Strict", Some(expires_at));
        append(headers, &format!("{name}={value}{attributes}"));
    }
}

/// Clears `LibreChat`'s cookies alone: a broken one, perhaps planted by a neighbouring host, says
/// nothing of the session under our own. An app's that is `LibreChat` itself go as well.
pub(crate) fn clear_refresh(state: &State, headers: &mut HeaderMap) {
    clear(state, headers, "/");
    if path(state) != "/" {
        clear(state, headers, path(state));
    }
}

fn clear(state: &State, headers: &mut HeaderMap, path: &str) {
    let secure = if state.secure() { "; Secure" } else { "" };
    for name in [REFRESH, PROVIDER].into_iter().chain(LEGACY) {
        append(headers, &format!("{name}=; Path={path}; Expires={LONG_AGO}{secure}"));
    }
}

/// Forgets, when somebody signs in, what an app that is `LibreChat` itself left: it may be somebody else's.
pub(super) fn forget_app(state: &State, headers: &mut HeaderMap) {
    if path(state) != "/" {
        clear(state, headers, "/");
    }
}

/// Where `LibreChat`'s cookies are sent. Where an app has the origin it is our own routes alone: the app may be
/// `LibreChat` itself, with cookies of these names.
fn path(state: &State) -> &str {
    let settings = &state.app().settings;
    match settings.general.client.path() {
        path if !settings.apps.is_empty() && !path.is_empty() => path,
        _ => "/",
    }
}
