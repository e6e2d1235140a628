//! The page that says what went wrong.

use askama::Template;
use doorward_core::time::Timestamp;

use crate::{Frame, document};

/// What went wrong, and the one thing to do about it.
#[derive(Clone, Debug, Template)]
#[template(path = "error_page.html", whitespace = "minimize")]
pub struct ErrorPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The HTTP status that the page is sent with.
    pub status: u16,
    /// The stable code, such as `DW-2104`.
    pub code: String,
    /// The heading: what happened, in a few words.
    pub title: String,
    /// What happened and why it may be.
    pub what_happened: String,
    /// The one thing to do.
    pub what_to_do: String,
    /// Where to do it.
    pub action: Link,
    /// The name under which the log tells more.
    pub request_id: String,
    /// When it happened.
    pub at: Timestamp,
    /// The technical cause; only for a signed-in administrator.
    pub admin_detail: Option<String>,
}

/// A way on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// What it says.
    pub label: String,
    /// Where it leads.
    pub href: String,
}

impl ErrorPage {
    /// The whole document.
    pub fn render(&self) -> String {
        document(self)
    }
}
