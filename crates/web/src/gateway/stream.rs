//! The body of an app's answer, which ends with the session that it is for.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use axum::body::Body;
use bytes::Bytes;
use doorward_app::metrics::{Metrics, Stream as Running};
use hyper::body::{Body as _, Frame, SizeHint};

use super::exchange::Answer;

/// What resolves when the session is over that an answer is for. It goes with the answer, to whoever sends it.
#[derive(Clone)]
pub(crate) struct Over(Arc<Mutex<Option<Session>>>);

type Session = Pin<Box<dyn Future<Output = ()> + Send>>;

impl Over {
    pub(super) fn new(over: impl Future<Output = ()> + Send + 'static) -> Self {
        Self(Arc::new(Mutex::new(Some(Box::pin(over)))))
    }
}

impl Future for Over {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let mut session = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(running) = session.as_mut() {
            ready!(running.as_mut().poll(context));
            *session = None;
        }
        Poll::Ready(())
    }
}

/// A body that breaks off when the session is over.
struct Watched {
    body: Answer,
    over: Option<Over>,
    running: Running,
}

/// Hands a body on as it comes, for as long as the session lasts that it is for (checklist item 66).
pub(super) fn body(body: Answer, over: Option<Over>, metrics: &Metrics) -> Body {
    if body.is_end_stream() {
        return Body::empty();
    }
    Body::new(Watched { body, over, running: metrics.stream() })
}

impl hyper::body::Body for Watched {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        if self.over.as_mut().is_some_and(|over| Pin::new(over).poll(context).is_ready()) {
            // The connection breaks, so that nobody takes what arrived for the whole.
            return Poll::Ready(Some(Err(io::Error::other("the session is over"))));
        }
        let polled = Pin::new(&mut self.body).poll_frame(context);
        match &polled {
            Poll::Ready(Some(Ok(frame))) => {
                self.running.sent(frame.data_ref().map_or(0, Bytes::len));
            }
            Poll::Ready(Some(Err(_))) => self.running.broke(),
            _ => {}
        }
        polled.map_err(io::Error::other)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
