//! Counters that say how often something may happen: `LOGIN_MAX` per `LOGIN_WINDOW` and their like.
//!
//! A window slides: at no moment have more than `max` events been allowed within the last `window_ms`,
//! or within seven eighths of it at worst, since times are kept to an eighth of a window. Refused
//! events do not count, so that whoever waits as long as the answer says is let through.

use crate::time::Timestamp;

/// How many events one window allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Events per window.
    pub max: u32,
    /// Length of a window, in milliseconds.
    pub window_ms: i64,
}

/// Into how many parts a window is cut.
const SLICES: usize = 8;

/// The same, for times.
const PARTS: i64 = 8;

impl Rule {
    /// Length of a part, in milliseconds.
    const fn slice_ms(self) -> i64 {
        let length = self.window_ms.saturating_add(PARTS - 1) / PARTS;
        if length > 0 { length } else { 1 }
    }

    /// The same rule for `factor` times as many events.
    #[must_use]
    pub const fn times(self, factor: u32) -> Self {
        Self { max: self.max.saturating_mul(factor), ..self }
    }
}

/// A counter: the allowed events of the last window, by parts of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// Begin of the oldest part: the first event, while nothing has slid out.
    started: Timestamp,
    /// Allowed events in each part, the oldest first.
    slices: [u32; SLICES],
}

/// What a limiter says of one event; the answer's `X-RateLimit-*` headers come from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Whether the event may happen.
    pub allowed: bool,
    /// `X-RateLimit-Limit`.
    pub limit: u32,
    /// `X-RateLimit-Remaining`.
    pub remaining: u32,
    /// When the oldest event that counts falls out of the window: `X-RateLimit-Reset`.
    pub resets_at: Timestamp,
}

impl Window {
    const fn empty(now: Timestamp) -> Self {
        Self { started: now, slices: [0; SLICES] }
    }

    fn count(&self) -> u32 {
        self.slices.iter().fold(0, |sum, one| sum.saturating_add(*one))
    }

    /// The same window as it looks at `now`.
    ///
    /// One that seems to begin in the future, because the clock was set back, begins anew.
    fn slid(self, rule: Rule, now: Timestamp) -> Self {
        let passed = now.since(self.started);
        if passed < 0 {
            return Self::empty(now);
        }
        let part = usize::try_from(passed / rule.slice_ms()).unwrap_or(usize::MAX);
        let over = part.saturating_sub(SLICES - 1);
        if over == 0 {
            return self;
        }
        let mut slices = [0; SLICES];
        for (to, from) in slices.iter_mut().zip(self.slices.iter().skip(over)) {
            *to = *from;
        }
        if slices.iter().all(|count| *count == 0) {
            return Self::empty(now);
        }
        let by = i64::try_from(over).unwrap_or(i64::MAX).saturating_mul(rule.slice_ms());
        Self { started: self.started.plus(by), slices }
    }

    /// Counts an event at `now`, which lies in the window.
    fn add(&mut self, rule: Rule, now: Timestamp) {
        let part = usize::try_from(now.since(self.started) / rule.slice_ms()).unwrap_or(0);
        if let Some(slice) = self.slices.get_mut(part.min(SLICES - 1)) {
            *slice = slice.saturating_add(1);
        }
    }

    /// Takes back the last event that was counted.
    pub fn take_back(&mut self) {
        if let Some(last) = self.slices.iter_mut().rev().find(|slice| **slice > 0) {
            *last -= 1;
        }
    }

    /// When the oldest event that counts falls out.
    fn resets_at(&self, rule: Rule) -> Timestamp {
        let oldest = self.slices.iter().position(|count| *count > 0).unwrap_or(0);
        let parts = i64::try_from(oldest + SLICES).unwrap_or(0);
        self.started.plus(parts.saturating_mul(rule.slice_ms()))
    }

    /// When nothing of it counts any more.
    pub fn ends_at(&self, rule: Rule) -> Timestamp {
        let newest = self.slices.iter().rposition(|count| *count > 0).unwrap_or(0);
        let parts = i64::try_from(newest + SLICES).unwrap_or(0);
        self.started.plus(parts.saturating_mul(rule.slice_ms()))
    }
}

/// Counts one event at `now`, if it may happen, and says whether it may. The caller stores the new
/// window.
pub fn count(rule: Rule, before: Option<Window>, now: Timestamp) -> (Window, Verdict) {
    let mut window = before.map_or(Window::empty(now), |window| window.slid(rule, now));
    let allowed = window.count() < rule.max;
    if allowed {
        window.add(rule, now);
    }
    let verdict = Verdict {
        allowed,
        limit: rule.max,
        remaining: rule.max.saturating_sub(window.count()),
        resets_at: window.resets_at(rule),
    };
    (window, verdict)
}

/// What [`count`] would say of one more event at `now`, without counting it.
pub fn peek(rule: Rule, before: Option<Window>, now: Timestamp) -> Verdict {
    count(rule, before, now).1
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const RULE: Rule = Rule { max: 2, window_ms: 800 };

    /// Counts one after another: allowed, what is left, and when the oldest falls out.
    fn run(rule: Rule, times: &[i64]) -> Vec<(bool, u32, i64)> {
        let mut window = None;
        let mut at = |ms: &i64| {
            let (next, verdict) = count(rule, window, Timestamp(*ms));
            window = Some(next);
            (verdict.allowed, verdict.remaining, verdict.resets_at.0)
        };
        times.iter().map(&mut at).collect()
    }

    #[test]
    fn the_event_after_the_last_allowed_one_is_refused_until_the_oldest_falls_out() {
        assert_eq!(
            run(RULE, &[0, 450, 799, 800, 801]),
            [
                (true, 1, 800),
                (true, 0, 800),
                (false, 0, 800),
                // The first one is out; the second, in the part that began at 400, still counts.
                (true, 0, 1200),
                (false, 0, 1200),
            ]
        );
    }

    #[test]
    fn whoever_asks_again_and_again_is_let_through_as_soon_as_whoever_waits() {
        let times: Vec<_> = (0..80).map(|n| n * 10).chain([800]).collect();
        assert_eq!(run(RULE, &times).last(), Some(&(true, 1, 810 - 10 + 800)));
    }

    #[test]
    fn a_clock_set_back_opens_a_new_window() {
        assert_eq!(run(RULE, &[5000, 5000, 5000, 100]).last(), Some(&(true, 1, 900)));
    }

    #[test]
    fn what_is_taken_back_does_not_count() {
        let mut window = count(RULE, None, Timestamp(0)).0;
        window.take_back();
        window.take_back();
        let (window, verdict) = count(RULE, Some(window), Timestamp(0));
        assert_eq!((verdict.allowed, verdict.remaining), (true, 1));
        assert_eq!(window.ends_at(RULE), Timestamp(800));
    }

    proptest! {
        #[test]
        fn no_window_has_more_events_than_the_rule_allows(
            max in 1_u32..6, window_ms in 1_i64..5000,
            steps in prop::collection::vec(0_i64..2000, 1..60),
        ) {
            let rule = Rule { max, window_ms };
            let times: Vec<_> =
                steps.iter().scan(0, |now, step| { *now += step; Some(*now) }).collect();
            let said = run(rule, &times);
            let allowed: Vec<_> =
                times.iter().zip(&said).filter(|(_, said)| said.0).map(|(at, _)| *at).collect();
            for (first, last) in allowed.iter().zip(allowed.iter().skip(max as usize)) {
                prop_assert!(last - first >= window_ms - rule.slice_ms());
            }
            for (at, (allowed, _, resets_at)) in times.iter().zip(&said) {
                prop_assert!(*allowed || *resets_at > *at, "whoever is refused is told to wait");
            }
        }
    }
}
