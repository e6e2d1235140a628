//! `EdDSA` tokens that we sign ourselves, for apps that are told by us who asks (RFC 8037 §3.1).

use std::fmt;

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};
use serde::Serialize;
use serde_json::{Value, json};

use crate::base64url;
use crate::compact::{signed, signing_input};
use crate::digest::sha256;

/// Why there is no key or no signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignError {
    /// The claims are no JSON.
    #[error("the claims cannot be written as JSON")]
    Claims,
    /// The library refuses.
    #[error("the library does not sign")]
    Library,
}

/// A private key on the curve Ed25519, and what others verify its signatures with.
pub struct SigningKey {
    pair: Ed25519KeyPair,
    /// The header of all its tokens, encoded.
    header: String,
    jwk: Value,
}

impl SigningKey {
    /// The key that grows from 32 secret bytes, the same each time.
    pub fn from_seed(seed: &[u8; 32]) -> Result<Self, SignError> {
        let pair = Ed25519KeyPair::from_seed_unchecked(seed).map_err(|_| SignError::Library)?;
        let x = base64url::encode(pair.public_key().as_ref());
        // RFC 7638 §3: the members that make the key, in the order of their names.
        let members = format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}"#);
        let kid = base64url::encode(sha256(members.as_bytes()));
        let header = json!({"alg": "EdDSA", "kid": kid, "typ": "JWT"}).to_string();
        let jwk = json!({
            "kty": "OKP", "crv": "Ed25519", "x": x, "kid": kid, "use": "sig", "alg": "EdDSA",
        });
        Ok(Self { pair, header: base64url::encode(header), jwk })
    }

    /// What others verify with (RFC 7517 §4).
    pub const fn jwk(&self) -> &Value {
        &self.jwk
    }

    /// A compact JWS of `claims`.
    pub fn sign(&self, claims: &impl Serialize) -> Result<String, SignError> {
        let input = signing_input(&self.header, claims).map_err(|_| SignError::Claims)?;
        let signature = self.pair.sign(input.as_bytes());
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
    use super::*;
    use crate::algorithm::Algorithm;
    use crate::jws::Jws;
    use crate::key_set::KeySet;

    /// RFC 8037 appendix A.1 to A.4.
    #[test]
    fn the_key_of_the_rfc_has_its_public_half_and_thumbprint() {
        let seed = base64url::decode("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A").unwrap();
        let key = SigningKey::from_seed(&seed.try_into().unwrap()).unwrap();
        assert_eq!(key.jwk()["x"], "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");
        assert_eq!(key.jwk()["kid"], "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
    }

    #[test]
    fn what_it_signs_is_verified_with_what_it_publishes_and_not_with_another_key() {
        let (key, other) =
            (SigningKey::from_seed(&[7; 32]).unwrap(), SigningKey::from_seed(&[8; 32]).unwrap());
        let token = key.sign(&json!({"sub": "a"})).unwrap();
        let set = |key: &SigningKey| {
            KeySet::parse(json!({"keys": [key.jwk()]}).to_string().as_bytes()).unwrap()
        };
        let jws = Jws::parse(&token, &[Algorithm::Ed25519]).unwrap();
        assert_eq!(jws.verify(&set(&key)).unwrap()["sub"], "a");
        assert!(jws.verify(&set(&other)).is_err());
        assert_eq!(format!("{key:?}"), "SigningKey([redacted])");
    }
}
