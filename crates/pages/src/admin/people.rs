//! The people, and the search among them.

use askama::Template;
use doorward_core::account::Role;
use doorward_core::time::Timestamp;

use super::Section;
use crate::{Frame, document};

/// A page of people.
#[derive(Clone, Debug, Template)]
#[template(path = "admin/people.html", whitespace = "minimize")]
pub struct People {
    /// What surrounds the page.
    pub frame: Frame,
    /// This page in the navigation.
    pub here: Section,
    /// What is looked for.
    pub text: String,
    /// Whose role this is.
    pub role: Option<Role>,
    /// Whose state this is.
    pub state: Option<State>,
    /// Whom the search found.
    pub rows: Vec<PersonRow>,
    /// Where the next page is, if there is one.
    pub next_href: Option<String>,
    /// Whether somebody has just been deleted.
    pub deleted: bool,
}

/// Whether an account is in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It is.
    Active,
    /// It is switched off.
    Disabled,
}

impl State {
    /// The name in an address.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Disabled => "disabled",
        }
    }

    /// Reads a name from an address.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Active, Self::Disabled].into_iter().find(|state| state.as_str() == name)
    }
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonRow {
    /// Where more is told.
    pub href: String,
    /// Display name.
    pub name: String,
    /// The mail address; empty when there is none.
    pub email: String,
    /// The user name; empty when there is none.
    pub username: String,
    /// What they may do.
    pub role: Role,
    /// Whether the account is switched off.
    pub disabled: bool,
    /// When the account was made.
    pub created_at: Timestamp,
}

impl People {
    /// The whole document.
    pub fn render(&self) -> String {
        document(self)
    }
}
