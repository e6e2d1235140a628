//! The only place that names a database driver: both sit behind [`Database`].
//!
//! What goes in is a [`Statement`] with [`Value`]s, or a [`Batch`] of them; what comes out is
//! [`Row`]s or counts.

mod batch;
mod postgres;
mod sqlite;
mod statement;
mod value;

pub(crate) use batch::{Answer, Batch, Outcome, Step};
pub(crate) use statement::{Statement, statements};
pub(crate) use value::{Row, Value, values};

use crate::Location;
use crate::audit::{RECORD_EVENT, tell};
use crate::changes::Changes;
use crate::error::{OpenError, StoreError};

use postgres::Postgres;
use sqlite::Sqlite;

statements! {
    /// Answers when the database does, and its file can be read.
    PING = "SELECT CAST(1 AS BIGINT) FROM schema_migrations LIMIT 1";
}

/// One of the two databases.
#[derive(Debug)]
pub(crate) enum Database {
    Sqlite(Sqlite),
    Postgres(Postgres),
}

impl Database {
    pub(crate) async fn open(location: &Location) -> Result<Self, OpenError> {
        match location {
            Location::Sqlite(path) => Sqlite::open(path.clone()).await.map(Self::Sqlite),
            Location::Postgres(url) => Postgres::open(url).await.map(Self::Postgres),
        }
    }

    /// Asks for a sign of life.
    pub(crate) async fn ping(&self) -> Result<(), StoreError> {
        if let Self::Sqlite(sqlite) = self {
            sqlite.sound()?;
        }
        self.read(&PING, values![]).await.map(drop)
    }

    /// Runs one statement that only reads.
    pub(crate) async fn read(
        &self,
        statement: &'static Statement,
        values: Vec<Value>,
    ) -> Result<Vec<Row>, StoreError> {
        match self {
            Self::Sqlite(sqlite) => sqlite.read(statement, values).await,
            Self::Postgres(postgres) => postgres.read(statement, values).await,
        }
    }

    /// Runs a batch as one transaction. When this returns, it is on disk or undone.
    ///
    /// The events among it are logged once they are stored.
    pub(crate) async fn write(&self, batch: Batch) -> Result<Outcome, StoreError> {
        let events = batch.values_of(&RECORD_EVENT);
        let outcome = match self {
            Self::Sqlite(sqlite) => sqlite.write(batch).await,
            Self::Postgres(postgres) => postgres.write(batch).await,
        }?;
        for (step, values) in events {
            if outcome.rows_of(step) == 1 {
                tell(&values);
            }
        }
        Ok(outcome)
    }

    /// Runs one writing statement and says how many rows it touched.
    pub(crate) async fn count(
        &self,
        statement: &'static Statement,
        values: Vec<Value>,
    ) -> Result<u64, StoreError> {
        self.write(Batch::new().then(statement, values)).await.map(|outcome| outcome.rows_of(0))
    }

    /// Runs one writing statement and gives what it returns.
    pub(crate) async fn take(
        &self,
        statement: &'static Statement,
        values: Vec<Value>,
    ) -> Result<Vec<Row>, StoreError> {
        Ok(match self.write(Batch::new().then(statement, values)).await? {
            Outcome::Done(mut answers) => answers.pop().map_or_else(Vec::new, |answer| answer.rows),
            Outcome::Undone { .. } => Vec::new(),
        })
    }

    /// Prepares a statement without running it.
    pub(crate) async fn prepare(&self, statement: &'static Statement) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(sqlite) => sqlite.prepare(statement).await,
            Self::Postgres(postgres) => postgres.prepare(statement).await,
        }
    }

    pub(crate) fn changes(&self) -> Changes {
        match self {
            Self::Sqlite(sqlite) => sqlite.changes(),
            Self::Postgres(postgres) => postgres.changes(),
        }
    }

    pub(crate) async fn close(&self) {
        match self {
            Self::Sqlite(sqlite) => sqlite.close().await,
            Self::Postgres(postgres) => postgres.close().await,
        }
    }
}
