//! One table of counters, which a flood cannot make grow for ever.

use std::collections::HashMap;
use std::net::IpAddr;

use doorward_core::limit::{self, Rule, Verdict, Window};
use doorward_core::time::Timestamp;

/// Most counters that a table holds before it counts whole regions together.
pub(super) const MOST: usize = 100_000;

/// Milliseconds between two searches for ended windows.
const TIDY_EVERY_MS: i64 = 1000;

/// Where something is counted.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    /// Its own counter.
    own: u128,
    /// The counter that it shares with others when its own has no room.
    region: u128,
}

impl Place {
    /// The place of an address.
    pub(super) fn of(address: IpAddr) -> Self {
        Self { own: network(address), region: region(address) }
    }

    /// The place of an account, by a digest of its name.
    pub(super) const fn of_account(account: u128) -> Self {
        Self { own: account | 1, region: account & 0xfffe }
    }
}

#[derive(Debug, Default)]
pub(super) struct Table {
    /// Each window with the moment after which it says nothing any more.
    windows: HashMap<u128, (Window, Timestamp)>,
    /// What everybody did together.
    all: Option<Window>,
    /// When the table may be searched for ended windows again: a flood must not make every request
    /// pay for a search.
    tidy_after: Timestamp,
}

impl Table {
    /// Counts one event at a place.
    pub(super) fn count(&mut self, place: Place, rule: Rule, now: Timestamp) -> Verdict {
        let key = self.key(place, now);
        let before = self.windows.get(&key).map(|(window, _)| *window);
        let (window, verdict) = limit::count(rule, before, now);
        self.windows.insert(key, (window, window.ends_at(rule)));
        verdict
    }

    /// Counts one event of everybody.
    pub(super) fn count_all(&mut self, rule: Rule, now: Timestamp) -> Verdict {
        let (window, verdict) = limit::count(rule, self.all, now);
        self.all = Some(window);
        verdict
    }

    /// What would be said of one more event at a place.
    pub(super) fn peek(&self, place: Place, rule: Rule, now: Timestamp) -> Verdict {
        let known = [place.own, place.region];
        let window = known.iter().find_map(|key| self.windows.get(key)).map(|(window, _)| *window);
        limit::peek(rule, window, now)
    }

    /// Takes back the last event at a place.
    pub(super) fn forgive(&mut self, place: Place) {
        for key in [place.own, place.region] {
            if let Some((window, _)) = self.windows.get_mut(&key) {
                return window.take_back();
            }
        }
    }

    /// Takes back the last event of everybody.
    pub(super) fn forgive_all(&mut self) {
        if let Some(window) = &mut self.all {
            window.take_back();
        }
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.windows.len()
    }

    /// The key to count under: the place's own, or its region's while the table is full.
    fn key(&mut self, place: Place, now: Timestamp) -> u128 {
        if self.windows.len() < MOST || self.windows.contains_key(&place.own) {
            return place.own;
        }
        if self.tidy_after <= now {
            self.windows.retain(|_, (_, ends)| *ends > now);
            self.tidy_after = now.plus(TIDY_EVERY_MS);
        }
        if self.windows.len() < MOST { place.own } else { place.region }
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

/// The region that an address counts for when its network has no room: the /16 of IPv4, the /32 of
/// IPv6. Somebody who floods from one region does not lock out the others.
fn region(address: IpAddr) -> u128 {
    match address.to_canonical() {
        IpAddr::V4(v4) => 0xfffe_0000_0000 | u128::from(u32::from(v4) >> 16),
        IpAddr::V6(v6) => (u128::from(v6) >> 96) << 96 | 2,
    }
}
