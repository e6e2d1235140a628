//! The limiters of the sign-in routes: counters in memory, bounded in number.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};

use doorward_core::limit::{self, Rule, Verdict, Window};
use doorward_core::time::Timestamp;

/// A limiter: what it counts is shared by all routes that name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Limiter {
    /// `LOGIN_MAX` per `LOGIN_WINDOW`: passwords.
    Login,
    /// `LOGIN_MAX` per `LOGIN_WINDOW`: ways to providers and back. Other sites can send a browser on such
    /// a way, which must not use up what is left for passwords.
    Provider,
    /// `REGISTER_MAX` per `REGISTER_WINDOW`.
    Register,
    /// `RESET_PASSWORD_MAX` per `RESET_PASSWORD_WINDOW`: asking for a link that resets a password.
    ResetRequest,
    /// `RESET_PASSWORD_SUBMISSION_MAX` per `RESET_PASSWORD_SUBMISSION_WINDOW`: using one.
    ResetSubmission,
    /// `VERIFY_EMAIL_MAX` per `VERIFY_EMAIL_WINDOW`: asking for a link that verifies an address.
    VerifyRequest,
    /// `VERIFY_EMAIL_SUBMISSION_MAX` per `VERIFY_EMAIL_SUBMISSION_WINDOW`: using one.
    VerifySubmission,
    /// `DOORWARD_ACCESS_CODE_MAX` per `DOORWARD_ACCESS_CODE_WINDOW`: wrong access codes.
    AccessCode,
    /// Ten times as many: guests who come in with a right code.
    Guest,
    /// `LOGIN_MAX` per `LOGIN_WINDOW`: requests of providers to end sessions that were refused.
    ProviderLogout,
}

/// Most counters that a limiter holds before it counts whole regions of the network together.
const MOST: usize = 100_000;

/// Milliseconds between two searches for ended windows.
const TIDY_EVERY_MS: i64 = 1000;

/// All counters of one process. Each limiter has a table of its own, so that a flood against one
/// leaves the others alone.
#[derive(Debug, Default)]
pub(crate) struct Limits {
    login: Mutex<Table>,
    provider: Mutex<Table>,
    register: Mutex<Table>,
    reset_request: Mutex<Table>,
    reset_submission: Mutex<Table>,
    verify_request: Mutex<Table>,
    verify_submission: Mutex<Table>,
    access_code: Mutex<Table>,
    guest: Mutex<Table>,
    provider_logout: Mutex<Table>,
}

#[derive(Debug, Default)]
struct Table {
    /// Each window with the moment after which it says nothing any more.
    windows: HashMap<u128, (Window, Timestamp)>,
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
        let mut table = self.table(limiter);
        let key = table.place(address, now);
        let before = table.windows.get(&key).map(|(window, _)| *window);
        let (window, verdict) = limit::count(rule, before, now);
        table.windows.insert(key, (window, verdict.resets_at));
        verdict
    }

    /// What would be said of one more event from `address`. Nothing is counted.
    pub(crate) fn peek(
        &self,
        limiter: Limiter,
        rule: Rule,
        address: IpAddr,
        now: Timestamp,
    ) -> Verdict {
        let table = self.table(limiter);
        let known = [network(address), region(address)];
        let window = known.iter().find_map(|key| table.windows.get(key)).map(|(window, _)| *window);
        limit::peek(rule, window, now)
    }

    /// Takes back one event that was counted a moment ago: only failures count, and it was none.
    pub(crate) fn forgive(&self, limiter: Limiter, address: IpAddr) {
        let mut table = self.table(limiter);
        for key in [network(address), region(address)] {
            if let Some((window, _)) = table.windows.get_mut(&key) {
                window.count = window.count.saturating_sub(1);
                return;
            }
        }
    }

    fn table(&self, limiter: Limiter) -> MutexGuard<'_, Table> {
        let table = match limiter {
            Limiter::Login => &self.login,
            Limiter::Provider => &self.provider,
            Limiter::Register => &self.register,
            Limiter::ResetRequest => &self.reset_request,
            Limiter::ResetSubmission => &self.reset_submission,
            Limiter::VerifyRequest => &self.verify_request,
            Limiter::VerifySubmission => &self.verify_submission,
            Limiter::AccessCode => &self.access_code,
            Limiter::Guest => &self.guest,
            Limiter::ProviderLogout => &self.provider_logout,
        };
        table.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Table {
    /// The key to count under: the address's own network, or its region while the table is full.
    fn place(&mut self, address: IpAddr, now: Timestamp) -> u128 {
        let own = network(address);
        if self.windows.len() < MOST || self.windows.contains_key(&own) {
            return own;
        }
        if self.tidy_after <= now {
            self.windows.retain(|_, (_, ends)| *ends > now);
            self.tidy_after = now.plus(TIDY_EVERY_MS);
        }
        if self.windows.len() < MOST { own } else { region(address) }
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
    fn what_is_forgiven_does_not_count() {
        let limits = Limits::default();
        let address = "192.0.2.1".parse().unwrap();
        let allowed = || limits.count(Limiter::AccessCode, RULE, address, Timestamp(0)).allowed;
        for _ in 0..3 {
            assert!(allowed());
            limits.forgive(Limiter::AccessCode, address);
        }
        assert!(allowed());
        assert!(!allowed());
        limits.forgive(Limiter::AccessCode, "192.0.2.2".parse().unwrap());
        assert!(!allowed());
    }

    #[test]
    fn a_flood_of_addresses_neither_grows_the_table_for_ever_nor_locks_out_other_regions() {
        let limits = Limits::default();
        let from = |limiter, address: IpAddr, ms| {
            limits.count(limiter, RULE, address, Timestamp(ms)).allowed
        };
        for n in 0..u32::try_from(MOST + 500).unwrap() {
            from(Limiter::Login, IpAddr::V4((0x0a00_0000 + n).into()), 0);
        }
        assert!(limits.login.lock().unwrap().windows.len() < MOST + 10);
        assert!(!from(Limiter::Login, "10.1.200.200".parse().unwrap(), 0), "its region is flooded");
        assert!(from(Limiter::Login, "203.0.113.1".parse().unwrap(), 0));
        assert!(from(Limiter::Register, "10.1.200.200".parse().unwrap(), 0));
        from(Limiter::Login, "198.51.100.1".parse().unwrap(), 2000);
        assert_eq!(limits.login.lock().unwrap().windows.len(), 1);
    }
}
