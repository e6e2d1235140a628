//! Limits of messages and of answers being written at once (reference 4.5): judged here, asked by a
//! gateway in front of the chat app. The answers are those that `LibreChat`'s client knows.

use serde::Serialize;

use super::{Score, Violation};
use crate::limit::Rule;
use crate::time::{MINUTE_MS, Timestamp};

/// One message too many, as the `text` of the answer says it: JSON inside JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TooManyMessages {
    #[serde(rename = "type")]
    kind: &'static str,
    /// Messages per window.
    max: u32,
    /// `ip` or `user`.
    limiter: &'static str,
    /// Length of the window.
    window_in_minutes: i64,
}

impl TooManyMessages {
    /// Too many came from an address.
    pub const fn of_address(rule: Rule) -> Self {
        Self::of("ip", rule)
    }

    /// Too many came from a person.
    pub const fn of_person(rule: Rule) -> Self {
        Self::of("user", rule)
    }

    const fn of(limiter: &'static str, rule: Rule) -> Self {
        let Rule { max, window_ms } = rule;
        Self { kind: "message_limit", max, limiter, window_in_minutes: window_ms / MINUTE_MS }
    }
}

/// How long an answer counts as being written that nobody has said the end of, in milliseconds.
pub const STALE_MS: i64 = 60_000;

/// The body of 429 for one answer too many at once.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TooManyAtOnce {
    #[serde(rename = "type")]
    kind: &'static str,
    /// How many may be written at once.
    limit: u32,
    /// How many are.
    #[serde(rename = "pendingRequests")]
    pending: u32,
    /// What it counts, in points.
    score: f64,
}

/// Whether one more answer may be written for somebody who has `begun` these, each with its begin. The
/// caller adds the new one.
pub fn concurrent(
    most: u32,
    score: Score,
    begun: &[Timestamp],
    now: Timestamp,
) -> Result<(), TooManyAtOnce> {
    // Begun in the future means that the clock was set back: it counts, but not for ever.
    let counts = |begin: &&Timestamp| now.since(**begin).abs() < STALE_MS;
    let pending = u32::try_from(begun.iter().filter(counts).count()).unwrap_or(u32::MAX);
    if pending < most.max(1) {
        return Ok(());
    }
    #[expect(clippy::cast_precision_loss, reason = "scores are small")]
    let score = score.0 as f64 / 1000.0;
    Err(TooManyAtOnce {
        kind: Violation::Concurrent.kind().0,
        limit: most.max(1),
        pending: pending.saturating_add(1),
        score,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_message_too_many_is_refused_in_the_clients_words() {
        let rule = Rule { max: 1, window_ms: MINUTE_MS };
        let said = serde_json::to_string(&TooManyMessages::of_address(rule)).unwrap();
        assert_eq!(said, r#"{"type":"message_limit","max":1,"limiter":"ip","windowInMinutes":1}"#);
        let person = TooManyMessages::of_person(rule);
        assert_eq!((person.limiter, person.kind), ("user", Violation::Message.kind().0));
    }

    #[test]
    fn answers_at_once_are_bounded_and_forgotten_ones_count_no_more() {
        let now = Timestamp(1_000_000);
        let begun = [now, now.plus(-STALE_MS), now.plus(5)];
        assert_eq!(concurrent(3, Score::points(1), &begun, now), Ok(()));
        let refused = concurrent(2, Score(1500), &begun, now).unwrap_err();
        let said = serde_json::to_string(&refused).unwrap();
        assert_eq!(said, r#"{"type":"concurrent","limit":2,"pendingRequests":3,"score":1.5}"#);
        assert_eq!(concurrent(0, Score::points(1), &[], now), Ok(()), "one is always allowed");
    }
}
