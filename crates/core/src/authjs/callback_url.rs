//! Where to go after signing in or out: only to this very service (checklist item 115).

use url::Url;

/// The longest address that is looked at, in bytes.
const MAX: usize = 2000;

/// What a wished address comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// An address of ours, as an absolute URL.
    Ours(String),
    /// Somewhere else, or nothing that every reader would read alike: the start takes its place.
    Elsewhere,
    /// No address on the web at all, such as `javascript:`. It is a mistake of whoever made it, and
    /// the contract says so instead of passing over it.
    NotWeb,
}

/// Judges `wished`. `origins` are the origins of the public URLs, and a path is one of the first.
pub fn judge(wished: &str, origins: &[String]) -> Target {
    let printable = wished.bytes().all(|b| !b.is_ascii_control() && b != b'\\' && b != b' ');
    if wished.starts_with('/') {
        // `//host` and `/\host` are other sites to some reader.
        let path = printable && !wished.starts_with("//") && wished.len() <= MAX;
        return match origins.first().filter(|_| path) {
            Some(origin) => read(&format!("{origin}{wished}"), origins),
            None => Target::Elsewhere,
        };
    }
    let lower = wished.get(..8).unwrap_or(wished).to_ascii_lowercase();
    if !lower.starts_with("http://") && !lower.starts_with("https://") {
        return Target::NotWeb;
    }
    if printable && wished.len() <= MAX { read(wished, origins) } else { Target::Elsewhere }
}

fn read(text: &str, origins: &[String]) -> Target {
    let Ok(url) = Url::parse(text) else { return Target::Elsewhere };
    let named = url.username().is_empty() && url.password().is_none();
    let origin = url.origin().ascii_serialization();
    let ours = named && origins.contains(&origin) && !url.path().starts_with("//");
    // The text itself must say so too, whatever the parser mended: what follows the origin is the
    // end, a path, a query or a fragment.
    let rest = text.get(..origin.len()).filter(|begin| begin.eq_ignore_ascii_case(&origin));
    let rest = rest.and_then(|_| text.get(origin.len()..));
    let plain = rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']));
    match (ours && plain, text.is_ascii()) {
        (true, true) => Target::Ours(text.to_owned()),
        // A header holds ASCII only, so other characters go in the form that a browser would send.
        (true, false) => Target::Ours(url.into()),
        (false, _) => Target::Elsewhere,
    }
}

/// The path, query and fragment of an address of ours.
pub fn path(target: &str) -> &str {
    let after = target.split_once("://").map_or("", |(_, rest)| rest);
    after.find(['/', '?', '#']).and_then(|at| after.get(at..)).unwrap_or("/")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn ours() -> Vec<String> {
        vec!["https://chat.example.com".to_owned(), "http://localhost:3210".to_owned()]
    }

    #[test]
    fn addresses_of_ours_are_kept_as_they_are() {
        for (wished, whole) in [
            ("/", "https://chat.example.com/"),
            ("/chat?x=1#y", "https://chat.example.com/chat?x=1#y"),
            ("https://chat.example.com", "https://chat.example.com"),
            ("https://chat.example.com/chat?x=1", "https://chat.example.com/chat?x=1"),
            ("HTTPS://Chat.example.com/chat", "HTTPS://Chat.example.com/chat"),
            ("http://localhost:3210/a", "http://localhost:3210/a"),
            ("https://chat.example.com?x", "https://chat.example.com?x"),
            ("/caf\u{e9}?q=\u{e9}#\u{e9}", "https://chat.example.com/caf%C3%A9?q=%C3%A9#%C3%A9"),
            ("https://chat.example.com/\u{65e5}", "https://chat.example.com/%E6%97%A5"),
        ] {
            assert_eq!(judge(wished, &ours()), Target::Ours(whole.to_owned()), "{wished}");
        }
    }

    /// Checklist item 115.
    #[test]
    fn addresses_of_others_and_those_that_readers_read_differently_are_not_kept() {
        for wished in [
            "//evil.test",
            "///evil.test",
            "/\\evil.test",
            "/\t/evil.test",
            "/\n/evil.test",
            "/a\\b",
            "/ /evil.test",
            "https://evil.test",
            "https://chat.example.com.evil.test",
            "https://chat.example.com@evil.test/",
            "https://chat.example.com:444/",
            "https://chat.example.com\\@evil.test/",
            "https://evil.test/https://chat.example.com",
            "https://user@chat.example.com/",
            "https://chat.example.com//evil.test",
            "http://chat.example.com/",
            "https://localhost:3210/",
            "https:\\\\chat.example.com",
            "https://",
            "https://[",
            "http:///chat.example.com",
        ] {
            assert_ne!(
                std::mem::discriminant(&judge(wished, &ours())),
                std::mem::discriminant(&Target::Ours(String::new())),
                "{wished:?}"
            );
        }
        let long = format!("/{}", "a".repeat(MAX));
        assert_eq!(judge(&long, &ours()), Target::Elsewhere);
        for wished in
            ["javascript:alert(1)", "data:text/html,x", "", "chat", "mailto:a@b", "https:/x"]
        {
            assert_eq!(judge(wished, &ours()), Target::NotWeb, "{wished:?}");
        }
    }

    #[test]
    fn the_path_of_an_address_begins_where_the_host_ends() {
        for (target, expected) in [
            ("https://a.test", "/"),
            ("https://a.test/", "/"),
            ("https://a.test/b?c=//d#e", "/b?c=//d#e"),
            ("https://a.test?b", "?b"),
        ] {
            assert_eq!(path(target), expected);
        }
    }

    proptest! {
        /// Checklist items 115 and 121.
        #[test]
        fn whatever_is_kept_is_on_an_origin_of_ours(
            wished in "(https?:)?[/\\\\]{0,3}(chat\\.example\\.com)?\\PC{0,20}",
        ) {
            if let Target::Ours(url) = judge(&wished, &ours()) {
                let origin = Url::parse(&url).unwrap().origin().ascii_serialization();
                prop_assert!(url.is_ascii() && ours().contains(&origin), "{} {}", wished, url);
            }
        }
    }
}
