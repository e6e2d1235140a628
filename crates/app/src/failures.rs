//! Sign-ins that failed, on record without letting a flood of them fill it.
//!
//! Tries are counted in memory by account, those for unknown accounts together, and put on record by the
//! housekeeping: at most one event a minute for each account, which says how many there were. So a try
//! costs no write, and costs the same whether or not there is such an account.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use doorward_core::id::UserId;
use doorward_core::time::{MINUTE_MS, Timestamp};
use doorward_store::{Event, Outcome};

use crate::app::App;

/// Most accounts that are counted apart at a time; further ones are counted with the unknown.
const MOST: usize = 4096;

/// What is counted apart: the kind of event, and whose account it was about.
type Key = (&'static str, Option<UserId>);

/// The failures that are not on record yet.
#[derive(Debug, Default)]
pub(crate) struct Failures(Mutex<BTreeMap<Key, Count>>);

#[derive(Debug, Default)]
struct Count {
    /// How many since the last event.
    tries: u32,
    /// Where the last one came from.
    address: String,
    /// When the last event was put on record.
    told_at: Option<Timestamp>,
}

impl Failures {
    /// Counts a failure.
    pub(crate) fn note(&self, kind: &'static str, user: Option<UserId>, address: IpAddr) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let full = counts.len() >= MOST && !counts.contains_key(&(kind, user));
        let count = counts.entry((kind, user.filter(|_| !full))).or_default();
        count.tries = count.tries.saturating_add(1);
        count.address = address.to_string();
    }

    /// What is to be put on record now. With `all`, also what would wait for its minute.
    fn due(&self, now: Timestamp, all: bool) -> Vec<Event> {
        let mut events = Vec::new();
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        counts.retain(|(kind, user), count| {
            let waits = |at: Timestamp| (0..MINUTE_MS).contains(&now.since(at));
            if count.told_at.is_some_and(waits) && !all {
                return true;
            }
            if count.tries == 0 {
                return false;
            }
            events.push(Event {
                subject: *user,
                address: std::mem::take(&mut count.address),
                detail: format!("{} tries", std::mem::take(&mut count.tries)),
                outcome: Outcome::Refused,
                ..Event::new(kind, now)
            });
            count.told_at = Some(now);
            true
        });
        events
    }
}

impl App {
    /// Puts failures on record: those whose minute is over, or with `all` every one.
    pub(crate) async fn tell_failures(&self, all: bool) {
        for event in self.failures.due(self.clock.now(), all) {
            if let Err(error) = self.store.record(&event).await {
                let error = &error as &dyn std::error::Error;
                tracing::warn!(error, "failed sign-ins were not put on record");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);

    fn user(n: u64) -> UserId {
        UserId::new(Timestamp(0), n.to_be_bytes())
    }

    #[test]
    fn an_account_has_one_event_a_minute_however_many_failures() {
        let failures = Failures::default();
        let at = |seconds: i64| Timestamp(seconds * 1000);
        failures.note("login.failed", Some(user(1)), HERE);
        let first = failures.due(at(5), false);
        assert_eq!((first.len(), first[0].detail.as_str()), (1, "1 tries"));
        for _ in 0..1000 {
            failures.note("login.failed", Some(user(1)), HERE);
        }
        assert!(failures.due(at(64), false).is_empty());
        let second = failures.due(at(65), false);
        assert_eq!((second.len(), second[0].detail.as_str()), (1, "1000 tries"));
        assert_eq!(second[0].outcome, Outcome::Refused);
        assert!(failures.due(at(130), false).is_empty());
        assert!(failures.0.lock().unwrap().is_empty(), "nothing is left of a quiet account");
    }

    #[test]
    fn a_flood_over_many_accounts_is_counted_together() {
        let failures = Failures::default();
        for n in 0..10_000 {
            failures.note("login.failed", Some(user(n)), HERE);
        }
        let events = failures.due(Timestamp(0), true);
        assert_eq!(events.len(), MOST + 1);
        let rest = events.iter().find(|event| event.subject.is_none()).unwrap();
        assert_eq!(rest.detail, format!("{} tries", 10_000 - MOST));
    }
}
