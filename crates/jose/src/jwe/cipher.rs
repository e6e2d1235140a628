//! The two ways in which content is encrypted, over the library's ciphers.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::cipher::{
    AES_256, DecryptionContext, EncryptionContext, PaddedBlockDecryptingKey,
    PaddedBlockEncryptingKey, UnboundCipherKey,
};
use aws_lc_rs::error::Unspecified;
use aws_lc_rs::iv::FixedLength;
use aws_lc_rs::{constant_time, hmac};

use super::{Encryption, JweError};

/// The longest tag of the two, in bytes.
const TAG_MAX: usize = 32;

/// A prepared key. The large one is boxed, so that both are small to move.
pub(super) enum Cipher {
    CbcHmac(Box<CbcHmac>),
    Gcm(LessSafeKey),
}

/// The two halves of the key (RFC 7518 §5.2.2.1), both ways.
pub(super) struct CbcHmac {
    mac: hmac::Key,
    encrypt: PaddedBlockEncryptingKey,
    decrypt: PaddedBlockDecryptingKey,
}

impl Cipher {
    /// Errs when `key` has not the length of the encryption.
    pub(super) fn new(encryption: Encryption, key: &[u8]) -> Result<Self, Unspecified> {
        match encryption {
            Encryption::A256CbcHs512 => {
                let (mac, secret) = key.split_at_checked(32).ok_or(Unspecified)?;
                let secret = || UnboundCipherKey::new(&AES_256, secret);
                Ok(Self::CbcHmac(Box::new(CbcHmac {
                    mac: hmac::Key::new(hmac::HMAC_SHA512, mac),
                    encrypt: PaddedBlockEncryptingKey::cbc_pkcs7(secret()?)?,
                    decrypt: PaddedBlockDecryptingKey::cbc_pkcs7(secret()?)?,
                })))
            }
            Encryption::A256Gcm => {
                Ok(Self::Gcm(LessSafeKey::new(UnboundKey::new(&AES_256_GCM, key)?)))
            }
        }
    }

    /// Encrypts `content` where it stands. The tag is the front of what comes back.
    pub(super) fn seal(
        &self,
        header: &[u8],
        iv: &[u8],
        content: &mut Vec<u8>,
    ) -> Result<[u8; TAG_MAX], JweError> {
        let mut tag = [0; TAG_MAX];
        match self {
            Self::CbcHmac(keys) => {
                let vector = EncryptionContext::Iv128(fixed(iv)?);
                let sealed = keys.encrypt.less_safe_encrypt(content, vector);
                sealed.map_err(|_| JweError::Claims)?;
                copy(&mut tag, keys.tag(header, iv, content).as_ref());
            }
            Self::Gcm(key) => {
                let nonce = Nonce::try_assume_unique_for_key(iv).map_err(|_| JweError::Claims)?;
                let made = key.seal_in_place_separate_tag(nonce, Aad::from(header), content);
                copy(&mut tag, made.map_err(|_| JweError::Claims)?.as_ref());
            }
        }
        Ok(tag)
    }

    /// Checks the tag, then decrypts `content` where it stands.
    pub(super) fn open(
        &self,
        header: &[u8],
        (iv, tag): (&[u8], &[u8]),
        content: &mut Vec<u8>,
    ) -> Result<(), JweError> {
        let length = match self {
            Self::CbcHmac(keys) => {
                let made = keys.tag(header, iv, content);
                // Half of the digest is the tag (RFC 7518 §5.2.2.1).
                let made = made.as_ref().get(..TAG_MAX).ok_or(JweError::Decryption)?;
                constant_time::verify_slices_are_equal(made, tag)
                    .map_err(|_| JweError::Decryption)?;
                let vector = DecryptionContext::Iv128(fixed(iv)?);
                let plain = keys.decrypt.decrypt(content, vector);
                plain.map_err(|_| JweError::Decryption)?.len()
            }
            Self::Gcm(key) => {
                let nonce =
                    Nonce::try_assume_unique_for_key(iv).map_err(|_| JweError::Malformed)?;
                content.extend_from_slice(tag);
                let plain = key.open_in_place(nonce, Aad::from(header), content);
                plain.map_err(|_| JweError::Decryption)?.len()
            }
        };
        content.truncate(length);
        Ok(())
    }
}

impl CbcHmac {
    /// The whole digest over header, IV, content and the header's length in bits.
    fn tag(&self, header: &[u8], iv: &[u8], content: &[u8]) -> hmac::Tag {
        let mut digest = hmac::Context::with_key(&self.mac);
        for part in [header, iv, content, &(header.len() as u64 * 8).to_be_bytes()] {
            digest.update(part);
        }
        digest.sign()
    }
}

fn fixed(iv: &[u8]) -> Result<FixedLength<16>, JweError> {
    FixedLength::try_from(iv).map_err(|_| JweError::Malformed)
}

/// Copies as much as there is room for.
fn copy(to: &mut [u8], from: &[u8]) {
    for (to, from) in to.iter_mut().zip(from) {
        *to = *from;
    }
}
