//! When a certificate is valid, and whether its end is near.

use doorward_core::time::{DAY_MS, Timestamp};
use rustls::pki_types::CertificateDer;
use x509_parser::parse_x509_certificate;

/// How long before its end a certificate is spoken of, in milliseconds.
const NEAR_MS: i64 = 14 * DAY_MS;

/// The part of its time that is left when one is spoken of that is not valid for long: of those that are made
/// anew every few days it is always less than two weeks.
const LAST: i64 = 3;

/// When a certificate is valid (RFC 5280 §4.1.2.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Validity {
    begins: Timestamp,
    ends: Timestamp,
}

impl Validity {
    /// `None` for one that cannot be read.
    pub(crate) fn of(certificate: &CertificateDer<'_>) -> Option<Self> {
        let (_, read) = parse_x509_certificate(certificate).ok()?;
        let moment = |at: x509_parser::time::ASN1Time| Timestamp::from_seconds(at.timestamp());
        let validity = read.validity();
        Some(Self { begins: moment(validity.not_before), ends: moment(validity.not_after) })
    }

    /// Its last moment.
    pub(crate) const fn ends(self) -> Timestamp {
        self.ends
    }

    /// Whether its time is over.
    pub(crate) fn is_over(self, now: Timestamp) -> bool {
        now > self.ends
    }

    /// Whether it should have been renewed by now.
    pub(crate) fn is_near_end(self, now: Timestamp) -> bool {
        let near = NEAR_MS.min(self.ends.since(self.begins) / LAST);
        self.ends.since(now) < near
    }
}

/// Knows when somebody is to be reminded of a certificate's end: at once, and then once a day.
#[derive(Debug, Default)]
pub(super) struct Reminder {
    last: Option<Timestamp>,
}

impl Reminder {
    /// Whether it is time to.
    pub(super) fn is_due(&mut self, validity: Validity, now: Timestamp) -> bool {
        if !validity.is_near_end(now) {
            self.last = None;
            return false;
        }
        // A clock that was set back must not keep it quiet.
        let due = self.last.is_none_or(|last| !(0..DAY_MS).contains(&now.since(last)));
        if due {
            self.last = Some(now);
        }
        due
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lasting(days: i64) -> Validity {
        Validity { begins: Timestamp(0), ends: Timestamp(days * DAY_MS) }
    }

    #[test]
    fn the_end_is_near_two_weeks_before_or_in_the_last_third_of_a_short_time() {
        for (days, far, near) in [(90, 76, 77), (365, 351, 352), (6, 4, 5), (2, 1, 2)] {
            let validity = lasting(days);
            assert!(!validity.is_near_end(Timestamp(far * DAY_MS)), "{days}");
            assert!(validity.is_near_end(Timestamp(near * DAY_MS)), "{days}");
            assert!(!validity.is_over(Timestamp(days * DAY_MS)), "{days}");
            assert!(validity.is_over(Timestamp(days * DAY_MS + 1)), "{days}");
        }
    }

    #[test]
    fn somebody_is_reminded_once_a_day_until_it_is_renewed() {
        let (mut reminder, ending) = (Reminder::default(), lasting(90));
        let mut due =
            |validity, day: i64, ms| reminder.is_due(validity, Timestamp(day * DAY_MS + ms));
        assert!(!due(ending, 70, 0));
        assert!(due(ending, 77, 0));
        assert!(!due(ending, 77, DAY_MS - 1));
        assert!(due(ending, 78, 0));
        assert!(due(ending, 95, 0), "also when it is over");
        assert!(!due(lasting(200), 95, 1));
        assert!(due(ending, 95, 2), "the old one came back");
        assert!(due(ending, 77, 0), "the clock was set back");
    }
}
