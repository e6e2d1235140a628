//! Digests.

use aws_lc_rs::digest::{Algorithm, SHA1_FOR_LEGACY_USE_ONLY, SHA256, digest};

/// The SHA-256 of `data` (FIPS 180-4).
pub fn sha256(data: &[u8]) -> [u8; 32] {
    filled(&SHA256, data)
}

/// The SHA-1 of `data` (FIPS 180-4). It protects nothing: it is for names that others derive with it,
/// such as those of Clerk's cookies.
pub fn sha1(data: &[u8]) -> [u8; 20] {
    filled(&SHA1_FOR_LEGACY_USE_ONLY, data)
}

fn filled<const N: usize>(algorithm: &'static Algorithm, data: &[u8]) -> [u8; N] {
    let mut bytes = [0; N];
    // Both sides are N bytes long; zip makes that a fact the compiler need not be told.
    for (to, from) in bytes.iter_mut().zip(digest(algorithm, data).as_ref()) {
        *to = *from;
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::{sha1, sha256};

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().fold(String::new(), |text, b| format!("{text}{b:02x}"))
    }

    #[test]
    fn the_digests_of_abc_are_the_published_ones() {
        let long = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(hex(&sha256(b"abc")), long);
        assert_eq!(hex(&sha1(b"abc")), "a9993e364706816aba3e25717850c26c9cd0d89d");
    }
}
