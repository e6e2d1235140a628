//! Violations, what they count, and when a ban follows: `LibreChat`'s arithmetic (reference 4), with the
//! rules about whom it may strike (design 5.4).

mod ban;
pub mod browser;
pub mod chat;
mod network;
mod violation;

pub use ban::{Ban, BanId, By, Notice, Subject};
pub use network::{Network, NotANetwork};
pub use violation::{Kind, Row as ViolationRow, Scores, VIOLATIONS, Violation};

use crate::time::Timestamp;

/// Points, in thousandths: `LibreChat` lets them be fractions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Score(pub i64);

impl Score {
    /// Whole points.
    pub const fn points(points: i64) -> Self {
        Self(points.saturating_mul(1000))
    }

    /// So many times this.
    #[must_use]
    pub const fn times(self, times: i64) -> Self {
        Self(self.0.saturating_mul(times))
    }

    /// The points as text: `20`, or `0.5`.
    pub fn text(self) -> String {
        let (whole, part) = (self.0 / 1000, self.0 % 1000);
        if part == 0 {
            return whole.to_string();
        }
        let text = format!("{whole}.{:03}", part.abs());
        text.trim_end_matches('0').to_owned()
    }
}

/// When violations lead to a ban.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// `BAN_VIOLATIONS`: whether they do at all.
    pub bans: bool,
    /// `BAN_INTERVAL`: at each multiple of this score one follows.
    pub interval: Score,
    /// `BAN_DURATION`, in milliseconds. Nothing or less makes a soft ban.
    pub duration_ms: i64,
}

/// What follows from violations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Consequence {
    /// Nothing.
    Nothing,
    /// The sessions end, and there is no ban: whoever it was may sign in again.
    SoftBan,
    /// A ban until this moment.
    Ban(Timestamp),
}

/// What follows when a score grows by `added` to `now_at`: a ban for each multiple of the interval that
/// is reached or passed, so `floor(before / interval) < floor(after / interval)`.
pub const fn judge(policy: &Policy, now_at: Score, added: Score, now: Timestamp) -> Consequence {
    if !policy.bans || policy.interval.0 <= 0 || added.0 <= 0 {
        return Consequence::Nothing;
    }
    let before = now_at.0.saturating_sub(added.0);
    let interval = policy.interval.0;
    if before.div_euclid(interval) >= now_at.0.div_euclid(interval) {
        return Consequence::Nothing;
    }
    if policy.duration_ms <= 0 {
        return Consequence::SoftBan;
    }
    Consequence::Ban(now.plus(policy.duration_ms))
}

#[cfg(test)]
mod tests {
    use super::*;

    const POLICY: Policy = Policy { bans: true, interval: Score::points(20), duration_ms: 1000 };

    /// The arithmetic of reference 4.2, by table: score before, added, whether a ban follows.
    #[test]
    fn a_ban_follows_at_each_multiple_of_the_interval_and_steps_may_pass_it() {
        for (before, added, bans) in [
            (0, 1, false),
            (18, 1, false),
            (19, 1, true),
            (20, 1, false),
            (39, 1, true),
            (0, 20, true),
            (0, 19, false),
            (5, 20, true),
            (19, 3, true),
            (0, 100, true),
            (20, 0, false),
            (19, 0, false),
            (0, -5, false),
        ] {
            let after = Score::points(before + added);
            let said = judge(&POLICY, after, Score::points(added), Timestamp(5));
            let expected =
                if bans { Consequence::Ban(Timestamp(1005)) } else { Consequence::Nothing };
            assert_eq!(said, expected, "{before} + {added}");
        }
    }

    #[test]
    fn fractions_count_and_switches_and_durations_are_obeyed() {
        let half = Score(500);
        let policy = Policy { interval: Score(1500), ..POLICY };
        assert_eq!(judge(&policy, Score(1000), half, Timestamp(0)), Consequence::Nothing);
        assert_eq!(
            judge(&policy, Score(1500), half, Timestamp(0)),
            Consequence::Ban(Timestamp(1000))
        );
        let all = Score::points(20);
        let off = Policy { bans: false, ..POLICY };
        assert_eq!(judge(&off, all, all, Timestamp(0)), Consequence::Nothing);
        for duration_ms in [0, -1] {
            let soft = Policy { duration_ms, ..POLICY };
            assert_eq!(judge(&soft, all, all, Timestamp(0)), Consequence::SoftBan);
        }
        let never = Policy { interval: Score(0), ..POLICY };
        assert_eq!(judge(&never, all, all, Timestamp(0)), Consequence::Nothing);
    }

    #[test]
    fn points_are_written_as_people_write_them() {
        assert_eq!(Score::points(20).text(), "20");
        assert_eq!(Score(500).text(), "0.5");
        assert_eq!(Score(1025).text(), "1.025");
    }
}
