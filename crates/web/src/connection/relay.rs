//! Answers of unknown length, written by hand.
//!
//! A stream may say nothing for minutes, and there may be thousands. The HTTP library holds buffers for both
//! directions of a connection all the time; here there are some only while there is something to send.

use std::future::poll_fn;
use std::io;
use std::pin::{Pin, pin};
use std::task::{Context, Poll};

use axum::body::Body;
use axum::response::Response;
use bytes::{Bytes, BytesMut};
use doorward_core::time::Timestamp;
use http::header::{CONTENT_LENGTH, DATE, HeaderValue};
use http::{Method, Request, Version};
use hyper::body::{Body as _, Frame};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Sleep, sleep};

use super::activity::MayTakeLong;
use super::taking::TAKEN_WITHIN;
use crate::cookies::http_date;
use crate::gateway::Over;
use crate::wire::{self, Queue};

/// Bytes that are taken from the body at most before some are sent.
const GATHERED: usize = 64 * 1024;

/// Bytes read at a time of what the client says meanwhile, and about how many in all.
const READ: usize = 256;
const AHEAD: usize = 8 * 1024;

/// Whether an answer to a request can be written here: a client that knows chunks gets a body of a length
/// that nobody knows.
pub(super) fn takes<B>(request: &Request<B>) -> bool {
    request.version() == Version::HTTP_11 && request.method() != Method::HEAD
}

/// Whether an answer is one whose length nobody knows.
pub(super) fn is_endless(response: &Response) -> bool {
    let body = response.body();
    !body.is_end_stream()
        && body.size_hint().exact().is_none()
        && !response.headers().contains_key(CONTENT_LENGTH)
}

/// An answer with its date: whoever hands one on dates it (RFC 9110 §6.6.1).
pub(super) fn dated(mut response: Response, now: Timestamp) -> Response {
    if let Ok(now) = HeaderValue::from_str(&http_date(now)) {
        response.headers_mut().entry(DATE).or_insert(now);
    }
    response
}

/// An answer on its way to a client.
pub(super) struct Relay {
    queue: Queue,
    /// Until its end.
    body: Option<Body>,
    /// What the client has said meanwhile, which is not read to its end.
    ahead: BytesMut,
    /// What resolves when it may go on no more.
    over: Option<Over>,
    /// How much has gone to a client that takes nothing just now, and for how long that may be so.
    stalled: Option<(u64, Pin<Box<Sleep>>)>,
}

impl Relay {
    /// An answer to a client of whom `ahead` has been read. That is copied: it is short, and lies in a large buffer.
    pub(super) fn new(response: Response, ahead: &[u8]) -> Self {
        let (mut head, body) = response.into_parts();
        let over = head.extensions.remove::<MayTakeLong>().and_then(|MayTakeLong(over)| over);
        let mut queue = Queue::default();
        queue.push(wire::answer(head.status, &head.headers));
        Self { queue, body: Some(body), ahead: ahead.into(), over, stalled: None }
    }

    /// Sends the answer to its end, and says what the client has said since.
    pub(super) async fn run(
        self,
        stream: &mut (impl AsyncRead + AsyncWrite + Unpin),
    ) -> io::Result<Bytes> {
        let mut relay = pin!(self);
        poll_fn(|context| relay.as_mut().get_mut().poll(context, stream)).await?;
        Ok(relay.get_mut().ahead.split().freeze())
    }

    fn poll(
        &mut self,
        context: &mut Context<'_>,
        stream: &mut (impl AsyncRead + AsyncWrite + Unpin),
    ) -> Poll<io::Result<()>> {
        self.listen(context, stream)?;
        loop {
            let waits = self.gather(context)?.is_pending();
            match self.queue.poll_send(context, stream) {
                Poll::Ready(sent) => sent?,
                Poll::Pending => return self.poll_stalled(context).map(Err),
            }
            self.stalled = None;
            if self.body.is_none() {
                return Poll::Ready(Ok(()));
            }
            if waits {
                return Poll::Pending;
            }
        }
    }

    /// Ready when a client that takes no more just now has taken nothing for too long, or may have no more: the
    /// body, which knows that as well, is not asked meanwhile.
    fn poll_stalled(&mut self, context: &mut Context<'_>) -> Poll<io::Error> {
        if self.over.as_mut().is_some_and(|over| Pin::new(over).poll(context).is_ready()) {
            return Poll::Ready(io::Error::other("the session is over"));
        }
        let gone = self.queue.gone();
        let stalled = match &mut self.stalled {
            Some((before, stalled)) if *before == gone => stalled,
            other => &mut other.insert((gone, Box::pin(sleep(TAKEN_WITHIN)))).1,
        };
        stalled.as_mut().poll(context).map(|()| io::ErrorKind::TimedOut.into())
    }

    /// Takes what has come of the body.
    fn gather(&mut self, context: &mut Context<'_>) -> io::Result<Poll<()>> {
        while self.queue.len() < GATHERED
            && let Some(body) = &mut self.body
        {
            match Pin::new(body).poll_frame(context) {
                Poll::Pending => return Ok(Poll::Pending),
                // Without its last chunk nobody takes it for the whole.
                Poll::Ready(Some(Err(error))) => return Err(io::Error::other(error)),
                Poll::Ready(Some(Ok(frame))) => self.queue.push_chunk(data(frame)),
                Poll::Ready(None) => {
                    self.queue.push_last_chunk();
                    self.body = None;
                }
            }
        }
        Ok(Poll::Ready(()))
    }

    /// Notices a client that is gone.
    fn listen(
        &mut self,
        context: &mut Context<'_>,
        stream: &mut (impl AsyncRead + Unpin),
    ) -> io::Result<()> {
        while self.ahead.len() < AHEAD {
            let mut room = [0; READ];
            let mut room = ReadBuf::new(&mut room);
            match Pin::new(&mut *stream).poll_read(context, &mut room)? {
                Poll::Ready(()) if room.filled().is_empty() => {
                    return Err(io::ErrorKind::UnexpectedEof.into());
                }
                Poll::Ready(()) => self.ahead.extend_from_slice(room.filled()),
                Poll::Pending => break,
            }
        }
        Ok(())
    }
}

/// The bytes of a frame. Fields after the body are left out (RFC 9110 §6.5.1).
fn data(frame: Frame<Bytes>) -> Bytes {
    frame.into_data().unwrap_or_default()
}
