//! What authenticators have been asked. Each question is answered once.

use doorward_core::secret::{Digest, Sealed};
use doorward_core::time::Timestamp;

use crate::db::{statements, values};
use crate::{Store, StoreError};

statements! {
    /// Remembers a ceremony.
    BEGIN = "INSERT INTO passkey_ceremonies (handle_hash, binding_hash, purpose, state, expires_at) \
        VALUES ($1, $2, $3, $4, $5)";

    /// Takes a ceremony out. Who does not hold its binding leaves it where it is.
    SPEND = "DELETE FROM passkey_ceremonies WHERE handle_hash = $1 AND binding_hash = $2 \
        AND purpose = $3 AND expires_at > $4 RETURNING state";

    /// Removes ceremonies that nobody finished, a bounded number at a time.
    pub(crate) SWEEP_CEREMONIES = "DELETE FROM passkey_ceremonies WHERE handle_hash IN \
        (SELECT handle_hash FROM passkey_ceremonies WHERE expires_at <= $1 LIMIT $2)";
}

/// What an authenticator is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CeremonyPurpose {
    /// To make a passkey for the account of a session.
    Register,
    /// To open whatever account it has a passkey of.
    SignIn,
    /// To stand beside a password.
    SecondFactor,
    /// To prove that the person of a session is still who opened it.
    Prove,
}

impl CeremonyPurpose {
    /// The name in storage.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Register => "register",
            Self::SignIn => "sign-in",
            Self::SecondFactor => "second-factor",
            Self::Prove => "prove",
        }
    }
}

/// By what a ceremony is found again: all of it must be as it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CeremonyKey {
    /// Digest of the value that names it.
    pub handle: Digest,
    /// Digest of the session or browser that it is bound to.
    pub binding: Digest,
    /// What it was begun for.
    pub purpose: CeremonyPurpose,
}

impl Store {
    /// Remembers a ceremony until `expires_at`, with what is needed to judge its answer.
    pub async fn begin_ceremony(
        &self,
        key: &CeremonyKey,
        state: &Sealed,
        expires_at: Timestamp,
    ) -> Result<(), StoreError> {
        let CeremonyKey { handle, binding, purpose } = key;
        let values = values![handle, binding, purpose.as_str(), state, expires_at];
        self.db.count(&BEGIN, values).await.map(drop)
    }

    /// Takes a ceremony out that is not over at `now`. Of several callers exactly one gets it.
    pub async fn spend_ceremony(
        &self,
        key: &CeremonyKey,
        now: Timestamp,
    ) -> Result<Option<Sealed>, StoreError> {
        let CeremonyKey { handle, binding, purpose } = key;
        let values = values![handle, binding, purpose.as_str(), now];
        let row = self.db.take(&SPEND, values).await?.pop();
        row.map(|mut row| row.text("state of a ceremony").map(Sealed::new)).transpose()
    }
}
