//! Letters at rest: sealed as a whole, recipient included, each for its own row (checklist item 125). Who can
//! write to the table can neither read a link nor send it elsewhere.

use std::borrow::Cow;

use doorward_core::address::Email;
use doorward_core::outbox::LetterId;
use doorward_core::secret::Sealed;
use doorward_pages::mail::Message;
use serde::{Deserialize, Serialize};

use super::{Letter, MailError};
use crate::tokens::Keys;

/// A letter as it is written down.
#[derive(Serialize, Deserialize)]
struct Written<'a> {
    to: Cow<'a, str>,
    name: Cow<'a, str>,
    language: Option<Cow<'a, str>>,
    message: Cow<'a, Message>,
}

/// Seals a letter for its row.
pub(super) fn seal(keys: &Keys, id: LetterId, letter: &Letter) -> Result<Sealed, MailError> {
    let written = Written {
        to: letter.to.as_str().into(),
        name: letter.name.as_str().into(),
        language: letter.language.as_deref().map(Cow::from),
        message: Cow::Borrowed(&letter.message),
    };
    let json = serde_json::to_vec(&written)?;
    Ok(Sealed::new(keys.seal.seal(&["outbox", &id.to_string(), "body"], &json)?))
}

/// Opens a letter: what it says, and to whom. `None` when it was sealed with another secret, for another row, or by a release that says
/// more than this one understands.
pub(super) fn open(keys: &Keys, id: LetterId, sealed: &Sealed) -> Option<Letter> {
    let json = keys.seal.open(&["outbox", &id.to_string(), "body"], sealed.as_str()).ok()?;
    let written: Written<'_> = serde_json::from_slice(&json).ok()?;
    Some(Letter {
        to: Email::parse(&written.to).ok()?,
        name: written.name.into_owned(),
        language: written.language.map(Cow::into_owned),
        message: written.message.into_owned(),
        person: None,
        token: None,
    })
}

#[cfg(test)]
mod tests {
    use doorward_core::time::Timestamp;

    use super::*;

    /// Checklist item 125: a letter that is moved to another row opens nothing there.
    #[test]
    fn a_letter_opens_in_its_row_only() {
        let keys = |secret: &str| Keys::new(&"jwt".to_owned().into(), &secret.to_owned().into());
        let [one, two] = [1, 2].map(|n| LetterId::new(Timestamp(1), [n; 10]));
        let letter = Letter {
            name: "Alice".to_owned(),
            language: Some("de".to_owned()),
            ..Letter::to_address(
                Email::parse("alice@example.org").unwrap(),
                Message::VerifyAddress { link: "https://x.test/?token=1".to_owned() },
            )
        };
        let sealed = seal(&keys("a"), one, &letter).unwrap();
        assert_eq!(open(&keys("a"), one, &sealed), Some(letter));
        assert_eq!(open(&keys("a"), two, &sealed), None);
        assert_eq!(open(&keys("b"), one, &sealed), None);
        assert!(!sealed.as_str().contains("token"));
    }
}
