//! Access codes: what `LobeChat` calls `ACCESS_CODE`, the ways in which a code travels, and who gets in.
//!
//! A code is a secret that many people share. None of its wrappings on the way is a protection:
//! their keys are public. Verifying a code is left to the caller, who does it in constant time and
//! counts the failures.

mod carrier;
mod decision;

use crate::secret::Secret;

pub use carrier::{Carrier, Payload, Unreadable, reveal};
pub use decision::{Carried, Code, Decision, Facts, Mode, Refusal, Why, decide};

/// The codes that are valid.
#[derive(Clone, Debug, Default)]
pub struct Codes(Vec<Secret<String>>);

impl Codes {
    /// Reads a list as `LobeChat` does: split at ASCII commas only, nothing trimmed, empty items
    /// dropped. So a full-width comma and a blank are parts of a code.
    pub fn parse(text: &str) -> Self {
        let items = text.split(',').filter(|item| !item.is_empty());
        Self(items.map(|item| Secret::new(item.to_owned())).collect())
    }

    /// Whether there is none, so that no code opens anything.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The codes themselves. Every caller is a place to look at in a review.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|code| code.expose().as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn codes(text: &str) -> Vec<String> {
        Codes::parse(text).iter().map(str::to_owned).collect()
    }

    #[test]
    fn a_list_is_read_as_lobechat_reads_it() {
        assert_eq!(codes("a, b"), ["a", " b"]);
        assert_eq!(codes(",a,,b,"), ["a", "b"]);
        assert_eq!(codes("a，b"), ["a，b"]);
        assert_eq!(codes("Code,code"), ["Code", "code"]);
        for text in ["", ",", ",,,"] {
            assert!(Codes::parse(text).is_empty(), "{text:?}");
        }
    }

    /// Checklist item 122.
    #[test]
    fn codes_do_not_print_themselves() {
        assert!(!format!("{:?}", Codes::parse("opensesame")).contains("opensesame"));
    }

    proptest! {
        /// Checklist item 121.
        #[test]
        fn nothing_but_commas_is_lost(text in "\\PC*") {
            let plain: String = text.chars().filter(|c| *c != ',').collect();
            prop_assert_eq!(codes(&text).concat(), plain);
        }
    }
}
