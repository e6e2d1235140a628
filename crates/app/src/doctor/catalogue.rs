//! The catalogue: the mistakes with which people come to forums, each under a number that stays.

use std::fmt;

use serde::{Serialize, Serializer};

/// An entry, by its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry(pub u8);

impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "M{}", self.0)
    }
}

impl Serialize for Entry {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// What each entry is about, M1 first.
pub(super) const TITLES: [&str; 45] = [
    "The redirect URI is not the registered one.",
    "Addresses begin with http although the site is https.",
    "The issuer is spelt otherwise than the provider spells it.",
    "The provider's configuration is not where it is looked for.",
    "No refresh token, so sessions end at the provider's hour.",
    "An opaque access token is taken for a JWT.",
    "The provider says nothing of `email_verified`, or says it oddly.",
    "Signed in, but without a mail address.",
    "The audience of a token is another.",
    "The cookie or state of a sign-in is missing.",
    "Signed in, and signed out at the next request: Secure cookies over plain http.",
    "Cookies are dropped because of their domain.",
    "People open another address than the public URL.",
    "Addresses and issuers follow the Host header.",
    "Browser and server do not both reach the provider.",
    "The certificate is of an authority of one's own.",
    "Clocks are apart.",
    "The client secret is refused.",
    "A public client with a secret, or a confidential one without.",
    "ID tokens are signed or encrypted in a way that is not accepted.",
    "The tenant of Microsoft Entra ID.",
    "Everybody seems to be the proxy, or can be anybody.",
    "Streams arrive late, at once, or not to their end.",
    "Forms are refused because their origin is hidden.",
    "Headers are too large for the proxy, or for the app.",
    "Pages come out of a cache.",
    "The proxy changes cookies.",
    "The answer of a provider that posts it lacks the cookie.",
    "Mail is not sent.",
    "Password reset without mail.",
    "Secrets that everybody knows.",
    "A setting without effect.",
    "The callback of one provider is another's.",
    "The domain of passkeys.",
    "Outgoing requests need a proxy.",
    "Signing out at the provider does not work.",
    "A person is known by something that passes on to others.",
    "The account is there already, by another way in.",
    "Roles or groups do not arrive.",
    "A program is answered with a page.",
    "Sessions end with a restart, or on another node.",
    "The app can be reached past the gateway.",
    "The certificate is at its end, or for another host.",
    "Metrics can be read by others.",
    "The webhook is told nothing.",
];
