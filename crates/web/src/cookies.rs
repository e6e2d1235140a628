//! The cookies: their names, their attributes, and reading them without ever failing.

mod librechat;
mod session;

use std::collections::BTreeMap;

use doorward_app::SignedIn;
use doorward_app::access_code::Admitted;
use doorward_app::callback::Started;
use doorward_app::known_device;
use doorward_app::linking::asked::Asked;
use doorward_app::second_factor::trusted::Trust;
use doorward_core::authjs::Generation;
use doorward_core::clerk::cookies as clerk;
use doorward_core::factor::STEP_MS;
use doorward_core::time::{DAY_MS, MINUTE_MS, Timestamp};
use doorward_pages::Language;
use http::header::{COOKIE, SET_COOKIE};
use http::{HeaderMap, HeaderValue};

use crate::dialects::authjs;
use crate::request::State;
pub(crate) use librechat::{REFRESH, clear_refresh, set_refresh};
use session::set_browser;
pub(crate) use session::{clear_browser, session, sessions_at, share};

/// How long the cookie of a sign-in at a provider is kept, in milliseconds.
const LOGIN_MS: i64 = 10 * MINUTE_MS;

/// The date that ends a cookie.
const LONG_AGO: &str = "Thu, 01 Jan 1970 00:00:00 GMT";

/// How our cookies begin. Under https the `__Host-` prefix binds them to this very host (RFC 6265bis
/// §4.1.3).
pub(crate) fn own_name(state: &State) -> &'static str {
    if state.secure() { "__Host-doorward" } else { "doorward" }
}

/// The cookie that ties one sign-in at a provider to the browser that began it.
fn login_name(state: &State, tag: &str) -> String {
    format!("{}-login-{tag}", own_name(state))
}

/// The cookie of a guest, who came in with an access code.
fn guest_name(state: &State) -> String {
    format!("{}-guest", own_name(state))
}

/// The value of a guest's cookie.
pub(crate) fn guest(state: &State, headers: &HeaderMap) -> Option<String> {
    get(headers, &guest_name(state))
}

/// Lets a guest stay in.
pub(crate) fn set_guest(state: &State, headers: &mut HeaderMap, admitted: &Admitted) {
    let ends = Some(admitted.expires_at);
    append(headers, &line(state, &guest_name(state), &admitted.cookie, "Lax", ends));
}

/// Clears the cookie of a guest whose stay is over.
pub(crate) fn clear_guest(state: &State, headers: &mut HeaderMap) {
    append(headers, &line(state, &guest_name(state), "", "Lax", Some(Timestamp(0))));
}

/// The cookie of a sign-in that waits for a second factor.
fn step_name(state: &State) -> String {
    format!("{}-step", own_name(state))
}

/// The name of the sign-in that waits for a second factor in this browser.
pub(crate) fn step(state: &State, headers: &HeaderMap) -> Option<String> {
    get(headers, &step_name(state))
}

/// Lets this browser go on with a sign-in that waits for a second factor.
pub(crate) fn set_step(state: &State, headers: &mut HeaderMap, handle: &str) {
    let ends = Some(state.app().clock.now().plus(STEP_MS));
    append(headers, &line(state, &step_name(state), handle, "Lax", ends));
}

/// The cookie of a browser that is not asked for a second factor.
fn trusted_name(state: &State) -> String {
    format!("{}-trusted", own_name(state))
}

/// What a browser keeps that is not asked for a second factor.
pub(crate) fn trusted(state: &State, headers: &HeaderMap) -> Option<String> {
    get(headers, &trusted_name(state))
}

/// Lets this browser not be asked for a second factor again.
pub(crate) fn set_trusted(state: &State, headers: &mut HeaderMap, trust: &Trust) {
    let ends = Some(trust.expires_at);
    append(headers, &line(state, &trusted_name(state), &trust.cookie, "Lax", ends));
}

/// Forgets the sign-in that waited.
pub(crate) fn clear_step(state: &State, headers: &mut HeaderMap) {
    append(headers, &line(state, &step_name(state), "", "Lax", Some(Timestamp(0))));
}

/// The cookie that ties sign-ins with a passkey to the browser that began them.
fn passkey_name(state: &State) -> String {
    format!("{}-passkey", own_name(state))
}

/// How long its value is: 32 bytes as base64url.
pub(crate) const PASSKEY_LEN: usize = 43;

/// The value of that cookie.
pub(crate) fn passkey(state: &State, headers: &HeaderMap) -> Option<String> {
    get(headers, &passkey_name(state))
}

/// Ties sign-ins with a passkey to this browser.
pub(crate) fn set_passkey(state: &State, headers: &mut HeaderMap, value: &str) {
    let ends = Some(state.app().clock.now().plus(LOGIN_MS));
    append(headers, &line(state, &passkey_name(state), value, "Strict", ends));
}

/// Clears that cookie.
pub(crate) fn clear_passkey(state: &State, headers: &mut HeaderMap) {
    append(headers, &line(state, &passkey_name(state), "", "Strict", Some(Timestamp(0))));
}

/// The cookie by which a browser that comes back from signing out at a provider is known.
fn logout_name(state: &State) -> String {
    format!("{}-logout", own_name(state))
}

/// The cookie by which the accounts that a browser has signed in to know it again. It stays when the
/// session goes: it lets its owner past a guesser's lock, and opens nothing.
fn device_name(state: &State) -> String {
    format!("{}-device", own_name(state))
}

/// The value of that cookie.
pub(crate) fn device(state: &State, headers: &HeaderMap) -> Option<String> {
    get(headers, &device_name(state))
}

/// The value of the cookie of one sign-in at a provider.
pub(crate) fn login(state: &State, headers: &HeaderMap, tag: &str) -> Option<String> {
    get(headers, &login_name(state, tag))
}

/// All cookies; of several with one name the first.
pub(crate) fn all(headers: &HeaderMap) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    for (name, value) in pairs(headers) {
        all.entry(name.to_owned()).or_insert_with(|| value.to_owned());
    }
    all
}

/// The first value of a cookie. Lines that are no text, and pairs that are no pairs, are passed over.
pub(crate) fn get(headers: &HeaderMap, name: &str) -> Option<String> {
    pairs(headers).find(|(key, _)| *key == name).map(|(_, value)| value.to_owned())
}

/// All names and values, in their order.
pub(crate) fn pairs(headers: &HeaderMap) -> impl Iterator<Item = (&str, &str)> {
    // A pair that is no text is its own affair: an app's must not hide ours beside it.
    let lines = headers.get_all(COOKIE).iter().map(HeaderValue::as_bytes);
    lines
        .flat_map(|line| line.split(|byte| *byte == b';'))
        .filter_map(|pair| std::str::from_utf8(pair).ok()?.split_once('='))
        .map(|(key, value)| (key.trim(), value.trim().trim_matches('"')))
}

/// Sets everything that a new session leaves in a browser, which sent `request`.
pub(crate) fn set_session(
    state: &State,
    request: &HeaderMap,
    headers: &mut HeaderMap,
    signed_in: &SignedIn,
) {
    set_session_for(state, authjs::cookies::usual(state), (request, headers), signed_in);
}

/// The same, with the session cookie that this generation of Auth.js's client knows.
pub(crate) fn set_session_for(
    state: &State,
    generation: Generation,
    (request, headers): (&HeaderMap, &mut HeaderMap),
    signed_in: &SignedIn,
) {
    authjs::cookies::write(state, (request, headers), generation, &signed_in.into());
    librechat::forget_app(state, headers);
    let ends = signed_in.expires_at;
    set_browser(state, headers, &signed_in.cookie, ends);
    set_refresh(state, headers, &signed_in.refresh, ends);
    if let Some(language) = signed_in.user.language.as_deref().and_then(Language::parse) {
        set_language(state, headers, language);
    }
    let known = Some(state.app().clock.now().plus(known_device::LIFE_MS));
    append(headers, &line(state, &device_name(state), &signed_in.device, "Lax", known));
    let year = state.app().clock.now().plus(365 * DAY_MS);
    append(headers, &line(state, &last_used_name(state), &signed_in.method, "Lax", Some(year)));
}

/// The way in that this browser used last: the sign-in page marks its button. It stays when the session
/// goes, names nobody, and opens nothing.
pub(crate) fn last_used(state: &State, headers: &HeaderMap) -> Option<String> {
    get(headers, &last_used_name(state))
}

/// Forgets the way in: the account is gone.
pub(crate) fn clear_last_used(state: &State, headers: &mut HeaderMap) {
    append(headers, &line(state, &last_used_name(state), "", "Lax", Some(Timestamp(0))));
}

/// The language that this browser chose.
pub(crate) fn language(state: &State, headers: &HeaderMap) -> Option<String> {
    get(headers, &language_name(state))
}

/// Remembers the language for a year.
pub(crate) fn set_language(state: &State, headers: &mut HeaderMap, language: Language) {
    let year = state.app().clock.now().plus(365 * DAY_MS);
    append(headers, &line(state, &language_name(state), language.tag(), "Lax", Some(year)));
}

fn language_name(state: &State) -> String {
    format!("{}-language", own_name(state))
}

fn last_used_name(state: &State) -> String {
    format!("{}-last-used", own_name(state))
}

/// Ties a sign-in at a provider to this browser. It goes with the sign-in, or soon after one that is
/// given up.
///
/// It must survive the way back from another site, so it is `Lax`. With a POST from there browsers send
/// only `None`, which they take under https alone; on plain http the attribute is left out, and they
/// let it through for two minutes.
pub(crate) fn set_login(state: &State, headers: &mut HeaderMap, started: &Started) {
    let ends = state.app().clock.now().plus(LOGIN_MS);
    let name = login_name(state, &started.tag);
    let line = match (started.answers_by_post, state.secure()) {
        (false, _) => line(state, &name, &started.browser, "Lax", Some(ends)),
        (true, true) => line(state, &name, &started.browser, "None", Some(ends)),
        (true, false) => {
            format!("{name}={}; Path=/; Expires={}; HttpOnly", started.browser, http_date(ends))
        }
    };
    append(headers, &line);
}

/// Ties the question whose an account is to this browser, like the sign-in that led to it.
pub(crate) fn set_question(state: &State, headers: &mut HeaderMap, asked: &Asked) {
    let ends = state.app().clock.now().plus(LOGIN_MS);
    append(
        headers,
        &line(state, &login_name(state, &asked.tag), &asked.browser, "Lax", Some(ends)),
    );
}

/// Clears the cookie of a sign-in at a provider that is over, well or not.
pub(crate) fn clear_login(state: &State, headers: &mut HeaderMap, tag: &str) {
    append(headers, &line(state, &login_name(state, tag), "", "Lax", Some(Timestamp(0))));
}

/// Remembers what the provider will send back with the browser once it has signed the person out.
pub(crate) fn set_logout(state: &State, headers: &mut HeaderMap, value: &str) {
    let ends = state.app().clock.now().plus(LOGIN_MS);
    append(headers, &line(state, &logout_name(state), value, "Lax", Some(ends)));
}

/// What was remembered.
pub(crate) fn logout(state: &State, headers: &HeaderMap) -> Option<String> {
    get(headers, &logout_name(state))
}

/// Forgets it.
pub(crate) fn clear_logout(state: &State, headers: &mut HeaderMap) {
    append(headers, &line(state, &logout_name(state), "", "Lax", Some(Timestamp(0))));
}

/// Clears the cookies of a session, `LibreChat`'s older ones included, and of Auth.js's those that
/// `request` brought.
pub(crate) fn clear_session(state: &State, request: &HeaderMap, headers: &mut HeaderMap) {
    authjs::cookies::clear(state, request, headers);
    clear_browser(state, headers);
    clear_refresh(state, headers);
    clear_clerk(state, headers);
}

/// Clears what Clerk left on this host: a session token would be taken for a signed-in person until
/// it expires.
fn clear_clerk(state: &State, headers: &mut HeaderMap) {
    let Some(relied_on) = &state.app().clerk else { return };
    let suffixed = [clerk::SESSION, clerk::REFRESH].map(|name| relied_on.instance().suffixed(name));
    for name in suffixed.iter().map(String::as_str).chain([clerk::SESSION]) {
        append(headers, &format!("{name}=; Path=/; Expires={LONG_AGO}"));
    }
}

pub(crate) fn line(
    state: &State,
    name: &str,
    value: &str,
    same_site: &str,
    expires_at: Option<Timestamp>,
) -> String {
    format!("{name}={value}{}", attributes(state, "/", same_site, expires_at))
}

fn attributes(state: &State, path: &str, same_site: &str, expires_at: Option<Timestamp>) -> String {
    let expires = expires_at.map(http_date).map(|d| format!("; Expires={d}")).unwrap_or_default();
    let secure = if state.secure() { "; Secure" } else { "" };
    format!("; Path={path}{expires}; HttpOnly{secure}; SameSite={same_site}")
}

/// An IMF-fixdate (RFC 9110 §5.6.7).
pub(crate) fn http_date(at: Timestamp) -> String {
    let seconds = jiff::Timestamp::from_second(at.seconds()).unwrap_or(jiff::Timestamp::MAX);
    seconds.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

/// Adds a `Set-Cookie` line.
pub(crate) fn append(headers: &mut HeaderMap, line: &str) {
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
