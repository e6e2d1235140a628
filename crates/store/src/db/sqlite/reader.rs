//! The threads that read. Each sees every commit that was acknowledged before it was asked.

use rusqlite::Connection;
use tokio::sync::oneshot;

use super::super::{Row, Statement, Value};
use super::connection;
use super::error::store_error;
use super::queue::Queue;
use crate::error::StoreError;

/// A statement to be run, and where its rows go.
#[derive(Debug)]
pub(super) struct Question {
    pub(super) statement: &'static Statement,
    pub(super) task: Task,
    pub(super) answer: oneshot::Sender<Result<Vec<Row>, StoreError>>,
}

/// What to do with a statement.
#[derive(Debug)]
pub(super) enum Task {
    /// Run it with these values.
    Run(Vec<Value>),
    /// Only prepare it.
    Prepare,
}

/// Answers questions until the queue is closed.
pub(super) fn run(connection: &Connection, questions: &Queue<Question>) {
    while let Some(Question { statement, task, answer }) = questions.take() {
        // Whoever asked may have gone away in the meantime.
        if !answer.is_closed() {
            drop(answer.send(look_up(connection, statement, &task)));
        }
    }
}

fn look_up(
    connection: &Connection,
    statement: &Statement,
    task: &Task,
) -> Result<Vec<Row>, StoreError> {
    let result = match task {
        Task::Run(values) => connection::run(connection, statement, values).map(|a| a.rows),
        Task::Prepare => connection.prepare(&statement.sqlite).map(|_| Vec::new()),
    };
    result.map_err(|error| store_error(&error).during(statement.name))
}
