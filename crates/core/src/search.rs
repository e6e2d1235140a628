//! How people are found: by how their address, their user name, their name or a later word of it begins.

use std::collections::BTreeSet;

use crate::address::Email;

/// The most characters of a word that are compared.
pub const WORD_MAX: usize = 64;

/// The most words of a name by which its person is found.
const NAME_WORDS_MAX: usize = 8;

/// What somebody is found by, each in the form of [`prefix`].
pub fn words(email: Option<&Email>, name: &str, username: &str) -> BTreeSet<String> {
    let name = folded(name);
    let begins = std::iter::once(0).chain(name.match_indices(' ').map(|(at, _)| at + 1));
    let rests = begins.take(NAME_WORDS_MAX).filter_map(|at| name.get(at..));
    let email = email.map(Email::as_str).unwrap_or_default();
    rests.chain([email, &folded(username)]).filter_map(prefix).collect()
}

/// The beginning that is looked for, folded; `None` when nothing is.
pub fn prefix(text: &str) -> Option<String> {
    let text: String = folded(text).chars().take(WORD_MAX).collect();
    (!text.is_empty()).then_some(text)
}

/// In lower case, with one blank between words and no control characters.
fn folded(text: &str) -> String {
    let words: Vec<_> = text.split(|c: char| c.is_whitespace() || c.is_control()).collect();
    let words: Vec<_> = words.into_iter().filter(|word| !word.is_empty()).collect();
    words.join(" ").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn somebody_is_found_by_address_user_name_and_each_word_of_the_name() {
        let email = Email::parse("Ada@Example.test").unwrap();
        let found = words(Some(&email), " Ada  King\tLovelace ", "countess");
        let expected =
            ["ada king lovelace", "ada@example.test", "countess", "king lovelace", "lovelace"];
        assert_eq!(found.into_iter().collect::<Vec<_>>(), expected);
        assert!(words(None, " ", "").is_empty());
    }

    #[test]
    fn capitals_of_every_script_are_folded_and_length_is_bounded() {
        assert_eq!(prefix("ÖRJAN  Ek\r\n").as_deref(), Some("örjan ek"));
        assert_eq!(prefix(" \n"), None);
        assert_eq!(prefix(&"é".repeat(200)).unwrap().chars().count(), WORD_MAX);
        assert!(words(None, &"a ".repeat(100), "").len() <= NAME_WORDS_MAX);
    }
}
