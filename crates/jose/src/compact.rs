//! A compact JWS (RFC 7515 §7.1) taken apart and not judged, for issuers whose tokens have rules of
//! their own. Whoever takes one judges its header and its claims; a key inside it is never used.

use serde::Serialize;

use crate::algorithm::Algorithm;
use crate::base64url;
use crate::json::{self, Object};
use crate::jws::{JwsError, MAX_TOKEN};
use crate::key_set::KeySet;

/// A token in its parts. Nothing of it is believed yet.
#[derive(Debug)]
pub struct Compact<'a> {
    /// The header's members.
    pub header: Object,
    /// The claims, which mean nothing before [`Self::verify`].
    pub claims: Object,
    input: &'a str,
    signature: Vec<u8>,
}

impl<'a> Compact<'a> {
    /// Takes `token` apart: three parts of base64url, of which the first two are JSON objects of
    /// distinct members. Padding at the end of a part is passed over.
    pub fn read(token: &'a str) -> Result<Self, JwsError> {
        if token.len() > MAX_TOKEN {
            return Err(JwsError::TooLarge);
        }
        let (input, signature) = token.rsplit_once('.').ok_or(JwsError::Malformed)?;
        let (header, claims) = input.split_once('.').ok_or(JwsError::Malformed)?;
        if claims.contains('.') {
            return Err(JwsError::Malformed);
        }
        Ok(Self {
            header: json::object(&decode(header)?).map_err(|_| JwsError::Header)?,
            claims: json::object(&decode(claims)?).map_err(|_| JwsError::Claims)?,
            input,
            signature: decode(signature)?,
        })
    }

    /// Verifies the signature with the keys of `set` that have this `kid`, or with all when none is
    /// asked for, and that are for `algorithm`.
    pub fn verify(
        &self,
        set: &KeySet,
        kid: Option<&str>,
        algorithm: Algorithm,
    ) -> Result<(), JwsError> {
        let mut keys = set.fitting(kid, algorithm)?;
        let message = self.input.as_bytes();
        let verified = keys.any(|key| key.verifies(algorithm, message, &self.signature));
        if verified { Ok(()) } else { Err(JwsError::Signature) }
    }
}

/// The part of a compact JWS that is signed: an encoded header, and the claims (RFC 7515 §5.1).
pub(crate) fn signing_input(
    header: &str,
    claims: &impl Serialize,
) -> Result<String, serde_json::Error> {
    let claims = serde_json::to_vec(claims)?;
    let mut input = format!("{header}.");
    base64url::encode_onto(&mut input, &claims);
    Ok(input)
}

/// The whole, with its signature.
pub(crate) fn signed(mut input: String, signature: &[u8]) -> String {
    input.push('.');
    base64url::encode_onto(&mut input, signature);
    input
}

fn decode(part: &str) -> Result<Vec<u8>, JwsError> {
    base64url::decode(part.trim_end_matches('=')).map_err(|_| JwsError::Malformed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_taken_apart_whatever_it_says() {
        let token =
            format!("{}.{}.", base64url::encode("{\"alg\":\"none\"}"), base64url::encode("{}"));
        let read = Compact::read(&token).unwrap();
        assert_eq!(read.header["alg"], "none");
        assert!(read.claims.is_empty());
        let none = KeySet::default();
        assert_eq!(read.verify(&none, None, Algorithm::Rs256), Err(JwsError::UnknownKey));
        assert!(Compact::read("e30=.e30=.AA==").is_ok());
    }

    #[test]
    fn what_is_no_token_is_refused() {
        for (token, error) in [
            ("", JwsError::Malformed),
            ("a.b", JwsError::Malformed),
            ("e30.e30.a.b", JwsError::Malformed),
            ("a.b.c", JwsError::Malformed),
            ("e30.W10.", JwsError::Claims),
            ("W10.e30.", JwsError::Header),
            (&"a".repeat(MAX_TOKEN + 1), JwsError::TooLarge),
        ] {
            assert_eq!(Compact::read(token).unwrap_err(), error, "{token:.20}");
        }
    }
}
