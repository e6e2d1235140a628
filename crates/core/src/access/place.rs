//! Which of several apps a request is for: by the host name that was asked, and by how the path begins.
//!
//! A host is compared without its port and in any case of letters, a path decoded, byte for byte and at the
//! border of a segment. The app of a host goes before those of any host, and the longest beginning before shorter ones.

use std::fmt;

use super::{decoded, target};

/// Where an app is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    host: Option<String>,
    /// Empty for every path; else with a slash in front alone.
    path: String,
    decoded: Vec<u8>,
}

/// It is no place for an app.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotPlace {
    /// The host is none.
    #[error("it is no host name or address alone")]
    Host,
    /// The path is none that apps can be told apart by.
    #[error(
        "it is no path that begins with a slash, ends without one and is read alike by everybody"
    )]
    Path,
}

impl Place {
    /// A place at `host`, or at any, below `path`; `/` is everything.
    pub fn new(host: Option<&str>, path: &str) -> Result<Self, NotPlace> {
        let host = host.map(|host| self::host(host).ok_or(NotPlace::Host)).transpose()?;
        let plain = target::check(path).is_ok() && !path.contains('*');
        match path.strip_suffix('/') {
            Some("") => Ok(Self { host, ..Self::default() }),
            None if plain => {
                Ok(Self { host, path: path.to_owned(), decoded: decoded(path).into_owned() })
            }
            _ => Err(NotPlace::Path),
        }
    }

    /// The host, in lower case; any if there is none.
    pub fn host(&self) -> Option<&str> {
        self.host.as_deref()
    }

    /// How its paths begin.
    pub fn path(&self) -> &str {
        if self.path.is_empty() { "/" } else { &self.path }
    }

    /// How its paths begin, decoded; empty for every path.
    pub(super) fn decoded(&self) -> &[u8] {
        &self.decoded
    }

    /// Whether it cannot be told from another: letters of paths may differ in their case alone.
    pub fn is_same(&self, other: &Self) -> bool {
        self.host == other.host && self.decoded.eq_ignore_ascii_case(&other.decoded)
    }

    /// Whether a path, which is [`decoded`], is in it: to the letter, or else only in letters of another case.
    fn begins(&self, path: &[u8]) -> Option<bool> {
        let (head, rest) = path.split_at_checked(self.decoded.len())?;
        let border = matches!(rest.first(), None | Some(b'/'));
        (border && head.eq_ignore_ascii_case(&self.decoded)).then(|| head == self.decoded)
    }

    /// How well it fits: an app of the host before one of any, the longest path first.
    fn rank(&self) -> (bool, usize) {
        (self.host.is_some(), self.decoded.len())
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.host.as_deref().unwrap_or("*"), self.path())
    }
}

/// The host of `host[:port]` as it is compared: `None` if it is no host name and no address.
pub fn host(text: &str) -> Option<String> {
    let name = text.strip_suffix('.').unwrap_or(text);
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let inner = name.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let fits = match inner {
        Some(address) => address.parse::<std::net::Ipv6Addr>().is_ok(),
        None => name.len() <= 253 && name.split('.').all(is_label),
    };
    fits.then(|| name.to_ascii_lowercase())
}

/// The host of an authority (RFC 3986 §3.2) without its port and without a full stop at its end.
pub fn without_port(authority: &str) -> &str {
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => authority,
    };
    host.strip_suffix('.').unwrap_or(host)
}

/// Which app it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// This one, counted from 0.
    App(usize),
    /// None.
    Nobody,
    /// This one, or another in the eyes of a server that takes letters of both cases for one.
    Unclear,
}

/// Chooses the app for `path` at `authority`, which is `None` where nobody said which host is asked.
pub fn choose<'a>(
    places: impl IntoIterator<Item = &'a Place>,
    authority: Option<&str>,
    path: &str,
) -> Choice {
    let (asked, path) = (authority.map(without_port), decoded(path));
    let is_there = |place: &Place| match (&place.host, asked) {
        (None, _) => true,
        (Some(host), Some(asked)) => host.eq_ignore_ascii_case(asked),
        (Some(_), None) => false,
    };
    let fitting = places.into_iter().enumerate().filter(|(_, place)| is_there(place));
    let (mut exact, mut alike) = (None, None);
    for (number, place) in fitting {
        let Some(to_the_letter) = place.begins(&path) else { continue };
        let best = Some((place.rank(), number));
        alike = alike.max(best);
        if to_the_letter {
            exact = exact.max(best);
        }
    }
    match exact {
        _ if exact != alike => Choice::Unclear,
        Some((_, number)) => Choice::App(number),
        None => Choice::Nobody,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places() -> Vec<Place> {
        [
            (None, "/"),
            (None, "/wiki"),
            (Some("chat.example.test"), "/"),
            (Some("chat.example.test"), "/api"),
            (Some("chat.example.test"), "/api/v2"),
            (Some("bare.example.test"), "/only"),
        ]
        .map(|(host, path)| Place::new(host, path).unwrap())
        .to_vec()
    }

    fn chosen(host: Option<&str>, path: &str) -> Choice {
        choose(&places(), host, path)
    }

    #[test]
    fn the_host_goes_first_and_then_the_longest_beginning() {
        for (host, path, number) in [
            (Some("door.example.test"), "/", 0),
            (Some("door.example.test"), "/wiki", 1),
            (Some("door.example.test"), "/wiki/a", 1),
            (Some("door.example.test"), "/wikis", 0),
            (Some("chat.example.test"), "/wiki", 2),
            (Some("CHAT.Example.test:8443"), "/api", 3),
            (Some("chat.example.test."), "/api/v2/x", 4),
            (Some("chat.example.test.:443"), "/api/v3", 3),
            (Some("bare.example.test"), "/", 0),
            (Some("bare.example.test"), "/only/", 5),
            (Some("chat.example.test.evil.test"), "/api", 0),
            (Some("evil.test:chat.example.test"), "/api", 0),
            (Some("[::1]:80"), "/api", 0),
            (None, "/api", 0),
        ] {
            assert_eq!(chosen(host, path), Choice::App(number), "{host:?} {path}");
        }
        let named = &places()[2..];
        assert_eq!(choose(named, None, "/"), Choice::Nobody);
        assert_eq!(choose(named, Some("door.example.test"), "/"), Choice::Nobody);
    }

    /// Checklist item 110.
    #[test]
    fn a_path_that_another_server_could_put_elsewhere_is_nobodys() {
        let host = Some("chat.example.test");
        for path in ["/API", "/Api/v1", "/api/V2", "/api/V2/x"] {
            assert_eq!(chosen(host, path), Choice::Unclear, "{path}");
        }
        assert_eq!(chosen(host, "/APIs"), Choice::App(2));
        assert_eq!(chosen(host, "/api/v2/X"), Choice::App(4));
    }

    /// Checklist item 110.
    #[test]
    fn what_is_encoded_chooses_no_other_app() {
        let places = [(None, "/"), (None, "/@wiki"), (None, "/a%3Ab"), (None, "/a:b/c")]
            .map(|(host, path)| Place::new(host, path).unwrap());
        for (path, number) in [
            ("/@wiki/x", 1),
            ("/%40wiki/x", 1),
            ("/a:b", 2),
            ("/a%3ab", 2),
            ("/a%3Ab/c", 3),
            ("/wiki%40", 0),
        ] {
            assert_eq!(choose(&places, None, path), Choice::App(number), "{path}");
        }
        assert_eq!(choose(&places, None, "/%40Wiki"), Choice::Unclear);
        let same = |path: &str| Place::new(None, path).is_ok_and(|place| place.is_same(&places[1]));
        assert!(same("/%40wiki") && same("/@WIKI") && !same("/wiki"));
    }

    #[test]
    fn what_is_no_place_is_none() {
        for host in [
            "",
            "a b",
            "*.example.test",
            "https://a",
            "a/b",
            "a:80",
            "-a",
            "a..b",
            "é.test",
            "[::1",
        ] {
            assert_eq!(Place::new(Some(host), "/"), Err(NotPlace::Host), "{host}");
        }
        for path in ["", "wiki", "/wiki/", "/a//b", "/a/../b", "/a*", "/a/*", "/a?b", "/%61"] {
            assert_eq!(Place::new(None, path), Err(NotPlace::Path), "{path}");
        }
        let place = Place::new(Some("Chat.Example.test."), "/a").unwrap();
        assert_eq!(place.to_string(), "chat.example.test/a");
        assert!(
            Place::new(Some("[::1]"), "/").is_ok() && Place::new(Some("10.0.0.1"), "/").is_ok()
        );
    }
}
