//! Telling events to a webhook: when to try again, and what is signed (Standard Webhooks).

use crate::time::{DAY_MS, HOUR_MS, MINUTE_MS, Timestamp};

/// How long an event is tried, in milliseconds.
pub const TRIED_MS: i64 = 5 * DAY_MS;

/// What to wait after the first, second, ... failure, in milliseconds; the last one repeats.
const WAITS_MS: [i64; 9] = [
    5_000,
    5 * MINUTE_MS,
    30 * MINUTE_MS,
    2 * HOUR_MS,
    5 * HOUR_MS,
    10 * HOUR_MS,
    14 * HOUR_MS,
    20 * HOUR_MS,
    24 * HOUR_MS,
];

/// When an event is tried again that has failed `attempts` times, this one included.
pub fn next_try(attempts: i64, now: Timestamp) -> Timestamp {
    let place = usize::try_from(attempts.saturating_sub(1)).unwrap_or_default();
    let wait = WAITS_MS.get(place).or(WAITS_MS.last()).copied().unwrap_or_default();
    now.plus(wait)
}

/// What is signed of a message: its name, its time in seconds and its body, with full stops between.
pub fn signed_content(id: &str, now: Timestamp, body: &str) -> String {
    format!("{id}.{}.{body}", now.seconds())
}

/// Kinds of events that are told unless a list says which: all but what people do every day.
const EVERYDAY: [&str; 3] = ["session.begin", "session.end", "password.upgrade"];

/// Whether an event of this kind is told. An item of the list is a kind, such as `user.role`, or what stands
/// before its full stop, such as `user`.
pub fn is_told(kind: &str, list: Option<&[String]>) -> bool {
    let Some(list) = list else { return !EVERYDAY.contains(&kind) };
    let thing = kind.split('.').next().unwrap_or(kind);
    list.iter().any(|item| item == kind || item == thing)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow() {
        let now = Timestamp(1_000);
        let waits = [1, 2, 9, 10, 1000].map(|attempts| next_try(attempts, now).since(now));
        assert_eq!(waits, [5_000, 300_000, DAY_MS, DAY_MS, DAY_MS]);
    }

    #[test]
    fn a_list_names_kinds_or_things() {
        assert!(is_told("ban.add", None) && !is_told("session.begin", None));
        let list = ["user".to_owned(), "refresh.reuse".to_owned()];
        let told = |kind| is_told(kind, Some(&list));
        assert!(told("user.role") && told("refresh.reuse"));
        assert!(!told("ban.add") && !told("refresh.other") && !told("users.x"));
    }
}
