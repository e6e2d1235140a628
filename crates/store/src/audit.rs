//! The record of who did what. It outlives the accounts that it names.

use doorward_core::id::{SessionId, UserId};
use doorward_core::time::Timestamp;

use crate::db::{Row, Value, statements, values};
use crate::{Store, StoreError};

statements! {
    /// Adds an event. It is part of the write that it tells of.
    pub(crate) RECORD_EVENT = "INSERT INTO audit (at, kind, actor, subject, session, address, detail) \
        VALUES ($1, $2, $3, $4, $5, $6, $7)";

    /// The newest events.
    NEWEST = "SELECT at, kind, actor, subject, session, address, detail \
        FROM audit ORDER BY at DESC LIMIT $1";
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// When.
    pub at: Timestamp,
    /// What, as `thing.verb`: `session.begin`.
    pub kind: &'static str,
    /// Who did it, if an account did.
    pub actor: Option<UserId>,
    /// Whom it was done to.
    pub subject: Option<UserId>,
    /// The session that it concerns.
    pub session: Option<SessionId>,
    /// The network address that it came from; empty if from none.
    pub address: String,
    /// One more word about it; never a secret.
    pub detail: String,
}

impl Event {
    /// An event of this kind that concerns nobody yet.
    pub const fn new(kind: &'static str, at: Timestamp) -> Self {
        Self {
            at,
            kind,
            actor: None,
            subject: None,
            session: None,
            address: String::new(),
            detail: String::new(),
        }
    }

    pub(crate) fn values(&self) -> Vec<Value> {
        values![
            self.at,
            self.kind,
            self.actor,
            self.subject,
            self.session,
            &self.address,
            &self.detail
        ]
    }
}

/// An event as it was stored; its kind may be one that this version does not know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// When.
    pub at: Timestamp,
    /// What.
    pub kind: String,
    /// Who did it, if an account did.
    pub actor: Option<UserId>,
    /// Whom it was done to.
    pub subject: Option<UserId>,
    /// The session that it concerns.
    pub session: Option<SessionId>,
    /// The network address that it came from; empty if from none.
    pub address: String,
    /// One more word about it.
    pub detail: String,
}

impl Store {
    /// Records an event that changed nothing else.
    pub async fn record(&self, event: &Event) -> Result<(), StoreError> {
        self.db.count(&RECORD_EVENT, event.values()).await.map(drop)
    }

    /// The newest events, newest first, at most `limit`.
    pub async fn events(&self, limit: u32) -> Result<Vec<Recorded>, StoreError> {
        let rows = self.db.read(&NEWEST, values![i64::from(limit)]).await?;
        rows.into_iter().map(recorded).collect()
    }
}

fn recorded(mut row: Row) -> Result<Recorded, StoreError> {
    Ok(Recorded {
        at: row.time("time of an event")?,
        kind: row.text("kind of an event")?,
        actor: row.optional_parsed("actor of an event")?,
        subject: row.optional_parsed("subject of an event")?,
        session: row.optional_parsed("session of an event")?,
        address: row.text("address of an event")?,
        detail: row.text("detail of an event")?,
    })
}
