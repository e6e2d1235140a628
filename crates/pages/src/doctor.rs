//! The page by which the doctor looks through a browser.

use askama::Template;

use crate::assets::DOCTOR;
use crate::{Frame, document};

/// Probes what arrives in this browser, reports it, and shows what was found.
#[derive(Clone, Debug, Template)]
#[template(path = "doctor.html", whitespace = "minimize")]
pub struct Doctor {
    /// What surrounds the page.
    pub frame: Frame,
    /// Opens the probes for this page.
    pub pass: String,
    /// Lets this page report, once.
    pub report: String,
}

impl Doctor {
    /// The whole document.
    pub fn render(&self) -> String {
        document(self)
    }

    fn script(&self) -> String {
        format!("{}{}", self.frame.prefix, DOCTOR.path)
    }
}
