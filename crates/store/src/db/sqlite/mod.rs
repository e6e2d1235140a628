//! `SQLite`: one thread that writes, two that read, and nothing that blocks the async runtime.
//!
//! A job is handed over through a [`Queue`] and answered through a one-shot channel.

mod connection;
mod error;
mod open;
mod queue;
mod reader;
mod writer;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::thread::{self, JoinHandle};

use tokio::sync::oneshot;

use super::{Batch, Outcome, Row, Statement, Value};
use crate::changes::{Announcer, Changes};
use crate::error::{Kind, OpenError, StoreError};

use queue::{Full, Queue};
use reader::{Question, Task};
use writer::Job;

/// How many threads read at once.
const READERS: usize = 2;

/// How many jobs may wait before the next one is turned away: about a second's work.
const CAPACITY: usize = 16_384;

/// The handle to the threads.
#[derive(Debug)]
pub(crate) struct Sqlite {
    questions: Arc<Queue<Question>>,
    jobs: Arc<Queue<Job>>,
    /// Readers first: the last connection to close folds the log into the file, and only the
    /// writer may.
    threads: Mutex<Vec<JoinHandle<()>>>,
    changes: Announcer,
    /// The file, for messages.
    place: String,
    /// The first sign of damage.
    damage: OnceLock<StoreError>,
}

impl Sqlite {
    pub(crate) async fn open(path: PathBuf) -> Result<Self, OpenError> {
        let place = path.display().to_string();
        match tokio::task::spawn_blocking(move || Self::start(&path)).await {
            Ok(opened) => opened,
            Err(error) => Err(OpenError::Failed { place, reason: error.to_string() }),
        }
    }

    fn start(path: &Path) -> Result<Self, OpenError> {
        let writer = open::writer(path)?;
        let questions = Arc::new(Queue::new(CAPACITY));
        let jobs = Arc::new(Queue::new(CAPACITY));
        let changes = Announcer::new();
        let mut threads = Vec::with_capacity(READERS + 1);
        for _ in 0..READERS {
            let (reader, questions) = (open::reader(path)?, Arc::clone(&questions));
            threads.push(spawn(path, "store-read", move || reader::run(&reader, &questions))?);
        }
        let (queue, announcer) = (Arc::clone(&jobs), changes.clone());
        // Taken here and not on the thread, so that no commit of others falls in between.
        let seen = writer::data_version(&writer);
        threads.push(spawn(path, "store-write", move || {
            writer::run(&writer, &queue, &announcer, seen);
        })?);
        Ok(Self {
            questions,
            jobs,
            threads: Mutex::new(threads),
            changes,
            place: path.display().to_string(),
            damage: OnceLock::new(),
        })
    }

    pub(crate) async fn read(
        &self,
        statement: &'static Statement,
        values: Vec<Value>,
    ) -> Result<Vec<Row>, StoreError> {
        self.ask(statement, Task::Run(values)).await
    }

    pub(crate) async fn prepare(&self, statement: &'static Statement) -> Result<(), StoreError> {
        self.ask(statement, Task::Prepare).await.map(drop)
    }

    async fn ask(&self, statement: &'static Statement, task: Task) -> Result<Vec<Row>, StoreError> {
        let (answer, answered) = oneshot::channel();
        self.questions.push(Question { statement, task, answer }).map_err(turned_away)?;
        let answer = answered.await.map_err(|_| StoreError::closed())?;
        answer.map_err(|error| self.note(&error))
    }

    pub(crate) async fn write(&self, batch: Batch) -> Result<Outcome, StoreError> {
        let (answer, answered) = oneshot::channel();
        self.jobs.push(Job { batch, answer }).map_err(turned_away)?;
        let outcome = answered.await.map_err(|_| StoreError::closed())?;
        outcome.map_err(|error| self.note(&error))
    }

    /// Errs once a part of the file has been found damaged: other parts may still be read, but a
    /// node that lives on them should not be counted on.
    pub(crate) fn sound(&self) -> Result<(), StoreError> {
        self.damage.get().cloned().map_or(Ok(()), Err)
    }

    /// Says which file failed, and remembers that it is damaged.
    fn note(&self, error: &StoreError) -> StoreError {
        let error = error.at(&self.place);
        if error.kind == Kind::Corrupt {
            self.damage.get_or_init(|| error.clone());
        }
        error
    }

    pub(crate) fn changes(&self) -> Changes {
        self.changes.subscribe()
    }

    pub(crate) async fn close(&self) {
        self.questions.close();
        let threads =
            std::mem::take(&mut *self.threads.lock().unwrap_or_else(PoisonError::into_inner));
        let jobs = Arc::clone(&self.jobs);
        let joined = tokio::task::spawn_blocking(move || {
            let writer = threads.len().saturating_sub(1);
            for (index, thread) in threads.into_iter().enumerate() {
                if index == writer {
                    jobs.close();
                }
                if thread.join().is_err() {
                    tracing::error!("a thread of the store had panicked");
                }
            }
        });
        if joined.await.is_err() {
            tracing::error!("the store could not wait for its threads");
        }
    }
}

impl Drop for Sqlite {
    fn drop(&mut self) {
        self.questions.close();
        self.jobs.close();
    }
}

fn turned_away(full: Full) -> StoreError {
    match full {
        Full::Closed => StoreError::closed(),
        Full::Crowded => StoreError::new(Kind::Unavailable, "too many jobs wait for the database"),
    }
}

fn spawn(
    path: &Path,
    name: &str,
    work: impl FnOnce() + Send + 'static,
) -> Result<JoinHandle<()>, OpenError> {
    thread::Builder::new().name(name.to_owned()).stack_size(512 * 1024).spawn(work).map_err(
        |error| OpenError::Failed { place: path.display().to_string(), reason: error.to_string() },
    )
}
