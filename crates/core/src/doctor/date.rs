//! The `Date` header (RFC 9110 §5.6.7, §6.6.1), and how far another clock is from ours.

use crate::time::Timestamp;

/// Differences up to this are nobody's fault, in seconds: the header tells whole seconds, and the way takes
/// time.
const UNREMARKABLE_S: i64 = 5;

/// How far clocks are apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drift {
    /// Not worth a word.
    None,
    /// So many seconds that ours is behind (or, negative, ahead), within what is tolerated.
    Tolerated(i64),
    /// So many that tokens are refused.
    Refused(i64),
}

/// Compares `date`, of an answer to a request that was sent and answered at these times, where clocks may be
/// `tolerance_s` seconds apart.
pub fn judge(date: Timestamp, sent: Timestamp, answered: Timestamp, tolerance_s: i64) -> Drift {
    let behind = date.since(answered).max(0) / 1000;
    let ahead = sent.since(date.plus(999)).max(0) / 1000;
    let seconds = behind - ahead;
    match seconds.abs() {
        0..=UNREMARKABLE_S => Drift::None,
        far if far <= tolerance_s => Drift::Tolerated(seconds),
        _ => Drift::Refused(seconds),
    }
}

/// Reads the form that servers must send, such as `Sun, 06 Nov 1994 08:49:37 GMT`.
pub fn parse(text: &str) -> Option<Timestamp> {
    let mut words = text.split(' ').skip(1);
    let day: i64 = words.next()?.parse().ok()?;
    let month = words.next()?;
    let year: i64 = words.next()?.parse().ok()?;
    let mut clock = words.next()?.split(':').map(|part| part.parse::<i64>().ok());
    let (hour, minute, second) = (clock.next()??, clock.next()??, clock.next()??);
    let is_whole = words.next() == Some("GMT") && words.next().is_none() && clock.next().is_none();
    let month = MONTHS.iter().position(|name| *name == month)?;
    let fits = (1..=31).contains(&day)
        && (1970..10_000).contains(&year)
        && (0..24).contains(&hour)
        && (0..60).contains(&minute)
        && (0..=60).contains(&second);
    let seconds = || days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second;
    (is_whole && fits).then(|| Timestamp(seconds() * 1000))
}

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// Days since 1970-01-01 of a day in the Gregorian calendar; `month` counts from 0.
fn days(year: i64, month: usize, day: i64) -> i64 {
    const BEFORE: [i64; 12] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let leap_days = |year: i64| year / 4 - year / 100 + year / 400;
    let whole_years = (year - 1970) * 365 + leap_days(year - 1) - leap_days(1969);
    let before = BEFORE.get(month).copied().unwrap_or_default();
    whole_years + before + i64::from(is_leap && month > 1) + day - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read() {
        for (text, seconds) in [
            ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
            ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777),
            ("Thu, 29 Feb 2024 23:59:59 GMT", 1_709_251_199),
            ("Thu, 01 Jan 2026 00:00:00 GMT", 1_767_225_600),
            ("Sat, 01 Mar 2025 00:00:00 GMT", 1_740_787_200),
        ] {
            assert_eq!(parse(text), Some(Timestamp(seconds * 1000)), "{text}");
        }
        for text in ["", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37", "x y z"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn the_time_of_the_way_is_no_drift() {
        let at = |seconds: i64| Timestamp(seconds * 1000);
        assert_eq!(judge(at(100), at(90), at(110), 30), Drift::None);
        assert_eq!(judge(at(104), at(99), at(100), 30), Drift::None);
        assert_eq!(judge(at(120), at(99), at(100), 30), Drift::Tolerated(20));
        assert_eq!(judge(at(200), at(99), at(100), 30), Drift::Refused(100));
        assert_eq!(judge(at(10), at(100), at(101), 30), Drift::Refused(-89));
    }

    proptest::proptest! {
        #[test]
        fn no_text_panics(text in ".*") {
            parse(&text);
        }
    }
}
