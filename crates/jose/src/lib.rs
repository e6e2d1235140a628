//! Tokens: digests, message authentication, strict base64url, JWS, JWE, JWK and key sets.
//!
//! All cryptography comes from one reviewed library; this crate only says how it is used. It reads
//! no clock and makes no request: times in claims are the caller's to judge, and a key that a token
//! points at is never fetched.

pub mod algorithm;
pub mod base64url;
pub mod compact;
pub mod digest;
pub mod ed25519;
pub mod es256;
mod header;
pub mod json;
pub mod jwe;
pub mod jwk;
pub mod jws;
pub mod jwt;
pub mod key_set;
pub mod mac;
pub mod random;
pub mod seal;
