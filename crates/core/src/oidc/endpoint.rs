//! Which URLs of a provider we go to, or send a browser to.

use url::{Host, Url};

/// The longest URL accepted, in bytes.
const MAX_LENGTH: usize = 2048;

/// Whether plain http is accepted beyond loopback.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    /// https, or http on loopback.
    Secure,
    /// Also http to any host: the operator has said so for this provider.
    PlainAllowed,
}

/// Reads a URL that we may use: https or allowed http, with a host, without user and fragment.
/// `None` for everything else, `file:` and `javascript:` among it.
pub fn parse(text: &str, transport: Transport) -> Option<Url> {
    if text.len() > MAX_LENGTH || text.contains(|c: char| c.is_control() || c.is_whitespace()) {
        return None;
    }
    let url = Url::parse(text).ok()?;
    let plain = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    (plain && allowed(&url, transport)).then_some(url)
}

/// Whether the scheme and host of `url` may be used.
pub fn allowed(url: &Url, transport: Transport) -> bool {
    match (url.scheme(), url.host()) {
        ("https", Some(_)) => true,
        ("http", Some(host)) => transport == Transport::PlainAllowed || is_loopback(&host),
        _ => false,
    }
}

/// RFC 6761 §6.3 keeps `localhost` and what is below it on this machine.
fn is_loopback(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => *name == "localhost" || name.ends_with(".localhost"),
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn https_and_loopback_are_usable() {
        for text in [
            "https://login.example.com/a?b=c",
            "https://10.0.0.1:8443/",
            "http://localhost:9101/x",
            "http://a.localhost/",
            "http://127.0.0.1/",
            "http://127.9.9.9/",
            "http://[::1]:80/",
        ] {
            assert!(parse(text, Transport::Secure).is_some(), "{text}");
        }
        assert!(parse("http://keycloak:8080/", Transport::PlainAllowed).is_some());
    }

    #[test]
    fn everything_else_is_not() {
        let long = format!("https://a/{}", "a".repeat(MAX_LENGTH));
        for text in [
            "",
            "login.example.com",
            "//a/b",
            "http://keycloak:8080/",
            "http://localhost.example.com/",
            "http://128.0.0.1/",
            "file:///etc/passwd",
            "javascript:alert(1)",
            "ftp://a/",
            "data:text/html,x",
            "https://user@a/",
            "https://user:word@a/",
            "https://a/#b",
            "https://",
            "https://a/\nb",
            " https://a/",
            &long,
        ] {
            assert!(parse(text, Transport::Secure).is_none(), "{text}");
        }
        assert!(parse("file:///a", Transport::PlainAllowed).is_none());
    }
}
