//! What speaks for somebody, and what against.

use doorward_core::time::Timestamp;

use super::{BanRow, ScoreRow};

/// How it stands with somebody.
#[derive(Clone, Debug, Default)]
pub struct Standing {
    /// Since when they wait for approval, if they do.
    pub waiting_since: Option<Timestamp>,
    /// Whether they have set an authenticator app up.
    pub authenticator: bool,
    /// How many passkeys they have.
    pub passkeys: usize,
    /// How many recovery codes they have left.
    pub recovery_codes: u32,
    /// Their bans, the newest first, over or not.
    pub bans: Vec<BanRow>,
    /// What they did too often.
    pub scores: Vec<ScoreRow>,
}

impl Standing {
    /// Whether any ban is in force.
    pub fn is_banned(&self) -> bool {
        self.bans.iter().any(BanRow::counts)
    }
}
