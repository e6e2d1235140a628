//! The settings in effect, and where each comes from.

use askama::Template;

use super::Section;
use crate::{Frame, document};

/// The settings in effect. Secrets are told by length and fingerprint only.
#[derive(Clone, Debug, Template)]
#[template(path = "admin/settings.html", whitespace = "minimize")]
pub struct SettingsPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// This page in the navigation.
    pub here: Section,
    /// The groups of settings.
    pub groups: Vec<SettingGroup>,
}

/// Settings that belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettingGroup {
    /// What they are about.
    pub title: String,
    /// Each of them.
    pub rows: Vec<SettingRow>,
}

/// A setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettingRow {
    /// Its name.
    pub name: String,
    /// What is in effect; empty when nothing is.
    pub value: String,
    /// Where it stands: the environment, or a file and its line; `None` for a default.
    pub source: Option<String>,
}

impl SettingsPage {
    /// The whole document.
    pub fn render(&self) -> String {
        document(self)
    }
}
