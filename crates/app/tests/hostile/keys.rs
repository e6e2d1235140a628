//! The hostile provider's keys: made anew in each run, and shared by all of its instances.

use std::sync::LazyLock;

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::hmac;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _, RSA_PKCS1_SHA256, RSA_PSS_SHA256,
    RsaEncoding, RsaKeyPair,
};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};

/// The published RSA key.
pub(crate) static RSA: LazyLock<RsaKeyPair> =
    LazyLock::new(|| RsaKeyPair::generate(KeySize::Rsa2048).unwrap());
/// An RSA key that is not published.
pub(crate) static FOREIGN: LazyLock<RsaKeyPair> =
    LazyLock::new(|| RsaKeyPair::generate(KeySize::Rsa2048).unwrap());
/// The published P-256 key.
pub(crate) static EC: LazyLock<EcdsaKeyPair> =
    LazyLock::new(|| EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap());

pub(crate) fn base64url(data: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(data)
}

/// The S256 challenge of a code verifier.
pub(crate) fn challenge(verifier: &str) -> String {
    base64url(digest(&SHA256, verifier.as_bytes()))
}

/// The modulus, from where the DER form of a 2048-bit public key (RFC 8017 §A.1.1) has it.
pub(crate) fn modulus(pair: &RsaKeyPair) -> Vec<u8> {
    pair.public_key().as_ref()[9..][..256].to_vec()
}

/// What people paste as "the public key".
pub(crate) fn pem(pair: &RsaKeyPair) -> String {
    let text = STANDARD.encode(pair.public_key().as_ref());
    format!("-----BEGIN RSA PUBLIC KEY-----\n{text}\n-----END RSA PUBLIC KEY-----\n")
}

pub(crate) fn rsa_jwk(pair: &RsaKeyPair, kid: &str) -> Value {
    json!({"kty": "RSA", "use": "sig", "kid": kid, "n": base64url(modulus(pair)), "e": "AQAB"})
}

pub(crate) fn ec_jwk() -> Value {
    let point = EC.public_key().as_ref();
    json!({"kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": "ec-1",
           "x": base64url(&point[1..33]), "y": base64url(&point[33..])})
}

/// With what a token is signed.
pub(crate) enum Signer {
    Rs256(&'static RsaKeyPair),
    Ps256(&'static RsaKeyPair),
    Es256,
    Hs256(Vec<u8>),
    /// Not at all.
    Nothing,
}

impl Signer {
    pub(crate) const fn alg(&self) -> &'static str {
        match self {
            Self::Rs256(_) => "RS256",
            Self::Ps256(_) => "PS256",
            Self::Es256 => "ES256",
            Self::Hs256(_) => "HS256",
            Self::Nothing => "none",
        }
    }

    /// The compact token.
    pub(crate) fn token(&self, header: &Value, payload: &str) -> String {
        let input = format!("{}.{}", base64url(header.to_string()), base64url(payload));
        let signature = match self {
            Self::Rs256(pair) => rsa(pair, &RSA_PKCS1_SHA256, &input),
            Self::Ps256(pair) => rsa(pair, &RSA_PSS_SHA256, &input),
            Self::Es256 => {
                EC.sign(&SystemRandom::new(), input.as_bytes()).unwrap().as_ref().to_vec()
            }
            Self::Hs256(secret) => {
                let key = hmac::Key::new(hmac::HMAC_SHA256, secret);
                hmac::sign(&key, input.as_bytes()).as_ref().to_vec()
            }
            Self::Nothing => Vec::new(),
        };
        format!("{input}.{}", base64url(signature))
    }
}

fn rsa(pair: &RsaKeyPair, encoding: &'static dyn RsaEncoding, input: &str) -> Vec<u8> {
    let mut signature = vec![0; pair.public_modulus_len()];
    pair.sign(encoding, &SystemRandom::new(), input.as_bytes(), &mut signature).unwrap();
    signature
}
