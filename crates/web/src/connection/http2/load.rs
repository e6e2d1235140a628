//! What a connection is doing: which requests are under way on it, and whether their answers are taken.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use crate::connection::Place;
use crate::connection::taking::{TAKEN_WITHIN, Taking};

/// How long other answers have to end, from when one has not been taken in time.
const REST: Duration = Duration::from_mins(10);

/// The requests of a connection.
#[derive(Default)]
pub(super) struct Load {
    begun: AtomicU32,
    under_way: Mutex<BTreeMap<u32, Weak<UnderWay>>>,
}

/// A request under way, until the last byte of its answer has left.
pub(super) struct UnderWay {
    load: Arc<Load>,
    number: u32,
    taking: Taking,
    _place: Option<Place>,
}

impl Load {
    /// Counts a request that begins.
    pub(super) fn begin(self: &Arc<Self>, place: Option<Place>) -> Arc<UnderWay> {
        let number = self.begun.fetch_add(1, Ordering::Relaxed);
        let (load, taking) = (Arc::clone(self), Taking::new());
        let under_way = Arc::new(UnderWay { load, number, taking, _place: place });
        self.all().insert(number, Arc::downgrade(&under_way));
        under_way
    }

    /// How many requests there have been.
    pub(super) fn begun(&self) -> u32 {
        self.begun.load(Ordering::Relaxed)
    }

    /// Whether no request is under way.
    pub(super) fn is_quiet(&self) -> bool {
        self.all().is_empty()
    }

    /// Whether the client has not taken an answer in time.
    pub(super) fn is_stalled(&self) -> bool {
        self.stalls().iter().any(|stalled| *stalled >= TAKEN_WITHIN)
    }

    /// Whether a connection that is being ended has nothing to wait for: no answer is under way but such as
    /// are not taken, or one has not been for very long.
    pub(super) fn is_over(&self) -> bool {
        let stalls = self.stalls();
        stalls.iter().all(|stalled| *stalled >= TAKEN_WITHIN)
            || stalls.iter().any(|stalled| *stalled >= TAKEN_WITHIN + REST)
    }

    /// For how long nothing has been taken of each answer.
    fn stalls(&self) -> Vec<Duration> {
        // Collected first: whoever drops the last hold on one of them waits for the same lock.
        let all: Vec<_> = self.all().values().filter_map(Weak::upgrade).collect();
        all.iter().map(|under_way| under_way.taking.stalled()).collect()
    }

    fn all(&self) -> MutexGuard<'_, BTreeMap<u32, Weak<UnderWay>>> {
        self.under_way.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl AsRef<Taking> for UnderWay {
    fn as_ref(&self) -> &Taking {
        &self.taking
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.load.all().remove(&self.number);
    }
}
