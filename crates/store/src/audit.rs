//! The record of who did what. It outlives the accounts that it names.

mod read;

use std::sync::atomic::{AtomicI64, Ordering};

use doorward_core::id::{SessionId, UserId};
use doorward_core::time::Timestamp;

use crate::db::{Statement, Value, statements, values};
use crate::{Store, StoreError};

pub(crate) use read::recorded;
pub use read::{EventFilter, Place, Recorded};

statements! {
    [WRITING]

    /// Adds an event. It is part of the write that it tells of.
    pub(crate) RECORD_EVENT = "INSERT INTO audit \
            (at, kind, actor, subject, session, address, detail, outcome, seq) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";

    /// Removes what is older than it has to be kept, slice by slice.
    pub(crate) SWEEP_EVENTS = "DELETE FROM audit WHERE (at, seq) IN \
        (SELECT at, seq FROM audit WHERE at <= $1 ORDER BY at, seq LIMIT $2)";
}

/// Every statement about events.
pub(crate) const STATEMENTS: [&[&Statement]; 2] = [WRITING, read::ALL];

/// How something came out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Outcome {
    /// It was done.
    #[default]
    Done,
    /// It was refused.
    Refused,
}

impl Outcome {
    /// The name in storage, in the log and in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Refused => "refused",
        }
    }
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
    /// How it came out.
    pub outcome: Outcome,
}

impl Event {
    /// An event of this kind that was done and concerns nobody yet.
    pub const fn new(kind: &'static str, at: Timestamp) -> Self {
        Self {
            at,
            kind,
            actor: None,
            subject: None,
            session: None,
            address: String::new(),
            detail: String::new(),
            outcome: Outcome::Done,
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
            &self.detail,
            self.outcome.as_str(),
            next()
        ]
    }
}

/// A number for each event, so that those of one millisecond have an order: of this process, and apart
/// from those of others.
fn next() -> i64 {
    static NEXT: AtomicI64 = AtomicI64::new(0);
    (i64::from(std::process::id()) << 31) + NEXT.fetch_add(1, Ordering::Relaxed)
}

/// Says of an event that is stored by now, by the [values](Event::values) of its row, that it happened:
/// one line of the log for each.
pub(crate) fn tell(values: &[Value]) {
    let text = |at: usize| match values.get(at) {
        Some(Value::Text(text)) if !text.is_empty() => Some(text.as_str()),
        _ => None,
    };
    tracing::info!(
        event = text(1),
        actor.id = text(2),
        user.id = text(3),
        session.id = text(4),
        client.address = text(5),
        detail = text(6),
        outcome = text(7),
        "audit"
    );
}

impl Store {
    /// Records an event that changed nothing else.
    pub async fn record(&self, event: &Event) -> Result<(), StoreError> {
        self.db.count(&RECORD_EVENT, event.values()).await.map(drop)
    }
}
