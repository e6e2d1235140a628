//! Sockets through the gateway: what comes after `101 Switching Protocols`.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use doorward_app::metrics::Held;
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt as _, copy_bidirectional};

use super::link::Link;
use super::stream::Over;
use crate::connection::Rejoined;

/// The app's end of a socket, on its way to the connection that holds the browser's end. Answers carry it
/// in their extensions, which have to be clonable: the first to take it has it.
#[derive(Clone)]
pub(crate) struct Handover(Arc<Mutex<Option<Tunnel>>>);

/// The other end of a socket.
pub(crate) enum Tunnel {
    /// The app's, until the session is over; counted while it is open.
    App(Rejoined<Link>, Option<Over>, Held),
    /// Nobody's: this is said, and the socket closes.
    Word(&'static [u8]),
}

impl fmt::Debug for Handover {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Handover")
    }
}

impl Handover {
    pub(super) fn new(onward: Rejoined<Link>, over: Option<Over>, open: Held) -> Self {
        Self(Arc::new(Mutex::new(Some(Tunnel::App(onward, over, open)))))
    }

    /// A socket on which `word` is said, and nothing else.
    pub(crate) fn saying(word: &'static [u8]) -> Self {
        Self(Arc::new(Mutex::new(Some(Tunnel::Word(word)))))
    }

    /// Takes the app's end.
    pub(crate) fn take(&self) -> Option<Tunnel> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl Tunnel {
    /// Carries bytes both ways until one end is done or the session is over.
    pub(crate) async fn carry(self, mut client: impl AsyncRead + AsyncWrite + Unpin) {
        let (mut app, over, open) = match self {
            Self::App(app, over, open) => (app, over, open),
            Self::Word(word) => {
                // Whoever is gone by then needs no word.
                drop(client.write_all(word).await);
                drop(client.shutdown().await);
                return;
            }
        };
        let over = over.unwrap_or_else(|| Over::new(std::future::pending()));
        tokio::select! {
            carried = copy_bidirectional(&mut client, &mut app) => {
                if let Err(error) = carried {
                    tracing::debug!(%error, "a socket ended badly");
                }
            }
            () = over => {}
        }
        drop(open);
    }
}
