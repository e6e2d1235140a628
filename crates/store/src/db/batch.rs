//! Several statements that happen together or not at all.

use super::{Row, Statement, Value};
use crate::Change;
use doorward_core::id::SessionId;

/// A transaction, known whole before it begins: nothing in it depends on what was read.
#[derive(Debug, Default)]
pub(crate) struct Batch {
    pub(crate) steps: Vec<Step>,
    /// What listeners of this and other processes are told when it commits.
    announced: Vec<Change>,
    /// They are told of the sessions whose identifiers this step returned, too.
    sessions_of: Option<usize>,
}

/// More changes than these are told as one: forget everything.
const MOST_TOLD: usize = 64;

/// One statement of a batch.
#[derive(Debug)]
pub(crate) struct Step {
    pub(crate) statement: &'static Statement,
    pub(crate) values: Vec<Value>,
    /// Undo the whole batch unless exactly this many rows are touched.
    pub(crate) expect: Option<u64>,
}

/// What a batch came to.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// It happened; one answer for each step.
    Done(Vec<Answer>),
    /// It was undone, because this step touched another number of rows than expected.
    Undone { step: usize },
}

/// What a step came to.
#[derive(Debug)]
pub(crate) struct Answer {
    /// How many rows it touched.
    pub(crate) count: u64,
    /// What `RETURNING` gave.
    pub(crate) rows: Vec<Row>,
}

impl Batch {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Adds a statement that may touch any number of rows.
    pub(crate) fn then(mut self, statement: &'static Statement, values: Vec<Value>) -> Self {
        self.steps.push(Step { statement, values, expect: None });
        self
    }

    /// Adds a statement without which the whole batch is undone: it must touch exactly one row.
    pub(crate) fn once(mut self, statement: &'static Statement, values: Vec<Value>) -> Self {
        self.steps.push(Step { statement, values, expect: Some(1) });
        self
    }

    /// Tells listeners, if and only if the batch happens.
    pub(crate) fn announcing(mut self, change: Change) -> Self {
        self.announced.push(change);
        self
    }

    /// Tells listeners of each session whose identifier the last step returned, in its one column.
    pub(crate) fn announcing_sessions(mut self) -> Self {
        self.sessions_of = Some(self.steps.len().saturating_sub(1));
        self
    }

    /// Whether anybody may have to be told.
    pub(crate) const fn announces(&self) -> bool {
        !self.announced.is_empty() || self.sessions_of.is_some()
    }

    /// What to tell, now that the batch has come to `outcome`.
    pub(crate) fn told(&self, outcome: &Outcome) -> Vec<Change> {
        let Outcome::Done(answers) = outcome else {
            return Vec::new();
        };
        let answer = self.sessions_of.and_then(|step| answers.get(step));
        let rows = answer.map_or(&[][..], |answer| &answer.rows);
        let mut told = self.announced.clone();
        if rows.len() > MOST_TOLD {
            told.push(Change::Everything);
        } else {
            told.extend(rows.iter().map(ended));
        }
        told
    }

    /// The values that this statement gets, by its places in the batch.
    pub(crate) fn values_of(&self, statement: &'static Statement) -> Vec<(usize, Vec<Value>)> {
        let steps = self.steps.iter().enumerate();
        let these = steps.filter(|(_, step)| std::ptr::eq(step.statement, statement));
        these.map(|(at, step)| (at, step.values.clone())).collect()
    }

    /// Whether a failure could leave a part behind if nobody took it back.
    pub(crate) fn needs_undo(&self) -> bool {
        self.steps.len() > 1 || self.steps.iter().any(|step| step.expect.is_some())
    }
}

/// The session that a row names.
fn ended(row: &Row) -> Change {
    let id: Option<SessionId> = row.first_text().and_then(|text| text.parse().ok());
    id.map_or(Change::Everything, Change::Session)
}

impl Step {
    /// Whether the count is one that the batch can live with.
    pub(crate) fn accepts(&self, answer: &Answer) -> bool {
        self.expect.is_none_or(|expected| expected == answer.count)
    }
}

impl Outcome {
    /// Whether the batch happened.
    pub(crate) const fn happened(&self) -> bool {
        matches!(self, Self::Done(_))
    }

    /// How many rows a step touched; 0 when the batch was undone.
    pub(crate) fn rows_of(&self, step: usize) -> u64 {
        match self {
            Self::Done(answers) => answers.get(step).map_or(0, |answer| answer.count),
            Self::Undone { .. } => 0,
        }
    }
}
