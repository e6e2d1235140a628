//! base64url without padding (RFC 7515 §2), one spelling per value.

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, URL_SAFE_NO_PAD};

/// A text that is not the one base64url spelling of any bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not base64url")]
pub struct NotBase64Url;

/// Writes `data` without padding.
pub fn encode(data: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(data)
}

/// Reads what [`encode`] writes. Padding, blanks, line ends, the other alphabet and set bits after
/// the last byte are refused, so that two different texts never mean the same bytes.
pub fn decode(text: impl AsRef<[u8]>) -> Result<Vec<u8>, NotBase64Url> {
    URL_SAFE_NO_PAD.decode(text).map_err(|_| NotBase64Url)
}

/// Reads the other alphabet (RFC 4648 §4), with or without padding: what a browser's `btoa` writes.
pub fn decode_standard(text: impl AsRef<[u8]>) -> Result<Vec<u8>, NotBase64Url> {
    let config =
        GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    GeneralPurpose::new(&STANDARD, config).decode(text).map_err(|_| NotBase64Url)
}

/// Writes the other alphabet (RFC 4648 §4), with padding.
pub fn encode_standard(data: impl AsRef<[u8]>) -> String {
    base64::engine::general_purpose::STANDARD.encode(data)
}

/// Appends the spelling of `data` to `text`, without an allocation of its own.
pub(crate) fn encode_onto(text: &mut String, data: &[u8]) {
    URL_SAFE_NO_PAD.encode_string(data, text);
}

/// Reads exactly 32 bytes, without an allocation.
pub(crate) fn decode_32(text: &str) -> Result<[u8; 32], NotBase64Url> {
    // The library wants room for the estimate of 43 characters, which is one byte more.
    let mut room = [0_u8; 33];
    match URL_SAFE_NO_PAD.decode_slice(text, &mut room) {
        Ok(32) => room.first_chunk().copied().ok_or(NotBase64Url),
        _ => Err(NotBase64Url),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vectors_of_rfc_4648_hold_without_their_padding() {
        for (plain, text) in [
            ("", ""),
            ("f", "Zg"),
            ("fo", "Zm8"),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg"),
            ("fooba", "Zm9vYmE"),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(encode(plain), text);
            assert_eq!(decode(text).as_deref(), Ok(plain.as_bytes()));
        }
        assert_eq!(encode([0xfb, 0xff]), "-_8");
    }

    #[test]
    fn every_other_spelling_is_refused() {
        for text in ["Zg==", "Zg=", "Zh", "Zm9", "Z", "Zm 9v", "Zm9v\n", "+/8", "Zm9vé", "Zg\0"] {
            assert_eq!(decode(text), Err(NotBase64Url), "{text:?}");
        }
    }

    #[test]
    fn the_standard_alphabet_is_read_with_and_without_padding() {
        for text in ["+/8=", "+/8"] {
            assert_eq!(decode_standard(text).as_deref(), Ok(&[0xfb, 0xff][..]));
        }
        for text in ["-_8=", "+/9=", "+/8=\n", "+", "é"] {
            assert_eq!(decode_standard(text), Err(NotBase64Url), "{text:?}");
        }
    }

    #[test]
    fn thirty_two_bytes_are_read_and_no_other_number() {
        assert_eq!(decode_32(&encode([7; 32])), Ok([7; 32]));
        for length in [0, 31, 33, 34, 64] {
            assert_eq!(decode_32(&encode(vec![7; length])), Err(NotBase64Url), "{length}");
        }
    }
}
