//! The console: what administrators see. Each of its pages is a view of its own with a template in
//! `templates/admin/`, which extends `admin/frame.html` and has the fields `frame` and `here`.

mod providers;

pub use providers::{ProviderRow, Providers};

/// A page of the console that its navigation names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// The providers that people sign in at.
    Providers,
}

impl Section {
    /// Every page, in the order of the navigation.
    pub const ALL: &[Self] = &[Self::Providers];

    /// Where it is, under the prefix of all local paths.
    pub const fn path(self) -> &'static str {
        match self {
            Self::Providers => "/admin/providers",
        }
    }

    /// What the navigation calls it.
    pub(crate) const fn label(self) -> &'static str {
        match self {
            Self::Providers => "Providers",
        }
    }
}
