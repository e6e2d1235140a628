//! What the codes on pages mean, offline.

use doorward_pages::Language;

use crate::problem::{self, Failure};

/// What there is to say about a code of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explained {
    /// The code.
    pub code: &'static str,
    /// The HTTP status that it goes with.
    pub status: u16,
    /// What happened, as the page says it.
    pub what: String,
    /// What the person is told to do.
    pub remedy: String,
}

/// Explains a code of a page; upper or lower case.
pub fn explain(code: &str) -> Option<Explained> {
    Failure::by_code(&code.trim().to_ascii_uppercase()).map(|failure| of(failure.row()))
}

/// Every code of pages.
pub fn failures() -> Vec<Explained> {
    problem::rows().map(of).collect()
}

fn of(row: problem::Row) -> Explained {
    let language = Language::English;
    Explained {
        code: row.code,
        status: row.status.as_u16(),
        what: row.what(language),
        remedy: row.remedy(language),
    }
}
