//! The HS256 tokens that Doorward itself issues (RFC 7519, RFC 7515 appendix A.1).
//!
//! Made for the hot path: the usual header is compared as bytes, and the key is prepared once.

use std::fmt;

use aws_lc_rs::hmac;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::base64url;
use crate::header::{Header, Kind};
use crate::jws::JwsError;

/// The longest token that is looked at, in bytes.
pub const MAX_TOKEN: usize = 8 * 1024;

/// `{"alg":"HS256","typ":"JWT"}`, and the dot that ends it.
const HEADER_DOT: &str = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.";

/// A secret that signs and verifies our own tokens with HS256, and with nothing else.
#[derive(Clone)]
pub struct HmacKey(hmac::Key);

impl HmacKey {
    /// The key made of these bytes, as `JWT_SECRET` gives them.
    pub fn hs256(secret: &[u8]) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, secret))
    }

    /// Signs `claims`. The header is exactly `{"alg":"HS256","typ":"JWT"}`.
    ///
    /// Errs only when `claims` cannot be written as a JSON object.
    pub fn sign(&self, claims: &impl Serialize) -> Result<String, JwsError> {
        let payload = serde_json::to_vec(claims).map_err(|_| JwsError::Claims)?;
        // Base64url makes four characters out of three bytes; 44 is a dot and the signature.
        let mut token = String::with_capacity(HEADER_DOT.len() + payload.len() * 4 / 3 + 4 + 44);
        token.push_str(HEADER_DOT);
        base64url::encode_onto(&mut token, &payload);
        let tag = hmac::sign(&self.0, token.as_bytes());
        token.push('.');
        base64url::encode_onto(&mut token, tag.as_ref());
        Ok(token)
    }

    /// Verifies `token` and reads its claims. The times in them are the caller's to judge.
    pub fn verify<T: DeserializeOwned>(&self, token: &str) -> Result<T, JwsError> {
        if token.len() > MAX_TOKEN {
            return Err(JwsError::TooLarge);
        }
        let (input, signature) = token.rsplit_once('.').ok_or(JwsError::Malformed)?;
        let payload = match input.strip_prefix(HEADER_DOT) {
            Some(payload) => payload,
            None => unusual_header(input)?,
        };
        let signature = base64url::decode_32(signature).map_err(|_| JwsError::Malformed)?;
        hmac::verify(&self.0, input.as_bytes(), &signature).map_err(|_| JwsError::Signature)?;
        // A dot inside would be refused here: it is not in the alphabet.
        let payload = base64url::decode(payload).map_err(|_| JwsError::Malformed)?;
        serde_json::from_slice(&payload).map_err(|_| JwsError::Claims)
    }
}

/// Checks a header that other software wrote, and gives the payload after it.
fn unusual_header(input: &str) -> Result<&str, JwsError> {
    let (header, payload) = input.split_once('.').ok_or(JwsError::Malformed)?;
    let header = Header::parse(header)?;
    if header.alg != "HS256" {
        return Err(JwsError::Algorithm);
    }
    header.require(Kind::Identity)?;
    Ok(payload)
}

impl fmt::Debug for HmacKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HmacKey([redacted])")
    }
}

#[cfg(test)]
mod tests;
