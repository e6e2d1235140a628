//! Values that must not be printed, and digests that must be compared in constant time.

use std::fmt;

use subtle::ConstantTimeEq;
use zeroize::Zeroize;

use crate::hex;

/// A value that prints as `[redacted]` and is wiped when dropped.
pub struct Secret<T: Zeroize>(T);

impl<T: Zeroize> Secret<T> {
    /// Takes a value in.
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// The value itself. Every caller is a place to look at in a review.
    pub const fn expose(&self) -> &T {
        &self.0
    }
}

impl Secret<String> {
    /// Whether `shown` is the secret, compared in constant time. Its length is no secret.
    pub fn is(&self, shown: &str) -> bool {
        self.0.as_bytes().ct_eq(shown.as_bytes()).into()
    }
}

impl<T: Zeroize> Drop for Secret<T> {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl<T: Zeroize + Clone> Clone for Secret<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T: Zeroize> fmt::Debug for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

impl From<String> for Secret<String> {
    fn from(text: String) -> Self {
        Self(text)
    }
}

/// A secret as storage keeps it: encrypted, and bound to the place where it lies.
///
/// A type of its own, so that nothing can be stored in such a place that was not sealed first.
#[derive(Clone, PartialEq, Eq)]
pub struct Sealed(String);

impl Sealed {
    /// Wraps what a seal gave, or what storage kept of it.
    pub const fn new(text: String) -> Self {
        Self(text)
    }

    /// The text that storage keeps.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sealed([redacted])")
    }
}

/// The SHA-256 of a token: all that storage ever sees of it. Compared in constant time.
#[derive(Clone, Copy)]
pub struct Digest([u8; 32]);

impl Digest {
    /// Wraps 32 bytes that a hash function made.
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The 32 bytes.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Lower-case hexadecimal, as storage keeps it.
    pub fn to_hex(&self) -> String {
        let mut text = String::with_capacity(64);
        text.extend(hex::digits(&self.0));
        text
    }

    /// Reads what [`Self::to_hex`] wrote; `None` for anything else.
    pub fn from_hex(text: &str) -> Option<Self> {
        hex::read(text.as_bytes()).map(Self)
    }
}

impl PartialEq for Digest {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for Digest {}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Digest([redacted])")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checklist item 122.
    #[test]
    fn a_secret_never_prints_itself() {
        let secret = Secret::from("hunter2".to_owned());
        assert_eq!(format!("{secret:?}"), "[redacted]");
        assert_eq!(secret.expose(), "hunter2");
    }

    /// Checklist item 122: equality of digests is the constant-time one; there is no other.
    #[test]
    fn digests_are_equal_only_as_a_whole() {
        let digest = Digest::new([7; 32]);
        for index in 0..32 {
            let mut bytes = [7; 32];
            bytes[index] = 8;
            assert_ne!(Digest::new(bytes), digest);
        }
        assert_eq!(Digest::new([7; 32]), digest);
        assert!(!format!("{digest:?}").contains('7'));
    }

    #[test]
    fn a_digest_goes_to_hex_and_back() {
        let digest = Digest::new([0xa5; 32]);
        assert_eq!(Digest::from_hex(&digest.to_hex()), Some(digest));
        assert_eq!(Digest::from_hex("a5"), None);
        assert_eq!(Digest::from_hex(&"g".repeat(64)), None);
    }
}
