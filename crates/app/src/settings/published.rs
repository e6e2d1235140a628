//! Secrets that are no secrets: examples of public documentation, and texts that can be guessed.

use std::collections::BTreeSet;

use super::complaint::Code;
use super::reader::Fault;

/// The fewest bytes that a signing secret may have.
const MIN_LENGTH: usize = 32;

/// The fewest different bytes in a secret; a random one of 32 hexadecimal digits has some 14.
const MIN_VARIETY: usize = 8;

/// Values that documentation and example files of chat apps print.
const EXAMPLES: [&str; 9] = [
    "16f8c0ef4a5d391b26034086c628469d3f9f497f08163ab9b40137092f2909ef",
    "eaa5191f2914e30b9387fd84e254e4ba6fc51b4654968a9b0803b456a54b8418",
    "f34be427ebb29de8d88c107a71546019685ed8b241d8f2ed00c3df97ad2566f0",
    "e2341419ec3dd3d19b13a1a87fafcbfb",
    "Tfhi2t2pelSMEA8eaV61KaqPNEndFFdMIxDaJnS1CUI=",
    "NX2kaPE923dt6BL2U8e9oSre5RfoT7hg",
    "Kix2wcUONd4CX51E/ZPAd36BqM4wzJgKjPtz2sGztqQ=",
    "QCtusYE5HEzg1IGy1BMbW4SNgF+yBkcKha4ghUyI6WY=",
    "whsec_AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcY",
];

/// Words that stand in placeholders, lower-case, without the marks between them.
const PLACEHOLDERS: [&str; 7] = [
    "changeme",
    "changethis",
    "yoursecret",
    "replacewith",
    "placeholder",
    "secretkeyhere",
    "randomstring",
];

/// Judges a secret that signs sessions.
pub(super) fn check_signing(secret: &str) -> Result<(), Fault> {
    check_example(secret)?;
    if secret.len() < MIN_LENGTH {
        let what = format!("is shorter than {MIN_LENGTH} characters");
        return Err(Fault::new(Code::SECRET_SHORT, what, GENERATE));
    }
    let variety: BTreeSet<u8> = secret.bytes().collect();
    if variety.len() < MIN_VARIETY || repeats(secret.as_bytes()) {
        let what = "repeats itself so much that it can be guessed";
        return Err(Fault::new(Code::SECRET_GUESSABLE, what, GENERATE));
    }
    Ok(())
}

/// Refuses examples and placeholders, whatever the secret is for.
pub(super) fn check_example(secret: &str) -> Result<(), Fault> {
    let secret = secret.trim().trim_matches(['"', '\'']);
    let plain: String =
        secret.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    if EXAMPLES.iter().any(|example| example.eq_ignore_ascii_case(secret)) {
        let what = "is an example from public documentation, so everybody knows it";
        return Err(Fault::new(Code::SECRET_PUBLISHED, what, GENERATE));
    }
    if PLACEHOLDERS.iter().any(|word| plain.contains(word)) {
        let what = "is a placeholder";
        return Err(Fault::new(Code::SECRET_PUBLISHED, what, GENERATE));
    }
    Ok(())
}

/// What to do about a bad secret of our own.
pub(super) const GENERATE: &str = "Take a new one from `doorward secrets generate`.";

/// Whether the text is one shorter text several times over.
fn repeats(text: &[u8]) -> bool {
    (1..=text.len() / 2).any(|period| {
        text.iter().zip(text.iter().skip(period)).all(|(earlier, later)| earlier == later)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(secret: &str) -> Option<Code> {
        check_signing(secret).err().map(|fault| fault.code)
    }

    #[test]
    fn examples_are_refused_however_they_are_written() {
        for example in EXAMPLES {
            assert_eq!(code(example), Some(Code::SECRET_PUBLISHED));
            assert_eq!(code(&example.to_ascii_uppercase()), Some(Code::SECRET_PUBLISHED));
            assert_eq!(code(&format!("\"{example}\"")), Some(Code::SECRET_PUBLISHED));
        }
        for text in
            ["change-me-change-me-change-me-0123456789", "YOUR_SECRET_GOES_HERE_0123456789abcdef"]
        {
            assert_eq!(code(text), Some(Code::SECRET_PUBLISHED), "{text}");
        }
    }

    #[test]
    fn short_and_monotonous_secrets_are_refused() {
        assert_eq!(code("8f14e45fceea167a5a36dedd4bea254"), Some(Code::SECRET_SHORT));
        assert_eq!(code(&"a".repeat(64)), Some(Code::SECRET_GUESSABLE));
        assert_eq!(code(&"0123".repeat(16)), Some(Code::SECRET_GUESSABLE));
        assert_eq!(code(&"0123456789abcdef".repeat(4)), Some(Code::SECRET_GUESSABLE));
        assert_eq!(code("8f14e45fceea167a5a36dedd4bea2543"), None);
        assert_eq!(code("correct horse battery staple, twice"), None);
    }
}
