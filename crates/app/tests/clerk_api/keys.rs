//! The instance's key, made anew in each run, and a stranger's.

use std::sync::LazyLock;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

/// The published one.
pub(super) static OWN: LazyLock<RsaKeyPair> =
    LazyLock::new(|| RsaKeyPair::generate(KeySize::Rsa2048).unwrap());
/// One that nobody published.
pub(super) static FOREIGN: LazyLock<RsaKeyPair> =
    LazyLock::new(|| RsaKeyPair::generate(KeySize::Rsa2048).unwrap());

pub(super) fn jwk(kid: &str) -> Value {
    // The modulus, from where the DER form of a 2048-bit public key (RFC 8017 §A.1.1) has it.
    let n = URL_SAFE_NO_PAD.encode(&OWN.public_key().as_ref()[9..][..256]);
    json!({"use": "sig", "kty": "RSA", "kid": kid, "alg": "RS256", "n": n, "e": "AQAB"})
}

pub(super) fn sign(pair: &RsaKeyPair, header: &Value, claims: &Value) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let input = format!("{}.{}", part(header), part(claims));
    let mut signature = vec![0; pair.public_modulus_len()];
    pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), input.as_bytes(), &mut signature).unwrap();
    format!("{input}.{}", URL_SAFE_NO_PAD.encode(signature))
}
