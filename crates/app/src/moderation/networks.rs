//! The banned addresses, in memory: every request of nobody known asks for its own.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{PoisonError, RwLock};

use doorward_core::moderation::{Network, Subject};
use doorward_core::time::Timestamp;
use doorward_store::{Store, StoreError};

/// The banned addresses, each with the end of its ban.
#[derive(Debug, Default)]
pub(crate) struct Networks {
    until: RwLock<HashMap<Network, Timestamp>>,
    /// Whether there are any: most places have none, and ask nothing more.
    any: AtomicBool,
    /// Whether they could not be read when they had changed.
    stale: AtomicBool,
    /// Held while they are read: an older reading must not replace a newer one.
    reading: tokio::sync::Mutex<()>,
}

/// The end of a ban for good.
const NEVER: Timestamp = Timestamp(i64::MAX);

impl Networks {
    /// Whether none is banned.
    pub(crate) fn is_empty(&self) -> bool {
        !self.any.load(Ordering::Acquire)
    }

    /// Whether they have to be read again.
    pub(crate) fn is_stale(&self) -> bool {
        self.stale.load(Ordering::Acquire)
    }

    /// Whether an address is banned at `now`.
    pub(crate) fn is_banned(&self, address: IpAddr, now: Timestamp) -> bool {
        if self.is_empty() {
            return false;
        }
        let until = self.until.read().unwrap_or_else(PoisonError::into_inner);
        until.get(&Network::of(address)).is_some_and(|until| now < *until)
    }

    /// Takes in a ban that has been stored.
    pub(crate) fn add(&self, network: Network, expires_at: Option<Timestamp>) {
        let end = expires_at.unwrap_or(NEVER);
        let mut until = self.until.write().unwrap_or_else(PoisonError::into_inner);
        let known = until.entry(network).or_insert(end);
        *known = (*known).max(end);
        self.any.store(true, Ordering::Release);
    }

    /// Reads them all anew: some were lifted, or another node has changed something.
    pub(crate) async fn load(&self, store: &Store, now: Timestamp) -> Result<(), StoreError> {
        let _reading = self.reading.lock().await;
        self.stale.store(true, Ordering::Release);
        let banned = store.banned_addresses(now).await?;
        self.stale.store(false, Ordering::Release);
        let mut fresh = HashMap::new();
        for (subject, expires_at) in banned {
            if let Subject::Address(network) = subject {
                let end = expires_at.unwrap_or(NEVER);
                let known = fresh.entry(network).or_insert(end);
                *known = (*known).max(end);
            }
        }
        let any = !fresh.is_empty();
        let mut until = self.until.write().unwrap_or_else(PoisonError::into_inner);
        *until = fresh;
        self.any.store(any, Ordering::Release);
        Ok(())
    }
}
