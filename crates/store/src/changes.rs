//! What changed, so that whoever caches sessions can forget them in time.
//!
//! Changes of this process are announced too. The one who asked for a change may be gone before it is
//! made (a client hung up), and nobody else would forget what it ended.

use doorward_core::id::{SessionId, UserId};
use tokio::sync::broadcast;

/// Something that changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// This account: itself, its password or its sessions.
    User(UserId),
    /// This session.
    Session(SessionId),
    /// Which addresses are banned.
    Bans,
    /// There are letters to send.
    Letters,
    /// Nobody knows what: forget everything.
    Everything,
}

/// A subscription to changes, in order.
#[derive(Debug)]
pub struct Changes(broadcast::Receiver<Change>);

/// How many changes a slow subscriber may be behind; beyond that it is told `Everything`.
const BACKLOG: usize = 256;

impl Changes {
    /// The next change; `None` when the store is gone.
    pub async fn recv(&mut self) -> Option<Change> {
        match self.0.recv().await {
            Ok(change) => Some(change),
            Err(broadcast::error::RecvError::Lagged(_)) => Some(Change::Everything),
            Err(broadcast::error::RecvError::Closed) => None,
        }
    }
}

/// Where changes are announced to all subscribers of this process.
#[derive(Clone, Debug)]
pub(crate) struct Announcer(broadcast::Sender<Change>);

impl Announcer {
    pub(crate) fn new() -> Self {
        Self(broadcast::Sender::new(BACKLOG))
    }

    pub(crate) fn announce(&self, change: Change) {
        // An error means that nobody listens, which is fine.
        _ = self.0.send(change);
    }

    pub(crate) fn subscribe(&self) -> Changes {
        Changes(self.0.subscribe())
    }
}
