//! The issuer as the operator wrote it, and as the provider states it.

use url::Url;

use crate::oidc::endpoint::{self, Transport};
use crate::oidc::{Refusal, Refused};

/// Where the configuration document lies below an issuer (`OpenID` Connect Discovery §4).
const WELL_KNOWN: &str = "/.well-known/openid-configuration";

/// A configured issuer in the form in which it is compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issuer {
    /// The issuer without a slash at its end.
    base: String,
    discovery: Url,
}

impl Issuer {
    /// Reads the documented spellings: the issuer with or without a slash at its end, the address of
    /// its configuration document, which may have a query, or a bare host name such as Auth0 shows.
    pub fn parse(text: &str, transport: Transport) -> Result<Self, Refused> {
        let text = text.trim();
        let unusable = || Refusal::IssuerUnusable.seeing(text);
        let whole = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
        let (mut base, query) = match whole.split_once('?') {
            // A query belongs to the document: the policy of B2C, the application of Entra ID.
            Some((path, query)) if path.ends_with(WELL_KNOWN) => (path.to_owned(), Some(query)),
            _ => (whole, None),
        };
        for suffix in ["/", WELL_KNOWN, "/"] {
            if let Some(rest) = base.strip_suffix(suffix) {
                base.truncate(rest.len());
            }
        }
        let usable = endpoint::parse(&base, transport).filter(|url| url.query().is_none());
        usable.ok_or_else(unusable)?;
        let query = query.map(|query| format!("?{query}")).unwrap_or_default();
        let discovery = endpoint::parse(&format!("{base}{WELL_KNOWN}{query}"), transport);
        let discovery = discovery.ok_or_else(unusable)?;
        Ok(Self { base, discovery })
    }

    /// The address of the configuration document.
    pub const fn discovery_url(&self) -> &Url {
        &self.discovery
    }

    /// The issuer without a slash at its end.
    pub fn as_str(&self) -> &str {
        &self.base
    }

    /// Whether `stated` is this issuer: equal, or longer by one slash at its end. From then on the
    /// stated spelling is the issuer, and is compared exactly (Discovery §4.3).
    pub fn is_stated_as(&self, stated: &str) -> bool {
        stated.strip_prefix(&self.base).is_some_and(|rest| matches!(rest, "" | "/"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Issuer, Refused> {
        Issuer::parse(text, Transport::Secure)
    }

    #[test]
    fn every_documented_spelling_leads_to_one_document() {
        for text in [
            "https://tenant.eu.auth0.com",
            "https://tenant.eu.auth0.com/",
            " https://tenant.eu.auth0.com/ ",
            "tenant.eu.auth0.com",
            "tenant.eu.auth0.com/",
            "https://tenant.eu.auth0.com/.well-known/openid-configuration",
            "https://tenant.eu.auth0.com/.well-known/openid-configuration/",
            "tenant.eu.auth0.com/.well-known/openid-configuration",
        ] {
            let issuer = parse(text).unwrap();
            assert_eq!(issuer.as_str(), "https://tenant.eu.auth0.com", "{text}");
            let document = "https://tenant.eu.auth0.com/.well-known/openid-configuration";
            assert_eq!(issuer.discovery_url().as_str(), document, "{text}");
            assert!(issuer.is_stated_as("https://tenant.eu.auth0.com"));
            assert!(issuer.is_stated_as("https://tenant.eu.auth0.com/"));
        }
        let path = parse("https://login.example.com/realms/main/").unwrap();
        assert_eq!(path.discovery_url().path(), "/realms/main/.well-known/openid-configuration");
        assert!(parse("http://127.0.0.1:9101").is_ok());
        let policy = "https://c.b2clogin.com/c.example/v2.0/.well-known/openid-configuration?p=in";
        let policy_issuer = parse(policy).unwrap();
        assert_eq!(policy_issuer.discovery_url().as_str(), policy);
        assert_eq!(policy_issuer.as_str(), "https://c.b2clogin.com/c.example/v2.0");
    }

    #[test]
    fn another_issuer_is_not_this_one() {
        let issuer = parse("https://a.example/realms/x").unwrap();
        for stated in [
            "",
            "https://a.example/realms/x//",
            "https://a.example/realms/xy",
            "https://a.example/realms",
            "http://a.example/realms/x",
            "https://A.example/realms/x",
            "https://a.example/realms/x?",
            "https://a.example/realms/x/.well-known/openid-configuration",
        ] {
            assert!(!issuer.is_stated_as(stated), "{stated}");
        }
    }

    #[test]
    fn what_is_no_issuer_is_refused() {
        for text in [
            "",
            "/",
            "http://login.example.com",
            "https://user@a.example",
            "https://a.example/?p=policy",
            "https://a.example/.well-known/openid-configuration?a=b#c",
            "https://a.example/#x",
            "file:///etc/passwd",
            "ftp://a.example",
            "https://a b",
        ] {
            assert_eq!(parse(text).unwrap_err().why, Refusal::IssuerUnusable, "{text}");
        }
        assert!(Issuer::parse("http://keycloak:8080/realms/x", Transport::PlainAllowed).is_ok());
    }
}
