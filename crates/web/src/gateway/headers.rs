//! What the app is told beside the request itself, and what of its answer is not for the browser.

use std::net::IpAddr;

use doorward_app::Live;
use doorward_app::guard::{ASSERTION, Guard};
use doorward_core::forwarding::{claims, ends_here, is_own_pair, without_own_cookies};
use http::header::{
    AUTHORIZATION, CONNECTION, CONTENT_LENGTH, COOKIE, HOST, HeaderName, HeaderValue, SET_COOKIE,
    TRANSFER_ENCODING, UPGRADE,
};
use http::{HeaderMap, Uri};

use crate::request_id::X_REQUEST_ID;
use crate::traces::{TRACEPARENT, TRACESTATE};

/// What a request's headers are made of for the app.
pub(super) struct Told<'a> {
    pub(super) guard: &'a Guard,
    pub(super) live: Option<&'a Live>,
    pub(super) assertion: Option<&'a str>,
    pub(super) address: IpAddr,
    /// Whether the request shows a token of ours, which is not the app's to see.
    pub(super) own_token: bool,
}

/// The headers for the app: without what ends here and without what anybody claims, then with what we
/// know (checklist item 108).
pub(super) fn outgoing(from: &HeaderMap, told: &Told<'_>) -> HeaderMap {
    let nominated = nominated(from);
    let mut to = HeaderMap::with_capacity(from.len() + 10);
    for (name, value) in from {
        let text = name.as_str();
        let ours = *name == COOKIE || *name == HOST || (*name == AUTHORIZATION && told.own_token);
        if !ours
            && !ends_here(text)
            && !claims(text, told.guard.identity())
            && (is_ours_to_say(name) || !nominated.iter().any(|one| one == text))
        {
            to.append(name, value.clone());
        }
    }
    for line in from.get_all(COOKIE) {
        let left = without_own_cookies(line.as_bytes());
        if let Some(Ok(left)) = left.map(|left| HeaderValue::from_bytes(&left)) {
            to.append(COOKIE, left);
        }
    }
    tell(&mut to, told);
    to
}

/// Whether a field is what we say of the request by now, which nobody who sends it can take away.
fn is_ours_to_say(name: &HeaderName) -> bool {
    [X_REQUEST_ID, TRACEPARENT, TRACESTATE].contains(name)
}

/// Says where the request comes from and who asks.
fn tell(to: &mut HeaderMap, told: &Told<'_>) {
    let origin = told.guard.settings().origin.as_str();
    let (scheme, authority) = origin.split_once("://").unwrap_or(("http", ""));
    set(to, HOST, Some(authority));
    for (name, value) in [
        ("x-forwarded-for", told.address.to_string()),
        ("x-real-ip", told.address.to_string()),
        ("x-forwarded-proto", scheme.to_owned()),
        ("x-forwarded-host", authority.to_owned()),
    ] {
        set(to, HeaderName::from_static(name), Some(&value));
    }
    let Some(live) = told.live else { return };
    for (name, field) in told.guard.identity() {
        if let Ok(name) = HeaderName::from_bytes(name.as_bytes()) {
            set(to, name, field.of(live.asker()).as_deref());
        }
    }
    set(to, HeaderName::from_static(ASSERTION), told.assertion);
}

fn set(to: &mut HeaderMap, name: HeaderName, value: Option<&str>) {
    if let Some(Ok(value)) = value.map(HeaderValue::from_str) {
        to.insert(name, value);
    }
}

/// The fields that `Connection` names as ending here (RFC 9110 §7.6.1), in lower case.
fn nominated(headers: &HeaderMap) -> Vec<String> {
    let lines = headers.get_all(CONNECTION).iter().filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(',')).map(|name| name.trim().to_ascii_lowercase()).collect()
}

/// The one protocol that a connection may go on with: others, such as HTTP/2 in clear, would carry requests
/// that no rule has seen.
const WEBSOCKET: &str = "websocket";

/// Whether a request wants to go on as a WebSocket (RFC 6455 §4.1), or an answer agrees.
pub(super) fn is_websocket(headers: &HeaderMap) -> bool {
    let mut protocols = headers.get_all(UPGRADE).iter();
    let only = protocols.next().filter(|_| protocols.next().is_none());
    only.is_some_and(|one| one.as_bytes().eq_ignore_ascii_case(WEBSOCKET.as_bytes()))
        && nominated(headers).iter().any(|name| name == "upgrade")
}

/// Has the other side go on as a WebSocket.
pub(super) fn ask_websocket(headers: &mut HeaderMap) {
    headers.insert(CONNECTION, HeaderValue::from_static("upgrade"));
    headers.insert(UPGRADE, HeaderValue::from_static(WEBSOCKET));
}

/// Whether an answer says in two ways where it ends (RFC 9112 §6.3): two readers may take two.
pub(super) fn ends_in_two_ways(answer: &HeaderMap) -> bool {
    answer.contains_key(CONTENT_LENGTH) && answer.contains_key(TRANSFER_ENCODING)
}

/// The headers of the app's answer as they go on: without what ends here, and without cookies of ours,
/// which are not the app's to set.
pub(super) fn incoming(from: &mut HeaderMap) {
    let nominated = nominated(from);
    let gone: Vec<_> = from
        .keys()
        .filter(|name| ends_here(name.as_str()) || nominated.iter().any(|one| one == name.as_str()))
        .cloned()
        .collect();
    for name in gone {
        from.remove(name);
    }
    let foreign = |value: &&HeaderValue| {
        !is_own_pair(value.as_bytes().split(|byte| *byte == b';').next().unwrap_or_default())
    };
    let kept: Vec<_> = from.get_all(SET_COOKIE).iter().filter(foreign).cloned().collect();
    from.remove(SET_COOKIE);
    for line in kept {
        from.append(SET_COOKIE, line);
    }
}

/// The path and query of a request, byte for byte, on the app's host.
pub(super) fn target(base: &Uri, asked: &Uri) -> Option<Uri> {
    let mut parts = base.clone().into_parts();
    parts.path_and_query = asked.path_and_query().cloned();
    Uri::from_parts(parts).ok()
}
