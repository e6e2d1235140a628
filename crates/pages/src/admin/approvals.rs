//! The page on which administrators let new people in, or turn them away.

use askama::Template;
use doorward_core::time::Timestamp;

use super::Section;
use crate::{Frame, Notice, document};

/// Those who wait. Its forms post nothing to `/admin/approvals/{id}/approve` and
/// `/admin/approvals/{id}/reject`.
#[derive(Clone, Debug, Template)]
#[template(path = "admin/approvals.html", whitespace = "minimize")]
pub struct Approvals {
    /// What surrounds the page.
    pub frame: Frame,
    /// This page in the navigation.
    pub here: Section,
    /// What has just happened.
    pub notice: Option<Notice>,
    /// Whether new people wait (`DOORWARD_APPROVAL`).
    pub on: bool,
    /// Those who wait, whoever waits longest first.
    pub rows: Vec<WaitingRow>,
}

/// Somebody who waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitingRow {
    /// The account.
    pub id: String,
    /// The display name.
    pub name: String,
    /// The address.
    pub email: Option<String>,
    /// Whether somebody proved that the address is theirs.
    pub email_verified: bool,
    /// How the account was made, in words.
    pub method: String,
    /// Since when they wait.
    pub since: Timestamp,
}

impl Approvals {
    /// The whole document.
    pub fn render(&self) -> String {
        document(self)
    }
}
