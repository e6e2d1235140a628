//! The page that tells an administrator what to register at each provider.

use askama::Template;

use super::Section;
use crate::{Frame, document};

/// The providers that are set up.
#[derive(Clone, Debug, Template)]
#[template(path = "admin/providers.html", whitespace = "minimize")]
pub struct Providers {
    /// What surrounds the page.
    pub frame: Frame,
    /// Each provider, in the order of the buttons.
    pub rows: Vec<ProviderRow>,
    /// This page in the navigation.
    pub here: Section,
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProviderRow {
    /// Its name in paths and settings.
    pub id: String,
    /// What it is called on pages.
    pub name: String,
    /// How it speaks: `OpenID Connect` or `OAuth 2.0`.
    pub protocol: &'static str,
    /// What to register at the provider, to the letter.
    pub redirect_uri: String,
    /// Further addresses at which its answers are understood.
    pub also_accepted: Vec<String>,
    /// Whether new people may come in by it.
    pub new_people: bool,
}

impl Providers {
    /// The whole document.
    pub fn render(&self) -> String {
        document(self)
    }
}
