//! The protected header of a JWS (RFC 7515 §4), read as strictly as it can be.

use serde_json::Value;

use crate::base64url;
use crate::json::{self, Object};
use crate::jws::JwsError;

/// The longest encoded header that is looked at, in bytes.
const MAX_HEADER: usize = 4 * 1024;
/// The longest `kid`, in bytes.
const MAX_KID: usize = 1024;

/// Members by which a token brings or names its own key. They are refused rather than ignored: a
/// provider has no use for them, an attacker has.
const KEY_MEMBERS: [&str; 4] = ["jwk", "jku", "x5u", "x5c"];

/// What of a header matters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Header {
    pub(crate) alg: String,
    pub(crate) kid: Option<String>,
    typ: Option<String>,
}

/// What a token is for, as its `typ` says (RFC 7515 §4.1.9).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An ID token: `JWT`, or no `typ`.
    Identity,
    /// An access token (RFC 9068 §2.1): `at+jwt`. Many providers write `JWT`.
    Access,
    /// A logout token (Back-Channel Logout 1.0 §2.4): `logout+jwt`. Older providers write `JWT`.
    Logout,
}

impl Kind {
    const fn names(self) -> &'static [&'static str] {
        match self {
            Self::Identity => &["JWT"],
            Self::Access => &["at+jwt", "application/at+jwt", "JWT"],
            Self::Logout => &["logout+jwt", "application/logout+jwt", "JWT"],
        }
    }
}

impl Header {
    /// Reads an encoded header. No extension is understood, so every `crit` is refused, as is the
    /// unencoded payload of RFC 7797.
    pub(crate) fn parse(encoded: &str) -> Result<Self, JwsError> {
        if encoded.len() > MAX_HEADER {
            return Err(JwsError::TooLarge);
        }
        let bytes = base64url::decode(encoded).map_err(|_| JwsError::Malformed)?;
        let members = json::object(&bytes).map_err(|_| JwsError::Header)?;
        if members.contains_key("crit") || members.contains_key("b64") {
            return Err(JwsError::Critical);
        }
        if KEY_MEMBERS.iter().any(|name| members.contains_key(*name)) {
            return Err(JwsError::EmbeddedKey);
        }
        let alg = text(&members, "alg")?.ok_or(JwsError::Header)?;
        if alg.eq_ignore_ascii_case("none") {
            return Err(JwsError::Unsigned);
        }
        let kid = text(&members, "kid")?;
        if kid.as_ref().is_some_and(|kid| kid.len() > MAX_KID) {
            return Err(JwsError::TooLarge);
        }
        Ok(Self { alg, kid, typ: text(&members, "typ")? })
    }

    /// Accepts a token of `kind`, and so keeps all others out (RFC 8725 §3.11).
    pub(crate) fn require(&self, kind: Kind) -> Result<(), JwsError> {
        let is = |name: &&str| self.typ.as_ref().is_some_and(|typ| typ.eq_ignore_ascii_case(name));
        let fits = self.typ.is_none() || kind.names().iter().any(is);
        if fits { Ok(()) } else { Err(JwsError::Type) }
    }
}

/// The text member `name`. A member of another type spoils the header.
fn text(members: &Object, name: &str) -> Result<Option<String>, JwsError> {
    match members.get(name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(JwsError::Header),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Header, JwsError> {
        Header::parse(&base64url::encode(text))
    }

    #[test]
    fn the_usual_headers_are_read() {
        let header = parse(r#"{"alg":"RS256","kid":"a","typ":"jwt","x5t":"b","cty":"c"}"#).unwrap();
        assert_eq!((header.alg.as_str(), header.kid.as_deref()), ("RS256", Some("a")));
        assert_eq!(header.require(Kind::Identity), Ok(()));
        let bare = parse(r#"{"alg":"RS256"}"#).unwrap();
        assert_eq!(bare.require(Kind::Identity), Ok(()));
    }

    #[test]
    fn each_fault_has_its_name() {
        for (text, error) in [
            (r#"{"alg":"none"}"#, JwsError::Unsigned),
            (r#"{"alg":"nOnE","typ":"JWT"}"#, JwsError::Unsigned),
            (r#"{"alg":"RS256","crit":["exp"],"exp":1}"#, JwsError::Critical),
            (r#"{"alg":"RS256","crit":[]}"#, JwsError::Critical),
            (r#"{"alg":"RS256","b64":false}"#, JwsError::Critical),
            (r#"{"alg":"RS256","jwk":{}}"#, JwsError::EmbeddedKey),
            (r#"{"alg":"RS256","jku":"https://a"}"#, JwsError::EmbeddedKey),
            (r#"{"alg":"RS256","x5u":"https://a"}"#, JwsError::EmbeddedKey),
            (r#"{"alg":"RS256","x5c":[]}"#, JwsError::EmbeddedKey),
            (r#"{"alg":"RS256","alg":"RS256"}"#, JwsError::Header),
            (r#"{"alg":256}"#, JwsError::Header),
            (r#"{"alg":"RS256","kid":1}"#, JwsError::Header),
            (r#"{"alg":"RS256","typ":null}"#, JwsError::Header),
            (r#"{"typ":"JWT"}"#, JwsError::Header),
            ("[]", JwsError::Header),
            ("", JwsError::Header),
        ] {
            assert_eq!(parse(text), Err(error), "{text}");
        }
        assert_eq!(Header::parse("e30="), Err(JwsError::Malformed));
        assert_eq!(Header::parse(&"a".repeat(5000)), Err(JwsError::TooLarge));
    }

    #[test]
    fn tokens_of_another_kind_are_refused() {
        for typ in ["at+jwt", "logout+jwt", "application/at+jwt", "", "JWE"] {
            let header = parse(&format!(r#"{{"alg":"RS256","typ":"{typ}"}}"#)).unwrap();
            assert_eq!(header.require(Kind::Identity), Err(JwsError::Type), "{typ}");
        }
        let fits = |typ: &str, kind| {
            parse(&format!(r#"{{"alg":"RS256","typ":"{typ}"}}"#)).unwrap().require(kind).is_ok()
        };
        for typ in ["at+jwt", "application/AT+JWT", "JWT"] {
            assert!(fits(typ, Kind::Access), "{typ}");
        }
        assert!(fits("logout+jwt", Kind::Logout) && fits("jwt", Kind::Logout));
        assert!(!fits("logout+jwt", Kind::Access) && !fits("at+jwt", Kind::Logout));
    }
}
