//! Fixed-window counters: how often something may happen (`LOGIN_MAX` per `LOGIN_WINDOW` and their like).

use crate::time::Timestamp;

/// How many events one window allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Events per window.
    pub max: u32,
    /// Length of a window, in milliseconds.
    pub window_ms: i64,
}

/// A counter: when its window began and how many events it has seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// Begin of the window.
    pub started: Timestamp,
    /// Events so far, refused ones included.
    pub count: u32,
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
    /// When the window ends: `X-RateLimit-Reset`.
    pub resets_at: Timestamp,
}

/// Counts one event at `now` and says whether it may happen. The caller stores the new window.
///
/// A window that seems to begin in the future, because the clock was set back, begins anew.
pub fn count(rule: Rule, before: Option<Window>, now: Timestamp) -> (Window, Verdict) {
    let open = before.filter(|w| (0..rule.window_ms).contains(&now.since(w.started)));
    let window = match open {
        Some(window) => Window { count: window.count.saturating_add(1), ..window },
        None => Window { started: now, count: 1 },
    };
    let verdict = Verdict {
        allowed: window.count <= rule.max,
        limit: rule.max,
        remaining: rule.max.saturating_sub(window.count),
        resets_at: window.started.plus(rule.window_ms),
    };
    (window, verdict)
}

/// What [`count`] would say of one more event at `now`, without counting it.
pub fn peek(rule: Rule, before: Option<Window>, now: Timestamp) -> Verdict {
    count(rule, before, now).1
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULE: Rule = Rule { max: 2, window_ms: 1000 };

    #[test]
    fn the_event_after_the_last_allowed_one_is_refused_until_the_window_ends() {
        let mut window = None;
        let mut at = |ms| {
            let (next, verdict) = count(RULE, window, Timestamp(ms));
            window = Some(next);
            (verdict.allowed, verdict.remaining)
        };
        assert_eq!(at(0), (true, 1));
        assert_eq!(at(500), (true, 0));
        assert_eq!(at(999), (false, 0));
        assert_eq!(at(1000), (true, 1));
    }

    #[test]
    fn a_clock_set_back_opens_a_new_window() {
        let full = Window { started: Timestamp(5000), count: 9 };
        let (window, verdict) = count(RULE, Some(full), Timestamp(100));
        assert!(verdict.allowed);
        assert_eq!(window, Window { started: Timestamp(100), count: 1 });
    }
}
