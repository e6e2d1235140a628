//! Points in time as a page shows them.

use doorward_core::time::Timestamp;

/// A point in time in both forms that a `<time>` element needs, in UTC. A server does not know the
/// reader's zone; the script rewrites the visible text for it.
pub(crate) struct Moment {
    /// For machines: `2026-11-21T02:45:00Z`.
    pub(crate) iso: String,
    /// For people: `2026-11-21 02:45 UTC`.
    pub(crate) text: String,
}

/// Formats `at`; a point outside the years -9999 to 9999 comes out as the epoch.
pub(crate) fn moment(at: Timestamp) -> Moment {
    let at = jiff::Timestamp::from_second(at.seconds()).unwrap_or_default();
    Moment { iso: at.to_string(), text: at.strftime("%Y-%m-%d %H:%M UTC").to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_written_for_machines_and_for_people() {
        let shown = moment(Timestamp(1_795_229_100_999));
        assert_eq!(shown.iso, "2026-11-21T02:45:00Z");
        assert_eq!(shown.text, "2026-11-21 02:45 UTC");
        assert_eq!(moment(Timestamp(i64::MAX)).text, "1970-01-01 00:00 UTC");
    }
}
