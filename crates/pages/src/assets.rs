//! The files that pages refer to, each under a name that changes with its content, so that a browser may
//! keep them for ever.

/// One file to serve.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asset {
    /// Its path below the frame's prefix, such as `/assets/doorward.0123456789abcdef.css`.
    pub path: &'static str,
    /// The value of its `Content-Type` header.
    pub content_type: &'static str,
    /// The file itself.
    pub body: &'static [u8],
}

/// Names a file after its content, at compile time.
macro_rules! asset {
    ($stem:literal, $extension:literal, $content_type:literal) => {{
        const BODY: &[u8] = include_bytes!(concat!("../assets/", $stem, ".", $extension));
        const BEFORE: &str = concat!("/assets/", $stem, ".");
        const AFTER: &str = concat!(".", $extension);
        const PATH: [u8; BEFORE.len() + HASH_DIGITS + AFTER.len()] =
            join([BEFORE.as_bytes(), &hex(fnv1a(BODY)), AFTER.as_bytes()]);
        Asset { path: ascii(&PATH), content_type: $content_type, body: BODY }
    }};
}

/// The one stylesheet.
pub(crate) const STYLESHEET: Asset = asset!("doorward", "css", "text/css; charset=utf-8");
/// The script of every page, which every page can do without.
pub(crate) const SCRIPT: Asset = asset!("doorward", "js", "text/javascript; charset=utf-8");
/// What asks browsers for passkeys, on the pages that do.
pub(crate) const PASSKEYS: Asset = asset!("passkeys", "js", "text/javascript; charset=utf-8");
/// What looks through a browser for the doctor, on its page.
pub(crate) const DOCTOR: Asset = asset!("doctor", "js", "text/javascript; charset=utf-8");
/// The mark, as the browser's tab shows it.
pub(crate) const ICON: Asset = asset!("favicon", "svg", "image/svg+xml");

/// Every file that a page refers to.
pub fn assets() -> &'static [Asset] {
    &[STYLESHEET, SCRIPT, PASSKEYS, DOCTOR, ICON]
}

/// How many hexadecimal digits a 64-bit hash has.
const HASH_DIGITS: usize = 16;

/// FNV-1a, 64 bits. It tells one release's file from another's; it is no defence against forgery.
const fn fnv1a(mut bytes: &[u8]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325;
    while let [byte, rest @ ..] = bytes {
        hash = (hash ^ *byte as u64).wrapping_mul(0x0000_0100_0000_01b3);
        bytes = rest;
    }
    hash
}

/// The digits of `hash`, the highest first.
const fn hex(mut hash: u64) -> [u8; HASH_DIGITS] {
    let mut digits = [0; HASH_DIGITS];
    let mut open: &mut [u8] = &mut digits;
    while let [digit, rest @ ..] = open {
        let value = (hash >> 60) as u8;
        *digit = if value < 10 { b'0' + value } else { b'a' + value - 10 };
        hash <<= 4;
        open = rest;
    }
    digits
}

/// The parts one after the other; `N` is their length together.
const fn join<const N: usize>(parts: [&[u8]; 3]) -> [u8; N] {
    let mut joined = [0; N];
    let mut open: &mut [u8] = &mut joined;
    let mut parts: &[&[u8]] = &parts;
    while let [part, later @ ..] = parts {
        let (here, rest) = open.split_at_mut(part.len());
        here.copy_from_slice(part);
        open = rest;
        parts = later;
    }
    joined
}

/// `bytes` as text. They are ASCII, made by [`join`].
const fn ascii(bytes: &[u8]) -> &str {
    match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(_) => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_fnv1a() {
        // The published test vectors of the algorithm.
        assert_eq!(fnv1a(b""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(fnv1a(b"a"), 0xaf63_dc4c_8601_ec8c);
        assert_eq!(fnv1a(b"foobar"), 0x8594_4171_f739_67e8);
        assert_eq!(&hex(0x0123_4567_89ab_cdef), b"0123456789abcdef");
    }

    #[test]
    fn every_asset_is_named_after_its_content() {
        for asset in assets() {
            let (stem, rest) = asset.path.split_once('.').unwrap();
            let (hash, extension) = rest.split_once('.').unwrap();
            assert!(stem.starts_with("/assets/") && !extension.is_empty(), "{}", asset.path);
            assert_eq!(u64::from_str_radix(hash, 16).unwrap(), fnv1a(asset.body), "{}", asset.path);
            assert_eq!(hash.len(), HASH_DIGITS);
        }
    }
}
