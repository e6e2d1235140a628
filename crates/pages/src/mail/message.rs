//! The mails that there are.

use doorward_core::time::Timestamp;
use serde::{Deserialize, Serialize};

/// A mail. Its links are whole URLs on the public address of the settings.
///
/// It is kept as JSON until it is sent, so a letter that was posted by an older release must still be read:
/// fields are added with a default, and nothing is renamed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Message {
    /// A new account's address is to be proven.
    VerifyAddress {
        /// Where that is done.
        link: String,
    },
    /// Somebody asked to set a new password.
    ResetPassword {
        /// Where that is done.
        link: String,
        /// For how many minutes the link works.
        minutes: u32,
    },
    /// Somebody asked to set a new password for an account that has none: it is opened at a provider.
    NoPassword {
        /// Where they sign in.
        link: String,
    },
    /// The password was set anew.
    PasswordWasReset,
    /// The owner of the account changed the password.
    PasswordChanged,
    /// New people wait until an administrator, to whom this goes, lets them in.
    PeopleWaiting {
        /// Where that is done.
        link: String,
    },
    /// Somebody is invited.
    Invitation {
        /// Where they come in.
        link: String,
        /// Who invites them, as others see that person's name; empty if nobody is named.
        #[serde(default)]
        inviter: String,
        /// Until when the invitation counts.
        until: Timestamp,
    },
    /// An account's address is to be changed to the one that this mail goes to.
    AddressChange {
        /// Where that is confirmed.
        link: String,
    },
    /// An account's address was changed; this goes to the old one.
    AddressChanged {
        /// Where the change is undone.
        undo: String,
    },
    /// Somebody signed in with a device that had not been seen before.
    NewDevice {
        /// The browser and its system, as [`crate::device_name`] calls them.
        device: String,
        /// The network address.
        address: String,
        /// When it was.
        at: Timestamp,
    },
    /// A way to prove who one is was added to the account.
    FactorAdded {
        /// Which one.
        factor: Factor,
    },
    /// A way to prove who one is was removed from the account.
    FactorRemoved {
        /// Which one.
        factor: Factor,
    },
    /// A provider was linked to the account.
    ProviderLinked {
        /// Its label.
        provider: String,
    },
    /// A provider was removed from the account.
    ProviderRemoved {
        /// Its label.
        provider: String,
    },
    /// An account that waited for an administrator was let in.
    Approved {
        /// Where to sign in.
        link: String,
    },
    /// Sent by hand, to see whether mail works.
    Test,
}

/// A way to prove who one is, beside the password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Factor {
    /// An authenticator app.
    Authenticator,
    /// A passkey.
    Passkey,
    /// Recovery codes. Adding them replaces those that there were.
    RecoveryCodes,
    /// All of them at once, as somebody else takes them away.
    All,
}

impl Message {
    /// What lists call it.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::VerifyAddress { .. } => "verify-address",
            Self::ResetPassword { .. } => "reset-password",
            Self::NoPassword { .. } => "no-password",
            Self::PasswordWasReset => "password-was-reset",
            Self::PasswordChanged => "password-changed",
            Self::PeopleWaiting { .. } => "people-waiting",
            Self::Invitation { .. } => "invitation",
            Self::AddressChange { .. } => "address-change",
            Self::AddressChanged { .. } => "address-changed",
            Self::NewDevice { .. } => "new-device",
            Self::FactorAdded { .. } => "factor-added",
            Self::FactorRemoved { .. } => "factor-removed",
            Self::ProviderLinked { .. } => "provider-linked",
            Self::ProviderRemoved { .. } => "provider-removed",
            Self::Approved { .. } => "approved",
            Self::Test => "test",
        }
    }
}

/// Links carry tokens: logs and panics must not have them.
impl std::fmt::Debug for Message {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Message({})", self.kind())
    }
}
