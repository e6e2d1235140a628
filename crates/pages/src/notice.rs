//! What has just happened, to be told on the next page.

use crate::Language;

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
    /// Their account was made, and waits for approval.
    AccountWaits,
    /// Their account was deleted.
    AccountDeleted,
    /// One of their sessions was ended.
    SessionEnded,
    /// All of their sessions but this one were ended.
    OthersEnded,
    /// They came in with an access code, and their time is over or the code has changed.
    GuestOver,
    /// An administrator took an invitation back.
    InvitationRevoked,
    /// An administrator let somebody in.
    PersonApproved,
    /// An administrator made somebody wait again.
    ApprovalWithdrawn,
    /// An administrator turned somebody away.
    PersonRejected,
    /// A provider was linked to their account.
    ProviderLinked,
    /// A provider was removed from their account.
    ProviderRemoved,
    /// They proved anew who they are.
    Confirmed,
    /// They set a new password by a mailed link.
    PasswordReset,
    /// They proved that an address is theirs.
    AddressVerified,
    /// They asked for another address, and have a mail there.
    AddressAsked,
    /// Their account has another address.
    AddressChanged,
    /// They changed their password.
    PasswordChanged,
    /// They changed their profile.
    ProfileSaved,
    /// They took their authenticator app away.
    AuthenticatorRemoved,
    /// One browser is not trusted to leave out the second factor any more.
    DeviceForgotten,
    /// No browser is trusted to leave out the second factor any more.
    DevicesForgotten,
    /// They have a new passkey.
    PasskeyAdded,
    /// A passkey has another name.
    PasskeyRenamed,
    /// A passkey is gone.
    PasskeyRemoved,
}

/// Every notice with its name in an address and the key of its sentence.
const NOTICES: &[(Notice, &str, &str)] = &[
    (Notice::SignedOut, "signed-out", "notices-signed-out"),
    (Notice::SessionOver, "session-over", "notices-session-over"),
    (Notice::SignInFirst, "sign-in-first", "notices-sign-in-first"),
    (Notice::AccountCreated, "account-created", "notices-account-created"),
    (Notice::AccountWaits, "account-waits", "notices-account-waits"),
    (Notice::AccountDeleted, "account-deleted", "notices-account-deleted"),
    (Notice::SessionEnded, "session-ended", "notices-session-ended"),
    (Notice::OthersEnded, "others-ended", "notices-others-ended"),
    (Notice::GuestOver, "guest-over", "notices-guest-over"),
    (Notice::InvitationRevoked, "invitation-revoked", "notices-invitation-revoked"),
    (Notice::PersonApproved, "person-approved", "notices-person-approved"),
    (Notice::ApprovalWithdrawn, "approval-withdrawn", "notices-approval-withdrawn"),
    (Notice::PersonRejected, "person-rejected", "notices-person-rejected"),
    (Notice::ProviderLinked, "provider-linked", "notices-provider-linked"),
    (Notice::ProviderRemoved, "provider-removed", "notices-provider-removed"),
    (Notice::Confirmed, "confirmed", "notices-confirmed"),
    (Notice::PasswordReset, "password-reset", "notices-password-reset"),
    (Notice::AddressVerified, "address-verified", "notices-address-verified"),
    (Notice::AddressAsked, "address-asked", "notices-address-asked"),
    (Notice::AddressChanged, "address-changed", "notices-address-changed"),
    (Notice::AuthenticatorRemoved, "authenticator-removed", "notices-authenticator-removed"),
    (Notice::DeviceForgotten, "device-forgotten", "notices-device-forgotten"),
    (Notice::DevicesForgotten, "devices-forgotten", "notices-devices-forgotten"),
    (Notice::PasskeyAdded, "passkey-added", "notices-passkey-added"),
    (Notice::PasskeyRenamed, "passkey-renamed", "notices-passkey-renamed"),
    (Notice::PasskeyRemoved, "passkey-removed", "notices-passkey-removed"),
    (Notice::PasswordChanged, "password-changed", "notices-password-changed"),
    (Notice::ProfileSaved, "profile-saved", "notices-profile-saved"),
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

    /// Its sentence.
    pub(crate) fn text(self, language: Language) -> String {
        self.row().map(|(.., key)| language.t(key)).unwrap_or_default()
    }

    fn row(self) -> Option<(Self, &'static str, &'static str)> {
        NOTICES.iter().copied().find(|(notice, ..)| *notice == self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_notice_travels_by_name_and_says_something() {
        for (notice, name, key) in NOTICES.iter().copied() {
            assert_eq!(Notice::parse(name), Some(notice));
            assert_eq!(notice.as_str(), name);
            assert_ne!(notice.text(Language::English), key);
        }
        assert_eq!(Notice::parse("<b>pwned</b>"), None);
    }
}
