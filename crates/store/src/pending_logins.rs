//! Sign-ins that have left for a provider and not come back. Each is spent once.

use doorward_core::secret::Digest;
use doorward_core::time::Timestamp;

use crate::db::{Row, statements, values};
use crate::{Store, StoreError};

statements! {
    /// Remembers a login.
    BEGIN = "INSERT INTO pending_logins \
        (handle_hash, browser_hash, provider, return_to, created_at, expires_at) \
        VALUES ($1, $2, $3, $4, $5, $6)";

    /// Takes a login out.
    SPEND = "DELETE FROM pending_logins WHERE handle_hash = $1 \
        RETURNING handle_hash, browser_hash, provider, return_to, created_at, expires_at";

    /// Removes logins that nobody came back from, a bounded number at a time.
    pub(crate) SWEEP_LOGINS = "DELETE FROM pending_logins WHERE handle_hash IN \
        (SELECT handle_hash FROM pending_logins WHERE expires_at <= $1 LIMIT $2)";
}

/// A sign-in that is under way at a provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PendingLogin {
    /// Digest of the value that travels to the provider and back.
    pub handle: Digest,
    /// Digest of the value that the browser keeps.
    pub browser: Digest,
    /// The provider that was asked.
    pub provider: String,
    /// The local path to arrive at.
    pub return_to: String,
    /// When it began.
    pub created_at: Timestamp,
    /// When it stops counting. The caller judges; storage only cleans up.
    pub expires_at: Timestamp,
}

impl Store {
    /// Remembers a login. Its handle must be new: [`crate::Kind::Conflict`] otherwise.
    pub async fn begin_login(&self, login: &PendingLogin) -> Result<(), StoreError> {
        let values = values![
            &login.handle,
            &login.browser,
            &login.provider,
            &login.return_to,
            login.created_at,
            login.expires_at
        ];
        self.db.count(&BEGIN, values).await.map(drop)
    }

    /// Takes a login out. Of several callers, on however many nodes, exactly one gets it.
    pub async fn spend_login(&self, handle: &Digest) -> Result<Option<PendingLogin>, StoreError> {
        let row = self.db.take(&SPEND, values![handle]).await?.pop();
        row.map(pending_login).transpose()
    }
}

fn pending_login(mut row: Row) -> Result<PendingLogin, StoreError> {
    Ok(PendingLogin {
        handle: row.digest("handle of a login")?,
        browser: row.digest("browser of a login")?,
        provider: row.text("provider of a login")?,
        return_to: row.text("path of a login")?,
        created_at: row.time("time of a login")?,
        expires_at: row.time("end of a login")?,
    })
}
