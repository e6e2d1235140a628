//! Message authentication: HMAC-SHA256 over parts that cannot be confused.

use std::fmt;

use aws_lc_rs::{constant_time, hkdf, hmac};

/// A key of HMAC-SHA256, prepared for use.
#[derive(Clone)]
pub struct MacKey(hmac::Key);

impl MacKey {
    /// The key `secret` itself. Use it for one purpose only.
    pub fn new(secret: &[u8]) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, secret))
    }

    /// A key for one purpose out of a shared secret: HKDF-SHA256 (RFC 5869) without salt, with
    /// `purpose` as its info. Keys of different purposes say nothing of one another.
    ///
    /// # Panics
    /// Never: the library's only complaint is about lengths beyond 255 digests, and this asks for one.
    pub fn derive(secret: &[u8], purpose: &str) -> Self {
        let info = [purpose.as_bytes()];
        let prk = hkdf::Salt::none(hkdf::HKDF_SHA256).extract(secret);
        #[expect(clippy::expect_used, reason = "see Panics above")]
        let okm = prk.expand(&info, hmac::HMAC_SHA256).expect("32 bytes are within HKDF's bound");
        Self(hmac::Key::from(okm))
    }

    /// The tag over all `parts` in order.
    ///
    /// Each part is preceded by its length (eight bytes, big-endian), so `["ab", "c"]` and
    /// `["a", "bc"]` have different tags.
    pub fn tag(&self, parts: &[&[u8]]) -> [u8; 32] {
        let mut context = hmac::Context::with_key(&self.0);
        for part in parts {
            context.update(&(part.len() as u64).to_be_bytes());
            context.update(part);
        }
        let mut bytes = [0; 32];
        for (to, from) in bytes.iter_mut().zip(context.sign().as_ref()) {
            *to = *from;
        }
        bytes
    }

    /// Whether `tag` is the tag over `parts`, compared in constant time.
    pub fn verify(&self, parts: &[&[u8]], tag: &[u8]) -> bool {
        constant_time::verify_slices_are_equal(&self.tag(parts), tag).is_ok()
    }

    /// The plain HMAC-SHA256 of `message`: what we sign messages to others with.
    pub fn sign_message(&self, message: &[u8]) -> Vec<u8> {
        hmac::sign(&self.0, message).as_ref().to_vec()
    }

    /// Whether one of `tags` is the plain HMAC-SHA256 of `message`, each compared in constant time: what
    /// others sign their messages to us with. The message is read once, however many tags there are.
    pub fn verify_message<T: AsRef<[u8]>>(&self, message: &[u8], tags: &[T]) -> bool {
        let right = hmac::sign(&self.0, message);
        let is_right =
            |tag: &T| constant_time::verify_slices_are_equal(right.as_ref(), tag.as_ref()).is_ok();
        tags.iter().filter(|tag| is_right(tag)).count() > 0
    }
}

impl fmt::Debug for MacKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MacKey([redacted])")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_cannot_be_shifted_into_one_another() {
        let key = MacKey::new(b"secret");
        let tag = key.tag(&[b"ab", b"c"]);
        assert!(key.verify(&[b"ab", b"c"], &tag));
        for parts in [&[b"a".as_slice(), b"bc"][..], &[b"abc"], &[b"ab", b"c", b""], &[]] {
            assert!(!key.verify(parts, &tag), "{parts:?}");
        }
    }

    #[test]
    fn a_changed_or_shortened_tag_is_refused() {
        let key = MacKey::new(b"secret");
        let mut tag = key.tag(&[b"x"]);
        assert!(!key.verify(&[b"x"], &tag[..31]));
        assert!(!key.verify(&[b"x"], b""));
        tag[31] ^= 1;
        assert!(!key.verify(&[b"x"], &tag));
    }

    /// RFC 4231 test case 2.
    #[test]
    fn a_message_of_others_is_verified_by_plain_hmac() {
        let tag = [
            0x5b, 0xdc, 0xc1, 0x46, 0xbf, 0x60, 0x75, 0x4e, 0x6a, 0x04, 0x24, 0x26, 0x08, 0x95,
            0x75, 0xc7, 0x5a, 0x00, 0x3f, 0x08, 0x9d, 0x27, 0x39, 0x83, 0x9d, 0xec, 0x58, 0xb9,
            0x64, 0xec, 0x38, 0x43,
        ];
        let key = MacKey::new(b"Jefe");
        assert!(key.verify_message(b"what do ya want for nothing?", &[&tag[..]]));
        assert!(key.verify_message(b"what do ya want for nothing?", &[&[0; 32][..], &tag]));
        assert!(!key.verify_message(b"what do ya want for nothing!", &[&tag[..]]));
        assert!(!key.verify_message(b"what do ya want for nothing?", &[&tag[..31], b""]));
        assert!(!key.verify_message(b"what do ya want for nothing?", &[] as &[&[u8]]));
    }

    #[test]
    fn keys_of_two_purposes_differ() {
        let tag = |purpose| MacKey::derive(b"secret", purpose).tag(&[b"x"]);
        assert_eq!(tag("login"), tag("login"));
        assert_ne!(tag("login"), tag("logout"));
    }

    /// RFC 5869 appendix A.3 has an empty info; its first 32 bytes are the key that this makes.
    #[test]
    fn derivation_is_hkdf() {
        let expected: Vec<u8> = (0..32)
            .map(|i| 2 * i)
            .map(|i| {
                "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d".get(i..i + 2)
            })
            .map(|pair| u8::from_str_radix(pair.unwrap(), 16).unwrap())
            .collect();
        let derived = MacKey::derive(&[0x0b; 22], "");
        assert_eq!(derived.tag(&[b"x"]), MacKey::new(&expected).tag(&[b"x"]));
    }

    #[test]
    fn a_key_does_not_print_itself() {
        assert_eq!(format!("{:?}", MacKey::new(b"secret")), "MacKey([redacted])");
    }
}
