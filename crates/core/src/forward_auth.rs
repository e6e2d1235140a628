//! Forward-auth: what a proxy in front of an app says about the request that it asks about.
//!
//! Each proxy has its own fields for that, and no others are looked at: a client could send those. Whether
//! the proxy may be believed at all is not decided here.

use std::str::FromStr;

/// A proxy that asks before it forwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proxy {
    /// nginx with `auth_request`.
    Nginx,
    /// Caddy with `forward_auth`.
    Caddy,
    /// Traefik with `forwardAuth`.
    Traefik,
    /// Envoy with `ext_authz` over HTTP.
    Envoy,
    /// `HAProxy` with a script in Lua.
    HaProxy,
}

/// It is none of the proxies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it is none of nginx, caddy, traefik, envoy and haproxy")]
pub struct NotProxy;

impl FromStr for Proxy {
    type Err = NotProxy;

    fn from_str(text: &str) -> Result<Self, NotProxy> {
        Self::ALL.into_iter().find(|proxy| proxy.as_str() == text).ok_or(NotProxy)
    }
}

/// Where a proxy says what it is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spoken {
    /// In the request itself: its method, its path behind ours, and its `Host`.
    Itself,
    /// In these fields, in lower case.
    In {
        /// The one with the method.
        method: &'static str,
        /// The one with the path and query, byte for byte.
        uri: &'static str,
    },
}

impl Proxy {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Nginx, Self::Caddy, Self::Traefik, Self::Envoy, Self::HaProxy];

    /// Its name in paths and settings.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Nginx => "nginx",
            Self::Caddy => "caddy",
            Self::Traefik => "traefik",
            Self::Envoy => "envoy",
            Self::HaProxy => "haproxy",
        }
    }

    /// Where it says what it is asked for.
    pub const fn speaks(self) -> Spoken {
        match self {
            Self::Envoy => Spoken::Itself,
            Self::Nginx => Spoken::In { method: "x-original-method", uri: "x-original-uri" },
            Self::Caddy | Self::Traefik | Self::HaProxy => {
                Spoken::In { method: "x-forwarded-method", uri: "x-forwarded-uri" }
            }
        }
    }

    /// The status that lets a request through. Envoy takes no other than 200.
    pub const fn allows_with(self) -> u16 {
        if matches!(self, Self::Envoy) { 200 } else { 204 }
    }

    /// Whether it hands our answer on to the client. nginx keeps its status alone, and takes whatever is
    /// neither 2xx, 401 nor 403 for a failure of ours.
    pub const fn hands_on(self) -> bool {
        !matches!(self, Self::Nginx)
    }
}

/// The origin of an app that a proxy speaks of: `scheme://host[:port]`, as browsers write it (RFC 6454
/// §6.2). `None` when it is none.
pub fn origin(scheme: &str, host: &str) -> Option<String> {
    let port = match scheme {
        "http" => ":80",
        "https" => ":443",
        _ => return None,
    };
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._:[]".contains(&b);
    if host.is_empty() || !host.bytes().all(plain) {
        return None;
    }
    let host = host.strip_suffix(port).unwrap_or(host).to_ascii_lowercase();
    Some(format!("{scheme}://{host}"))
}

/// What the local paths begin with that lead to an app on an origin of its own.
pub const RETURN: &str = "/return";

/// The local path by which a person comes back to `uri`, a path and query, at `origin`.
///
/// Whatever a person returns to is a path of ours (see [`crate::origin::return_path`]), so this is how one
/// elsewhere is written: `/return/https/chat.example.com/c/7`.
pub fn way_back(origin: &str, uri: &str) -> Option<String> {
    let (scheme, authority) = origin.split_once("://")?;
    Some(format!("{RETURN}/{scheme}/{authority}{uri}"))
}

/// Where such a path leads: the URL, if its origin is one of `known` to the letter (checklist item 115).
pub fn destination<'a>(path: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let rest = path.strip_prefix(RETURN)?.strip_prefix('/')?;
    let (scheme, rest) = rest.split_once('/')?;
    let (authority, _) = rest.split_once('/')?;
    let uri = crate::origin::own_path(rest.get(authority.len()..)?)?;
    let is_meant =
        |origin: &&str| origin.split_once("://").is_some_and(|own| own == (scheme, authority));
    known.into_iter().find(is_meant).map(|origin| format!("{origin}{uri}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn proxies_are_known_by_their_names() {
        for proxy in Proxy::ALL {
            assert_eq!(proxy.as_str().parse(), Ok(proxy));
        }
        for other in ["", "Nginx", "apache", "nginx/"] {
            assert_eq!(other.parse::<Proxy>(), Err(NotProxy), "{other}");
        }
    }

    #[test]
    fn origins_are_written_as_browsers_write_them() {
        for (scheme, host, origin_of) in [
            ("https", "chat.example.test", Some("https://chat.example.test")),
            ("https", "Chat.Example.test:443", Some("https://chat.example.test")),
            ("http", "127.0.0.1:8080", Some("http://127.0.0.1:8080")),
            ("http", "[::1]:80", Some("http://[::1]")),
            ("https", "", None),
            ("ftp", "chat.example.test", None),
            ("HTTPS", "chat.example.test", None),
            ("https", "chat.example.test@evil.test", None),
            ("https", "chat.example.test/x", None),
            ("https", "chat.example.test, evil.test", None),
        ] {
            assert_eq!(origin(scheme, host).as_deref(), origin_of, "{scheme} {host}");
        }
    }

    /// Checklist item 115.
    #[test]
    fn a_way_back_leads_to_known_origins_alone() {
        let known = ["https://chat.example.test", "http://127.0.0.1:8080"];
        let back = way_back("https://chat.example.test", "/c/7?a=b").unwrap();
        assert_eq!(back, "/return/https/chat.example.test/c/7?a=b");
        let to = destination(&back, known);
        assert_eq!(to.as_deref(), Some("https://chat.example.test/c/7?a=b"));
        for bad in [
            "/return/https/evil.test/",
            "/return/https/chat.example.test",
            "/return/http/chat.example.test/",
            "/return/https/chat.example.test:8443/",
            "/return/https/chat.example.test@evil.test/",
            "/return/https/chat.example.test.evil.test/",
            "/return/https/chat.example.test?/",
            "/return/https/chat.example.test//evil.test",
            "/return/https/chat.example.test/\\evil.test",
            "/return/https/CHAT.example.test/",
            "/return/https//chat.example.test/",
            "/return/javascript/alert(1)/",
            "/return//chat.example.test/",
            "/return",
            "/returns/https/chat.example.test/",
        ] {
            assert_eq!(destination(bad, known), None, "{bad}");
        }
    }
}
