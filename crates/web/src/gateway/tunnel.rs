//! Sockets through the gateway: what comes after `101 Switching Protocols`.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use doorward_app::metrics::Held;
use hyper::upgrade::OnUpgrade;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt as _, copy_bidirectional};

use super::stream::Over;

/// The app's end of a socket, on its way to the connection that holds the browser's end. Answers carry it
/// in their extensions, which have to be clonable: the first to take it has it.
#[derive(Clone)]
pub(crate) struct Handover(Arc<Mutex<Option<Tunnel>>>);

/// The other end of a socket.
pub(crate) enum Tunnel {
    /// The app's, until the session is over; counted while it is open.
    App(OnUpgrade, Option<Over>, Held),
    /// Nobody's: this is said, and the socket closes.
    Word(&'static [u8]),
}

impl fmt::Debug for Handover {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Handover")
    }
}

impl Handover {
    pub(super) fn new(onward: OnUpgrade, over: Option<Over>, open: Held) -> Self {
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
        let (onward, over, open) = match self {
            Self::App(onward, over, open) => (onward, over, open),
            Self::Word(word) => {
                // Whoever is gone by then needs no word.
                drop(client.write_all(word).await);
                drop(client.shutdown().await);
                return;
            }
        };
        let mut app = match onward.await {
            Ok(upgraded) => TokioIo::new(upgraded),
            Err(error) => {
                tracing::debug!(%error, "the app's end of a socket is gone");
                return;
            }
        };
        let over = over.unwrap_or_else(|| Box::pin(std::future::pending()));
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
