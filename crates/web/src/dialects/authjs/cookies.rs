//! The contract's cookies: read with any rubbish beside them, written as the original writes them.

use std::sync::Arc;

use axum::response::Response;
use doorward_app::authjs::{self, Holder};
use doorward_app::{Live, ResolveError, StoreError, Timestamp, sessions};
use doorward_core::authjs::{Generation, chunks};
use http::HeaderMap;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use crate::cookies::{append, http_date, pairs};
use crate::problem;
use crate::request::{State, left_clerk};

/// What JavaScript's `encodeURIComponent` changes: everything but letters, digits and these marks.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'!')
    .remove(b'~')
    .remove(b'*')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')');

/// How long a cookie stays.
enum Life {
    /// As long as the browser is open.
    Browser,
    Until(Timestamp),
    Over,
}

/// What the session cookies of a request come to.
pub(crate) enum Held {
    /// A session that counts.
    Session(Generation, Arc<Live>),
    /// No cookie at all.
    Nothing,
    /// Cookies that lead nowhere, and should be cleared.
    Rubbish,
}

/// Finds the session under the session cookies of a request.
pub(crate) async fn held(state: &State, request: &HeaderMap) -> Result<Held, StoreError> {
    let cookies: Vec<_> = pairs(request).collect();
    for generation in in_order(state) {
        let name = generation.session_cookie(state.secure());
        if let Some(value) = chunks::join(name, cookies.iter().copied()) {
            match authjs::resolve(state.app(), generation, &value).await {
                Ok(live) if left_clerk(state, request, &live).await? => {}
                Ok(live) => return Ok(Held::Session(generation, live)),
                Err(ResolveError::Store(error)) => return Err(error),
                Err(_) => {}
            }
        }
    }
    let any = cookies.iter().any(|(key, _)| is_session(key));
    Ok(if any { Held::Rubbish } else { Held::Nothing })
}

/// Whether the session cookies of a request lead to a session.
pub(crate) async fn is_held(state: &State, request: &HeaderMap) -> bool {
    state.app().authjs.is_some() && matches!(held(state, request).await, Ok(Held::Session(..)))
}

/// Ends the session under the session cookies of a request, if there is one.
pub(crate) async fn end(state: &State, request: &HeaderMap) -> Result<(), StoreError> {
    if state.app().authjs.is_none() {
        return Ok(());
    }
    match held(state, request).await? {
        Held::Session(_, live) => sessions::end(state.app(), live.user.id, live.id).await.map(drop),
        Held::Nothing | Held::Rubbish => Ok(()),
    }
}

/// The generation of the settings: the one for whoever does not say. What cookies a browser has says
/// nothing, since those of an older chat app stay behind, and the newer client takes the older one's
/// `{}` for somebody.
pub(crate) fn usual(state: &State) -> Generation {
    state.app().settings.authjs.as_ref().map_or(Generation::V5, |authjs| authjs.generation)
}

/// Both generations, that of the settings first.
fn in_order(state: &State) -> impl Iterator<Item = Generation> {
    let usual = usual(state);
    let other = if usual == Generation::V5 { Generation::V4 } else { Generation::V5 };
    [usual, other].into_iter()
}

/// Whether a cookie is a session cookie of either generation, of plain http or of https.
fn is_session(key: &str) -> bool {
    let names = Generation::ALL
        .into_iter()
        .flat_map(|generation| [true, false].map(|secure| generation.session_cookie(secure)));
    names.into_iter().any(|name| chunks::belongs(name, key))
}

/// Sets the session cookie anew, whole or in parts, and clears all others that the browser sent. Does
/// nothing where the contract is off.
pub(crate) fn write(
    state: &State,
    (request, response): (&HeaderMap, &mut HeaderMap),
    generation: Generation,
    holder: &Holder<'_>,
) {
    let Some(authjs) = state.app().authjs.as_ref() else { return };
    let now = state.app().clock.now();
    let value = match authjs.mint(generation, holder, now) {
        Ok(value) => value,
        Err(error) => {
            return problem::log(problem::Failure::Internal, &error);
        }
    };
    let ends = authjs::expires(holder.session_ends, now);
    let name = generation.session_cookie(state.secure());
    let parts = chunks::split(name, &value, generation.chunk());
    for (name, part) in &parts {
        append(response, &line(state.secure(), name, part, &Life::Until(ends)));
    }
    clear_all_but(request, response, state.secure(), |key| {
        parts.iter().any(|(name, _)| name == key)
    });
}

/// Clears every session cookie that the browser sent, of both generations and both prefixes.
pub(crate) fn clear(state: &State, request: &HeaderMap, response: &mut HeaderMap) {
    if state.app().authjs.is_some() {
        clear_all_but(request, response, state.secure(), |_| false);
    }
}

fn clear_all_but(
    request: &HeaderMap,
    response: &mut HeaderMap,
    secure: bool,
    keeps: impl Fn(&str) -> bool,
) {
    let mut cleared = Vec::new();
    for (key, _) in pairs(request).filter(|(key, _)| is_session(key) && !keeps(key)) {
        if !cleared.contains(&key) {
            // A browser takes no notice of a `__Secure-` cookie that is not marked as such.
            let secure = secure || key.starts_with("__");
            append(response, &line(secure, key, "", &Life::Over));
            cleared.push(key);
        }
    }
}

/// The value of a cookie, decoded.
pub(super) fn value(headers: &HeaderMap, name: &str) -> Option<String> {
    let raw = crate::cookies::get(headers, name)?;
    Some(percent_decode_str(&raw).decode_utf8().ok()?.into_owned())
}

/// The line that sets the token of forms.
pub(super) fn csrf(state: &State, generation: Generation, value: &str) -> String {
    let name = generation.csrf_cookie(state.secure());
    line(state.secure(), name, value, &Life::Browser)
}

/// The line that remembers where to go.
pub(super) fn callback(state: &State, generation: Generation, url: &str) -> String {
    let name = generation.callback_cookie(state.secure());
    line(state.secure(), name, url, &Life::Browser)
}

/// Adds lines to an answer.
pub(super) fn set(mut response: Response, lines: impl IntoIterator<Item = String>) -> Response {
    for line in lines {
        append(response.headers_mut(), &line);
    }
    response
}

/// A cookie, its attributes in the original's order.
fn line(secure: bool, name: &str, value: &str, life: &Life) -> String {
    let (age, expires) = match life {
        Life::Browser => ("", String::new()),
        Life::Until(at) => ("", format!("; Expires={}", http_date(*at))),
        Life::Over => ("; Max-Age=0", String::new()),
    };
    let secure = if secure { "; Secure" } else { "" };
    let value = utf8_percent_encode(value, ENCODED);
    format!("{name}={value}{age}; Path=/{expires}; HttpOnly{secure}; SameSite=Lax")
}
