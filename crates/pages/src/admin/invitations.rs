//! The page on which administrators invite people, and see what has become of it.

use askama::Template;
use doorward_core::account::Role;
use doorward_core::invitation::Standing;
use doorward_core::time::Timestamp;

use super::Section;
use crate::account::role_key;
use crate::{FormError, Frame, Notice, document};

/// The invitations. Its forms post `email`, `role` and `days` to `/admin/invitations`, and nothing to
/// `/admin/invitations/{id}/revoke`.
#[derive(Clone, Debug, Template)]
#[template(path = "admin/invitations.html", whitespace = "minimize")]
pub struct Invitations {
    /// What surrounds the page.
    pub frame: Frame,
    /// This page in the navigation.
    pub here: Section,
    /// What has just happened.
    pub notice: Option<Notice>,
    /// The invitation that was just made.
    pub made: Option<MadeInvitation>,
    /// Why none was made.
    pub error: Option<FormError>,
    /// What was typed before.
    pub typed: TypedInvitation,
    /// The newest invitations.
    pub rows: Vec<InvitationRow>,
}

/// What is typed to invite somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypedInvitation {
    /// The address.
    pub email: String,
    /// The role.
    pub role: Role,
    /// For how many days.
    pub days: String,
}

/// An invitation that was just made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MadeInvitation {
    /// The address that it is for.
    pub email: Option<String>,
    /// Its link, where it did not go out by mail.
    pub link: Option<String>,
}

/// An invitation in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvitationRow {
    /// Its name in paths.
    pub id: String,
    /// The address that it is for.
    pub email: Option<String>,
    /// The role of the account.
    pub role: Role,
    /// What has become of it.
    pub standing: Standing,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
    /// What holds its letter up, if anything does.
    pub unsent: Option<UnsentLetter>,
}

/// What holds the letter of an invitation up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnsentLetter {
    /// It is tried again.
    Waits,
    /// It was given up.
    GivenUp,
}

impl Invitations {
    /// The whole document.
    pub fn render(&self) -> String {
        document(self)
    }

    /// Every role, with the key of its name.
    fn roles() -> [(Role, &'static str); 2] {
        [Role::User, Role::Admin].map(|role| (role, role_key(role)))
    }
}

impl InvitationRow {
    /// The key of the role's name.
    const fn role_label(&self) -> &'static str {
        role_key(self.role)
    }

    /// The key of what is said of its standing.
    const fn standing_label(&self) -> &'static str {
        match self.standing {
            Standing::Open => "invitations-standing-open",
            Standing::Redeemed => "invitations-standing-redeemed",
            Standing::Revoked => "invitations-standing-revoked",
            Standing::Expired => "invitations-standing-expired",
        }
    }

    /// The key of what is said of its end.
    fn until(&self) -> &'static str {
        if self.is_open() { "invitations-until" } else { "invitations-was-until" }
    }

    /// The key of what is said of its letter, while that matters.
    fn letter(&self) -> Option<&'static str> {
        let unsent = self.unsent.filter(|_| self.is_open());
        unsent.map(|unsent| match unsent {
            UnsentLetter::Waits => "invitations-letter-waits",
            UnsentLetter::GivenUp => "invitations-letter-given-up",
        })
    }

    fn is_open(&self) -> bool {
        self.standing == Standing::Open
    }
}
