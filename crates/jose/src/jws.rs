//! Signed tokens of others: compact JWS (RFC 7515 §7.1) whose payload is a set of claims.

use crate::algorithm::Algorithm;
use crate::base64url;
use crate::header::Header;
pub use crate::header::Kind;
use crate::json::{self, Object};
use crate::jwk::Unusable;
use crate::key_set::KeySet;

/// The longest token that is looked at, in bytes. Providers that list groups in it need some room.
pub const MAX_TOKEN: usize = 64 * 1024;

/// Why a token was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JwsError {
    /// It is longer than is looked at.
    #[error("the token is too large")]
    TooLarge,
    /// It is not three parts of strict base64url.
    #[error("the token is not three parts of base64url")]
    Malformed,
    /// It has the five parts of a JWE.
    #[error("the token is encrypted")]
    Encrypted,
    /// Its header is no JSON object of distinct members, or one of them has a wrong type.
    #[error("the token's header cannot be read")]
    Header,
    /// Its header demands an extension (`crit`, `b64`).
    #[error("the token's header demands an extension that is not understood")]
    Critical,
    /// Its header brings or names a key.
    #[error("the token's header brings its own key")]
    EmbeddedKey,
    /// Its `alg` is `none`, or its signature is missing.
    #[error("the token is not signed")]
    Unsigned,
    /// Its `alg` is not one that was agreed.
    #[error("the token's algorithm is not one that was agreed")]
    Algorithm,
    /// Its `alg` asks for a secret that both sides share, which was not agreed: what a forger would
    /// like who knows no more than the public key (RFC 8725 §2.1).
    #[error("the token is signed with a shared secret, which was not agreed")]
    Symmetric,
    /// Its `typ` says that it is another kind of token.
    #[error("the token is of another kind")]
    Type,
    /// No key has its `kid`, or it names none and no key fits its algorithm.
    #[error("no key of the key set fits the token")]
    UnknownKey,
    /// The key that it names is there, but cannot be used.
    #[error("the key that the token names cannot be used: {0}")]
    UnusableKey(Unusable),
    /// The signature is wrong.
    #[error("the token's signature is wrong")]
    Signature,
    /// Its payload is no JSON object of distinct members, or not of the shape that was expected.
    #[error("the token's claims cannot be read")]
    Claims,
}

/// A token that has been taken apart, and not believed yet.
#[derive(Debug)]
pub struct Jws<'a> {
    header: Header,
    algorithm: Algorithm,
    input: &'a str,
    payload: &'a str,
    signature: Vec<u8>,
}

impl<'a> Jws<'a> {
    /// Takes an ID token apart and checks its header: its algorithm is one of `allowed`, and it is a
    /// JWT by type.
    pub fn parse(token: &'a str, allowed: &[Algorithm]) -> Result<Self, JwsError> {
        Self::parse_as(Kind::Identity, token, allowed)
    }

    /// Does the same for a token of `kind`.
    pub fn parse_as(kind: Kind, token: &'a str, allowed: &[Algorithm]) -> Result<Self, JwsError> {
        if token.len() > MAX_TOKEN {
            return Err(JwsError::TooLarge);
        }
        match token.bytes().filter(|byte| *byte == b'.').count() {
            2 => {}
            4 => return Err(JwsError::Encrypted),
            _ => return Err(JwsError::Malformed),
        }
        let (input, signature) = token.rsplit_once('.').ok_or(JwsError::Malformed)?;
        let (header, payload) = input.split_once('.').ok_or(JwsError::Malformed)?;
        let header = Header::parse(header)?;
        let algorithm = Algorithm::from_name(&header.alg)
            .filter(|algorithm| allowed.contains(algorithm))
            .ok_or_else(|| not_agreed(&header.alg))?;
        header.require(kind)?;
        if signature.is_empty() {
            return Err(JwsError::Unsigned);
        }
        let signature = base64url::decode(signature).map_err(|_| JwsError::Malformed)?;
        Ok(Self { header, algorithm, input, payload, signature })
    }

    /// The algorithm that the header names.
    pub const fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The key that the header names.
    pub fn kid(&self) -> Option<&str> {
        self.header.kid.as_deref()
    }

    /// Verifies with the keys of `set` that fit the token's `kid` and algorithm, and gives the claims.
    pub fn verify(&self, set: &KeySet) -> Result<Object, JwsError> {
        let mut keys = set.fitting(self.kid(), self.algorithm)?;
        if !keys.any(|key| key.verifies(self.algorithm, self.input.as_bytes(), &self.signature)) {
            return Err(JwsError::Signature);
        }
        self.claims()
    }

    /// Verifies an HS256 token with a secret that is shared with its issuer.
    pub fn verify_with_secret(&self, secret: &[u8]) -> Result<Object, JwsError> {
        use aws_lc_rs::hmac;

        if self.algorithm != Algorithm::Hs256 {
            return Err(JwsError::Algorithm);
        }
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret);
        hmac::verify(&key, self.input.as_bytes(), &self.signature)
            .map_err(|_| JwsError::Signature)?;
        self.claims()
    }

    fn claims(&self) -> Result<Object, JwsError> {
        let bytes = base64url::decode(self.payload).map_err(|_| JwsError::Malformed)?;
        json::object(&bytes).map_err(|_| JwsError::Claims)
    }
}

/// Whether `token` has the form of a signed JWT. It says nothing about whether it is good; whoever
/// asks wants to tell an opaque token from one that can be read.
pub fn is_jwt(token: &str) -> bool {
    let header = token.split_once('.').map_or("", |(header, _)| header);
    token.bytes().filter(|byte| *byte == b'.').count() == 2
        && base64url::decode(header).is_ok_and(|bytes| json::object(&bytes).is_ok())
}

fn not_agreed(alg: &str) -> JwsError {
    if alg.starts_with("HS") { JwsError::Symmetric } else { JwsError::Algorithm }
}

#[cfg(test)]
mod tests;
