//! Clean-up of what has ended. It is housekeeping: whether a session counts is judged at use.

use doorward_core::outbox::DEAD_KEPT_MS;
use doorward_core::time::Timestamp;

use crate::audit::SWEEP_EVENTS;
use crate::db::{Statement, statements, values};
use crate::dry_runs::SWEEP_DRY_RUNS;
use crate::factors::SWEEP_PENDING_TOTP;
use crate::guests::SWEEP_GUESTS;
use crate::heard::SWEEP_HEARD;
use crate::invitations::SWEEP_INVITATIONS;
use crate::outbox::SWEEP_DEAD;
use crate::passkeys::SWEEP_CEREMONIES;
use crate::pending_links::SWEEP_LINKS;
use crate::pending_logins::SWEEP_LOGINS;
use crate::second_steps::SWEEP_STEPS;
use crate::spent::SWEEP_SPENT;
use crate::tokens::SWEEP_TOKENS;
use crate::trusted_devices::SWEEP_DEVICES;
use crate::{Store, StoreError};

statements! {
    /// The last key of the next slice, and how many of the slice have ended.
    ///
    /// The table is walked along its key, which needs no further index; slices in which nothing
    /// has ended are read and never written.
    SURVEY = "SELECT max(id), count(*) FILTER (WHERE expires_at <= $2 OR last_seen_at <= $3) \
        FROM (SELECT id, expires_at, last_seen_at FROM sessions WHERE id > $1 \
            ORDER BY id LIMIT $4) AS slice";

    /// Removes the ended sessions of a slice, judged anew: one may have been used since.
    SWEEP = "DELETE FROM sessions WHERE id > $1 AND id <= $2 \
        AND (expires_at <= $3 OR last_seen_at <= $4)";
}

/// How many sessions are looked at, or logins and guests removed, in one go.
const SLICE: i64 = 1000;

impl Store {
    /// Removes sessions that have ended, or that nobody has used for `idle_ms` milliseconds,
    /// guests, one-time tokens and (a month ago) invitations whose time is over, pending logins, links
    /// and ceremonies that nobody finished, what was spent and would be too old by now, and letters that
    /// were given up long ago. Says
    /// how many rows that were.
    pub async fn sweep(&self, now: Timestamp, idle_ms: i64) -> Result<u64, StoreError> {
        let mut removed = 0;
        let over = [
            &SWEEP_LOGINS,
            &SWEEP_LINKS,
            &SWEEP_DRY_RUNS,
            &SWEEP_CEREMONIES,
            &SWEEP_GUESTS,
            &SWEEP_SPENT,
            &SWEEP_HEARD,
            &SWEEP_TOKENS,
            &SWEEP_STEPS,
            &SWEEP_DEVICES,
            &SWEEP_PENDING_TOTP,
            &SWEEP_INVITATIONS,
        ];
        for statement in over {
            removed += self.sweep_slices(statement, now).await?;
        }
        removed += self.sweep_slices(&SWEEP_DEAD, now.plus(-DEAD_KEPT_MS)).await?;
        Ok(removed + self.sweep_sessions(now, now.plus(-idle_ms)).await?)
    }

    /// Removes events from before `before`, and says how many.
    pub async fn sweep_events(&self, before: Timestamp) -> Result<u64, StoreError> {
        self.sweep_slices(&SWEEP_EVENTS, before).await
    }

    async fn sweep_slices(
        &self,
        statement: &'static Statement,
        now: Timestamp,
    ) -> Result<u64, StoreError> {
        let mut removed = 0;
        loop {
            let count = self.db.count(statement, values![now, SLICE]).await?;
            removed += count;
            if count < SLICE.unsigned_abs() {
                return Ok(removed);
            }
        }
    }

    async fn sweep_sessions(&self, now: Timestamp, idle: Timestamp) -> Result<u64, StoreError> {
        let (mut removed, mut after) = (0, String::new());
        loop {
            let survey = self.db.read(&SURVEY, values![&after, now, idle, SLICE]).await?.pop();
            let Some(mut row) = survey else {
                return Ok(removed);
            };
            let Some(last) = row.optional_text("session id")? else {
                return Ok(removed);
            };
            if row.integer("count")? > 0 {
                removed += self.db.count(&SWEEP, values![after, &last, now, idle]).await?;
            }
            after = last;
        }
    }
}
