//! People's names in mails. Whoever registers somebody else's address chooses the name in the mail that
//! goes there: it must be a name, not a message.

/// The longest name that is written into a mail, in characters. A longer one is cut.
const MAX_LENGTH: usize = 64;

/// A name as the header `To` may have it: one line without control and direction characters, cut where it is
/// too long. `None` when nothing is left.
pub fn shown(name: &str) -> Option<String> {
    let plain: String = name.chars().map(|c| if is_odd(c) { ' ' } else { c }).collect();
    let words: Vec<_> = plain.split_whitespace().collect();
    let name: String = words.join(" ").chars().take(MAX_LENGTH).collect();
    Some(name.trim_end().to_owned()).filter(|name| !name.is_empty())
}

/// A name as the text may greet somebody with: [`shown`], unless a mail program or a reader could take a part
/// of it for a link.
pub fn greeted(name: &str) -> Option<String> {
    shown(name).filter(|name| !looks_like_a_link(name))
}

/// Control characters, and those that change the direction of what follows (Unicode TR36 §2.5).
fn is_odd(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fffd}'
        )
}

/// A dot, slash, colon or `@` between other characters, as no name has it but every address does. "J. R." and
/// "St.Gallen" differ in what follows: mail programs need two letters.
fn looks_like_a_link(name: &str) -> bool {
    let sign = |c: char| matches!(c, '/' | ':' | '@' | '．' | '。' | '｡');
    let dotted = |word: &str| {
        word.split_once('.').is_some_and(|(before, after)| {
            !before.is_empty() && after.chars().take_while(|c| c.is_alphanumeric()).count() > 1
        })
    };
    name.contains(sign) || name.split(' ').any(|word| dotted(word.trim_end_matches('.')))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checklist item 91.
    #[test]
    fn a_name_is_one_line_whatever_is_in_it() {
        for (name, expected) in [
            ("Alice", Some("Alice")),
            ("  Anna\t Lindgård ", Some("Anna Lindgård")),
            ("x\r\nBcc: eve@example.test", Some("x Bcc: eve@example.test")),
            ("a\u{2028}b\u{0}c\u{85}d", Some("a b c d")),
            ("\u{202e}ecilA", Some("ecilA")),
            ("محمد", Some("محمد")),
            ("\r\n", None),
            ("", None),
        ] {
            assert_eq!(shown(name).as_deref(), expected, "{name:?}");
        }
        assert_eq!(shown(&"ä".repeat(5000)).map(|name| name.chars().count()), Some(64));
    }

    #[test]
    fn nobody_is_greeted_with_a_link() {
        for name in ["Alice", "J. R. R. Tolkien", "Dr. No", "O'Neill, Jr.", "李 明", "A.B."] {
            assert_eq!(greeted(name).as_deref(), Some(name));
        }
        for name in [
            "http://evil.test",
            "go to evil.test now",
            "evil.test",
            "x@evil.test",
            "call:12345",
            "a\r\nsee evil.test/x",
            "evil。test",
        ] {
            assert_eq!(greeted(name), None, "{name:?}");
        }
    }
}
