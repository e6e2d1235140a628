//! Durations as people say them: `30m`, `2h`, `7 days`. A bare number is refused: nobody knows whether it
//! means minutes or milliseconds.

use crate::time::{DAY_MS, HOUR_MS, MINUTE_MS};

/// A text that is no duration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotADuration {
    /// A number without a unit.
    #[error("has no unit: write 30m, 2h, 7d or 4w")]
    NoUnit,
    /// Anything else.
    #[error("is no duration: write 30m, 2h, 7d or 4w")]
    Unreadable,
}

/// Reads a duration and gives it in milliseconds: a positive whole number and a unit from minutes to weeks.
pub fn parse(text: &str) -> Result<i64, NotADuration> {
    let text = text.trim();
    let unit = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = text.get(..text.len() - unit.len()).unwrap_or_default();
    let number: i64 = digits.parse().map_err(|_| NotADuration::Unreadable)?;
    let unit_ms = match unit.trim() {
        "" => return Err(NotADuration::NoUnit),
        "m" | "min" | "minute" | "minutes" => MINUTE_MS,
        "h" | "hour" | "hours" => HOUR_MS,
        "d" | "day" | "days" => DAY_MS,
        "w" | "week" | "weeks" => 7 * DAY_MS,
        _ => return Err(NotADuration::Unreadable),
    };
    let ms = number.checked_mul(unit_ms).filter(|ms| *ms > 0);
    ms.ok_or(NotADuration::Unreadable)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_is_a_number_and_a_unit() {
        for (text, ms) in [
            ("30m", 30 * MINUTE_MS),
            (" 2h ", 2 * HOUR_MS),
            ("7 days", 7 * DAY_MS),
            ("1 week", 7 * DAY_MS),
        ] {
            assert_eq!(parse(text), Ok(ms), "{text}");
        }
        assert_eq!(parse("120"), Err(NotADuration::NoUnit));
        for text in
            ["", "h", "0h", "-1h", "1.5h", "2y", "2ms", "99999999999999999999h", "9999999999999w"]
        {
            assert_eq!(parse(text), Err(NotADuration::Unreadable), "{text}");
        }
    }
}
