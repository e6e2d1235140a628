//! Where a request comes from, and where it may be sent: cross-site requests and return paths.

/// What a request says about the page that sent it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Stated<'a> {
    /// `Sec-Fetch-Site` (Fetch Metadata §2.4).
    pub fetch_site: Option<&'a str>,
    /// `Origin` (RFC 6454 §7).
    pub origin: Option<&'a str>,
    /// `Host`.
    pub host: Option<&'a str>,
}

/// Whether a state-changing request comes from our own pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sender {
    /// From a page of ours, or from a client that is no browser.
    Ours,
    /// From another site, or from a page that hides where it is (`Origin: null`).
    Foreign,
}

/// Judges a state-changing request. `ours` are the origins of the configured public URLs.
///
/// `Sec-Fetch-Site` is the browser's own word, which no page can change, so it goes first: a page of
/// ours that must not say where it is sends `Origin: null` with it. Browsers of the last years
/// send at least one of the two with every request that changes something, so a request with
/// neither carries nobody's cookies by accident.
pub fn sender(stated: Stated<'_>, ours: &[String]) -> Sender {
    if let Some("same-origin" | "none") = stated.fetch_site {
        return Sender::Ours;
    }
    let Some(origin) = stated.origin else {
        return if stated.fetch_site.is_none() { Sender::Ours } else { Sender::Foreign };
    };
    let configured = ours.iter().any(|own| own.eq_ignore_ascii_case(origin));
    // An older browser, at a name of this service that is not the configured one.
    let same_host = stated.fetch_site.is_none()
        && origin.split_once("://").is_some_and(|(_, authority)| {
            stated.host.is_some_and(|host| host.eq_ignore_ascii_case(authority))
        });
    if configured || same_host { Sender::Ours } else { Sender::Foreign }
}

/// The longest return path that is kept, in bytes.
pub const RETURN_TO_MAX: usize = 2000;

/// Accepts a path of our own; `None` for anything else.
///
/// Only what every parser reads as a path on this very origin passes: one leading slash, then
/// printable ASCII without a backslash. `//host`, `/\host`, tabs and schemes are other sites to
/// some browser (checklist item 115).
pub fn own_path(text: &str) -> Option<&str> {
    let own = text.starts_with('/') && !text.starts_with("//") && text.len() <= RETURN_TO_MAX;
    let plain = text.bytes().all(|b| b.is_ascii_graphic() && b != b'\\');
    (own && plain).then_some(text)
}

/// Accepts a path of our own to return to after sign-in; `None` for anything else. The sign-in pages
/// themselves are no place to return to.
pub fn return_path(text: &str) -> Option<&str> {
    let text = own_path(text)?;
    let path = text.split(['?', '#']).next().unwrap_or_default();
    let loops =
        ["/login", "/logout", "/register", "/setup", "/oauth", "/next-auth"].iter().any(|page| {
            path.strip_prefix(page).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        });
    (!loops).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_from_another_site_is_foreign() {
        let ours = ["https://chat.example.test".to_owned()];
        let host = Some("chat.example.test");
        let table = [
            (None, None, Sender::Ours),
            (Some("same-origin"), None, Sender::Ours),
            (Some("none"), None, Sender::Ours),
            (Some("same-site"), None, Sender::Foreign),
            (Some("cross-site"), None, Sender::Foreign),
            (Some("same-origin"), Some("https://chat.example.test"), Sender::Ours),
            (None, Some("https://chat.example.test"), Sender::Ours),
            (None, Some("https://evil.example.test"), Sender::Foreign),
            (None, Some("https://chat.example.test.evil.test"), Sender::Foreign),
            (None, Some("https://chat.example.test@evil.test"), Sender::Foreign),
            (None, Some("null"), Sender::Foreign),
            (Some("same-origin"), Some("null"), Sender::Ours),
            (Some("cross-site"), Some("null"), Sender::Foreign),
            (Some("cross-site"), Some("https://evil.example.test"), Sender::Foreign),
            (Some("same-site"), Some("https://chat.example.test"), Sender::Ours),
            (Some("nonsense"), None, Sender::Foreign),
            (None, Some(""), Sender::Foreign),
        ];
        for (fetch_site, origin, expected) in table {
            assert_eq!(
                sender(Stated { fetch_site, origin, host }, &ours),
                expected,
                "{fetch_site:?} {origin:?}"
            );
        }
    }

    #[test]
    fn opening_the_service_by_its_other_name_is_not_foreign() {
        let stated = Stated {
            fetch_site: None,
            origin: Some("http://192.168.1.9:3080"),
            host: Some("192.168.1.9:3080"),
        };
        assert_eq!(sender(stated, &["http://localhost:3080".to_owned()]), Sender::Ours);
    }

    /// Checklist item 115.
    #[test]
    fn only_paths_of_our_own_are_returned_to() {
        for good in ["/", "/c/new", "/c/new?model=a#x", "/logins", "/a//b", "/%2f%2fevil.test"] {
            assert_eq!(return_path(good), Some(good));
        }
        for bad in [
            "",
            "c/new",
            "//evil.test",
            "///evil.test",
            "/\\evil.test",
            "/a\\b",
            "\\/evil.test",
            "https://evil.test",
            "javascript:alert(1)",
            "/\t/evil.test",
            "/\n/evil.test",
            " /x",
            "/x y",
            "/é",
            "/\u{0}",
            "/login",
            "/login?redirect_to=/login",
            "/logout",
            "/oauth/openid",
            "/register",
            "/setup?token=x",
            "/next-auth/signin",
        ] {
            assert_eq!(return_path(bad), None, "{bad:?}");
        }
        assert_eq!(return_path(&format!("/{}", "a".repeat(RETURN_TO_MAX))), None);
    }
}
