//! Lower-case hexadecimal, without the formatting machinery: every request writes and reads some.

const DIGITS: [u8; 16] = *b"0123456789abcdef";

/// The digits of `bytes`, one after the other.
pub(crate) fn digits(bytes: &[u8]) -> impl Iterator<Item = char> {
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 0x0f)])
}

/// The digits of `bytes` as a text.
pub fn text(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    text.extend(digits(bytes));
    text
}

fn digit(nibble: u8) -> char {
    // A nibble is below 16, so there always is a digit.
    DIGITS.get(usize::from(nibble)).copied().unwrap_or(b'0').into()
}

/// Reads exactly `N` bytes of lower- or upper-case digits.
pub(crate) fn read<const N: usize>(digits: &[u8]) -> Option<[u8; N]> {
    if digits.len() != N * 2 {
        return None;
    }
    let mut bytes = [0; N];
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        for digit in pair {
            let value = char::from(*digit).to_digit(16)?;
            *byte = *byte << 4 | u8::try_from(value).ok()?;
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_go_to_digits_and_back() {
        let all: Vec<u8> = (0..=255).collect();
        let text: String = digits(&all).collect();
        assert!(text.starts_with("000102") && text.ends_with("fdfeff"));
        assert_eq!(read::<256>(text.as_bytes()).unwrap().to_vec(), all);
        assert_eq!(read::<2>(b"ABcd"), Some([0xab, 0xcd]));
        for bad in [&b"abc"[..], b"abcg", b"ab cd", b"\xff\xff\xff\xff", b""] {
            assert_eq!(read::<2>(bad), None);
        }
    }
}
