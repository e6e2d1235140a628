//! The browsers in which somebody is not asked for a second factor.

use doorward_core::time::Timestamp;

use crate::{Language, device_name};

/// A browser that is trusted. Its form posts nothing to `/account/trusted/{id}/end`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustedBrowser {
    /// Its name in paths.
    pub id: String,
    /// The browser's own words about itself.
    pub user_agent: String,
    /// When it was chosen.
    pub added_at: Timestamp,
    /// When somebody last signed in with it.
    pub last_used_at: Timestamp,
    /// When it stops counting.
    pub until: Timestamp,
}

impl TrustedBrowser {
    pub(crate) fn device(&self, language: Language) -> String {
        device_name(language, &self.user_agent)
    }
}
