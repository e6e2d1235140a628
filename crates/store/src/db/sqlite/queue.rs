//! A bounded queue between the async runtime and the threads of the database.
//!
//! Pushing never waits. The lock is held for a few instructions only, and a sleeping thread is
//! woken (a system call) only if one sleeps.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Many producers; one or more consumers.
#[derive(Debug)]
pub(super) struct Queue<T> {
    state: Mutex<State<T>>,
    filled: Condvar,
    capacity: usize,
}

#[derive(Debug)]
struct State<T> {
    waiting: VecDeque<T>,
    sleepers: usize,
    closed: bool,
}

/// Why a push was refused.
#[derive(Clone, Copy, Debug)]
pub(super) enum Full {
    /// The queue is closed.
    Closed,
    /// It holds as much as it may.
    Crowded,
}

impl<T> Queue<T> {
    pub(super) fn new(capacity: usize) -> Self {
        let state = State { waiting: VecDeque::new(), sleepers: 0, closed: false };
        Self { state: Mutex::new(state), filled: Condvar::new(), capacity }
    }

    /// Adds to the end.
    pub(super) fn push(&self, item: T) -> Result<(), Full> {
        let mut state = self.lock();
        if state.closed {
            return Err(Full::Closed);
        }
        if state.waiting.len() >= self.capacity {
            return Err(Full::Crowded);
        }
        state.waiting.push_back(item);
        let wake = state.sleepers > 0;
        drop(state);
        if wake {
            self.filled.notify_one();
        }
        Ok(())
    }

    /// Takes the oldest, waiting for one; `None` when the queue is closed and empty.
    pub(super) fn take(&self) -> Option<T> {
        let mut state = self.lock();
        loop {
            if let Some(item) = state.waiting.pop_front() {
                return Some(item);
            }
            if state.closed {
                return None;
            }
            state.sleepers += 1;
            state = self.filled.wait(state).unwrap_or_else(PoisonError::into_inner);
            state.sleepers -= 1;
        }
    }

    /// Takes all there is into the empty `batch`, waiting for something at most this long.
    ///
    /// False when the queue is closed and empty.
    pub(super) fn take_all(&self, batch: &mut VecDeque<T>, patience: Duration) -> bool {
        let mut state = self.lock();
        if state.waiting.is_empty() && !state.closed {
            state.sleepers += 1;
            (state, _) =
                self.filled.wait_timeout(state, patience).unwrap_or_else(PoisonError::into_inner);
            state.sleepers -= 1;
        }
        std::mem::swap(&mut state.waiting, batch);
        !(batch.is_empty() && state.closed)
    }

    /// Refuses further pushes; what waits may still be taken.
    pub(super) fn close(&self) {
        self.lock().closed = true;
        self.filled.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Closes the queue and empties it when its consumer ends for whatever reason, a panic included:
/// nobody shall wait for an answer that cannot come.
pub(super) struct LastConsumer<'a, T>(pub(super) &'a Queue<T>);

impl<T> Drop for LastConsumer<'_, T> {
    fn drop(&mut self) {
        self.0.close();
        self.0.lock().waiting.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_pushed_before_the_close_can_still_be_taken() {
        let queue = Queue::new(2);
        queue.push(1).unwrap();
        queue.push(2).unwrap();
        assert!(matches!(queue.push(3), Err(Full::Crowded)));
        queue.close();
        assert!(matches!(queue.push(3), Err(Full::Closed)));
        assert_eq!(queue.take(), Some(1));
        let mut batch = VecDeque::new();
        assert!(queue.take_all(&mut batch, Duration::ZERO));
        assert_eq!(batch, [2]);
        batch.clear();
        assert!(!queue.take_all(&mut batch, Duration::from_mins(1)));
        assert_eq!(queue.take(), None);
    }

    #[test]
    fn an_empty_open_queue_gives_nothing_after_a_while() {
        let queue = Queue::<u8>::new(1);
        let mut batch = VecDeque::new();
        assert!(queue.take_all(&mut batch, Duration::ZERO));
        assert!(batch.is_empty());
    }

    #[test]
    fn a_push_wakes_whoever_waits() {
        let queue = Queue::new(1);
        std::thread::scope(|scope| {
            let taken = scope.spawn(|| queue.take());
            queue.push(7).unwrap();
            assert_eq!(taken.join().unwrap(), Some(7));
        });
    }

    #[test]
    fn a_consumer_that_dies_leaves_no_producer_waiting() {
        let queue = Queue::new(2);
        queue.push(1).unwrap();
        drop(LastConsumer(&queue));
        assert!(matches!(queue.push(2), Err(Full::Closed)));
        assert_eq!(queue.take(), None);
    }
}
