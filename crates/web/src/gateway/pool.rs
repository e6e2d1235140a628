//! Connections to an app that wait for the next request.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;

use super::link::Link;
use crate::request::State;

/// How long a connection is kept. Less than the 5 s after which servers on Node close theirs, so that it is us
/// who close first.
const KEPT: Duration = Duration::from_secs(4);

/// Most connections kept.
const MOST: usize = 256;

/// Connections to an app that nothing is asked on.
#[derive(Default)]
pub(super) struct Pool(Mutex<Kept>);

/// Since when each is kept, the latest last.
type Kept = VecDeque<(Instant, Link)>;

impl Pool {
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a connection that the app has not ended, the one that was used last.
    pub(super) fn take(&self) -> Option<Link> {
        loop {
            let (since, mut link) = self.kept().pop_back()?;
            if since.elapsed() < KEPT && link.is_quiet() {
                return Some(link);
            }
        }
    }

    /// Keeps a connection for the next request.
    pub(super) fn put(&self, link: Link) {
        let mut kept = self.kept();
        if kept.len() < MOST {
            kept.push_back((Instant::now(), link));
        }
    }

    /// Ends those that were kept for long enough.
    fn sweep(&self) {
        let mut kept = self.kept();
        let old = kept.iter().take_while(|(since, _)| since.elapsed() >= KEPT).count();
        let over: Vec<_> = kept.drain(..old).collect();
        // Closing takes its time, which nobody has to wait for.
        drop(kept);
        drop(over);
    }
}

/// Ends connections to apps that were kept for long enough, for as long as the server runs.
pub(crate) async fn look_after(state: State, stopping: CancellationToken) {
    while stopping.run_until_cancelled(sleep(KEPT)).await.is_some() {
        for upstream in state.0.upstreams.iter().flatten() {
            upstream.pool.sweep();
        }
    }
}
