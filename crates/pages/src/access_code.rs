//! The pages of people who come in with an access code.

use askama::Template;

use crate::{FormError, Frame, Notice, document};

/// The page that asks for an access code.
#[derive(Clone, Debug, Template)]
#[template(path = "access_code.html", whitespace = "minimize")]
pub struct AccessCode {
    /// What surrounds the page.
    pub frame: Frame,
    /// Why the last try failed.
    pub error: Option<FormError>,
    /// What has just happened.
    pub notice: Option<Notice>,
    /// Where to sign in instead, if anybody can.
    pub sign_in_href: Option<String>,
    /// The checked local path to go to afterwards; sent back with the form, which posts it and `code`
    /// to `/access`.
    pub return_to: String,
}

impl AccessCode {
    /// The whole document.
    pub fn render(&self) -> String {
        document(self)
    }
}

/// Says that the code was right, and lets its guest leave.
#[derive(Clone, Debug, Template)]
#[template(path = "guest.html", whitespace = "minimize")]
pub struct Guest {
    /// What surrounds the page.
    pub frame: Frame,
    /// Where to sign in for an account's sake, if anybody can.
    pub sign_in_href: Option<String>,
}

impl Guest {
    /// The whole document.
    pub fn render(&self) -> String {
        document(self)
    }
}
