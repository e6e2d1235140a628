//! What pages show of passkeys: the buttons that ask for one, and the section of the account page.

use doorward_core::passkey::{Backup, NAME_MAX};
use doorward_core::time::Timestamp;

use crate::{Frame, Html};

/// What a page needs to ask a browser for a passkey. Without a script, nothing of it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasskeyPrompt {
    /// The relying party: the script asks only on a host that it covers.
    pub relying_party: String,
    /// The path under which the script finds `begin` and `finish`, with the prefix.
    pub path: String,
    /// The checked local path to go to afterwards.
    pub return_to: String,
    /// Whether this browser was last signed in with a passkey.
    pub last_used: bool,
}

/// The section of the account page about passkeys. Its forms post to `/account/passkeys/add`, and to
/// `/account/passkeys/{id}/rename` and `/remove`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasskeySection {
    /// What asks the browser for a new one.
    pub prompt: PasskeyPrompt,
    /// The code with which the server answers the script when a fresh proof is wanted first.
    pub proof_code: String,
    /// What a new one is called, if its owner does not care.
    pub suggested_name: String,
    /// The passkeys, oldest first.
    pub rows: Vec<PasskeyRow>,
}

/// A passkey on the page of its owner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasskeyRow {
    /// Its name in addresses.
    pub id: String,
    /// What its owner calls it.
    pub name: String,
    /// Whether it opens the account by itself.
    pub signs_in: bool,
    /// Where its key can be.
    pub backup: Backup,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last proved something.
    pub last_used_at: Option<Timestamp>,
    /// Whether it is the last way into the account, and stays.
    pub last_way_in: bool,
}

impl PasskeySection {
    /// The message about how many there are, if there is something to say of that.
    pub(crate) fn advice(&self) -> Option<&'static str> {
        match self.rows.len() {
            0 => Some("passkeys-none"),
            1 => Some("passkeys-one"),
            _ => None,
        }
    }
}

impl PasskeyRow {
    pub(crate) const fn longest_name() -> usize {
        NAME_MAX
    }

    pub(crate) fn created(&self, frame: &Frame) -> Html {
        frame.time(self.created_at, "day")
    }

    pub(crate) fn last_used(&self, frame: &Frame) -> Option<Html> {
        self.last_used_at.map(|at| frame.time(at, "ago"))
    }

    /// The message that says where its key is.
    pub(crate) const fn place(&self) -> &'static str {
        match self.backup {
            Backup::DeviceBound => "passkeys-device-bound",
            Backup::Eligible => "passkeys-may-sync",
            Backup::Synced => "passkeys-synced",
        }
    }
}
