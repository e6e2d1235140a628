//! The two pages around signing out.

use askama::Template;

use crate::{Frame, document};

/// Asks whether to sign out. A link must not sign anybody out, so this page's button posts to `/logout`.
#[derive(Clone, Debug, Template)]
#[template(path = "sign_out.html", whitespace = "minimize")]
pub struct SignOut {
    /// What surrounds the page.
    pub frame: Frame,
    /// The name or address of who is signed in.
    pub who: String,
    /// Where to go instead.
    pub back_href: String,
}

impl SignOut {
    /// The whole document.
    pub fn render(&self) -> String {
        document(self)
    }
}

/// Says that the person is signed out.
#[derive(Clone, Debug, Template)]
#[template(path = "signed_out.html", whitespace = "minimize")]
pub struct SignedOut {
    /// What surrounds the page.
    pub frame: Frame,
    /// Where to sign in again.
    pub sign_in_href: String,
}

impl SignedOut {
    /// The whole document.
    pub fn render(&self) -> String {
        document(self)
    }
}
