//! Encrypted tokens: compact JWE (RFC 7516 §7.1) with a key that both sides hold (`alg: dir`).
//!
//! Made for session cookies: keys are derived once, and the header that this crate writes itself is
//! compared as text. The times among the claims are the caller's to judge.

mod cipher;
mod header;

use std::fmt;

use aws_lc_rs::digest::{SHA512, digest};
use aws_lc_rs::hkdf;
use serde::Serialize;

use crate::base64url;
use crate::random::{self, RandomFailed};
use cipher::Cipher;
use header::Header;

/// The longest token that is looked at, in bytes.
pub const MAX_TOKEN: usize = 64 * 1024;

/// How the content is encrypted (RFC 7518 §5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encryption {
    /// AES-256-CBC with HMAC-SHA-512 (RFC 7518 §5.2.5): a key of 64 bytes.
    A256CbcHs512,
    /// AES-256-GCM (RFC 7518 §5.3): a key of 32 bytes.
    A256Gcm,
}

impl Encryption {
    /// The `enc` of the header.
    pub const fn name(self) -> &'static str {
        match self {
            Self::A256CbcHs512 => "A256CBC-HS512",
            Self::A256Gcm => "A256GCM",
        }
    }

    fn from_name(name: &str) -> Option<Self> {
        [Self::A256CbcHs512, Self::A256Gcm].into_iter().find(|enc| enc.name() == name)
    }

    const fn key_len(self) -> usize {
        match self {
            Self::A256CbcHs512 => 64,
            Self::A256Gcm => 32,
        }
    }

    const fn iv_len(self) -> usize {
        match self {
            Self::A256CbcHs512 => 16,
            Self::A256Gcm => 12,
        }
    }

    const fn tag_len(self) -> usize {
        match self {
            Self::A256CbcHs512 => 32,
            Self::A256Gcm => 16,
        }
    }
}

/// Why a token was not made, or says nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JweError {
    /// It is longer than is looked at.
    #[error("the token is too large")]
    TooLarge,
    /// It is not five parts of strict base64url with nothing in the second, or a part has a length
    /// that its encryption does not have.
    #[error("the token is not five parts of base64url")]
    Malformed,
    /// Its header is no JSON object of distinct members, or one of them has a wrong type.
    #[error("the token's header cannot be read")]
    Header,
    /// Its header demands an extension (`crit`), or compression (`zip`), which lets a small token
    /// become a large one.
    #[error("the token's header demands an extension that is not understood")]
    Critical,
    /// Its header brings or names a key.
    #[error("the token's header brings its own key")]
    EmbeddedKey,
    /// Its `alg` or `enc` is not one of ours.
    #[error("the token's algorithm is not one that was agreed")]
    Algorithm,
    /// It is not encrypted with this key, or was changed.
    #[error("the token cannot be decrypted")]
    Decryption,
    /// Claims cannot be written as a JSON object.
    #[error("the claims cannot be written")]
    Claims,
    /// No random bytes.
    #[error(transparent)]
    Random(#[from] RandomFailed),
}

/// A key for one kind of token, prepared for use.
pub struct Key {
    encryption: Encryption,
    kid: String,
    /// The encoded header that [`Self::encrypt`] writes.
    header: String,
    cipher: Cipher,
    #[cfg(test)]
    bytes: Vec<u8>,
}

/// Whether a key writes its name into the header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Named {
    /// `kid` is the key's thumbprint.
    ByThumbprint,
    /// There is no `kid`.
    Not,
}

impl Key {
    /// Derives a key from a shared secret: HKDF-SHA256 (RFC 5869) with `salt` and `info`.
    ///
    /// # Panics
    /// Never: the library complains about lengths beyond 255 digests, and about keys of a length that
    /// their cipher does not have.
    pub fn derive(
        secret: &[u8],
        (salt, info): (&str, &str),
        encryption: Encryption,
        named: Named,
    ) -> Self {
        let prk = hkdf::Salt::new(hkdf::HKDF_SHA256, salt.as_bytes()).extract(secret);
        let info = [info.as_bytes()];
        let mut bytes = vec![0; encryption.key_len()];
        #[expect(clippy::expect_used, reason = "see Panics above")]
        prk.expand(&info, Length(bytes.len()))
            .and_then(|okm| okm.fill(&mut bytes))
            .expect("64 bytes are within HKDF's bound");
        #[expect(clippy::expect_used, reason = "see Panics above")]
        let cipher = Cipher::new(encryption, &bytes).expect("the key has its cipher's length");
        let kid = thumbprint(&bytes);
        let enc = encryption.name();
        let header = match named {
            Named::ByThumbprint => format!(r#"{{"alg":"dir","enc":"{enc}","kid":"{kid}"}}"#),
            Named::Not => format!(r#"{{"alg":"dir","enc":"{enc}"}}"#),
        };
        Self {
            encryption,
            kid,
            header: base64url::encode(header),
            cipher,
            #[cfg(test)]
            bytes,
        }
    }

    /// Its thumbprint: base64url of the SHA-512 over its JWK (RFC 7638, with another digest than the
    /// usual one).
    pub fn kid(&self) -> &str {
        &self.kid
    }

    /// What it encrypts with.
    pub const fn encryption(&self) -> Encryption {
        self.encryption
    }

    /// Whether `token` carries the very header that this key writes.
    pub fn wrote(&self, token: &Jwe<'_>) -> bool {
        token.protected == self.header
    }

    /// Encrypts `claims`.
    ///
    /// Errs when they cannot be written as JSON, and when there are no random bytes.
    pub fn encrypt(&self, claims: &impl Serialize) -> Result<String, JweError> {
        let mut content = serde_json::to_vec(claims).map_err(|_| JweError::Claims)?;
        let mut room = [0; 16];
        let iv = room.get_mut(..self.encryption.iv_len()).ok_or(JweError::Claims)?;
        random::fill(iv)?;
        let tag = self.cipher.seal(self.header.as_bytes(), iv, &mut content)?;
        // Base64url makes four characters out of three bytes; the rest is IV, tag and dots.
        let mut token = String::with_capacity(self.header.len() + content.len() * 4 / 3 + 80);
        token.push_str(&self.header);
        token.push_str("..");
        base64url::encode_onto(&mut token, iv);
        token.push('.');
        base64url::encode_onto(&mut token, &content);
        token.push('.');
        let tag = tag.get(..self.encryption.tag_len()).ok_or(JweError::Claims)?;
        base64url::encode_onto(&mut token, tag);
        Ok(token)
    }

    /// Decrypts what [`Self::encrypt`] made. The tag is judged, in constant time, before anything is
    /// decrypted.
    pub fn decrypt(&self, token: &Jwe<'_>) -> Result<Vec<u8>, JweError> {
        let iv = base64url::decode(token.iv).map_err(|_| JweError::Malformed)?;
        let mut content = base64url::decode(token.content).map_err(|_| JweError::Malformed)?;
        let tag = base64url::decode(token.tag).map_err(|_| JweError::Malformed)?;
        if iv.len() != self.encryption.iv_len() || tag.len() != self.encryption.tag_len() {
            return Err(JweError::Malformed);
        }
        self.cipher.open(token.protected.as_bytes(), (&iv, &tag), &mut content)?;
        Ok(content)
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key({}, [redacted])", self.encryption.name())
    }
}

/// How many bytes to derive.
struct Length(usize);

impl hkdf::KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

fn thumbprint(key: &[u8]) -> String {
    let jwk = format!(r#"{{"k":"{}","kty":"oct"}}"#, base64url::encode(key));
    base64url::encode(digest(&SHA512, jwk.as_bytes()))
}

/// A token that has been taken apart, and not believed yet.
#[derive(Clone, Copy, Debug)]
pub struct Jwe<'a> {
    protected: &'a str,
    iv: &'a str,
    content: &'a str,
    tag: &'a str,
}

/// What the header of a token says about its key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stated {
    /// How the content is encrypted.
    pub encryption: Encryption,
    /// The key's name.
    pub kid: Option<String>,
}

impl<'a> Jwe<'a> {
    /// Takes `token` apart: five parts, the second of them empty (RFC 7516 §5.2).
    pub fn split(token: &'a str) -> Result<Self, JweError> {
        if token.len() > MAX_TOKEN {
            return Err(JweError::TooLarge);
        }
        let mut parts = token.split('.');
        let mut next = || parts.next().ok_or(JweError::Malformed);
        let (protected, key, iv, content, tag) = (next()?, next()?, next()?, next()?, next()?);
        if parts.next().is_some() || !key.is_empty() {
            return Err(JweError::Malformed);
        }
        Ok(Self { protected, iv, content, tag })
    }

    /// Reads the header of a token that [`Key::wrote`] does not know.
    pub fn stated(&self) -> Result<Stated, JweError> {
        let Header { encryption, kid } = Header::parse(self.protected)?;
        Ok(Stated { encryption, kid })
    }
}

#[cfg(test)]
mod tests;
