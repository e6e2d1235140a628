//! Text that is markup already.

use std::fmt;

use askama::filters::{Escaper as _, Html as HtmlEscaper, HtmlSafe};

/// Markup whose values have been escaped. Templates write it as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Html(String);

impl Html {
    /// Markup that we have written ourselves, with nothing of anybody else's that is not escaped.
    pub(crate) const fn trusted(markup: String) -> Self {
        Self(markup)
    }

    /// The markup.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl HtmlSafe for Html {}

/// Text as markup, escaped as templates do.
pub(crate) fn escaped(text: &str) -> String {
    let mut markup = String::with_capacity(text.len());
    // Writing to a string does not fail; if it did, less would be shown, never more.
    HtmlEscaper.write_escaped_str(&mut markup, text).map_or_else(|_| String::new(), |()| markup)
}

/// The markup without marks of direction inside of tags: they belong around a value that is read, and would
/// spoil one that is an attribute.
pub(super) fn plain_tags(markup: &str) -> String {
    let mut inside = false;
    let keep = |c: &char| {
        inside = (inside || *c == '<') && *c != '>';
        !(inside && matches!(c, '\u{2068}' | '\u{2069}'))
    };
    markup.chars().filter(keep).collect()
}
