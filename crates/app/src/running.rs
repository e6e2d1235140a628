//! What runs on after its session was checked: streams and sockets through the gateway.
//!
//! Whoever hands out the bytes of one asks here when to look at the session again. It is told whenever
//! the session or its person changes, in this process at once and in others within a second, because
//! forgetting a session in memory and telling its streams are one act; see [`crate::live`].

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use doorward_core::id::{SessionId, UserId};
use doorward_core::time::Timestamp;
use tokio::sync::watch;

use crate::app::App;
use crate::establish::{ResolveError, find};
use crate::live::Live;

/// How long to wait before a session is looked at again that storage did not answer for.
const AGAIN: Duration = Duration::from_secs(1);

/// The sessions under streams.
#[derive(Default)]
pub(crate) struct Running(Mutex<HashMap<SessionId, Under>>);

/// A session with streams.
struct Under {
    user: UserId,
    expires_at: Timestamp,
    changed: watch::Sender<()>,
}

impl Running {
    /// Joins the streams of a session.
    fn join(&self, live: &Live) -> watch::Receiver<()> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let under = all.entry(live.id).or_insert_with(|| Under {
            user: live.user.id,
            expires_at: live.expires_at,
            changed: watch::Sender::new(()),
        });
        under.changed.subscribe()
    }

    /// Leaves the streams of a session.
    fn leave(&self, id: SessionId, receiver: watch::Receiver<()>) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        drop(receiver);
        if let Entry::Occupied(entry) = all.entry(id)
            && entry.get().changed.is_closed()
        {
            entry.remove();
        }
    }

    /// Has the streams of the sessions that `which` picks look again.
    fn look(&self, which: impl Fn(&Under) -> bool) {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for under in all.values().filter(|under| which(under)) {
            under.changed.send_replace(());
        }
    }

    /// One session changed.
    pub(crate) fn session_changed(&self, id: SessionId) {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(under) = all.get(&id) {
            under.changed.send_replace(());
        }
    }

    /// Something about a person changed.
    pub(crate) fn user_changed(&self, user: UserId) {
        self.look(|under| under.user == user);
    }

    /// It is `now`, and some may have come to their end.
    pub(crate) fn time_passed(&self, now: Timestamp) {
        self.look(|under| under.expires_at <= now);
    }

    /// Anything may have changed.
    pub(crate) fn all_changed(&self) {
        self.look(|_| true);
    }
}

/// Whether whoever is under a session may still have what is running.
type May = Box<dyn Fn(&Live) -> bool + Send>;

/// A hold on the session that something runs under.
pub struct Hold {
    app: Arc<App>,
    id: SessionId,
    changed: Option<watch::Receiver<()>>,
    may: May,
}

impl Hold {
    /// Holds on to the session of what begins now, for as long as `may` says yes of it.
    pub fn on(app: &Arc<App>, live: &Live, may: impl Fn(&Live) -> bool + Send + 'static) -> Self {
        let changed = Some(app.live.running().join(live));
        Self { app: Arc::clone(app), id: live.id, changed, may: Box::new(may) }
    }

    /// Resolves when the session is over (ended, expired, banned, switched off), or its person may not go
    /// on under it.
    pub async fn over(&mut self) {
        let Self { app, id, changed, may } = self;
        let Some(changed) = changed else { return };
        loop {
            // The session may have changed between its check and our joining.
            match find(app, *id, app.clock.now()).await {
                Ok(live) if !may(&live) => return,
                Ok(_) => drop(changed.changed().await),
                Err(ResolveError::Store(error)) => {
                    tracing::warn!(%error, "whether the session of a stream goes on could not be read");
                    tokio::time::sleep(AGAIN).await;
                }
                Err(_) => return,
            }
        }
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        if let Some(changed) = self.changed.take() {
            self.app.live.running().leave(self.id, changed);
        }
    }
}
