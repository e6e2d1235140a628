//! How long the record of events is kept.

use super::reader::Reader;

/// The record of events.
#[derive(Clone, Copy, Debug)]
pub struct Audit {
    /// After how many days an event is removed; 0 keeps it for ever.
    pub days: i64,
}

impl Audit {
    pub(super) fn read(env: &mut Reader<'_>) -> Self {
        let meaning = "After how many days events are removed from the audit log; 0 keeps them.";
        Self { days: env.number("DOORWARD_AUDIT_DAYS", 400, 0..=36_500, meaning) }
    }
}
