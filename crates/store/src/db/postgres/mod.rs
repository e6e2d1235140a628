//! `PostgreSQL`, and databases that speak its protocol: a pool, and one connection that listens.

mod connect;
mod error;
mod listen;
mod migrate;
mod value;

use std::time::Duration;

use deadpool_postgres::{Client, GenericClient, Object, Pool, PoolError};
use tokio::time::timeout;
use tokio_postgres::types::ToSql;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::{Answer, Batch, Outcome, Row, Statement, Step, Value};
use crate::changes::{Announcer, Changes};
use crate::error::{Kind, OpenError, StoreError};
use doorward_core::secret::Secret;

use error::Failure;

/// How long one read or one transaction may take before its connection is given up.
const DEADLINE: Duration = Duration::from_secs(15);

/// How often a transaction is tried when the server asks for it to be tried again.
const TRIES: u32 = 4;

/// Tells listeners about a change, inside the transaction that makes it.
const NOTIFY: &str = "SELECT pg_notify('doorward_changes', $1)";

/// The handle to the connections.
#[derive(Debug)]
pub(crate) struct Postgres {
    pool: Pool,
    changes: Announcer,
    listener: TaskTracker,
    stop: CancellationToken,
}

impl Postgres {
    pub(crate) async fn open(url: &Secret<String>) -> Result<Self, OpenError> {
        let server = connect::Server::from_url(url)?;
        migrate::run(&server).await?;
        let pool = server.pool()?;
        let changes = Announcer::new();
        let (listener, stop) = (TaskTracker::new(), CancellationToken::new());
        let ear = listen::Ear::open(server, changes.clone()).await?;
        let stopped = stop.clone();
        listener.spawn(async move {
            tokio::select! {
                () = stopped.cancelled() => {}
                () = ear.listen() => {}
            }
        });
        listener.close();
        Ok(Self { pool, changes, listener, stop })
    }

    pub(crate) async fn read(
        &self,
        statement: &'static Statement,
        values: Vec<Value>,
    ) -> Result<Vec<Row>, StoreError> {
        let first = self.with_client(async |client| query(client, statement, &values).await).await;
        match first {
            // A connection of the pool had died unnoticed. The pool opens another; a read may
            // be asked twice.
            Err(failure) if failure.connection_lost => {
                self.with_client(async |client| query(client, statement, &values).await).await
            }
            other => other,
        }
        .map(|answer| answer.rows)
        .map_err(|failure| failure.error.during(statement.name))
    }

    pub(crate) async fn prepare(&self, statement: &'static Statement) -> Result<(), StoreError> {
        self.with_client(async |client| Ok(client.prepare(statement.postgres).await?))
            .await
            .map(drop)
            .map_err(|failure| failure.error.during(statement.name))
    }

    pub(crate) async fn write(&self, batch: Batch) -> Result<Outcome, StoreError> {
        let mut tried = 1;
        loop {
            match self.with_client(async |client| transaction(client, &batch).await).await {
                Err(failure) if failure.try_again && tried < TRIES => tried += 1,
                other => return other.map_err(|failure| failure.error),
            }
        }
    }

    pub(crate) fn changes(&self) -> Changes {
        self.changes.subscribe()
    }

    pub(crate) async fn close(&self) {
        self.stop.cancel();
        self.listener.wait().await;
        self.pool.close();
    }

    /// Lends a connection to `work`, and throws it away if the work takes too long: what is
    /// under way on it is anybody's guess.
    async fn with_client<T>(
        &self,
        work: impl AsyncFnOnce(&mut Client) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let mut client = self.pool.get().await.map_err(no_client)?;
        if let Ok(result) = timeout(DEADLINE, work(&mut client)).await {
            return result;
        }
        drop(Object::take(client));
        Err(StoreError::new(Kind::Unavailable, "the server did not answer in time").into())
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        self.stop.cancel();
        self.pool.close();
    }
}

fn no_client(error: PoolError) -> Failure {
    match error {
        PoolError::Backend(error) => error.into(),
        PoolError::Timeout(_) => {
            StoreError::new(Kind::Unavailable, "no connection became free in time").into()
        }
        PoolError::Closed => StoreError::closed().into(),
        PoolError::NoRuntimeSpecified | PoolError::PostCreateHook(_) => {
            StoreError::new(Kind::Other, "the pool is set up wrongly").into()
        }
    }
}

async fn query(
    client: &impl GenericClient,
    statement: &Statement,
    values: &[Value],
) -> Result<Answer, Failure> {
    let prepared = client.prepare_cached(statement.postgres).await?;
    let parameters: Vec<&(dyn ToSql + Sync)> = values.iter().map(|v| v as _).collect();
    if prepared.columns().is_empty() {
        let count = client.execute(&prepared, &parameters).await?;
        return Ok(Answer { count, rows: Vec::new() });
    }
    let rows = client.query(&prepared, &parameters).await?;
    let rows = rows.iter().map(value::row).collect::<Result<Vec<_>, _>>()?;
    Ok(Answer { count: rows.len() as u64, rows })
}

/// Runs a batch. A lone statement is a transaction by itself and needs one round trip.
///
/// If this future is dropped on its way, so is the transaction, which takes it back.
async fn transaction(client: &mut Client, batch: &Batch) -> Result<Outcome, Failure> {
    if !batch.needs_undo() && !batch.announces() {
        return steps(client, &batch.steps).await;
    }
    let transaction = client.transaction().await?;
    let outcome = steps(&transaction, &batch.steps).await?;
    if !outcome.happened() {
        transaction.rollback().await?;
        return Ok(outcome);
    }
    for change in batch.told(&outcome) {
        let prepared = transaction.prepare_cached(NOTIFY).await?;
        transaction.query(&prepared, &[&listen::payload(change)]).await?;
    }
    transaction.commit().await?;
    Ok(outcome)
}

async fn steps(client: &impl GenericClient, steps: &[Step]) -> Result<Outcome, Failure> {
    let mut answers = Vec::with_capacity(steps.len());
    for (index, step) in steps.iter().enumerate() {
        let answer = query(client, step.statement, &step.values)
            .await
            .map_err(|failure| failure.during(step.statement.name))?;
        if !step.accepts(&answer) {
            return Ok(Outcome::Undone { step: index });
        }
        answers.push(answer);
    }
    Ok(Outcome::Done(answers))
}
