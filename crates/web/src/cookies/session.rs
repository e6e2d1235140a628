//! The cookies of a browser's session: our own, bound to one host, and one that several hosts share.
//!
//! Any host below the shared cookie's domain can set one of that name, an app's scripts too. So our own pages go
//! by our own alone, and the shared one counts for apps on other hosts. There, junk beside a session does not lock
//! its person out; a second session does, since nobody knows whose the browser is.

use doorward_core::access::place::without_port;
use doorward_core::site::is_below;
use doorward_core::time::Timestamp;
use http::HeaderMap;

use super::{append, line, own_name, pairs};
use crate::request::State;

/// How many values of the shared cookie are looked at.
const SHARED_MAX: usize = 4;

fn shared_name(state: &State) -> &'static str {
    if state.secure() { "__Secure-doorward" } else { "doorward-shared" }
}

/// The value of our own session cookie, which counts on our own pages.
pub(crate) fn session(state: &State, headers: &HeaderMap) -> Option<String> {
    sole(headers, own_name(state))
}

/// The values of the session cookie that counts for an app at `authority`. Of our own there is one at most.
/// Of the shared one there may be several, since others can set it too: the one that is a session counts,
/// if the others are none.
pub(crate) fn sessions_at(
    state: &State,
    headers: &HeaderMap,
    authority: Option<&str>,
) -> Vec<String> {
    if authority.is_some_and(|authority| is_next_door(state, authority)) {
        few(headers, shared_name(state))
    } else {
        session(state, headers).into_iter().collect()
    }
}

/// Whether a host is another than the public URL's, and shares the sign-in.
fn is_next_door(state: &State, authority: &str) -> bool {
    let settings = &state.app().settings;
    let host = without_port(authority).to_ascii_lowercase();
    let public = [&settings.general.client, &settings.general.server];
    settings.cookie_domain.as_ref().is_some_and(|domain| is_below(&host, domain))
        && public.iter().all(|url| url.host() != host)
}

/// The value of a cookie; none of two that differ, since nobody knows who set which.
fn sole(headers: &HeaderMap, name: &str) -> Option<String> {
    let mut values = pairs(headers).filter(|(key, _)| *key == name).map(|(_, value)| value);
    let first = values.next()?;
    values.all(|value| value == first).then(|| first.to_owned())
}

/// The different values of a cookie; none where they are more than anybody has to be asked about.
fn few(headers: &HeaderMap, name: &str) -> Vec<String> {
    let mut values = Vec::<String>::new();
    for (_, value) in pairs(headers).filter(|(key, _)| *key == name) {
        if values.iter().any(|known| known == value) {
            continue;
        }
        if values.len() == SHARED_MAX {
            return Vec::new();
        }
        values.push(value.to_owned());
    }
    values
}

/// Sets both cookies of a session.
pub(super) fn set_browser(state: &State, headers: &mut HeaderMap, value: &str, ends: Timestamp) {
    append(headers, &line(state, own_name(state), value, "Lax", Some(ends)));
    share(state, headers, value, ends);
}

/// Sets the shared cookie, if hosts share a sign-in.
pub(crate) fn share(state: &State, headers: &mut HeaderMap, value: &str, ends: Timestamp) {
    if let Some(domain) = &state.app().settings.cookie_domain {
        let line = line(state, shared_name(state), value, "Lax", Some(ends));
        append(headers, &format!("{line}; Domain={domain}"));
    }
}

/// Clears both, when a browser sends one that is over or broken, and when a session ends.
pub(crate) fn clear_browser(state: &State, headers: &mut HeaderMap) {
    set_browser(state, headers, "", Timestamp(0));
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;
    use http::header::COOKIE;

    use super::*;

    #[test]
    fn of_two_values_none_counts() {
        for (lines, value) in [
            (vec!["a=1; b=2"], Some("1")),
            (vec!["a=1", "b=2; a=1"], Some("1")),
            (vec!["a=1; a=2"], None),
            (vec!["a=1", "a="], None),
            (vec!["b=1"], None),
        ] {
            let mut headers = HeaderMap::new();
            for line in &lines {
                headers.append(COOKIE, HeaderValue::from_static(line));
            }
            assert_eq!(sole(&headers, "a").as_deref(), value, "{lines:?}");
        }
    }

    #[test]
    fn of_many_values_none_is_looked_at() {
        for (line, values) in [
            ("b=1", &[][..]),
            ("a=1; a=2; a=1", &["1", "2"]),
            ("a=1; a=2; a=3; a=4; a=1", &["1", "2", "3", "4"]),
            ("a=1; a=2; a=3; a=4; a=5", &[]),
        ] {
            let mut headers = HeaderMap::new();
            headers.append(COOKIE, HeaderValue::from_static(line));
            assert_eq!(few(&headers, "a"), values, "{line}");
        }
    }
}
