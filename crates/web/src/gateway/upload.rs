//! The body of a request on its way to the app: who is slow, the client or the app.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use hyper::body::{Frame, SizeHint};
use tokio::time::{Instant, Sleep, sleep, sleep_until};

/// How long a client may be waited for at a time, whatever it has sent, and all in all, whatever it sends.
const WAITED_AT_MOST: Duration = Duration::from_mins(1);

/// How many bytes buy it another second.
const BYTES_A_SECOND: u64 = 100;

/// The client sends its body so slowly that it seems to want nothing but to hold on to us.
#[derive(Debug, thiserror::Error)]
#[error("the body of the request comes too slowly")]
pub(super) struct TooSlow;

/// Since when it is the app's turn.
#[derive(Clone)]
pub(super) struct Turn(Arc<Mutex<Option<Instant>>>);

impl Turn {
    fn set(&self, since: Option<Instant>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = since;
    }

    fn since(&self) -> Option<Instant> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Resolves when it has been the app's turn for so long. Waiting for the client does not count.
    pub(super) async fn taken_for(self, patience: Duration) {
        loop {
            let since = self.since();
            sleep_until(since.unwrap_or_else(Instant::now) + patience).await;
            if since.is_some() && self.since() == since {
                return;
            }
        }
    }
}

/// A body that is handed on as it comes, for as long as it comes.
pub(super) struct Upload {
    body: Body,
    turn: Turn,
    /// How many bytes have come.
    come: u64,
    /// How long the client was waited for, and since when it is now.
    waited: Duration,
    waiting: Option<Instant>,
    /// Ends the waiting. Made when there is some.
    end: Option<Pin<Box<Sleep>>>,
}

impl Upload {
    pub(super) fn new(body: Body) -> Self {
        let turn = Turn(Arc::new(Mutex::new(Some(Instant::now()))));
        Self { body, turn, come: 0, waited: Duration::ZERO, waiting: None, end: None }
    }

    /// Since when it is the app's turn.
    pub(super) fn turn(&self) -> Turn {
        self.turn.clone()
    }

    /// Something has come.
    fn came(&mut self, bytes: usize) {
        let now = Instant::now();
        if let Some(since) = self.waiting.take() {
            self.waited += now - since;
        }
        self.come = self.come.saturating_add(u64::try_from(bytes).unwrap_or(u64::MAX));
        self.turn.set(Some(now));
    }

    /// Whether the client has been waited for long enough.
    fn is_too_slow(&mut self, context: &mut Context<'_>) -> bool {
        if self.waiting.is_none() {
            let now = Instant::now();
            self.waiting = Some(now);
            self.turn.set(None);
            let allowed = WAITED_AT_MOST + Duration::from_secs(self.come / BYTES_A_SECOND);
            let left = allowed.saturating_sub(self.waited).min(WAITED_AT_MOST);
            let until = now + left;
            let end = self.end.get_or_insert_with(|| Box::pin(sleep(left)));
            end.as_mut().reset(until);
        }
        self.end.as_mut().is_some_and(|end| end.as_mut().poll(context).is_ready())
    }
}

impl hyper::body::Body for Upload {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        match Pin::new(&mut self.body).poll_frame(context) {
            Poll::Ready(frame) => {
                let data = frame.as_ref().and_then(|frame| frame.as_ref().ok()?.data_ref());
                let bytes = data.map_or(0, Bytes::len);
                self.came(bytes);
                Poll::Ready(frame)
            }
            Poll::Pending if self.is_too_slow(context) => {
                Poll::Ready(Some(Err(axum::Error::new(TooSlow))))
            }
            Poll::Pending => Poll::Pending,
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Drop for Upload {
    /// Sent, or nobody's business any more.
    fn drop(&mut self) {
        self.turn.set(Some(Instant::now()));
    }
}
