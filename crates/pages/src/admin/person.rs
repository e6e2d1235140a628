//! One person: who they are, where they are signed in, what happened, and what can be done.

use askama::Template;
use doorward_core::time::Timestamp;

use super::{BanBy, EventRow, Section, Standing};
use crate::{FormError, Frame, Profile, SessionRow, document};

/// What an administrator can do to an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Gives the role of administrators.
    MakeAdministrator,
    /// Gives the role of everybody else.
    MakeMember,
    /// Switches the account off.
    Disable,
    /// Switches it on again.
    Enable,
    /// Ends every session.
    EndSessions,
    /// Deletes the account.
    Delete,
    /// Lets somebody in who waits.
    Approve,
    /// Mails a link to set a new password.
    ResetPassword,
    /// Takes every second factor away.
    ResetFactors,
    /// Lifts every ban.
    Unban,
}

/// Every act with its name in an address and the keys of its button and of what is said when it is done.
const ACTS: [(Act, &str, &str, &str); 10] = [
    (Act::MakeAdministrator, "make-administrator", "admin-make-administrator", "admin-done-role"),
    (Act::MakeMember, "make-member", "admin-make-member", "admin-done-role"),
    (Act::Disable, "disable", "admin-disable", "admin-done-disable"),
    (Act::Enable, "enable", "admin-enable", "admin-done-enable"),
    (Act::EndSessions, "end-sessions", "admin-end-sessions", "admin-done-end-sessions"),
    (Act::Delete, "delete", "admin-delete-submit", "admin-done-delete"),
    (Act::Approve, "approve", "admin-approve", "admin-done-approve"),
    (Act::ResetPassword, "reset-password", "admin-reset-password", "admin-done-reset-password"),
    (Act::ResetFactors, "reset-factors", "admin-reset-factors", "admin-done-reset-factors"),
    (Act::Unban, "unban", "admin-unban", "admin-done-unban"),
];

impl Act {
    /// The name by which it travels in an address.
    pub fn as_str(self) -> &'static str {
        self.row().map_or("", |(_, name, ..)| name)
    }

    /// Reads a name from an address.
    pub fn parse(name: &str) -> Option<Self> {
        ACTS.iter().find(|(_, known, ..)| *known == name).map(|(act, ..)| *act)
    }

    fn button(self) -> &'static str {
        self.row().map_or("", |(_, _, button, _)| button)
    }

    fn done(self) -> &'static str {
        self.row().map_or("", |(.., done)| done)
    }

    fn row(self) -> Option<(Self, &'static str, &'static str, &'static str)> {
        ACTS.into_iter().find(|(act, ..)| *act == self)
    }
}

/// The page of one person. Its forms post to the name of an [`Act`] under `path`, to `delete` with
/// `confirm`, and to `sessions/{id}/end`.
#[derive(Clone, Debug, Template)]
#[template(path = "admin/person.html", whitespace = "minimize")]
pub struct Person {
    /// What surrounds the page.
    pub frame: Frame,
    /// The page in the navigation that it belongs to.
    pub here: Section,
    /// Where it is.
    pub path: String,
    /// The identifier of the account.
    pub id: String,
    /// Who the person is.
    pub profile: Profile,
    /// Whether the address is proven.
    pub email_verified: bool,
    /// Since when the account is switched off, if it is.
    pub disabled_at: Option<Timestamp>,
    /// What opens the account, in words.
    pub ways_in: Vec<String>,
    /// What can be done; nothing to one's own account.
    pub acts: Vec<Act>,
    /// What has to be typed to delete the account.
    pub phrase: String,
    /// What speaks for them and against them.
    pub standing: Standing,
    /// Where they are signed in.
    pub sessions: Vec<SessionRow>,
    /// What happened of late.
    pub events: Vec<EventRow>,
    /// Where all that happened is told.
    pub events_href: String,
    /// What has just been done.
    pub done: Option<Act>,
    /// Whether the administrator has just proved who they are, and may go on.
    pub proved: bool,
    /// Why nothing was done.
    pub error: Option<FormError>,
}

impl Person {
    /// The whole document.
    pub fn render(&self) -> String {
        document(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_act_travels_by_name() {
        for (act, name, ..) in ACTS {
            assert_eq!((Act::parse(name), act.as_str()), (Some(act), name));
        }
        assert_eq!(Act::parse("crown"), None);
    }
}
