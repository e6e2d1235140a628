//! What providers' messages have last said about people, since messages overtake one another.

use doorward_core::time::Timestamp;

use crate::db::{statements, values};
use crate::{Store, StoreError};

statements! {
    /// Notes a version that is not older than the one that is known.
    HEAR = "INSERT INTO heard (issuer, subject, version, expires_at) VALUES ($1, $2, $3, $4) \
        ON CONFLICT (issuer, subject) DO UPDATE SET version = excluded.version, \
            expires_at = excluded.expires_at WHERE heard.version <= excluded.version";

    /// Forgets people of whom no old message can come any more, a bounded number at a time.
    pub(crate) SWEEP_HEARD = "DELETE FROM heard WHERE (issuer, subject) IN \
        (SELECT issuer, subject FROM heard WHERE expires_at <= $1 LIMIT $2)";
}

impl Store {
    /// Notes that `issuer` has said something about somebody, in this version of them. False when it
    /// has said something newer before.
    ///
    /// `expires_at` is when no older message can come any more.
    pub async fn hear(
        &self,
        (issuer, subject): (&str, &str),
        version: i64,
        expires_at: Timestamp,
    ) -> Result<bool, StoreError> {
        Ok(self.db.count(&HEAR, values![issuer, subject, version, expires_at]).await? == 1)
    }
}
