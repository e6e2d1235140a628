//! Moderation: what violations count, and when a ban follows.

use doorward_core::moderation::{Policy, Score, Scores};

use super::arithmetic;
use super::complaint::Code;
use super::reader::{About, Fault, Reader};

/// The largest score, or duration in milliseconds, that may be written: ten years.
const MOST: f64 = 10.0 * 366.0 * 24.0 * 60.0 * 60.0 * 1000.0;

/// What is set about moderation.
#[derive(Clone, Copy, Debug)]
pub struct Moderation {
    /// When a ban follows.
    pub policy: Policy,
    /// What each violation counts.
    pub scores: Scores,
    /// How long a score is remembered after the last violation, in milliseconds.
    pub memory_ms: i64,
}

impl Moderation {
    pub(super) fn read(env: &mut Reader<'_>) -> Self {
        env.group("Moderation");
        let bans = env.flag("BAN_VIOLATIONS", false, "Bans whoever violates too much.");
        let duration =
            "How long such a ban lasts, in milliseconds. With 0, sessions end and there is no ban.";
        let duration_ms = number(env, ("BAN_DURATION", "7200000"), duration, -MOST..=MOST);
        let interval = "The score at every multiple of which a ban follows.";
        let interval = number(env, ("BAN_INTERVAL", "20"), interval, 0.001..=MOST);
        let memory = "How long a score is remembered after the last violation, in milliseconds.";
        let memory_ms = env.millis("DOORWARD_VIOLATION_MEMORY", "1000 * 60 * 60 * 24", memory);
        let mut login = None;
        let scores = Scores::new(|row| {
            let unset = Score::points(row.points);
            let Some(name) = row.variable else { return unset };
            // A second factor counts like a sign-in, unless its own score is set.
            let follows = (name == "TWO_FACTOR_TEMP_VIOLATION_SCORE").then_some(login).flatten();
            let points = row.points.to_string();
            let shown = if follows.is_some() { "as LOGIN_VIOLATION_SCORE" } else { &points };
            let score = score(env, (name, shown), row.when);
            login = login.or(Some(score.unwrap_or(unset)));
            score.or(follows).unwrap_or(unset)
        });
        let interval = Score(thousandths(interval.unwrap_or(20.0)));
        #[expect(clippy::cast_possible_truncation, reason = "within ten years")]
        let duration_ms = duration_ms.map_or(7_200_000, |number| number as i64);
        Self { policy: Policy { bans, interval, duration_ms }, scores, memory_ms }
    }
}

fn score(
    env: &mut Reader<'_>,
    (name, default): (&'static str, &str),
    meaning: &'static str,
) -> Option<Score> {
    let number = number(env, (name, default), meaning, 0.0..=1e9);
    number.map(|number| Score(thousandths(number)))
}

/// A number that may be written as arithmetic and may be a fraction.
fn number(
    env: &mut Reader<'_>,
    (name, default): (&'static str, &str),
    meaning: &'static str,
    range: std::ops::RangeInclusive<f64>,
) -> Option<f64> {
    env.ask(name, About::used(default, meaning), |text| {
        let fault = |what: String| {
            let remedy = "Write digits, or a product such as \"1000 * 60 * 60 * 2\".";
            Fault::new(Code::NOT_NUMBER, what, remedy)
        };
        let number = arithmetic::evaluate(text)
            .map_err(|error| fault(format!("is not a number ({error})")))?;
        if range.contains(&number) {
            return Ok(number);
        }
        Err(fault(format!("is not a number from {} to {}", range.start(), range.end())))
    })
}

#[expect(clippy::cast_possible_truncation, reason = "checked to be small when it was read")]
fn thousandths(number: f64) -> i64 {
    (number * 1000.0).round() as i64
}

#[cfg(test)]
mod tests {
    use doorward_core::moderation::Violation;

    use super::*;
    use crate::settings::{Settings, Sources};

    fn read(text: &str) -> Moderation {
        let reading = Settings::read(&Sources::from_text(text), 2);
        reading.draft.unwrap_or_else(|| panic!("{:?}", reading.complaints)).moderation
    }

    #[test]
    fn the_values_of_the_documentation_are_understood() {
        let unset = read("");
        assert_eq!(
            unset.policy,
            Policy { bans: false, interval: Score::points(20), duration_ms: 7_200_000 }
        );
        assert_eq!(unset.scores.of(Violation::NonBrowser), Score::points(20));
        assert_eq!(unset.scores.of(Violation::ConvoAccess), Score::points(0));
        let set = read(
            "BAN_VIOLATIONS=true\nBAN_DURATION=1000 * 60 * 60 * 2\nBAN_INTERVAL=2 * 5\n\
             LOGIN_VIOLATION_SCORE=3\nCONCURRENT_VIOLATION_SCORE=1 / 2\nFORK_VIOLATION_SCORE=0",
        );
        assert_eq!(
            set.policy,
            Policy { bans: true, interval: Score::points(10), duration_ms: 7_200_000 }
        );
        assert_eq!(set.scores.of(Violation::Login), Score::points(3));
        assert_eq!(set.scores.of(Violation::TwoFactor), Score::points(3), "it follows");
        assert_eq!(set.scores.of(Violation::Concurrent), Score(500));
        assert_eq!(set.scores.of(Violation::Fork), Score(0));
        let own = read("LOGIN_VIOLATION_SCORE=3\nTWO_FACTOR_TEMP_VIOLATION_SCORE=7");
        assert_eq!(own.scores.of(Violation::TwoFactor), Score::points(7));
        assert_eq!(read("BAN_DURATION=0").policy.duration_ms, 0);
        assert_eq!(read("BAN_DURATION=-1").policy.duration_ms, -1);
    }

    #[test]
    fn what_makes_no_sense_stops_the_start() {
        for text in
            ["BAN_INTERVAL=0", "BAN_INTERVAL=-1", "BAN_DURATION=2h", "MESSAGE_VIOLATION_SCORE=-1"]
        {
            assert!(Settings::read(&Sources::from_text(text), 2).draft.is_none(), "{text}");
        }
    }
}
