//! Secrets at rest: AES-256-GCM with a random nonce, bound to the place where they are kept.

use std::fmt;

use aws_lc_rs::aead::{AES_256_GCM, Aad, Nonce, RandomizedNonceKey};
use aws_lc_rs::hkdf;

use crate::base64url;

/// What every sealed text begins with: the way it was sealed, so that another can follow one day.
const VERSION: &str = "v1.";

/// Bytes of a nonce.
const NONCE: usize = 12;

/// Why something was not sealed, or not opened. It is not said more: whoever altered a sealed text
/// shall learn nothing from how it fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// The system's random generator failed.
    #[error("the secret could not be sealed")]
    Seal,
    /// It was sealed with another key or for another place, or was altered.
    #[error("the sealed secret could not be opened")]
    Open,
}

/// A key that seals. One key may seal 2^32 secrets (NIST SP 800-38D §8.3).
pub struct SealKey(RandomizedNonceKey);

impl SealKey {
    /// A key for one purpose out of a shared secret: HKDF-SHA256 (RFC 5869) without salt, with
    /// `purpose` as its info. Keys of different purposes say nothing of one another.
    ///
    /// # Panics
    /// Never: HKDF complains only about lengths beyond 255 digests, and the cipher only about a key
    /// that is not 32 bytes long.
    pub fn derive(secret: &[u8], purpose: &str) -> Self {
        let info = [purpose.as_bytes()];
        let prk = hkdf::Salt::none(hkdf::HKDF_SHA256).extract(secret);
        let mut key = [0; 32];
        #[expect(clippy::expect_used, reason = "see Panics above")]
        prk.expand(&info, hkdf::HKDF_SHA256)
            .and_then(|okm| okm.fill(&mut key))
            .expect("32 bytes are within HKDF's bound");
        #[expect(clippy::expect_used, reason = "see Panics above")]
        Self(RandomizedNonceKey::new(&AES_256_GCM, &key).expect("the key has 32 bytes"))
    }

    /// Seals `secret` for `place`: table, row and column, say. It opens at that place only.
    pub fn seal(&self, place: &[&str], secret: &[u8]) -> Result<String, SealError> {
        let mut bytes = secret.to_vec();
        let nonce = self
            .0
            .seal_in_place_append_tag(Aad::from(bound(place)), &mut bytes)
            .map_err(|_| SealError::Seal)?;
        let mut all = nonce.as_ref().to_vec();
        all.append(&mut bytes);
        Ok(format!("{VERSION}{}", base64url::encode(all)))
    }

    /// Opens what was sealed for `place`.
    pub fn open(&self, place: &[&str], sealed: &str) -> Result<Vec<u8>, SealError> {
        let encoded = sealed.strip_prefix(VERSION).ok_or(SealError::Open)?;
        let all = base64url::decode(encoded).map_err(|_| SealError::Open)?;
        let (nonce, rest) = all.split_first_chunk::<NONCE>().ok_or(SealError::Open)?;
        let mut bytes = rest.to_vec();
        let nonce = Nonce::assume_unique_for_key(*nonce);
        let opened = self
            .0
            .open_in_place(nonce, Aad::from(bound(place)), &mut bytes)
            .map_err(|_| SealError::Open)?;
        Ok(opened.to_vec())
    }
}

/// The associated data: each part preceded by its length, so that parts cannot be shifted into one
/// another.
fn bound(place: &[&str]) -> Vec<u8> {
    let mut bytes = VERSION.as_bytes().to_vec();
    for part in place {
        bytes.extend_from_slice(&(part.len() as u64).to_be_bytes());
        bytes.extend_from_slice(part.as_bytes());
    }
    bytes
}

impl fmt::Debug for SealKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SealKey([redacted])")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLACE: [&str; 3] = ["session_origins", "1", "refresh_token"];

    fn key() -> SealKey {
        SealKey::derive(b"a secret of the application", "test")
    }

    #[test]
    fn what_is_sealed_opens_again_and_never_looks_the_same() {
        let (one, two) =
            (key().seal(&PLACE, b"token").unwrap(), key().seal(&PLACE, b"token").unwrap());
        assert_ne!(one, two);
        for sealed in [&one, &two] {
            assert!(sealed.starts_with("v1.") && !sealed.contains("token"));
            assert_eq!(key().open(&PLACE, sealed).unwrap(), b"token");
        }
        assert_eq!(key().open(&PLACE, &key().seal(&PLACE, b"").unwrap()).unwrap(), b"");
    }

    /// Checklist item 125: what is moved to another row or column does not open there.
    #[test]
    fn a_sealed_secret_opens_at_its_place_only() {
        let sealed = key().seal(&PLACE, b"token").unwrap();
        for place in [
            ["session_origins", "2", "refresh_token"],
            ["session_origins", "1", "id_token"],
            ["users", "1", "refresh_token"],
            ["session_origins1", "", "refresh_token"],
        ] {
            assert_eq!(key().open(&place, &sealed), Err(SealError::Open), "{place:?}");
        }
        assert_eq!(key().open(&PLACE[..2], &sealed), Err(SealError::Open));
        let other = SealKey::derive(b"a secret of the application", "another purpose");
        assert_eq!(other.open(&PLACE, &sealed), Err(SealError::Open));
        let other = SealKey::derive(b"another secret", "test");
        assert_eq!(other.open(&PLACE, &sealed), Err(SealError::Open));
    }

    #[test]
    fn every_altered_character_is_noticed() {
        let sealed = key().seal(&PLACE, b"token").unwrap();
        for at in 0..sealed.len() {
            let mut altered = sealed.clone().into_bytes();
            altered[at] = if altered[at] == b'A' { b'B' } else { b'A' };
            let altered = String::from_utf8(altered).unwrap();
            assert_eq!(key().open(&PLACE, &altered), Err(SealError::Open), "{at}");
        }
        for text in ["", "v1.", "v2.AAAA", "v1.AAAA", &sealed[..sealed.len() - 4], "v1.****"] {
            assert_eq!(key().open(&PLACE, text), Err(SealError::Open), "{text}");
        }
    }

    #[test]
    fn a_key_does_not_print_itself() {
        assert_eq!(format!("{:?}", key()), "SealKey([redacted])");
    }
}
