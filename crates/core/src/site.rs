//! A cookie for several hosts: which domains one may be for (RFC 6265 §5.3).

use psl::{List, Psl as _};

use crate::access::place;

/// A domain that no cookie can be for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotDomain {
    /// It is no host name.
    #[error("is no domain name alone, such as example.org")]
    Name,
    /// It is an address, which has nothing below it.
    #[error("is an address, which has no hosts below it")]
    Address,
    /// Anybody can have a host below it, and browsers take no cookie for it.
    #[error("is a public suffix, below which anybody can have a host")]
    Public,
}

/// Reads the domain of a cookie that several hosts below it share, in lower case.
pub fn cookie_domain(text: &str) -> Result<String, NotDomain> {
    let domain = place::host(text).filter(|_| !text.ends_with('.')).ok_or(NotDomain::Name)?;
    let last = domain.rsplit('.').next().unwrap_or_default();
    // What ends with a number is an IPv4 address to browsers (WHATWG URL §3.5).
    let number = last.bytes().all(|byte| byte.is_ascii_digit()) || last.starts_with("0x");
    if number || domain.starts_with('[') {
        return Err(NotDomain::Address);
    }
    // A suffix has no registrable domain of its own.
    List.domain(domain.as_bytes()).map(|_| ()).ok_or(NotDomain::Public)?;
    Ok(domain)
}

/// Whether a host is a domain or below it.
pub fn is_below(host: &str, domain: &str) -> bool {
    host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookies_are_for_domains_that_somebody_owns() {
        for (text, domain) in
            [("example.org", "example.org"), ("Door.Example.co.uk", "door.example.co.uk")]
        {
            assert_eq!(cookie_domain(text).as_deref(), Ok(domain));
        }
        for (text, why) in [
            ("", NotDomain::Name),
            (".example.org", NotDomain::Name),
            ("example.org.", NotDomain::Name),
            ("https://example.org", NotDomain::Name),
            ("example.org:443", NotDomain::Name),
            ("example.org/", NotDomain::Name),
            ("*.example.org", NotDomain::Name),
            ("example.org; Secure", NotDomain::Name),
            ("127.0.0.1", NotDomain::Address),
            ("[::1]", NotDomain::Address),
            ("1.2.3", NotDomain::Address),
            ("org", NotDomain::Public),
            ("co.uk", NotDomain::Public),
            ("github.io", NotDomain::Public),
            ("localhost", NotDomain::Public),
        ] {
            assert_eq!(cookie_domain(text), Err(why), "{text}");
        }
    }

    #[test]
    fn hosts_are_below_a_domain_at_the_border_of_a_label() {
        assert!(is_below("example.org", "example.org") && is_below("a.example.org", "example.org"));
        assert!(!is_below("badexample.org", "example.org") && !is_below("org", "example.org"));
    }
}
