//! Mails: what they say, and how it is laid out. Each goes out as text and as HTML with the same words.
//!
//! A mail has one link at most, written out in both parts, and neither images nor anything else that is
//! fetched. Nobody else's words stand in it but names, and those only where they cannot pass for a link.

mod message;
mod name;
mod words;

#[cfg(test)]
mod tests;

use askama::Template;

pub use message::{Factor, Message};
pub use name::{greeted, shown};

use crate::Language;

/// The place that mails come from, and the language of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place<'a> {
    /// The name of the application (`APP_TITLE`).
    pub app: &'a str,
    /// The language to write in.
    pub language: Language,
}

/// Mail that is ready to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    /// The subject.
    pub subject: String,
    /// The text part.
    pub text: String,
    /// The HTML part.
    pub html: String,
}

/// A mail could not be laid out.
#[derive(Debug, thiserror::Error)]
#[error("the mail could not be laid out")]
pub struct RenderError(#[from] askama::Error);

/// What a mail says, before it is laid out.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Letter {
    subject: String,
    greeting: String,
    /// What happened.
    lead: String,
    /// The one thing to do.
    action: Option<Action>,
    /// What else there is to know, each a paragraph.
    notes: Vec<String>,
}

/// A link with its label.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Action {
    label: String,
    link: String,
}

#[derive(Template)]
#[template(path = "mail.html", whitespace = "minimize")]
struct Html<'a> {
    place: &'a Place<'a>,
    letter: &'a Letter,
}

#[derive(Template)]
#[template(path = "mail.txt", whitespace = "preserve", escape = "none")]
struct Text<'a> {
    place: &'a Place<'a>,
    letter: &'a Letter,
}

impl Message {
    /// Lays the mail out for somebody called `name`.
    pub fn render(&self, name: &str, place: &Place<'_>) -> Result<Rendered, RenderError> {
        let letter = words::letter(self, name, place);
        Ok(Rendered {
            text: Text { place, letter: &letter }.render()?,
            html: Html { place, letter: &letter }.render()?,
            subject: letter.subject,
        })
    }
}
