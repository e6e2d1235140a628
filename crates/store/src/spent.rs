//! What may count once only: the identifiers of logout tokens, webhooks and the like.

use doorward_core::secret::Digest;
use doorward_core::time::Timestamp;

use crate::db::{statements, values};
use crate::{Store, StoreError};

statements! {
    /// Notes something that was not noted before.
    pub(crate) SPEND = "INSERT INTO spent (realm, hash, expires_at) VALUES ($1, $2, $3) \
        ON CONFLICT (realm, hash) DO NOTHING";

    /// Notes something that was not noted before, or only until a time that is over.
    pub(crate) CLAIM = "INSERT INTO spent (realm, hash, expires_at) VALUES ($1, $2, $3) \
        ON CONFLICT (realm, hash) DO UPDATE SET expires_at = excluded.expires_at \
        WHERE spent.expires_at <= $4";

    /// Takes back what was noted until this very time.
    pub(crate) RELEASE = "DELETE FROM spent WHERE realm = $1 AND hash = $2 AND expires_at = $3";

    /// Whether something is noted.
    IS_SPENT = "SELECT CAST(1 AS BIGINT) FROM spent WHERE realm = $1 AND hash = $2";

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

    /// Whether [`Self::spend`] has noted something that is not forgotten yet.
    pub async fn is_spent(&self, realm: &str, what: &Digest) -> Result<bool, StoreError> {
        Ok(!self.db.read(&IS_SPENT, values![realm, what]).await?.is_empty())
    }

    /// Gives something to one caller, on whatever node, until `until`, or until it is released before
    /// that. The others get `false`.
    pub async fn claim(
        &self,
        realm: &str,
        what: &Digest,
        until: Timestamp,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        Ok(self.db.count(&CLAIM, values![realm, what, until, now]).await? == 1)
    }

    /// Gives back what [`Self::claim`] gave until `until`.
    pub async fn release(
        &self,
        realm: &str,
        what: &Digest,
        until: Timestamp,
    ) -> Result<(), StoreError> {
        self.db.count(&RELEASE, values![realm, what, until]).await.map(drop)
    }
}
