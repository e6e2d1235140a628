//! Bans: one row each, lifted or run out but never deleted.

use doorward_core::moderation::{Ban, BanId, By, Subject};
use doorward_core::time::Timestamp;

use crate::audit::{Event, RECORD_EVENT};
use crate::db::{Batch, Row, statements, values};
use crate::sessions::END_ALL;
use crate::users::{QUEUE_UP, not_the_last};
use crate::{Change, Store, StoreError};

/// The columns of a ban, in the order in which [`ban`] reads them.
macro_rules! ban_columns {
    () => {
        "id, subject, reason, violation, made_by, created_at, expires_at, lifted_at, lifted_by"
    };
}

macro_rules! summed_up {
    () => {
        "UPDATE users SET banned_until = \
            (SELECT max(coalesce(b.expires_at, 9223372036854775807)) FROM bans b \
                WHERE b.subject = $2 AND b.lifted_at IS NULL) \
        WHERE id = $1"
    };
}

statements! {
    /// Adds a ban.
    ADD = "INSERT INTO bans (id, subject, reason, violation, made_by, created_at, expires_at) \
        VALUES ($1, $2, $3, $4, $5, $6, $7)";

    /// Lifts a ban that nobody has lifted.
    LIFT = "UPDATE bans SET lifted_at = $2, lifted_by = $3 WHERE id = $1 AND lifted_at IS NULL";

    /// Lets changes of a person's bans happen one after the other: summing them up at once, two would each
    /// miss the other's.
    ONE_BY_ONE = "UPDATE users SET updated_at = updated_at WHERE id = $1";

    /// Sums up the bans of a person, `$2`: the last end of those that were not lifted. A ban for good
    /// ends with time itself.
    SUM_UP = summed_up!();

    /// The same when one was added, at `$3`: unless it is the last administrator who can get in.
    SUM_UP_ADDED = concat!(summed_up!(), " AND ", not_the_last!("$3"));

    /// A ban.
    BAN = concat!("SELECT ", ban_columns!(), " FROM bans WHERE id = $1");

    /// A page of bans, the newest first; with `$3` only those that count at that time.
    BANS = concat!(
        "SELECT ", ban_columns!(), " FROM bans WHERE (CAST($1 AS TEXT) IS NULL OR id < $1) \
        AND (CAST($3 AS BIGINT) IS NULL OR (lifted_at IS NULL AND (expires_at IS NULL OR expires_at > $3))) \
        ORDER BY id DESC LIMIT $2"
    );

    /// The bans of somebody, the newest first.
    BANS_OF = concat!(
        "SELECT ", ban_columns!(), " FROM bans WHERE subject = $1 ORDER BY id DESC LIMIT $2"
    );

    /// The addresses that are banned, and until when.
    ADDRESSES = "SELECT subject, expires_at FROM bans WHERE lifted_at IS NULL \
        AND subject LIKE 'address:%' AND (expires_at IS NULL OR expires_at > $1)";
}

impl Store {
    /// Adds a ban. A person's sessions end with it; false when there is no such person, or it is the last
    /// administrator who can get in.
    pub async fn add_ban(&self, ban: &Ban, event: &Event) -> Result<bool, StoreError> {
        let values = values![
            ban.id,
            ban.subject.to_string(),
            &ban.reason,
            ban.violation.as_ref(),
            ban.by.to_string(),
            ban.created_at,
            ban.expires_at.map(|at| at.0)
        ];
        let batch = match ban.subject {
            Subject::Person(id) => Batch::new()
                .then(&QUEUE_UP, values![id])
                .once(&ONE_BY_ONE, values![id])
                .then(&ADD, values)
                .once(&SUM_UP_ADDED, values![id, ban.subject.to_string(), event.at])
                .then(&END_ALL, values![id, ""])
                .announcing(Change::User(id)),
            Subject::Address(_) => Batch::new().then(&ADD, values).announcing(Change::Bans),
        };
        let batch = batch.then(&RECORD_EVENT, event.values());
        self.db.write(batch).await.map(|outcome| outcome.happened())
    }

    /// Lifts a ban; false when it was lifted already. Of several callers one gets true.
    pub async fn lift_ban(&self, ban: &Ban, by: By, event: &Event) -> Result<bool, StoreError> {
        let lift = values![ban.id, event.at, by.to_string()];
        let batch = match ban.subject {
            // The person may be gone by now.
            Subject::Person(id) => Batch::new()
                .then(&ONE_BY_ONE, values![id])
                .once(&LIFT, lift)
                .then(&SUM_UP, values![id, ban.subject.to_string()])
                .announcing(Change::User(id)),
            Subject::Address(_) => Batch::new().once(&LIFT, lift).announcing(Change::Bans),
        };
        let batch = batch.then(&RECORD_EVENT, event.values());
        self.db.write(batch).await.map(|outcome| outcome.happened())
    }

    /// A ban, over or not.
    pub async fn ban(&self, id: BanId) -> Result<Option<Ban>, StoreError> {
        let row = self.db.read(&BAN, values![id]).await?.pop();
        row.map(ban).transpose()
    }

    /// The newest bans that are older than `before`, at most `limit`; with `counting` only those that
    /// count at that time.
    pub async fn bans(
        &self,
        before: Option<BanId>,
        limit: u32,
        counting: Option<Timestamp>,
    ) -> Result<Vec<Ban>, StoreError> {
        let values = values![before, i64::from(limit), counting.map(|at| at.0)];
        self.db.read(&BANS, values).await?.into_iter().map(ban).collect()
    }

    /// The newest bans of somebody, over or not, at most `limit`.
    pub async fn bans_of(&self, subject: Subject, limit: u32) -> Result<Vec<Ban>, StoreError> {
        let values = values![subject.to_string(), i64::from(limit)];
        self.db.read(&BANS_OF, values).await?.into_iter().map(ban).collect()
    }

    /// The addresses that are banned at `now`, each with the end of its ban.
    pub async fn banned_addresses(
        &self,
        now: Timestamp,
    ) -> Result<Vec<(Subject, Option<Timestamp>)>, StoreError> {
        let rows = self.db.read(&ADDRESSES, values![now]).await?;
        let read = |mut row: Row| {
            let subject = row.parsed("subject of a ban")?;
            Ok((subject, row.optional_integer("end of a ban")?.map(Timestamp)))
        };
        rows.into_iter().map(read).collect()
    }
}

/// Reads `ban_columns!`.
fn ban(mut row: Row) -> Result<Ban, StoreError> {
    Ok(Ban {
        id: row.parsed("ban id")?,
        subject: row.parsed("subject of a ban")?,
        reason: row.text("reason of a ban")?,
        violation: row.optional_text("violation of a ban")?,
        by: row.parsed("maker of a ban")?,
        created_at: row.time("time of a ban")?,
        expires_at: row.optional_integer("end of a ban")?.map(Timestamp),
        lifted: {
            let at = row.optional_integer("time of a ban")?.map(Timestamp);
            at.zip(row.optional_parsed("lifter of a ban")?)
        },
    })
}
