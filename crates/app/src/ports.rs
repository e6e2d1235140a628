//! What the world gives us that a test wants to hold in its hand: the clock.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use doorward_core::time::Timestamp;
use tokio::sync::Notify;

/// Tells the time. Everything below asks it; nothing else reads a clock.
#[derive(Clone, Debug, Default)]
pub enum Clock {
    /// The machine's clock.
    #[default]
    System,
    /// A clock that stands still until it is moved.
    Manual(ManualClock),
}

impl Clock {
    /// The present.
    pub fn now(&self) -> Timestamp {
        match self {
            Self::System => system_now(),
            Self::Manual(clock) => clock.now(),
        }
    }

    /// Waits until the clock shows `at`, or longer where it is turned back meanwhile.
    pub async fn sleep_until(&self, at: Timestamp) {
        match self {
            Self::System => {
                let ms = at.since(system_now()).max(0).unsigned_abs();
                tokio::time::sleep(Duration::from_millis(ms)).await;
            }
            Self::Manual(clock) => clock.reaches(at).await,
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the one place that reads the clock")]
fn system_now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

/// The handle by which a story moves time.
#[derive(Clone, Debug)]
pub struct ManualClock(Arc<Hands>);

#[derive(Debug)]
struct Hands {
    shown: AtomicI64,
    moved: Notify,
}

impl ManualClock {
    /// A clock that shows `now`.
    pub fn at(now: Timestamp) -> Self {
        Self(Arc::new(Hands { shown: AtomicI64::new(now.0), moved: Notify::new() }))
    }

    /// Moves the clock by `ms` milliseconds, forwards or backwards.
    pub fn advance(&self, ms: i64) {
        self.0.shown.fetch_add(ms, Ordering::SeqCst);
        self.0.moved.notify_waiters();
    }

    fn now(&self) -> Timestamp {
        Timestamp(self.0.shown.load(Ordering::SeqCst))
    }

    async fn reaches(&self, at: Timestamp) {
        loop {
            let moved = self.0.moved.notified();
            tokio::pin!(moved);
            // Before the look at the hands, so that no move is missed.
            moved.as_mut().enable();
            if self.now() >= at {
                return;
            }
            moved.await;
        }
    }
}
