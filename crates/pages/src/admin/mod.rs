//! The console: what administrators see. Each of its pages is a view of its own with a template in
//! `templates/admin/`, which extends `admin/frame.html` and has the fields `frame` and `here`.

mod approvals;
mod audit;
mod bans;
mod invitations;
mod outbox;
mod people;
mod person;
mod providers;
mod settings;
mod standing;

pub use approvals::{Approvals, WaitingRow};
pub use audit::{AuditLog, EventRow};
pub use bans::{BanBy, BanDone, BanRow, BanStanding, Bans, ScoreRow, TypedBan};
pub use invitations::{InvitationRow, Invitations, MadeInvitation, TypedInvitation, UnsentLetter};
pub use outbox::{LetterRow, MailDone, Outbox};
pub use people::{People, PersonRow, State};
pub use person::{Act, Person};
pub use providers::{ProviderRow, Providers};
pub use settings::{SettingGroup, SettingRow, SettingsPage};
pub use standing::Standing;

/// A page of the console that its navigation names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// The invitations.
    Invitations,
    /// The people who wait to be let in.
    Approvals,
    /// The people.
    People,
    /// The bans.
    Bans,
    /// The letters that were not sent yet.
    Outbox,
    /// The providers that people sign in at.
    Providers,
    /// The record of events.
    Audit,
    /// The settings in effect.
    Settings,
}

impl Section {
    /// Every page, in the order of the navigation.
    pub const ALL: &[Self] = &[
        Self::People,
        Self::Invitations,
        Self::Approvals,
        Self::Bans,
        Self::Outbox,
        Self::Providers,
        Self::Audit,
        Self::Settings,
    ];

    /// Where it is, under the prefix of all local paths.
    pub const fn path(self) -> &'static str {
        match self {
            Self::Invitations => "/admin/invitations",
            Self::Approvals => "/admin/approvals",
            Self::People => "/admin/people",
            Self::Bans => "/admin/bans",
            Self::Outbox => "/admin/mail",
            Self::Providers => "/admin/providers",
            Self::Audit => "/admin/audit",
            Self::Settings => "/admin/settings",
        }
    }

    /// The key of what the navigation calls it.
    pub(crate) const fn label(self) -> &'static str {
        match self {
            Self::Invitations => "invitations-title",
            Self::Approvals => "invitations-approvals",
            Self::People => "admin-people",
            Self::Bans => "moderation-title",
            Self::Outbox => "admin-mail",
            Self::Providers => "providers-title",
            Self::Audit => "admin-audit",
            Self::Settings => "admin-settings",
        }
    }
}
