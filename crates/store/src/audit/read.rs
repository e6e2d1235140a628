//! Reading the record, newest first, page by page.

use doorward_core::id::{SessionId, UserId};
use doorward_core::time::Timestamp;

use crate::db::{Row, Value, statements, values};
use crate::{Store, StoreError};

/// The events before a place and from a moment on, of those which are wanted.
macro_rules! events {
    ($which:literal) => {
        concat!(
            "SELECT at, seq, kind, actor, subject, session, address, detail, outcome FROM audit \
            WHERE (at, seq) < ($1, $2) AND at >= $3 AND ",
            $which,
            " \
            ORDER BY at DESC, seq DESC LIMIT $4"
        )
    };
}

statements! {
    /// All events.
    NEWEST = events!("0 = 0");

    /// Those of one kind.
    OF_KIND = events!("kind = $5");

    /// Those which somebody did, or which were done to them.
    OF_PERSON = events!("(subject = $5 OR actor = $5)");

    /// Those of one kind about one person.
    OF_BOTH = events!("(subject = $5 OR actor = $5) AND kind = $6");

    /// Every kind that there is. Each is found by one step through the index.
    KINDS = "WITH RECURSIVE kinds (kind) AS (\
            SELECT min(kind) FROM audit \
            UNION ALL \
            SELECT (SELECT min(kind) FROM audit WHERE kind > k.kind) FROM kinds k \
            WHERE k.kind IS NOT NULL) \
        SELECT kind FROM kinds WHERE kind IS NOT NULL";
}

/// Which events to read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EventFilter {
    /// What happened.
    pub kind: Option<String>,
    /// Who did it, or whom it was done to.
    pub person: Option<UserId>,
    /// From when on.
    pub since: Option<Timestamp>,
    /// Up to when; this moment is left out.
    pub until: Option<Timestamp>,
}

/// The place of an event in the record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// When it happened.
    pub at: Timestamp,
    /// Its order among the events of that millisecond.
    pub seq: i64,
}

/// An event as it was stored; its kind may be one that this version does not know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// When.
    pub at: Timestamp,
    /// Its order among the events of that millisecond.
    pub seq: i64,
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
    /// How it came out, by the name of an [`Outcome`](super::Outcome).
    pub outcome: String,
}

impl Recorded {
    /// Where it stands in the record.
    pub const fn place(&self) -> Place {
        Place { at: self.at, seq: self.seq }
    }
}

impl Store {
    /// A page of the record, newest first: what comes before `before`, at most `limit`.
    pub async fn find_events(
        &self,
        filter: &EventFilter,
        before: Option<Place>,
        limit: u32,
    ) -> Result<Vec<Recorded>, StoreError> {
        let until = filter.until.map(|at| Place { at, seq: i64::MIN });
        let latest = Place { at: Timestamp(i64::MAX), seq: i64::MAX };
        let places = [before, until].into_iter().flatten();
        let from = places.min_by_key(|place| (place.at, place.seq)).unwrap_or(latest);
        let since = filter.since.unwrap_or(Timestamp(i64::MIN));
        let mut values = values![from.at, from.seq, since, i64::from(limit)];
        let person = filter.person.map(Value::from);
        let kind = filter.kind.as_ref().map(Value::from);
        let statement = match (&person, &kind) {
            (None, None) => &NEWEST,
            (None, Some(_)) => &OF_KIND,
            (Some(_), None) => &OF_PERSON,
            (Some(_), Some(_)) => &OF_BOTH,
        };
        values.extend(person.into_iter().chain(kind));
        let rows = self.db.read(statement, values).await?;
        rows.into_iter().map(recorded).collect()
    }

    /// The newest events, newest first, at most `limit`.
    pub async fn events(&self, limit: u32) -> Result<Vec<Recorded>, StoreError> {
        self.find_events(&EventFilter::default(), None, limit).await
    }

    /// Every kind of which there is an event.
    pub async fn kinds_of_events(&self) -> Result<Vec<String>, StoreError> {
        let rows = self.db.read(&KINDS, values![]).await?;
        rows.into_iter().map(|mut row| row.text("kind of an event")).collect()
    }
}

pub(crate) fn recorded(mut row: Row) -> Result<Recorded, StoreError> {
    Ok(Recorded {
        at: row.time("time of an event")?,
        seq: row.integer("place of an event")?,
        kind: row.text("kind of an event")?,
        actor: row.optional_parsed("actor of an event")?,
        subject: row.optional_parsed("subject of an event")?,
        session: row.optional_parsed("session of an event")?,
        address: row.text("address of an event")?,
        detail: row.text("detail of an event")?,
        outcome: row.text("outcome of an event")?,
    })
}
