//! The limiters of the sign-in routes: counters in memory, bounded in number.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use doorward_core::limit::{self, Rule, Verdict, Window};
use doorward_core::time::Timestamp;

/// A limiter: what it counts is shared by all routes that name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Limiter {
    /// `LOGIN_MAX` per `LOGIN_WINDOW`: signing in, by password or at a provider.
    Login,
    /// `REGISTER_MAX` per `REGISTER_WINDOW`.
    Register,
}

/// Most counters held at once. A flood from more networks than this shares one counter.
const MOST: usize = 100_000;

/// The counter that everybody shares once [`MOST`] are in use.
const CROWD: u128 = 0;

/// Milliseconds between two searches for ended windows.
const TIDY_EVERY_MS: i64 = 1000;

/// All counters of one process.
#[derive(Debug, Default)]
pub(crate) struct Limits(Mutex<Table>);

#[derive(Debug, Default)]
struct Table {
    /// Each window with the moment after which it says nothing any more.
    windows: HashMap<(Limiter, u128), (Window, Timestamp)>,
    /// When the table may be searched for ended windows again: a flood must not make every request
    /// pay for a search.
    tidy_after: Timestamp,
}

impl Limits {
    /// Counts one event from `address`.
    pub(crate) fn count(
        &self,
        limiter: Limiter,
        rule: Rule,
        address: IpAddr,
        now: Timestamp,
    ) -> Verdict {
        let mut table = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let key = table.place((limiter, network(address)), now);
        let before = table.windows.get(&key).map(|(window, _)| *window);
        let (window, verdict) = limit::count(rule, before, now);
        table.windows.insert(key, (window, verdict.resets_at));
        verdict
    }
}

impl Table {
    /// The key to count under: the wished one, unless the table is full of others.
    fn place(&mut self, wished: (Limiter, u128), now: Timestamp) -> (Limiter, u128) {
        if self.windows.len() < MOST || self.windows.contains_key(&wished) {
            return wished;
        }
        if self.tidy_after <= now {
            self.windows.retain(|_, (_, ends)| *ends > now);
            self.tidy_after = now.plus(TIDY_EVERY_MS);
        }
        if self.windows.len() < MOST { wished } else { (wished.0, CROWD) }
    }
}

/// The network that an address counts for: itself for IPv4, the /64 for IPv6, since one household
/// or one attacker has a whole /64.
fn network(address: IpAddr) -> u128 {
    match address.to_canonical() {
        IpAddr::V4(v4) => 0xffff_0000_0000 | u128::from(u32::from(v4)),
        IpAddr::V6(v6) => u128::from(v6) & !u128::from(u64::MAX) | 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULE: Rule = Rule { max: 1, window_ms: 1000 };

    #[test]
    fn addresses_count_apart_and_a_whole_64_counts_together() {
        let limits = Limits::default();
        let allowed = |text: &str| {
            limits.count(Limiter::Login, RULE, text.parse().unwrap(), Timestamp(0)).allowed
        };
        assert!(allowed("192.0.2.1"));
        assert!(allowed("192.0.2.2"));
        assert!(!allowed("192.0.2.1"));
        assert!(!allowed("::ffff:192.0.2.1"));
        assert!(allowed("2001:db8::1"));
        assert!(!allowed("2001:db8::ffff"));
        assert!(allowed("2001:db8:0:1::1"));
        assert!(
            limits
                .count(Limiter::Register, RULE, "192.0.2.1".parse().unwrap(), Timestamp(0))
                .allowed
        );
    }

    #[test]
    fn a_flood_of_addresses_does_not_grow_the_table_for_ever() {
        let limits = Limits::default();
        let rule = Rule { max: 1_000_000, window_ms: 1000 };
        for n in 0..u32::try_from(MOST + 500).unwrap() {
            limits.count(Limiter::Login, rule, IpAddr::V4(n.into()), Timestamp(0));
        }
        assert!(limits.0.lock().unwrap().windows.len() <= MOST + 1);
        limits.count(Limiter::Login, rule, "203.0.113.1".parse().unwrap(), Timestamp(2000));
        assert_eq!(limits.0.lock().unwrap().windows.len(), 1);
    }
}
