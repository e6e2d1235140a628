//! The sentences that are not in a template: notices, names, and texts with a value in them.

use doorward_core::account::Role;

/// What a device is called when its browser does not say.
pub(crate) const UNKNOWN_DEVICE: &str = "Unknown device";

/// Names a browser together with the system it runs on.
pub(crate) fn browser_on_system(browser: &str, system: &str) -> String {
    format!("{browser} on {system}")
}

/// What a role is called on a page.
pub(crate) const fn role(role: Role) -> &'static str {
    match role {
        Role::Admin => "Administrator",
        Role::User => "Member",
    }
}

/// What a new password has to be like.
pub(crate) fn password_policy(min_length: usize) -> String {
    format!("At least {min_length} characters. A few unrelated words make a good one.")
}

/// The label of the box in which a deletion is confirmed.
pub(crate) fn type_to_confirm(phrase: &str) -> String {
    format!("Type {phrase} to confirm")
}

/// Something that has just happened, told once at the top of the next page.
///
/// It travels in the address of that page by its [name](Notice::as_str), so that nobody can put words
/// of their own on our pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notice {
    /// The person signed out.
    SignedOut,
    /// Their session is over, and they did not end it here.
    SessionOver,
    /// The page they asked for needs an account.
    SignInFirst,
    /// Their account was made, and they may sign in.
    AccountCreated,
    /// Their account was deleted.
    AccountDeleted,
    /// One of their sessions was ended.
    SessionEnded,
    /// All of their sessions but this one were ended.
    OthersEnded,
    /// They came in with an access code, and their time is over or the code has changed.
    GuestOver,
    /// A provider was linked to their account.
    ProviderLinked,
    /// A provider was removed from their account.
    ProviderRemoved,
    /// They proved anew who they are.
    Confirmed,
}

/// Every notice with its name in an address and its sentence.
const NOTICES: [(Notice, &str, &str); 11] = [
    (Notice::SignedOut, "signed-out", "You are signed out."),
    (Notice::SessionOver, "session-over", "Your session is over. Sign in again to go on."),
    (Notice::SignInFirst, "sign-in-first", "Sign in to go on."),
    (Notice::AccountCreated, "account-created", "Your account is ready. Sign in to go on."),
    (Notice::AccountDeleted, "account-deleted", "Your account and its sessions are deleted."),
    (Notice::SessionEnded, "session-ended", "That session is ended."),
    (Notice::OthersEnded, "others-ended", "All your other sessions are ended."),
    (
        Notice::GuestOver,
        "guest-over",
        "Your stay is over, or the code has changed. Enter it again.",
    ),
    (Notice::ProviderLinked, "provider-linked", "That provider opens your account from now on."),
    (Notice::ProviderRemoved, "provider-removed", "That provider opens your account no longer."),
    (
        Notice::Confirmed,
        "confirmed",
        "That is you. For ten minutes you can change how you sign in.",
    ),
];

impl Notice {
    /// The name by which it travels in an address.
    pub fn as_str(self) -> &'static str {
        self.row().map_or("", |(_, name, _)| name)
    }

    /// Reads a name from an address; an unknown one is no notice.
    pub fn parse(name: &str) -> Option<Self> {
        NOTICES.iter().find(|(_, known, _)| *known == name).map(|(notice, ..)| *notice)
    }

    pub(crate) fn text(self) -> &'static str {
        self.row().map_or("", |(.., text)| text)
    }

    fn row(self) -> Option<(Self, &'static str, &'static str)> {
        NOTICES.into_iter().find(|(notice, ..)| *notice == self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_notice_travels_by_name_and_says_something() {
        for (notice, name, text) in NOTICES {
            assert_eq!(Notice::parse(name), Some(notice));
            assert_eq!((notice.as_str(), notice.text()), (name, text));
        }
        assert_eq!(Notice::parse("<b>pwned</b>"), None);
    }
}
