//! Letters that wait to be sent: their names, and when to try again.

use std::fmt;
use std::str::FromStr;

use crate::id::{NotAnId, SessionId};
use crate::time::{DAY_MS, MINUTE_MS, Timestamp};

/// How long a letter is tried, in milliseconds. RFC 5321 §4.5.4.1 asks for four to five days of servers that
/// relay; what we send is of no use to anybody after three.
pub const TRIED_MS: i64 = 3 * DAY_MS;

/// How long a letter that was given up stays to be looked at, in milliseconds.
pub const DEAD_KEPT_MS: i64 = 30 * DAY_MS;

/// Minutes to wait after the first, second, ... failure; the last one repeats. Servers that turn strangers
/// away at first (greylisting) mostly ask for one to five minutes.
const WAITS_MINUTES: [i64; 6] = [1, 2, 5, 10, 15, 30];

/// Names a letter: a `UUIDv7` (RFC 9562 §5.7), so that letters stand in the order in which they were posted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LetterId(SessionId);

impl LetterId {
    /// A new identifier, ordered by time to the millisecond.
    pub fn new(now: Timestamp, random: [u8; 10]) -> Self {
        Self(SessionId::new(now, random))
    }
}

impl fmt::Display for LetterId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for LetterId {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        text.parse().map(Self)
    }
}

/// What becomes of a letter that was not sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// It is tried again at this time.
    Retry(Timestamp),
    /// It is not tried again by itself.
    GiveUp,
}

/// Decides what becomes of a letter that has failed `attempts` times, this one included.
///
/// `refused` says that the server will not have this very letter, whenever it comes.
pub fn after_failure(refused: bool, attempts: i64, give_up_at: Timestamp, now: Timestamp) -> Next {
    if refused {
        return Next::GiveUp;
    }
    let place = usize::try_from(attempts.saturating_sub(1)).unwrap_or_default();
    let last = WAITS_MINUTES.iter().next_back();
    let minutes = WAITS_MINUTES.get(place).or(last).copied().unwrap_or_default();
    let at = now.plus(minutes * MINUTE_MS);
    if at >= give_up_at { Next::GiveUp } else { Next::Retry(at) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_end_with_the_time_of_the_letter() {
        let now = Timestamp(1_000);
        let end = now.plus(TRIED_MS);
        let wait = |attempts| match after_failure(false, attempts, end, now) {
            Next::Retry(at) => at.since(now) / MINUTE_MS,
            Next::GiveUp => 0,
        };
        assert_eq!([0, 1, 2, 3, 4, 5, 6, 7, 1000].map(wait), [1, 1, 2, 5, 10, 15, 30, 30, 30]);
        assert_eq!(after_failure(false, 1, now.plus(MINUTE_MS), now), Next::GiveUp);
        assert_eq!(after_failure(true, 1, end, now), Next::GiveUp);
    }

    #[test]
    fn a_letter_is_named_by_a_uuid() {
        let id = LetterId::new(Timestamp(1_763_686_800_123), [0xff; 10]);
        assert_eq!(id.to_string(), "019aa3ec-dafb-7fff-bfff-ffffffffffff");
        assert_eq!(id.to_string().parse(), Ok(id));
    }
}
