//! The body of an app's answer, which ends with the session that it is for.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::Body;
use bytes::Bytes;
use hyper::body::{Body as _, Frame, Incoming, SizeHint};

/// What resolves when the session is over.
pub(super) type Over = Pin<Box<dyn Future<Output = ()> + Send>>;

/// A body that breaks off when the session is over.
struct Watched {
    body: Incoming,
    over: Over,
}

/// Hands a body on as it comes, for as long as the session lasts that it is for (checklist item 66).
pub(super) fn body(body: Incoming, over: Option<Over>) -> Body {
    match over {
        Some(over) if !body.is_end_stream() => Body::new(Watched { body, over }),
        _ => Body::new(body),
    }
}

impl hyper::body::Body for Watched {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        if self.over.as_mut().poll(context).is_ready() {
            // The connection breaks, so that nobody takes what arrived for the whole.
            return Poll::Ready(Some(Err(io::Error::other("the session is over"))));
        }
        Pin::new(&mut self.body).poll_frame(context).map_err(io::Error::other)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
