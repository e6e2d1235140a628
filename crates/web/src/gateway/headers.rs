//! What the app is told beside the request itself, and what of its answer is not for the browser.

use std::net::IpAddr;

use doorward_app::Live;
use doorward_app::guard::{ASSERTION, Guard};
use doorward_app::settings::PublicUrl;
use doorward_core::forwarding::{claims, ends_here, is_own_cookie, without_own_cookies};
use http::header::{
    AUTHORIZATION, CONNECTION, COOKIE, HOST, HeaderName, HeaderValue, SET_COOKIE, UPGRADE,
};
use http::{HeaderMap, Uri};

/// What a request's headers are made of for the app.
pub(super) struct Told<'a> {
    pub(super) guard: &'a Guard,
    pub(super) public: &'a PublicUrl,
    pub(super) live: Option<&'a Live>,
    pub(super) assertion: Option<&'a str>,
    pub(super) address: IpAddr,
    pub(super) by_bearer: bool,
}

/// The headers for the app: without what ends here and without what anybody claims, then with what we
/// know (checklist item 108).
pub(super) fn outgoing(from: &HeaderMap, told: &Told<'_>) -> HeaderMap {
    let nominated = nominated(from);
    let own: Vec<_> = told.guard.identity().iter().map(|(name, _)| name.clone()).collect();
    let mut to = HeaderMap::with_capacity(from.len() + 10);
    for (name, value) in from {
        let text = name.as_str();
        let ours = *name == COOKIE || *name == HOST || (*name == AUTHORIZATION && told.by_bearer);
        if !ours
            && !ends_here(text)
            && !claims(text, &own)
            && !nominated.iter().any(|one| one == text)
        {
            to.append(name, value.clone());
        }
    }
    for line in from.get_all(COOKIE) {
        let left = line.to_str().ok().and_then(without_own_cookies);
        set(&mut to, COOKIE, left.as_deref(), true);
    }
    tell(&mut to, told);
    to
}

/// Says where the request comes from and who asks.
fn tell(to: &mut HeaderMap, told: &Told<'_>) {
    let authority = told.public.origin().split_once("://").map_or("", |(_, authority)| authority);
    let scheme = if told.public.is_https() { "https" } else { "http" };
    set(to, HOST, Some(authority), false);
    for (name, value) in [
        ("x-forwarded-for", told.address.to_string()),
        ("x-real-ip", told.address.to_string()),
        ("x-forwarded-proto", scheme.to_owned()),
        ("x-forwarded-host", authority.to_owned()),
    ] {
        set(to, HeaderName::from_static(name), Some(&value), false);
    }
    let Some(live) = told.live else { return };
    for (name, field) in told.guard.identity() {
        if let Ok(name) = HeaderName::from_bytes(name.as_bytes()) {
            set(to, name, field.of(&live.user).as_deref(), false);
        }
    }
    set(to, HeaderName::from_static(ASSERTION), told.assertion, false);
}

fn set(to: &mut HeaderMap, name: HeaderName, value: Option<&str>, beside: bool) {
    let Some(Ok(value)) = value.map(HeaderValue::from_str) else { return };
    if beside {
        to.append(name, value);
    } else {
        to.insert(name, value);
    }
}

/// The fields that `Connection` names as ending here (RFC 9110 §7.6.1), in lower case.
fn nominated(headers: &HeaderMap) -> Vec<String> {
    let lines = headers.get_all(CONNECTION).iter().filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(',')).map(|name| name.trim().to_ascii_lowercase()).collect()
}

/// The protocol that a request wants to go on with (RFC 9110 §7.8).
pub(super) fn wanted_upgrade(headers: &HeaderMap) -> Option<HeaderValue> {
    let wanted = nominated(headers).iter().any(|name| name == "upgrade");
    headers.get(UPGRADE).filter(|_| wanted).cloned()
}

/// Has the other side go on with `protocol`.
pub(super) fn ask_upgrade(headers: &mut HeaderMap, protocol: HeaderValue) {
    headers.insert(CONNECTION, HeaderValue::from_static("upgrade"));
    headers.insert(UPGRADE, protocol);
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
        let name = value.as_bytes().split(|byte| *byte == b'=').next().unwrap_or_default();
        !std::str::from_utf8(name).is_ok_and(|name| is_own_cookie(name.trim()))
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
