//! The token that a form must know: it stands in a cookie beside its hash with the secret.

use doorward_core::secret::{Digest, Secret};
use doorward_jose::digest::sha256;

use crate::tokens::{self, MintError};

/// A fresh token, and what proves it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Csrf {
    /// 64 hexadecimal digits.
    pub token: String,
    /// The value of the cookie: the token, a bar, the hash.
    pub cookie: String,
}

pub(super) fn make(secret: &Secret<String>) -> Result<Csrf, MintError> {
    let mut bytes = [0; 32];
    doorward_jose::random::fill(&mut bytes)?;
    let token = Digest::new(bytes).to_hex();
    let cookie = format!("{token}|{}", hash(secret, &token).to_hex());
    Ok(Csrf { token, cookie })
}

/// The token of a cookie whose hash is right. What stands behind a second bar is passed over, as in
/// the original.
pub(super) fn read<'a>(secret: &Secret<String>, cookie: &'a str) -> Option<&'a str> {
    let mut parts = cookie.split('|');
    let (token, stated) = (parts.next()?, Digest::from_hex(parts.next()?)?);
    (stated == hash(secret, token)).then_some(token)
}

fn hash(secret: &Secret<String>, token: &str) -> Digest {
    let text = Secret::new([token, secret.expose()].concat());
    Digest::new(sha256(text.expose().as_bytes()))
}

/// Whether two tokens are equal, in constant time.
pub(super) fn same(one: &str, other: &str) -> bool {
    tokens::digest(one) == tokens::digest(other)
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    fn vectors() -> Value {
        serde_json::from_str(include_str!("../../tests/vectors/authjs-csrf.json")).unwrap()
    }

    /// Checklist item 70.
    #[test]
    fn cookies_of_the_original_are_read_and_refused_alike() {
        let file = vectors();
        for vector in file["vectors"].as_array().unwrap() {
            let secret = vector["secret_as_concatenated"].as_str().unwrap().to_owned().into();
            let cookie = vector["cookie_value_decoded"].as_str().unwrap();
            assert_eq!(read(&secret, cookie), vector["csrfToken"].as_str(), "{}", vector["name"]);
        }
        let cases = file["verification_cases"].as_array().unwrap();
        assert_eq!(cases.len(), 9);
        for case in cases {
            let secret = case["secret"].as_str().unwrap().to_owned().into();
            let token = case["cookie"].as_str().and_then(|cookie| read(&secret, cookie));
            let sent = case["body_csrfToken"].as_str();
            let verified = token.zip(sent).is_some_and(|(token, sent)| same(token, sent));
            assert_eq!(verified, case["verified"], "{}", case["name"]);
        }
    }

    #[test]
    fn a_token_is_made_as_the_original_makes_it() {
        let secret = "secret".to_owned().into();
        let made = make(&secret).unwrap();
        assert_eq!(made.token.len(), 64);
        assert_eq!(read(&secret, &made.cookie), Some(made.token.as_str()));
        assert_eq!(read(&"other".to_owned().into(), &made.cookie), None);
        assert_ne!(made, make(&secret).unwrap());
        for rubbish in ["", "|", "a|", "|b", "a|b", &"a".repeat(5000)] {
            assert_eq!(read(&secret, rubbish), None, "{rubbish}");
        }
    }
}
