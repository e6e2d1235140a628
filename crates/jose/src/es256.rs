//! ES256 tokens that we sign ourselves, to show a provider who we are (RFC 7523 §2.2).

use std::fmt;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use serde_json::json;

use crate::base64url;
use crate::compact::{signed, signing_input};

const BEGIN: &str = "-----BEGIN PRIVATE KEY-----";
const END: &str = "-----END PRIVATE KEY-----";

/// Why there is no signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignError {
    /// The key is not PEM of PKCS#8 (RFC 7468 §10).
    #[error("the key is not a PEM file that begins with BEGIN PRIVATE KEY")]
    NotPem,
    /// It is another kind of key than one on the curve P-256.
    #[error("the key is not a private key on the curve P-256")]
    NotP256,
    /// The claims are no JSON.
    #[error("the claims cannot be written as JSON")]
    Claims,
    /// The library refuses.
    #[error("the library does not sign")]
    Library,
}

/// A private key on the curve P-256.
pub struct SigningKey(EcdsaKeyPair);

impl SigningKey {
    /// Reads a key as Apple hands it out: PKCS#8 in PEM.
    pub fn from_pem(text: &str) -> Result<Self, SignError> {
        let body = text.trim().strip_prefix(BEGIN).and_then(|rest| rest.strip_suffix(END));
        let body = body.ok_or(SignError::NotPem)?;
        let body: String = body.split_whitespace().collect();
        let der = STANDARD.decode(body).map_err(|_| SignError::NotPem)?;
        EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &der)
            .map(Self)
            .map_err(|_| SignError::NotP256)
    }

    /// A compact JWS of `claims` whose header names the key `kid`.
    pub fn sign(&self, kid: &str, claims: &impl Serialize) -> Result<String, SignError> {
        let header = json!({"alg": "ES256", "kid": kid, "typ": "JWT"}).to_string();
        let input = signing_input(&base64url::encode(header), claims);
        let input = input.map_err(|_| SignError::Claims)?;
        let signature = self.0.sign(&SystemRandom::new(), input.as_bytes());
        let signature = signature.map_err(|_| SignError::Library)?;
        Ok(signed(input, signature.as_ref()))
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey([redacted])")
    }
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::signature::{
        ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_FIXED_SIGNING, KeyPair as _, UnparsedPublicKey,
    };

    use super::*;

    fn pem(der: &[u8]) -> String {
        format!("{BEGIN}\n{}\n{END}\n", STANDARD.encode(der))
    }

    #[test]
    fn a_key_signs_what_its_public_half_verifies() {
        let rng = SystemRandom::new();
        let made = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &rng).unwrap();
        let key = SigningKey::from_pem(&pem(made.as_ref())).unwrap();
        let token = key.sign("ABC123", &json!({"iss": "TEAM"})).unwrap();
        let (input, signature) = token.rsplit_once('.').unwrap();
        let (header, claims) = input.split_once('.').unwrap();
        let header = base64url::decode(header).unwrap();
        assert_eq!(header, br#"{"alg":"ES256","kid":"ABC123","typ":"JWT"}"#);
        assert_eq!(base64url::decode(claims).unwrap(), br#"{"iss":"TEAM"}"#);
        let public = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, key.0.public_key().as_ref());
        public.verify(input.as_bytes(), &base64url::decode(signature).unwrap()).unwrap();
        assert_eq!(format!("{key:?}"), "SigningKey([redacted])");
    }

    #[test]
    fn what_is_no_such_key_is_refused() {
        let rng = SystemRandom::new();
        let p384 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P384_SHA384_FIXED_SIGNING, &rng).unwrap();
        for (text, why) in [
            (String::new(), SignError::NotPem),
            ("MIGT".to_owned(), SignError::NotPem),
            (format!("{BEGIN}\n*\n{END}"), SignError::NotPem),
            (format!("{BEGIN}\n{END}"), SignError::NotP256),
            (pem(b"nonsense"), SignError::NotP256),
            (pem(p384.as_ref()), SignError::NotP256),
        ] {
            assert_eq!(SigningKey::from_pem(&text).unwrap_err(), why, "{text:.40}");
        }
    }
}
