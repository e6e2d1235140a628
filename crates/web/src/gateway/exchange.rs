//! One request to an app and its answer, on a connection of theirs.
//!
//! Whoever takes the answer moves both directions on: there is no task and no channel between the two ends,
//! and a stream that says nothing holds no buffer.

use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http::Method;
use http_body_util::Limited;
use hyper::body::{Body as _, Frame, SizeHint};

use super::link::{Link, Reader};
use super::pool::Pool;
use super::upload::Upload;
use crate::wire::{self, Chunks, Framing, Head, Malformed, Piece, Queue};

/// What went wrong behind a body.
pub(super) type Cause = Box<dyn std::error::Error + Send + Sync>;

/// Why there is no answer, or no more of it.
#[derive(Debug, thiserror::Error)]
pub(super) enum Broken {
    #[error("no connection")]
    Connect(#[source] Cause),
    #[error("the request's own body ended badly")]
    Upload(#[source] Cause),
    #[error("the body of the request is not as long as it says")]
    Length,
    #[error("the app ended the connection instead of an answer")]
    Silent(#[source] Option<io::Error>),
    #[error("the connection broke")]
    Io(#[from] io::Error),
    #[error("the app ended the connection within its answer")]
    Ended,
    #[error(transparent)]
    Malformed(#[from] Malformed),
}

/// Bytes of a request that wait for the app, at most, but for the last piece.
const QUEUED: usize = 64 * 1024;

/// The body of a request.
type Sent = Limited<Upload>;

/// What is still to be sent of a request.
struct Sending {
    queue: Queue,
    /// Until its end.
    body: Option<Sent>,
    framing: Framing,
}

impl Sending {
    /// Sends what there is to send. Ready when that was all.
    fn poll(&mut self, context: &mut Context<'_>, link: &mut Link) -> Poll<Result<(), Broken>> {
        loop {
            // The first of the body may leave with the head. What the app does not take yet is left with the client.
            let waits = self.queue.len() < QUEUED && self.queue_more(context)?.is_pending();
            ready!(self.queue.poll_send(context, link))?;
            if self.body.is_none() && self.queue.is_empty() {
                return Poll::Ready(Ok(()));
            }
            if waits {
                return Poll::Pending;
            }
        }
    }

    /// Takes a piece of the body, if it has come.
    fn queue_more(&mut self, context: &mut Context<'_>) -> Result<Poll<()>, Broken> {
        let Some(body) = &mut self.body else { return Ok(Poll::Ready(())) };
        match Pin::new(body).poll_frame(context) {
            Poll::Pending => return Ok(Poll::Pending),
            Poll::Ready(None) => self.end()?,
            Poll::Ready(Some(Err(error))) => return Err(Broken::Upload(error)),
            // Fields after the body are left out (RFC 9110 §6.5.1).
            Poll::Ready(Some(Ok(frame))) => {
                self.queue_data(frame.into_data().unwrap_or_default())?;
                if self.body.as_ref().is_some_and(hyper::body::Body::is_end_stream) {
                    self.end()?;
                }
            }
        }
        Ok(Poll::Ready(()))
    }

    fn queue_data(&mut self, data: Bytes) -> Result<(), Broken> {
        if let Framing::Length(left) = &mut self.framing {
            *left = left.checked_sub(data.len() as u64).ok_or(Broken::Length)?;
            self.queue.push(data);
        } else {
            self.queue.push_chunk(data);
        }
        Ok(())
    }

    /// The body has ended.
    fn end(&mut self) -> Result<(), Broken> {
        self.body = None;
        match self.framing {
            Framing::Length(0) => Ok(()),
            Framing::Length(_) => Err(Broken::Length),
            Framing::Chunked | Framing::Close => {
                self.queue.push_last_chunk();
                Ok(())
            }
        }
    }
}

/// How far a request is.
enum Request {
    Sending(Sending),
    Sent,
    /// The app took no more of it.
    Cut,
}

/// A request on a connection, until its answer begins.
pub(super) struct Exchange {
    link: Link,
    request: Request,
    reader: Reader,
}

impl Exchange {
    /// Begins to send a request.
    pub(super) fn new(link: Link, head: Bytes, body: Option<Sent>, framing: Framing) -> Self {
        let mut queue = Queue::default();
        queue.push(head);
        let request = Request::Sending(Sending { queue, body, framing });
        Self { link, request, reader: Reader::new() }
    }

    /// The head of the answer. One that comes before all of the request is sent is an answer as well.
    pub(super) async fn head(&mut self, method: &Method) -> Result<Head, Broken> {
        poll_fn(|context| self.poll_head(context, method)).await
    }

    fn poll_head(
        &mut self,
        context: &mut Context<'_>,
        method: &Method,
    ) -> Poll<Result<Head, Broken>> {
        self.request.poll(context, &mut self.link)?;
        loop {
            if !self.reader.bytes.is_empty()
                && let Some(head) = wire::read(&mut self.reader.bytes, method)?
            {
                let status = head.status;
                if status.is_informational() && status != http::StatusCode::SWITCHING_PROTOCOLS {
                    // What comes before the answer (RFC 9110 §15.2) is between the app and us.
                    continue;
                }
                return Poll::Ready(Ok(head));
            }
            let nothing = self.reader.bytes.is_empty();
            match ready!(self.reader.poll_more(context, &mut self.link)) {
                Ok(true) => {}
                Ok(false) if nothing => return Poll::Ready(Err(Broken::Silent(None))),
                Ok(false) => return Poll::Ready(Err(Broken::Ended)),
                Err(error) if nothing => return Poll::Ready(Err(Broken::Silent(Some(error)))),
                Err(error) => return Poll::Ready(Err(error.into())),
            }
        }
    }

    /// The connection itself, with what was read of what follows the head.
    pub(super) fn into_link(self) -> (Bytes, Link) {
        (self.reader.bytes.freeze(), self.link)
    }

    /// The body of the answer. The connection goes back into the pool after it, if it can be used again.
    pub(super) fn into_body(self, head: &Head, pool: &Arc<Pool>) -> Answer {
        let left = match head.framing {
            Framing::Length(left) => Left::Length(left),
            Framing::Chunked => Left::Chunked(Chunks::Size),
            Framing::Close => Left::Close,
        };
        let pool = head.keeps.then(|| Arc::clone(pool));
        let mut answer = Answer { exchange: Some(self), left, pool, broken: None };
        if answer.is_over() {
            answer.end();
        }
        answer
    }
}

impl Request {
    /// Moves a request on. What the app does not take any more is left unsent: it may have answered already,
    /// which is for the reader to find out.
    fn poll(&mut self, context: &mut Context<'_>, link: &mut Link) -> Result<(), Broken> {
        let Self::Sending(sending) = self else { return Ok(()) };
        match sending.poll(context, link) {
            Poll::Pending => {}
            Poll::Ready(Ok(())) => *self = Self::Sent,
            Poll::Ready(Err(Broken::Io(error))) => {
                tracing::debug!(%error, "the app takes no more of a request");
                *self = Self::Cut;
            }
            Poll::Ready(Err(error)) => return Err(error),
        }
        Ok(())
    }
}

/// What is still to come of an answer.
enum Left {
    Length(u64),
    Chunked(Chunks),
    Close,
}

/// The body of an app's answer.
pub(super) struct Answer {
    /// Until the end.
    exchange: Option<Exchange>,
    left: Left,
    /// Where the connection goes afterwards, if it can be used again.
    pool: Option<Arc<Pool>>,
    /// Why there will be no more.
    broken: Option<Broken>,
}

impl Answer {
    const fn is_over(&self) -> bool {
        matches!(self.left, Left::Length(0))
    }

    /// The body has ended. A connection on which more stands, or not all was sent, is not used again.
    fn end(&mut self) {
        let Some(exchange) = self.exchange.take() else { return };
        let done = matches!(exchange.request, Request::Sent) && exchange.reader.bytes.is_empty();
        if let Some(pool) = self.pool.take().filter(|_| done) {
            pool.put(exchange.link);
        }
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Result<Option<Bytes>, Broken>> {
        let Some(exchange) = &mut self.exchange else { return Poll::Ready(Ok(None)) };
        let Exchange { link, request, reader } = exchange;
        request.poll(context, link)?;
        loop {
            match self.left.take(reader)? {
                Piece::Data(data) => {
                    if self.is_over() {
                        self.end();
                    }
                    return Poll::Ready(Ok(Some(data)));
                }
                Piece::End => {
                    self.end();
                    return Poll::Ready(Ok(None));
                }
                Piece::More => {}
            }
            if !ready!(reader.poll_more(context, link))? {
                if !matches!(self.left, Left::Close) {
                    return Poll::Ready(Err(Broken::Ended));
                }
                self.exchange = None;
                return Poll::Ready(Ok(None));
            }
        }
    }
}

impl Left {
    /// What of the body has been read.
    fn take(&mut self, reader: &mut Reader) -> Result<Piece, Malformed> {
        let bytes = &mut reader.bytes;
        match self {
            Self::Chunked(chunks) => chunks.take(bytes),
            Self::Length(0) => Ok(Piece::End),
            _ if bytes.is_empty() => Ok(Piece::More),
            Self::Close => Ok(Piece::Data(wire::first(bytes, u64::MAX))),
            Self::Length(left) => {
                let data = wire::first(bytes, *left);
                *left -= data.len() as u64;
                Ok(Piece::Data(data))
            }
        }
    }
}

impl hyper::body::Body for Answer {
    type Data = Bytes;
    type Error = Broken;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Broken>>> {
        if let Some(broken) = self.broken.take() {
            self.exchange = None;
            return Poll::Ready(Some(Err(broken)));
        }
        match ready!(self.poll(context)) {
            Ok(data) => Poll::Ready(data.map(|data| Ok(Frame::data(data)))),
            Err(broken) => {
                // What came before it is sent first: whoever sends it drops all at an error.
                self.broken = Some(broken);
                context.waker().wake_by_ref();
                Poll::Pending
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.exchange.is_none()
    }

    fn size_hint(&self) -> SizeHint {
        match self.left {
            Left::Length(left) => SizeHint::with_exact(left),
            Left::Chunked(_) | Left::Close => SizeHint::default(),
        }
    }
}
