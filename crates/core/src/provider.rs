//! The providers that Doorward knows: one entry each, and at most one pure function where one is odd.
//!
//! Settings, routes and pages walk [`TABLE`]; adding a provider is adding an entry.

pub mod answer;
mod directory;
mod names;
mod person;
mod quirks;
pub mod request;
mod site;
mod table;

pub use directory::Directory;
pub use names::{Family, Names, Part, Spelling, prefix};
pub use person::{Answers, Person};
pub use site::{Base, Site};
pub use table::TABLE;

use crate::oidc::userinfo::VERIFIED;
use crate::oidc::{Object, Refused};

/// A provider as Doorward knows it, before an operator has said anything.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// Its name in paths, rows and settings: `auth0`.
    pub id: &'static str,
    /// Its name on pages: `Auth0`.
    pub name: &'static str,
    /// What is asked for unless it is set, with blanks between.
    pub scope: &'static str,
    /// How it speaks.
    pub protocol: Protocol,
    /// The settings that switch it on.
    pub names: Names,
}

/// How a provider speaks.
#[derive(Clone, Copy, Debug)]
pub enum Protocol {
    /// `OpenID` Connect with discovery.
    OpenId(OpenId),
    /// OAuth 2.0 with an API of its own for profiles.
    OAuth2(OAuth2),
}

/// What is particular about an `OpenID` provider.
#[derive(Clone, Copy, Debug)]
pub struct OpenId {
    /// Where the issuer comes from.
    pub issuer: Issuer,
    /// How the browser brings the answer back.
    pub response_mode: ResponseMode,
    /// How we prove who we are.
    pub credential: Credential,
    /// Puts oddly named claims where [`Profile::read`] looks for them.
    ///
    /// [`Profile::read`]: crate::oidc::profile::Profile::read
    pub adapt: Option<fn(Object) -> Object>,
    /// Whether it lets people sign in anew when asked to, and says when they did (`max_age` and
    /// `auth_time`, Core §3.1.2.1).
    pub proves_anew: bool,
}

/// Where the issuer of an `OpenID` provider comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Issuer {
    /// The operator writes it.
    Set,
    /// It is always this one, unless the operator writes another.
    Fixed(&'static str),
    /// Microsoft's, made of a base and a tenant; `common` without one.
    Tenant {
        /// The base without a slash at its end.
        base: &'static str,
    },
    /// Amazon's, made of a region and a user pool, unless the operator writes it whole.
    UserPool,
}

/// How the browser brings the answer back (OAuth 2.0 Multiple Response Types §2.1, Form Post §2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResponseMode {
    /// In the query of a GET.
    Query,
    /// In the body of a POST from the provider's page.
    FormPost,
}

impl ResponseMode {
    /// Its name in requests; the query is what goes without saying.
    pub const fn name(self) -> Option<&'static str> {
        match self {
            Self::Query => None,
            Self::FormPost => Some("form_post"),
        }
    }
}

/// How we prove to a provider who we are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Credential {
    /// With a secret that both know.
    Secret,
    /// With an ES256 JWT made from a private key (Sign in with Apple).
    SignedByTeam,
}

/// The API of a provider that speaks OAuth 2.0 only.
#[derive(Clone, Copy, Debug)]
pub struct OAuth2 {
    /// What stands for the issuer in links: stable, and no other provider's.
    pub issuer: &'static str,
    /// The `iss` that it may send with its answer (RFC 9207), if it is known to.
    pub response_issuer: Option<&'static str>,
    /// Where the browser is sent.
    pub authorization_endpoint: &'static str,
    /// Where the code is exchanged.
    pub token_endpoint: &'static str,
    /// Where the profile is.
    pub profile_endpoint: &'static str,
    /// Where more of the profile is, asked for in the same way.
    pub more_endpoint: Option<&'static str>,
    /// In what form requests are made.
    pub dialect: Dialect,
    /// Says who somebody is.
    pub read: fn(&Answers) -> Result<Person, Refused>,
}

/// The forms of requests that OAuth 2.0 providers want.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// As RFC 6749 has it; the profile with a bearer token.
    Standard,
    /// `WeChat`: `appid` and `secret` in the query of a GET; the token and `openid` likewise.
    WeChat,
    /// Feishu: `app_id` beside `client_id`, and a JSON body for the token.
    Feishu,
}

impl OpenId {
    /// Puts oddly named claims where they are looked for. What was verified stays as it is.
    pub fn adapted(adapt: Option<fn(Object) -> Object>, claims: Object) -> Object {
        let Some(adapt) = adapt else { return claims };
        let mut verified = claims.clone();
        verified.retain(|name, _| VERIFIED.contains(&name.as_str()));
        let mut adapted = adapt(claims);
        adapted.retain(|name, _| !VERIFIED.contains(&name.as_str()));
        adapted.extend(verified);
        adapted
    }
}

impl Entry {
    /// The entry with this id; `azure-ad` and the like are entries of their own.
    pub fn find(id: &str) -> Option<&'static Self> {
        TABLE.iter().find(|entry| entry.id == id)
    }

    /// Whether it gives the address of everybody who has one. `WeChat` gives none, and people of Feishu
    /// often have none, so their accounts may do without.
    pub const fn gives_addresses(&self) -> bool {
        match self.protocol {
            Protocol::OAuth2(oauth2) => matches!(oauth2.dialect, Dialect::Standard),
            Protocol::OpenId(_) => true,
        }
    }

    /// Whether it says some things of a person at the first sign-in only (Sign in with Apple).
    pub const fn says_things_once(&self) -> bool {
        match self.protocol {
            Protocol::OpenId(openid) => matches!(openid.response_mode, ResponseMode::FormPost),
            Protocol::OAuth2(_) => false,
        }
    }

    /// Whether it speaks `OpenID` Connect.
    pub const fn is_openid(&self) -> bool {
        matches!(self.protocol, Protocol::OpenId(_))
    }
}
