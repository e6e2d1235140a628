//! People who came in with an access code and have no account: one row each. Ending one deletes it.

use doorward_core::id::SessionId;
use doorward_core::secret::Digest;
use doorward_core::time::Timestamp;

use crate::audit::{Event, RECORD_EVENT};
use crate::db::{Batch, Row, statements, values};
use crate::{Store, StoreError};

statements! {
    /// Lets a guest in.
    BEGIN = "INSERT INTO guests \
        (id, cookie_hash, code_tag, created_at, expires_at, address, user_agent) \
        VALUES ($1, $2, $3, $4, $5, $6, $7)";

    /// A guest.
    FIND = "SELECT id, cookie_hash, code_tag, created_at, expires_at, address, user_agent \
        FROM guests WHERE id = $1";

    /// All guests, the newest first.
    ALL_GUESTS = "SELECT id, cookie_hash, code_tag, created_at, expires_at, address, user_agent \
        FROM guests ORDER BY id DESC LIMIT $1";

    /// Ends every visit.
    END_ALL = "DELETE FROM guests";

    /// Ends a guest's visit.
    END = "DELETE FROM guests WHERE id = $1";

    /// Removes guests whose time is over, a bounded number at a time.
    pub(crate) SWEEP_GUESTS = "DELETE FROM guests WHERE id IN \
        (SELECT id FROM guests WHERE expires_at <= $1 LIMIT $2)";
}

/// Somebody who came in with an access code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guest {
    /// Names the visit.
    pub id: SessionId,
    /// Digest of the browser's cookie.
    pub cookie: Digest,
    /// Keyed digest of the code. Whether that code still counts is for the caller to judge.
    pub code: Digest,
    /// When they came in.
    pub created_at: Timestamp,
    /// When the visit ends. The caller judges; storage only cleans up.
    pub expires_at: Timestamp,
    /// The address they came from.
    pub address: String,
    /// The browser's own words about itself.
    pub user_agent: String,
}

impl Store {
    /// Lets a guest in.
    pub async fn begin_guest(&self, guest: &Guest, event: &Event) -> Result<(), StoreError> {
        let values = values![
            guest.id,
            &guest.cookie,
            &guest.code,
            guest.created_at,
            guest.expires_at,
            &guest.address,
            &guest.user_agent
        ];
        let batch = Batch::new().then(&BEGIN, values).then(&RECORD_EVENT, event.values());
        self.db.write(batch).await.map(drop)
    }

    /// A guest, over or not.
    pub async fn guest(&self, id: SessionId) -> Result<Option<Guest>, StoreError> {
        let row = self.db.read(&FIND, values![id]).await?.pop();
        row.map(guest).transpose()
    }

    /// The newest guests, at most `limit`, over or not.
    pub async fn guests(&self, limit: u32) -> Result<Vec<Guest>, StoreError> {
        let rows = self.db.read(&ALL_GUESTS, values![i64::from(limit)]).await?;
        rows.into_iter().map(guest).collect()
    }

    /// Ends every visit and says how many that were.
    pub async fn end_guests(&self, event: &Event) -> Result<u64, StoreError> {
        let batch = Batch::new().then(&END_ALL, values![]).then(&RECORD_EVENT, event.values());
        self.db.write(batch).await.map(|outcome| outcome.rows_of(0))
    }

    /// Ends a guest's visit; false when there is none.
    pub async fn end_guest(&self, id: SessionId, event: &Event) -> Result<bool, StoreError> {
        let batch = Batch::new().once(&END, values![id]).then(&RECORD_EVENT, event.values());
        self.db.write(batch).await.map(|outcome| outcome.happened())
    }
}

fn guest(mut row: Row) -> Result<Guest, StoreError> {
    Ok(Guest {
        id: row.parsed("guest id")?,
        cookie: row.digest("cookie of a guest")?,
        code: row.digest("code of a guest")?,
        created_at: row.time("time of a guest")?,
        expires_at: row.time("end of a guest")?,
        address: row.text("address of a guest")?,
        user_agent: row.text("browser of a guest")?,
    })
}
