//! What a publishable key says: the kind of an instance, its hosts and the names of its cookies.

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use url::Url;

/// Base64 as Clerk writes it, with padding or without.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// How many characters of the digest a cookie's name ends with.
const SUFFIX: usize = 8;

/// What an instance is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `pk_test_`: cookies do not reach across sites, so a dev browser token travels in URLs.
    Development,
    /// `pk_live_`.
    Production,
}

/// One instance of Clerk, as its publishable key describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instance {
    /// What it is for.
    pub kind: Kind,
    /// The host of its frontend API, with its port if it has one.
    pub host: String,
    suffix: String,
}

/// Why a publishable key is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadKey {
    /// It is not `pk_test_` or `pk_live_` and base64 of a host and `$`.
    #[error("is not pk_test_ or pk_live_ followed by an encoded host")]
    Form,
    /// What it encodes is no host name.
    #[error("does not encode a host name")]
    Host,
}

impl Instance {
    /// Reads a publishable key. `sha1` makes the digest that names the cookies.
    pub fn parse(key: &str, sha1: fn(&[u8]) -> [u8; 20]) -> Result<Self, BadKey> {
        let (kind, encoded) = match key.split('_').collect::<Vec<_>>().as_slice() {
            ["pk", "test", encoded] => (Kind::Development, *encoded),
            ["pk", "live", encoded] => (Kind::Production, *encoded),
            _ => return Err(BadKey::Form),
        };
        let decoded = BASE64.decode(encoded).map_err(|_| BadKey::Form)?;
        let decoded = String::from_utf8(decoded).map_err(|_| BadKey::Form)?;
        let host = decoded.strip_suffix('$').ok_or(BadKey::Form)?;
        if host.contains('$') || !host.contains('.') {
            return Err(BadKey::Form);
        }
        if !is_host(host) {
            return Err(BadKey::Host);
        }
        let digest = URL_SAFE_NO_PAD.encode(sha1(key.as_bytes()));
        let suffix = digest.chars().take(SUFFIX).collect();
        Ok(Self { kind, host: host.to_owned(), suffix })
    }

    /// The issuer of its tokens, and the base of its frontend API unless a proxy stands before it.
    pub fn issuer(&self) -> String {
        format!("https://{}", self.host)
    }

    /// The base of its account portal, where people sign in.
    pub fn portal(&self) -> String {
        let host = self.host.replacen("clerk.accountsstage.", "accountsstage.", 1);
        let long = host.find("clerk.accounts.").map(|at| (at, "clerk.accounts."));
        let short = host.find("clerk.").map(|at| (at, "clerk."));
        let first = [long, short].into_iter().flatten().min_by_key(|(at, _)| *at);
        match first {
            Some((_, part)) => format!("https://{}", host.replacen(part, "accounts.", 1)),
            None => format!("https://{host}"),
        }
    }

    /// The name of one of its cookies with the suffix that tells instances apart.
    pub fn suffixed(&self, name: &str) -> String {
        format!("{name}_{}", self.suffix)
    }
}

/// Whether a URL would have exactly this authority.
fn is_host(host: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-.:".contains(&b);
    host.bytes().all(plain) && Url::parse(&format!("https://{host}/")).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(key: &str) -> Result<Instance, BadKey> {
        Instance::parse(key, |_| [7; 20])
    }

    #[test]
    fn a_key_names_its_hosts_and_cookies() {
        let instance = parse("pk_live_Y2xlcmsuZXhhbXBsZS5jb20k").unwrap();
        assert_eq!(
            (instance.kind, instance.host.as_str()),
            (Kind::Production, "clerk.example.com")
        );
        assert_eq!(instance.issuer(), "https://clerk.example.com");
        assert_eq!(instance.portal(), "https://accounts.example.com");
        assert_eq!(instance.suffixed("__session"), "__session_BwcHBwcH");
    }

    #[test]
    fn everything_else_is_no_key() {
        let key = |text: &str| format!("pk_test_{}", BASE64.encode(text));
        for (text, why) in [
            (String::new(), BadKey::Form),
            ("pk_live_".to_owned(), BadKey::Form),
            ("pk_prod_Y2xlcmsuZXhhbXBsZS5jb20k".to_owned(), BadKey::Form),
            ("pk_live_Y2xlcmsuZXhhbXBsZS5jb20k_x".to_owned(), BadKey::Form),
            (key("localhost:8787$"), BadKey::Form),
            (key("a.b$c$"), BadKey::Form),
            (key("evil.test/a.b$"), BadKey::Host),
            (key("u@evil.test$"), BadKey::Host),
            (key("a.b:99999$"), BadKey::Host),
            (key("a b.c$"), BadKey::Host),
        ] {
            assert_eq!(parse(&text), Err(why), "{text}");
        }
    }

    proptest::proptest! {
        /// Checklist item 121.
        #[test]
        fn no_key_panics(text in ".*", more in "pk_(test|live)_[A-Za-z0-9+/=]{0,60}") {
            drop(parse(&text));
            drop(parse(&more));
        }
    }
}
