//! Whose people a provider vouches for.

use url::Url;

use super::{Issuer, OpenId, Protocol, TABLE, quirks};
use crate::oidc::{Object, microsoft};

/// Issuers, by their hosts, at which anybody can have an account, besides those of the table.
const PUBLIC: [&str; 8] = [
    "access.line.me",
    "api.login.yahoo.com",
    "gitlab.com",
    "id.twitch.tv",
    "kauth.kakao.com",
    "slack.com",
    "www.linkedin.com",
    "www.paypal.com",
];

/// Whose people a provider vouches for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Directory {
    /// Anybody's, under any address that they like.
    Everybody,
    /// Those of one tenant of Microsoft's: its administrators give out the names that people sign in
    /// with, and nobody says that an address is checked.
    Tenant,
    /// Those that the operator has let in.
    Own,
}

impl OpenId {
    /// Whose people `issuer` vouches for. The issuer decides, not the entry that it was written for: any
    /// issuer can be written into most of them.
    pub fn directory(&self, issuer: &Url) -> Directory {
        if self.is_microsoft(issuer) {
            return if microsoft::is_shared(issuer) {
                Directory::Everybody
            } else {
                Directory::Tenant
            };
        }
        if is_public(issuer) { Directory::Everybody } else { Directory::Own }
    }

    /// Puts the claims of `issuer` where they are looked for: Microsoft's are Microsoft's under every
    /// entry.
    pub fn adapt_at(&self, issuer: &Url) -> Option<fn(Object) -> Object> {
        if self.is_microsoft(issuer) { Some(quirks::microsoft::adapt) } else { self.adapt }
    }

    /// Whether `issuer` lets people sign in anew when asked to, and says when they did, whichever entry it
    /// was written for. Microsoft says so only where the application asks for the optional claim
    /// `auth_time`.
    pub fn proves_anew_at(issuer: &Url) -> bool {
        !microsoft::is_entra(issuer)
            && fixed()
                .filter(|(_, openid)| !openid.proves_anew)
                .all(|(host, _)| host != host_of(issuer))
    }

    fn is_microsoft(&self, issuer: &Url) -> bool {
        matches!(self.issuer, Issuer::Tenant { .. }) || microsoft::is_entra(issuer)
    }
}

fn is_public(issuer: &Url) -> bool {
    let issuer = host_of(issuer);
    PUBLIC.contains(&issuer.as_str()) || fixed().any(|(host, _)| host == issuer)
}

/// The hosts of the issuers that are always the same.
fn fixed() -> impl Iterator<Item = (String, OpenId)> {
    TABLE.iter().filter_map(|entry| match entry.protocol {
        Protocol::OpenId(openid @ OpenId { issuer: Issuer::Fixed(fixed), .. }) => {
            Some((host_of(&Url::parse(fixed).ok()?), openid))
        }
        _ => None,
    })
}

fn host_of(url: &Url) -> String {
    url.host_str().unwrap_or_default().trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provider::Entry;

    fn entry(id: &str) -> OpenId {
        let Protocol::OpenId(openid) = Entry::find(id).unwrap().protocol else { panic!("{id}") };
        openid
    }

    /// Checklist item 49.
    #[test]
    fn the_issuer_decides_whose_people_they_are_and_not_the_entry() {
        const MICROSOFT: &str = "https://login.microsoftonline.com";
        for (issuer, expected) in [
            (format!("{MICROSOFT}/common/v2.0"), Directory::Everybody),
            (format!("{MICROSOFT}/Common/v2.0"), Directory::Everybody),
            (format!("{MICROSOFT}/organizations/v2.0"), Directory::Everybody),
            (format!("{MICROSOFT}/consumers"), Directory::Everybody),
            (
                format!("{MICROSOFT}/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0"),
                Directory::Everybody,
            ),
            (format!("{MICROSOFT}./common/v2.0"), Directory::Everybody),
            ("https://login.microsoftonline.us/common/v2.0".to_owned(), Directory::Everybody),
            (format!("{MICROSOFT}/72f988bf-86f1-41af-91ab-2d7cd011db47/v2.0"), Directory::Tenant),
            (format!("{MICROSOFT}/contoso.onmicrosoft.com/v2.0"), Directory::Tenant),
            ("https://accounts.google.com".to_owned(), Directory::Everybody),
            ("https://appleid.apple.com/".to_owned(), Directory::Everybody),
            ("https://gitlab.com".to_owned(), Directory::Everybody),
            ("https://gitlab.example.com".to_owned(), Directory::Own),
            ("https://id.example.com/common/v2.0".to_owned(), Directory::Own),
        ] {
            let url = Url::parse(&issuer).unwrap();
            for id in ["openid", "generic-oidc", "auth0", "keycloak", "google"] {
                assert_eq!(entry(id).directory(&url), expected, "{id} {issuer}");
            }
        }
        let elsewhere = Url::parse("https://gateway.example/common/v2.0").unwrap();
        assert_eq!(entry("azure-ad").directory(&elsewhere), Directory::Everybody);
    }

    /// Checklist item 68.
    #[test]
    fn nobody_is_asked_for_a_proof_that_they_do_not_give() {
        for (issuer, proves) in [
            ("https://accounts.google.com", false),
            ("https://login.microsoftonline.com/common/v2.0", false),
            ("https://appleid.apple.com", true),
            ("https://id.example.com", true),
        ] {
            assert_eq!(OpenId::proves_anew_at(&Url::parse(issuer).unwrap()), proves, "{issuer}");
        }
    }

    /// Checklist item 49.
    #[test]
    fn microsofts_addresses_are_weighed_as_microsofts_under_every_entry() {
        let microsoft = Url::parse("https://login.microsoftonline.com/t.example/v2.0").unwrap();
        let own = Url::parse("https://id.example.com").unwrap();
        let claims = serde_json::json!({"email": "a@b.cd", "email_verified": true});
        let claims = claims.as_object().unwrap();
        for id in ["openid", "generic-oidc", "casdoor"] {
            let adapted = |issuer| OpenId::adapted(entry(id).adapt_at(issuer), claims.clone());
            assert!(!adapted(&microsoft).contains_key("email_verified"), "{id}");
            assert!(adapted(&own).contains_key("email_verified"), "{id}");
        }
    }
}
