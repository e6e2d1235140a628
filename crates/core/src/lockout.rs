//! Guessing at one account from many addresses: what counts as the same account.
//!
//! Addresses count apart, so a guesser who has many of them needs a counter per account. That counter
//! must not shut the owner out: a browser that the account knows counts for itself.

use unicode_normalization::UnicodeNormalization as _;

/// Most characters of what somebody typed that count.
const MOST: usize = 320;

/// What somebody typed for a mail address or a user name, so that every spelling of one name is one
/// text: compatibility forms (NFKC), case and blanks around it make no difference (checklist item 104).
pub fn fold(typed: &str) -> String {
    // Lower case may bring back what normalising took apart, and the other way round.
    let once: String =
        typed.trim().chars().take(MOST).nfkc().flat_map(char::to_lowercase).collect();
    once.trim().nfkc().filter(|c| !is_invisible(*c)).collect()
}

/// Characters that nobody sees: soft hyphen, zero-width ones and marks of direction.
const fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::fold;

    /// Checklist item 104.
    #[test]
    fn spellings_of_one_name_are_one_text() {
        for typed in [
            "alice@example.test",
            " Alice@Example.TEST ",
            "ＡＬＩＣＥ@example.test",
            "ali\u{200b}ce@example.test",
            "\u{feff}alice@example.test",
            "𝓪𝓵𝓲𝓬𝓮@example.test",
        ] {
            assert_eq!(fold(typed), "alice@example.test", "{typed:?}");
        }
        assert_eq!(fold("e\u{301}"), fold("É"));
        assert_ne!(fold("alice@example.test"), fold("bob@example.test"));
        assert!(fold(&"x".repeat(10_000)).len() <= 320);
    }
}
