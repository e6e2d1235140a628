//! Recovery codes: how they are written, and what of that counts.

/// Bits of a recovery code. They are random, so a plain SHA-256 hides them: nobody can try 2^65 of them,
/// and a slow hash, which passwords need because people choose them, would slow down nobody but us.
pub const BITS: usize = 5 * SYMBOLS;

/// Symbols of a code.
const SYMBOLS: usize = 13;

/// Lower-case letters and digits without those that look alike (Crockford's Base32).
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// Writes a code out of 13 random bytes: `k3m9-x2p7-9qwt-z`.
pub fn shown(random: [u8; SYMBOLS]) -> String {
    let mut text = String::with_capacity(SYMBOLS + 3);
    for (index, byte) in random.into_iter().enumerate() {
        if index > 0 && index % 4 == 0 {
            text.push('-');
        }
        let symbol = ALPHABET.get(usize::from(byte & 31)).copied().unwrap_or(b'0');
        text.push(char::from(symbol));
    }
    text
}

/// What of a typed code counts: blanks, dashes and case do not, and letters that look like digits are
/// those. `None` when it can be no code.
pub fn canonical(typed: &str) -> Option<String> {
    let mut text = String::with_capacity(SYMBOLS);
    for c in
        typed.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '\u{2010}'..='\u{2015}'))
    {
        let symbol = match c.to_ascii_lowercase() {
            'o' => '0',
            'i' | 'l' => '1',
            other => other,
        };
        if !symbol.is_ascii() || !ALPHABET.contains(&u8::try_from(symbol).ok()?) {
            return None;
        }
        text.push(symbol);
        if text.len() > SYMBOLS {
            return None;
        }
    }
    (text.len() == SYMBOLS).then_some(text)
}
