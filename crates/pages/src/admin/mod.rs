//! The console: what administrators see. Each of its pages is a view of its own with a template in
//! `templates/admin/`, which extends `admin/frame.html` and has the fields `frame` and `here`.

mod approvals;
mod invitations;
mod providers;

pub use approvals::{Approvals, WaitingRow};
pub use invitations::{InvitationRow, Invitations, MadeInvitation, TypedInvitation};
pub use providers::{ProviderRow, Providers};

/// A page of the console that its navigation names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// The invitations.
    Invitations,
    /// The people who wait to be let in.
    Approvals,
    /// The providers that people sign in at.
    Providers,
}

impl Section {
    /// Every page, in the order of the navigation.
    pub const ALL: &[Self] = &[Self::Invitations, Self::Approvals, Self::Providers];

    /// Where it is, under the prefix of all local paths.
    pub const fn path(self) -> &'static str {
        match self {
            Self::Invitations => "/admin/invitations",
            Self::Approvals => "/admin/approvals",
            Self::Providers => "/admin/providers",
        }
    }

    /// What the navigation calls it.
    pub(crate) const fn label(self) -> &'static str {
        match self {
            Self::Invitations => "invitations-title",
            Self::Approvals => "invitations-approvals",
            Self::Providers => "providers-title",
        }
    }
}
