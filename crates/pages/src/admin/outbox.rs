//! The page on which administrators see the letters that were not sent yet, and why.

use askama::Template;
use doorward_core::time::Timestamp;

use super::Section;
use crate::{FormError, Frame, document};

/// The letters. Its forms post nothing to `/admin/mail/{id}/retry`, `/admin/mail/retry` and
/// `/admin/mail/test`.
#[derive(Clone, Debug, Template)]
#[template(path = "admin/outbox.html", whitespace = "minimize")]
pub struct Outbox {
    /// What surrounds the page.
    pub frame: Frame,
    /// This page in the navigation.
    pub here: Section,
    /// What has just happened.
    pub done: Option<MailDone>,
    /// Why nothing was done.
    pub error: Option<FormError>,
    /// Whether mail is set up.
    pub on: bool,
    /// The administrator's own address, which a mail can be sent to.
    pub own: Option<String>,
    /// The letters, the newest first.
    pub rows: Vec<LetterRow>,
    /// Whether there are more, which are not shown.
    pub more: bool,
}

/// What has just happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailDone {
    /// A letter is tried again.
    Retried,
    /// All letters are.
    AllRetried,
    /// A mail is on its way to the administrator.
    Tested,
}

impl MailDone {
    const ALL: [Self; 3] = [Self::Retried, Self::AllRetried, Self::Tested];

    /// The name in an address.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Retried => "retried",
            Self::AllRetried => "all-retried",
            Self::Tested => "tested",
        }
    }

    /// Reads a name from an address.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == name)
    }

    const fn key(self) -> &'static str {
        match self {
            Self::Retried => "admin-mail-retried",
            Self::AllRetried => "admin-mail-all-retried",
            Self::Tested => "admin-mail-tested",
        }
    }
}

/// A letter in the list. What it says is not there to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LetterRow {
    /// Its name in paths.
    pub id: String,
    /// Whom it goes to.
    pub to: String,
    /// What kind of letter it is, as the command line calls it.
    pub kind: String,
    /// When it was posted.
    pub created_at: Timestamp,
    /// When it is tried next; `None` when it was given up.
    pub next_at: Option<Timestamp>,
    /// How often it was tried.
    pub tries: i64,
    /// Why it was not sent at the last try; empty before the first one.
    pub problem: String,
}

impl LetterRow {
    /// The key of what has become of it.
    const fn standing_label(&self) -> &'static str {
        match self.next_at {
            Some(_) => "admin-mail-waits",
            None => "admin-mail-failed",
        }
    }
}

impl Outbox {
    /// The whole document.
    pub fn render(&self) -> String {
        document(self)
    }
}
