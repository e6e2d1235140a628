//! Violations: one counter for each kind and whoever is counted.

use doorward_core::moderation::{Kind, Score, Subject};
use doorward_core::time::Timestamp;

use crate::db::{Row, statements, values};
use crate::{Store, StoreError};

statements! {
    /// Adds to a counter, or begins it anew when nothing was added since `$6`, and gives its score. One
    /// statement: of any number who add at once, each sees what the ones before have made of it.
    ADD = "INSERT INTO violations (subject, kind, score, events, last_at) \
        VALUES ($1, $2, $3, $4, $5) ON CONFLICT (subject, kind) DO UPDATE SET \
            score = excluded.score + \
                CASE WHEN violations.last_at <= $6 THEN 0 ELSE violations.score END, \
            events = excluded.events + \
                CASE WHEN violations.last_at <= $6 THEN 0 ELSE violations.events END, \
            last_at = excluded.last_at \
        RETURNING score";

    /// The counters that were added to last.
    NEWEST = "SELECT subject, kind, score, events, last_at FROM violations \
        WHERE last_at > $1 ORDER BY last_at DESC, subject, kind LIMIT $2";

    /// The counters of somebody.
    COUNTERS_OF = "SELECT subject, kind, score, events, last_at FROM violations \
        WHERE subject = $1 AND last_at > $2 ORDER BY kind";

    /// Forgets counters that nothing was added to for long, a bounded number at a time.
    SWEEP_VIOLATIONS = "DELETE FROM violations WHERE (subject, kind) IN \
        (SELECT subject, kind FROM violations WHERE last_at <= $1 LIMIT $2)";
}

/// How many counters are forgotten in one go.
const SLICE: i64 = 1000;

/// What is added to a counter.
#[derive(Clone, Copy, Debug)]
pub struct Added {
    /// Whose.
    pub subject: Subject,
    /// Which.
    pub kind: Kind,
    /// The points.
    pub score: Score,
    /// For how many events.
    pub events: i64,
}

/// A counter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counter {
    /// Whose.
    pub subject: Subject,
    /// Which, by the name of its kind.
    pub kind: String,
    /// What it stands at.
    pub score: Score,
    /// For how many events.
    pub events: i64,
    /// When it was added to last.
    pub last_at: Timestamp,
}

impl Store {
    /// Adds to a counter and gives what it stands at then. One that nothing was added to since
    /// `forgotten` begins anew.
    pub async fn add_violation(
        &self,
        added: &Added,
        now: Timestamp,
        forgotten: Timestamp,
    ) -> Result<Score, StoreError> {
        let Added { subject, kind, score, events } = added;
        let values = values![subject.to_string(), kind.0, score.0, *events, now, forgotten];
        let row = self.db.take(&ADD, values).await?.pop();
        row.map_or(Ok(*score), |mut row| row.integer("score").map(Score))
    }

    /// The counters that were added to after `since`, the latest first, at most `limit`.
    pub async fn violations(
        &self,
        since: Timestamp,
        limit: u32,
    ) -> Result<Vec<Counter>, StoreError> {
        let rows = self.db.read(&NEWEST, values![since, i64::from(limit)]).await?;
        rows.into_iter().map(counter).collect()
    }

    /// The counters of somebody that were added to after `since`.
    pub async fn violations_of(
        &self,
        subject: Subject,
        since: Timestamp,
    ) -> Result<Vec<Counter>, StoreError> {
        let rows = self.db.read(&COUNTERS_OF, values![subject.to_string(), since]).await?;
        rows.into_iter().map(counter).collect()
    }

    /// Forgets counters that nothing was added to since `forgotten`, and says how many.
    pub async fn sweep_violations(&self, forgotten: Timestamp) -> Result<u64, StoreError> {
        let mut removed = 0;
        loop {
            let count = self.db.count(&SWEEP_VIOLATIONS, values![forgotten, SLICE]).await?;
            removed += count;
            if count < SLICE.unsigned_abs() {
                return Ok(removed);
            }
        }
    }
}

fn counter(mut row: Row) -> Result<Counter, StoreError> {
    Ok(Counter {
        subject: row.parsed("subject of violations")?,
        kind: row.text("kind of violations")?,
        score: Score(row.integer("score")?),
        events: row.integer("count of violations")?,
        last_at: row.time("time of violations")?,
    })
}
