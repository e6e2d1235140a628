//! Digests.

use aws_lc_rs::digest::{SHA256, digest};

/// The SHA-256 of `data` (FIPS 180-4).
pub fn sha256(data: &[u8]) -> [u8; 32] {
    let mut bytes = [0; 32];
    // Both sides are 32 bytes long; zip makes that a fact the compiler need not be told.
    for (to, from) in bytes.iter_mut().zip(digest(&SHA256, data).as_ref()) {
        *to = *from;
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::sha256;

    #[test]
    fn the_digest_of_abc_is_the_published_one() {
        let hex = sha256(b"abc").iter().fold(String::new(), |text, b| format!("{text}{b:02x}"));
        assert_eq!(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
