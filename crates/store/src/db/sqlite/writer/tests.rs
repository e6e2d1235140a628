//! Commits that fail.

use std::sync::LazyLock;

use tokio::sync::oneshot::Receiver;

use super::super::super::{Statement, values};
use super::*;
use crate::error::Kind;

static ADD: Statement = Statement {
    name: "ADD",
    postgres: "INSERT INTO child (parent) VALUES ($1)",
    sqlite: LazyLock::new(|| "INSERT INTO child (parent) VALUES (?1)".to_owned()),
};

/// Tables whose constraint is looked at when it is committed, and not before.
fn connection() -> Connection {
    let connection = Connection::open_in_memory().unwrap();
    let tables = "PRAGMA foreign_keys = ON; CREATE TABLE parent (id BIGINT PRIMARY KEY); \
        CREATE TABLE child (parent BIGINT REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED); \
        INSERT INTO parent VALUES (1)";
    connection.execute_batch(tables).unwrap();
    connection
}

fn job(parent: i64) -> (Job, Receiver<Result<Outcome, StoreError>>) {
    let (answer, answered) = oneshot::channel();
    let batch = Batch::new().once(&ADD, values![parent]).announcing(Change::Everything);
    (Job { batch, answer }, answered)
}

fn committed(connection: &Connection, announcer: &Announcer, parents: &[i64]) -> Vec<bool> {
    let (jobs, answers): (Vec<_>, Vec<_>) = parents.iter().map(|parent| job(*parent)).unzip();
    commit(connection, &mut jobs.into(), announcer);
    answers.into_iter().map(|mut answer| answer.try_recv().unwrap().is_ok()).collect()
}

fn rows(connection: &Connection) -> i64 {
    connection.query_row("SELECT count(*) FROM child", [], |row| row.get(0)).unwrap()
}

#[test]
fn a_commit_that_fails_fails_every_job_in_it_and_none_after_it() {
    let (connection, announcer) = (connection(), Announcer::new());
    assert_eq!(committed(&connection, &announcer, &[1, 9, 1]), [false; 3]);
    assert_eq!(rows(&connection), 0);
    assert!(connection.is_autocommit(), "the transaction is still open");
    assert_eq!(committed(&connection, &announcer, &[1, 1]), [true; 2]);
    assert_eq!(rows(&connection), 2);
}

#[test]
fn a_transaction_that_was_left_open_is_taken_back_first() {
    let (connection, announcer) = (connection(), Announcer::new());
    connection.execute_batch("BEGIN; INSERT INTO child VALUES (1)").unwrap();
    assert_eq!(committed(&connection, &announcer, &[1]), [true]);
    assert_eq!(rows(&connection), 1);
}

#[test]
fn a_database_that_may_not_be_written_says_so_and_goes_on_when_it_may() {
    let (connection, announcer) = (connection(), Announcer::new());
    connection.pragma_update(None, "query_only", true).unwrap();
    let (job, mut answer) = job(1);
    commit(&connection, &mut VecDeque::from([job]), &announcer);
    assert_eq!(answer.try_recv().unwrap().unwrap_err().kind, Kind::ReadOnly);
    connection.pragma_update(None, "query_only", false).unwrap();
    assert_eq!(committed(&connection, &announcer, &[1]), [true]);
}

#[test]
fn what_was_not_committed_is_not_announced() {
    let (connection, announcer) = (connection(), Announcer::new());
    let mut changes = announcer.subscribe();
    committed(&connection, &announcer, &[9]);
    committed(&connection, &announcer, &[1]);
    drop(announcer);
    let mut heard = Vec::new();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        while let Some(change) = changes.recv().await {
            heard.push(change);
        }
    });
    assert_eq!(heard, [Change::Everything]);
}
