//! The record of events.

use askama::Template;
use doorward_core::time::Timestamp;

use super::Section;
use crate::{Frame, document};

/// A page of the record.
#[derive(Clone, Debug, Template)]
#[template(path = "admin/audit.html", whitespace = "minimize")]
pub struct AuditLog {
    /// What surrounds the page.
    pub frame: Frame,
    /// This page in the navigation.
    pub here: Section,
    /// The kinds that there are.
    pub kinds: Vec<String>,
    /// Only this kind; empty for all.
    pub kind: String,
    /// Only this person, by address or identifier; empty for all.
    pub who: String,
    /// Whether there is no such person.
    pub nobody: bool,
    /// Only from this day on; empty for all.
    pub since: String,
    /// The events, newest first.
    pub events: Vec<EventRow>,
    /// Where the next page is, if there is one.
    pub next_href: Option<String>,
    /// Where the same events are as JSON lines.
    pub export_href: String,
}

/// An event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventRow {
    /// When.
    pub at: Timestamp,
    /// What, as `thing.verb`.
    pub kind: String,
    /// Whether it was refused.
    pub refused: bool,
    /// Who did it, if an account did.
    pub by: Option<String>,
    /// Whom it was done to, if that is somebody else.
    pub about: Option<String>,
    /// Where it came from; empty if from none.
    pub address: String,
    /// One more word about it.
    pub detail: String,
}

impl AuditLog {
    /// The whole document.
    pub fn render(&self) -> String {
        document(self)
    }
}
