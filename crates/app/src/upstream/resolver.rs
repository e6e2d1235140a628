//! Names to addresses, with the private ones left out. The check sits in the resolver, so that the
//! address which was checked is the one that is connected to, whatever the name says a moment later.

use std::net::SocketAddr;
use std::sync::Arc;

use doorward_core::oidc::endpoint::{self, Transport};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Url};

use super::address::is_public;

/// A host that has no address to which we go.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("the host has no public address")]
pub(super) struct Forbidden;

/// Which hosts may be private.
#[derive(Clone, Debug)]
pub(super) struct Guard {
    /// The host that the operator wrote down, in lower case.
    trusted: Arc<str>,
    allow_private: bool,
    transport: Transport,
}

impl Guard {
    pub(super) fn new(trusted: &Url, allow_private: bool, transport: Transport) -> Self {
        let trusted = trusted.host_str().unwrap_or_default().to_ascii_lowercase().into();
        Self { trusted, allow_private, transport }
    }

    /// Judges what can be judged before a name is resolved: the scheme, and addresses as such.
    pub(super) fn check(&self, url: &Url) -> Result<(), Forbidden> {
        let address = match url.host() {
            Some(Host::Ipv4(address)) => Some(address.into()),
            Some(Host::Ipv6(address)) => Some(address.into()),
            _ => None,
        };
        let fits = self.may_be_private(url.host_str().unwrap_or_default())
            || address.is_none_or(is_public);
        if fits && endpoint::allowed(url, self.transport) { Ok(()) } else { Err(Forbidden) }
    }

    fn may_be_private(&self, host: &str) -> bool {
        self.allow_private || host.eq_ignore_ascii_case(&self.trusted)
    }
}

impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        let any = self.may_be_private(name.as_str());
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let usable: Vec<SocketAddr> =
                found.filter(|address| any || is_public(address.ip())).collect();
            if usable.is_empty() {
                return Err(Forbidden.into());
            }
            let usable: Addrs = Box::new(usable.into_iter());
            Ok(usable)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guard(allow_private: bool) -> Guard {
        let issuer = Url::parse("http://127.0.0.1:9101/").unwrap();
        Guard::new(&issuer, allow_private, Transport::Secure)
    }

    #[test]
    fn only_the_issuers_own_host_may_be_private() {
        let check = |text| guard(false).check(&Url::parse(text).unwrap()).is_ok();
        assert!(check("http://127.0.0.1:9999/jwks") && check("https://1.1.1.1/"));
        assert!(check("https://keys.example/"));
        for text in [
            "http://127.0.0.2/",
            "https://127.0.0.2/",
            "https://2130706434/",
            "https://0x7f.2/",
            "https://169.254.169.254/",
            "https://[::1]/",
            "https://[::ffff:127.0.0.1]/",
            "https://[::ffff:a00:1]/",
            "http://keys.example/",
        ] {
            assert!(!check(text), "{text}");
        }
        assert!(guard(true).check(&Url::parse("https://10.0.0.1/").unwrap()).is_ok());
    }

    #[tokio::test]
    async fn a_name_of_this_machine_has_no_address_for_a_stranger() {
        let name = || "localhost".parse().unwrap();
        assert!(guard(false).resolve(name()).await.is_err());
        assert!(guard(true).resolve(name()).await.is_ok());
    }
}
