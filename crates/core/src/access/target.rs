//! Which paths are plain enough to be judged: those that every parser reads alike.
//!
//! A gateway and the app behind it must not disagree about what is asked for. What an app might decode,
//! fold or cut off is not guessed at: such a request is refused (checklist item 110).

/// Why a path is not judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Ambiguous {
    /// It does not begin with a slash.
    #[error("the path does not begin with a slash")]
    NotRooted,
    /// A byte that RFC 3986 §3.3 has no place for in a path.
    #[error("the path has a byte that belongs encoded")]
    Byte,
    /// A `%` without two hexadecimal digits.
    #[error("the path has a broken percent-encoding")]
    Broken,
    /// Something is encoded that some read as a separator, or that means the same without it
    /// (RFC 3986 §2.3).
    #[error("the path has something encoded that may be read in two ways")]
    Encoded,
    /// A segment `.` or `..`, or one with parameters that some cut off.
    #[error("the path has a segment that some resolve or cut")]
    Segment,
    /// Two slashes in a row, which some fold.
    #[error("the path has an empty segment")]
    Empty,
    /// It begins like the paths of an app, in letters of another case, which some take for the same.
    #[error("the path begins like that of an app in letters of another case")]
    Case,
}

/// Accepts a path that every parser reads alike.
pub fn check(path: &str) -> Result<(), Ambiguous> {
    let Some(rest) = path.strip_prefix('/') else { return Err(Ambiguous::NotRooted) };
    if path.contains("//") {
        return Err(Ambiguous::Empty);
    }
    // What is decoded twice must not come to mean something at the second time.
    if path.split("%25").skip(1).any(begins_like_a_byte) {
        return Err(Ambiguous::Encoded);
    }
    let mut bytes = path.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'%' => encoded(bytes.next(), bytes.next())?,
            _ if is_plain(byte) => {}
            _ => return Err(Ambiguous::Byte),
        }
    }
    let odd = |segment: &str| segment == "." || segment == ".." || segment.contains(';');
    if rest.split('/').any(odd) { Err(Ambiguous::Segment) } else { Ok(()) }
}

/// Judges one encoded byte.
fn encoded(high: Option<u8>, low: Option<u8>) -> Result<(), Ambiguous> {
    let digit = |byte: Option<u8>| char::from(byte?).to_digit(16);
    let (Some(high), Some(low)) = (digit(high), digit(low)) else { return Err(Ambiguous::Broken) };
    let byte = u8::try_from(high * 16 + low).unwrap_or_default();
    let separator = matches!(byte, b'/' | b'\\' | b';' | b'?' | b'#') || byte.is_ascii_control();
    if separator || is_unreserved(byte) { Err(Ambiguous::Encoded) } else { Ok(()) }
}

/// Whether a text goes on like an encoded byte whose `%` is gone.
fn begins_like_a_byte(text: &str) -> bool {
    let mut digits = text.bytes().take(2).map(|byte| byte.is_ascii_hexdigit() || byte == b'%');
    digits.next() == Some(true) && digits.next() == Some(true)
}

/// RFC 3986 §2.3.
const fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~')
}

/// RFC 3986 §3.3, and what browsers leave as it is (WHATWG URL §1.3, path percent-encode set).
const fn is_plain(byte: u8) -> bool {
    byte.is_ascii_graphic()
        && !matches!(byte, b'\\' | b'?' | b'#' | b'%' | b'"' | b'<' | b'>' | b'`')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Checklist item 110.
    #[test]
    fn what_two_parsers_could_read_differently_is_refused() {
        for (path, why) in [
            ("", Ambiguous::NotRooted),
            ("admin", Ambiguous::NotRooted),
            ("*", Ambiguous::NotRooted),
            ("//admin", Ambiguous::Empty),
            ("/a//b", Ambiguous::Empty),
            ("/a\\b", Ambiguous::Byte),
            ("/a b", Ambiguous::Byte),
            ("/a#b", Ambiguous::Byte),
            ("/a\u{e9}", Ambiguous::Byte),
            ("/a%", Ambiguous::Broken),
            ("/a%2", Ambiguous::Broken),
            ("/a%zz", Ambiguous::Broken),
            ("/%2e%2e/admin", Ambiguous::Encoded),
            ("/a%2fb", Ambiguous::Encoded),
            ("/a%5Cb", Ambiguous::Encoded),
            ("/a%00", Ambiguous::Encoded),
            ("/a%252e", Ambiguous::Encoded),
            ("/a%25%32e", Ambiguous::Encoded),
            ("/a%25252e", Ambiguous::Encoded),
            ("/%61dmin", Ambiguous::Encoded),
            ("/a%3fb", Ambiguous::Encoded),
            ("/a%0d%0ab", Ambiguous::Encoded),
            ("/./a", Ambiguous::Segment),
            ("/a/..", Ambiguous::Segment),
            ("/a/../b", Ambiguous::Segment),
            ("/admin;x=1", Ambiguous::Segment),
            ("/..;/admin", Ambiguous::Segment),
        ] {
            assert_eq!(check(path), Err(why), "{path}");
        }
    }

    #[test]
    fn what_apps_ask_for_passes() {
        for path in [
            "/",
            "/a",
            "/a/",
            "/_next/static/chunks/[id]-0a.js",
            "/c/%E4%BD%A0%E5%A5%BD",
            "/files/a%20b.pdf",
            "/files/100%25.pdf",
            "/files/100%25",
            "/@scope/x@1.2.3",
            "/a..b",
            "/...",
            "/a:b,c!$&'()*+=d",
            "/a|b",
        ] {
            assert_eq!(check(path), Ok(()), "{path}");
        }
    }

    proptest! {
        /// Checklist item 110: decoding it, once or twice, changes no separator and adds no segment.
        #[test]
        fn what_passes_has_the_same_segments_for_who_decodes_and_who_does_not(path in "/[a-z%0-9A-F./;\\\\]{0,24}") {
            if check(&path).is_ok() {
                let once = percent(&path);
                let twice = percent(&once);
                prop_assert_eq!(&once, &twice);
                prop_assert_eq!(once.split('/').count(), path.split('/').count());
                prop_assert!(!once.split('/').any(|segment| segment == "." || segment == ".."));
            }
        }
    }

    fn percent(text: &str) -> String {
        let mut bytes = Vec::new();
        let mut rest = text.as_bytes();
        while let Some((&byte, after)) = rest.split_first() {
            let hex = after.get(..2).and_then(|two| std::str::from_utf8(two).ok());
            match hex.and_then(|two| u8::from_str_radix(two, 16).ok()) {
                Some(decoded) if byte == b'%' => {
                    bytes.push(decoded);
                    rest = &after[2..];
                }
                _ => {
                    bytes.push(byte);
                    rest = after;
                }
            }
        }
        String::from_utf8_lossy(&bytes).into_owned()
    }
}
