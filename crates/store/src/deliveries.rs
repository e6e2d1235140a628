//! How far the record has been told to the operator's webhook. Of several nodes, one tells at a time.

use doorward_core::time::Timestamp;

use crate::audit::{Place, Recorded, recorded};
use crate::db::{statements, values};
use crate::{Store, StoreError};

statements! {
    /// Begins behind what is on record, unless it has begun.
    BEGIN = "INSERT INTO event_delivery (id, at, seq, due_at, attempts) \
        VALUES (1, $1, 0, 0, 0) ON CONFLICT (id) DO NOTHING";

    /// Takes the turn, if it is due.
    TAKE = "UPDATE event_delivery SET due_at = $2 WHERE id = 1 AND due_at <= $1 \
        RETURNING at, seq, attempts";

    /// What comes next in the record, and is old enough for nothing to come before it any more.
    NEXT = "SELECT at, seq, kind, actor, subject, session, address, detail, outcome FROM audit \
        WHERE (at, seq) > ($1, $2) AND at <= $3 ORDER BY at, seq LIMIT $4";

    /// Gives the turn back, this far.
    ADVANCE = "UPDATE event_delivery SET at = $2, seq = $3, due_at = $4, attempts = $5 \
        WHERE id = 1 AND due_at = $1";

    /// Has what waits tried at once.
    RETRY = "UPDATE event_delivery SET due_at = $1, attempts = 0 WHERE id = 1 AND attempts > 0";

    /// How far it is, and when it is tried again.
    STANDING = "SELECT at, seq, due_at, attempts FROM event_delivery WHERE id = 1";

    /// How many events there are behind a place. No more of them are looked at than are wanted: a webhook that
    /// was away may have missed very many.
    BEHIND = "SELECT count(*) FROM \
        (SELECT 1 FROM audit WHERE (at, seq) > ($1, $2) ORDER BY at, seq LIMIT $3) AS behind";
}

/// The turn of one node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Turn {
    /// The last event that was told, or passed over.
    pub told: Place,
    /// How often the next one has failed.
    pub attempts: i64,
    /// When the turn ends: then another node may have it.
    pub until: Timestamp,
}

/// What waits to be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backlog {
    /// How many events, as far as they were counted.
    pub waiting: i64,
    /// How often the first of them has failed.
    pub attempts: i64,
    /// When it is tried next.
    pub due: Timestamp,
}

impl Store {
    /// Begins to tell what is recorded from `now` on, unless that was begun before.
    pub async fn begin_delivery(&self, now: Timestamp) -> Result<(), StoreError> {
        self.db.count(&BEGIN, values![now]).await.map(drop)
    }

    /// Takes the turn until `until`, if it is due and nobody else has it.
    pub async fn take_delivery(
        &self,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<Turn>, StoreError> {
        let row = self.db.take(&TAKE, values![now, until]).await?.pop();
        let Some(mut row) = row else { return Ok(None) };
        let at = row.time("time of a told event")?;
        let seq = row.integer("place of a told event")?;
        let attempts = row.integer("attempts of a delivery")?;
        Ok(Some(Turn { told: Place { at, seq }, attempts, until }))
    }

    /// The events after `place` that happened by `settled`, at most `limit`, oldest first.
    pub async fn events_after(
        &self,
        place: Place,
        settled: Timestamp,
        limit: u32,
    ) -> Result<Vec<Recorded>, StoreError> {
        let values = values![place.at, place.seq, settled, i64::from(limit)];
        let rows = self.db.read(&NEXT, values).await?;
        rows.into_iter().map(recorded).collect()
    }

    /// Gives the turn back: everything up to `told` is told, what comes next has failed `attempts` times, and
    /// is due at `due`. False when the turn was over.
    pub async fn end_delivery(
        &self,
        turn: Turn,
        told: Place,
        attempts: i64,
        due: Timestamp,
    ) -> Result<bool, StoreError> {
        let values = values![turn.until, told.at, told.seq, due, attempts];
        Ok(self.db.count(&ADVANCE, values).await? == 1)
    }

    /// Has what failed tried at once; false when nothing has.
    pub async fn retry_delivery(&self, now: Timestamp) -> Result<bool, StoreError> {
        Ok(self.db.count(&RETRY, values![now]).await? == 1)
    }

    /// What waits to be told, counted up to `most`; `None` where nothing was ever to be told.
    pub async fn delivery_backlog(&self, most: u32) -> Result<Option<Backlog>, StoreError> {
        let row = self.db.read(&STANDING, values![]).await?.pop();
        let Some(mut row) = row else { return Ok(None) };
        let at = row.time("time of a told event")?;
        let seq = row.integer("place of a told event")?;
        let due = row.time("due time of a delivery")?;
        let attempts = row.integer("attempts of a delivery")?;
        let count = self.db.read(&BEHIND, values![at, seq, i64::from(most)]).await?.pop();
        let waiting = count.map_or(Ok(0), |mut row| row.integer("number of events"))?;
        Ok(Some(Backlog { waiting, attempts, due }))
    }
}
