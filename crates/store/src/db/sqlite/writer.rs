//! The thread that writes: it commits whatever has queued as one transaction (group commit).
//!
//! There is no timer: while one commit waits for the disk, the next batch gathers by itself. An
//! answer is sent only once its commit is on disk.

use std::collections::VecDeque;
use std::time::Duration;

use rusqlite::Connection;
use tokio::sync::oneshot;

use super::super::{Batch, Outcome};
use super::connection::{control, run as execute};
use super::error::store_error;
use super::queue::{LastConsumer, Queue};
use crate::changes::{Announcer, Change};
use crate::error::StoreError;

/// How often commits of other processes are looked for while there is nothing to write.
const LOOK_EVERY: Duration = Duration::from_millis(200);

/// A batch to be written, and where its outcome goes.
#[derive(Debug)]
pub(super) struct Job {
    pub(super) batch: Batch,
    pub(super) answer: oneshot::Sender<Result<Outcome, StoreError>>,
}

/// Writes until the queue is closed and empty.
///
/// `seen` is the [`data_version`] up to which the commits of others are known.
pub(super) fn run(
    connection: &Connection,
    jobs: &Queue<Job>,
    announcer: &Announcer,
    mut seen: Option<i64>,
) {
    let _last = LastConsumer(jobs);
    let mut batch = VecDeque::new();
    while jobs.take_all(&mut batch, LOOK_EVERY) {
        if !batch.is_empty() {
            commit(connection, &mut batch, announcer);
        }
        let version = data_version(connection);
        if version != seen {
            seen = version;
            announcer.announce(Change::Everything);
        }
    }
}

/// A number that moves when, and only when, another connection has committed.
///
/// This connection's own commits do not move it, and the readers of this process never commit.
pub(super) fn data_version(connection: &Connection) -> Option<i64> {
    let mut prepared = connection.prepare_cached("PRAGMA data_version").ok()?;
    prepared.query_row([], |row| row.get(0)).ok()
}

fn commit(connection: &Connection, jobs: &mut VecDeque<Job>, announcer: &Announcer) {
    match transaction(connection, jobs) {
        Ok(results) => {
            for (job, result) in jobs.drain(..).zip(results) {
                for change in result.iter().flat_map(|outcome| job.batch.told(outcome)) {
                    announcer.announce(change);
                }
                // Whoever asked may have gone away; the write stands.
                drop(job.answer.send(result));
            }
        }
        Err(error) => {
            let error = store_error(&error);
            for job in jobs.drain(..) {
                drop(job.answer.send(Err(error.clone())));
            }
        }
    }
}

/// One result for each job, all of them on disk; or an error, and none of them is.
fn transaction(
    connection: &Connection,
    jobs: &VecDeque<Job>,
) -> rusqlite::Result<Vec<Result<Outcome, StoreError>>> {
    if !connection.is_autocommit() {
        // The rollback after an earlier failure failed too.
        control(connection, "ROLLBACK")?;
    }
    // At once, so that a lock of another process is waited for here and not in the middle.
    control(connection, "BEGIN IMMEDIATE")?;
    let committed = jobs
        .iter()
        .map(|job| isolated(connection, &job.batch))
        .collect::<rusqlite::Result<Vec<_>>>()
        .and_then(|results| control(connection, "COMMIT").map(|()| results));
    if committed.is_err() && !connection.is_autocommit() {
        control(connection, "ROLLBACK")?;
    }
    committed
}

/// Runs one job so that its failure undoes the job alone.
///
/// The outer error means that the transaction as a whole is lost.
fn isolated(
    connection: &Connection,
    batch: &Batch,
) -> rusqlite::Result<Result<Outcome, StoreError>> {
    // A lone statement undoes itself.
    let savepoint = batch.needs_undo();
    if savepoint {
        control(connection, "SAVEPOINT job")?;
    }
    let result = steps(connection, batch);
    // A full disk or a failing one ends the transaction, with all that the jobs before did in it.
    if connection.is_autocommit()
        && let Err((error, _)) = result
    {
        return Err(error);
    }
    if savepoint {
        if !matches!(result, Ok(Outcome::Done(_))) {
            control(connection, "ROLLBACK TO job")?;
        }
        control(connection, "RELEASE job")?;
    }
    Ok(result.map_err(|(error, statement)| store_error(&error).during(statement)))
}

/// Runs the steps of a job until one fails or touches another number of rows than expected.
fn steps(
    connection: &Connection,
    batch: &Batch,
) -> Result<Outcome, (rusqlite::Error, &'static str)> {
    let mut answers = Vec::with_capacity(batch.steps.len());
    for (index, step) in batch.steps.iter().enumerate() {
        let answer = execute(connection, step.statement, &step.values)
            .map_err(|error| (error, step.statement.name))?;
        if !step.accepts(&answer) {
            return Ok(Outcome::Undone { step: index });
        }
        answers.push(answer);
    }
    Ok(Outcome::Done(answers))
}

#[cfg(test)]
mod tests;
