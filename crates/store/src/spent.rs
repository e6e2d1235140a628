//! What may count once only: the identifiers of logout tokens, webhooks and the like.

use doorward_core::secret::Digest;
use doorward_core::time::Timestamp;

use crate::db::{statements, values};
use crate::{Store, StoreError};

statements! {
    /// Notes something that was not noted before.
    pub(crate) SPEND = "INSERT INTO spent (realm, hash, expires_at) VALUES ($1, $2, $3) \
        ON CONFLICT (realm, hash) DO NOTHING";

    /// Lets something count again that led to nothing.
    UNSPEND = "DELETE FROM spent WHERE realm = $1 AND hash = $2";

    /// Forgets what would be refused for its age by now, a bounded number at a time.
    pub(crate) SWEEP_SPENT = "DELETE FROM spent WHERE (realm, hash) IN \
        (SELECT realm, hash FROM spent WHERE expires_at <= $1 LIMIT $2)";
}

impl Store {
    /// Notes that something was used. Of several callers, on however many nodes, exactly one gets
    /// `true`.
    ///
    /// `realm` is who made it up, such as an issuer; `what` is the digest of its identifier.
    /// `expires_at` is when it would be refused anyhow: from then on it may be forgotten.
    pub async fn spend(
        &self,
        realm: &str,
        what: &Digest,
        expires_at: Timestamp,
    ) -> Result<bool, StoreError> {
        Ok(self.db.count(&SPEND, values![realm, what, expires_at]).await? == 1)
    }

    /// Takes back what [`Self::spend`] noted, because acting on it failed: it may be tried again.
    pub async fn unspend(&self, realm: &str, what: &Digest) -> Result<(), StoreError> {
        self.db.count(&UNSPEND, values![realm, what]).await.map(drop)
    }
}
