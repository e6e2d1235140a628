//! Whether a client takes what it has asked for.
//!
//! A part of an answer waits from when the HTTP library has it until the socket has it. Without a bound, who
//! asks and never takes anything, be it that it keeps its window shut or that it does not read, would hold
//! answers for ever. An answer to which there is nothing to add just now has no part that waits.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::Body;
use bytes::{Buf, Bytes};
use hyper::body::{Frame, SizeHint};
use tokio::time::Instant;

/// How long a part may wait.
pub(super) const TAKEN_WITHIN: Duration = Duration::from_mins(2);

/// Most bytes of a part, so that who is merely slow has time enough for each.
const PART: usize = 16 * 1024;

/// How the parts of an answer are being taken.
pub(super) struct Taking {
    begun: Instant,
    waiting: AtomicU32,
    /// When the last part was taken, or the first given; in milliseconds after the beginning.
    since: AtomicU64,
}

impl Taking {
    /// Nothing waits yet.
    pub(super) fn new() -> Self {
        Self { begun: Instant::now(), waiting: AtomicU32::new(0), since: AtomicU64::new(0) }
    }

    /// For how long nothing has been taken of what waits; no time if nothing does.
    pub(super) fn stalled(&self) -> Duration {
        // Whoever sees that something waits sees since when.
        if self.waiting.load(Ordering::Acquire) == 0 {
            return Duration::ZERO;
        }
        let since = Duration::from_millis(self.since.load(Ordering::Relaxed));
        self.begun.elapsed().saturating_sub(since)
    }

    fn note(&self) {
        let now = u64::try_from(self.begun.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.since.store(now, Ordering::Relaxed);
    }

    fn give(&self) {
        if self.waiting.load(Ordering::Relaxed) == 0 {
            self.note();
        }
        self.waiting.fetch_add(1, Ordering::Release);
    }

    fn take(&self) {
        self.note();
        self.waiting.fetch_sub(1, Ordering::Release);
    }
}

/// The body of an answer, in parts of which is known when they are taken. It and its parts keep what
/// they belong to.
pub(super) struct Taken<T> {
    body: Body,
    rest: Bytes,
    of: Arc<T>,
}

impl<T: AsRef<Taking>> Taken<T> {
    pub(super) const fn new(body: Body, of: Arc<T>) -> Self {
        Self { body, rest: Bytes::new(), of }
    }

    fn part(&self, bytes: Bytes) -> Part<T> {
        (*self.of).as_ref().give();
        Part { bytes, of: Arc::clone(&self.of) }
    }
}

impl<T: AsRef<Taking>> hyper::body::Body for Taken<T> {
    type Data = Part<T>;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Part<T>>, axum::Error>>> {
        if self.rest.is_empty() {
            let frame = match ready!(Pin::new(&mut self.body).poll_frame(context)) {
                Some(Ok(frame)) => frame,
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            };
            match frame.into_data() {
                Ok(bytes) => self.rest = bytes,
                Err(other) => {
                    return Poll::Ready(Some(Ok(other.map_data(|bytes| self.part(bytes)))));
                }
            }
        }
        let most = self.rest.len().min(PART);
        let bytes = self.rest.split_to(most);
        Poll::Ready(Some(Ok(Frame::data(self.part(bytes)))))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty() && self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        let rest = self.rest.len() as u64;
        let body = self.body.size_hint();
        let mut whole = SizeHint::new();
        whole.set_lower(body.lower().saturating_add(rest));
        if let Some(upper) = body.upper() {
            whole.set_upper(upper.saturating_add(rest));
        }
        whole
    }
}

/// A part of an answer, which waits until it is dropped.
pub(super) struct Part<T: AsRef<Taking>> {
    bytes: Bytes,
    of: Arc<T>,
}

impl<T: AsRef<Taking>> Buf for Part<T> {
    fn remaining(&self) -> usize {
        self.bytes.remaining()
    }

    fn chunk(&self) -> &[u8] {
        self.bytes.chunk()
    }

    fn advance(&mut self, count: usize) {
        self.bytes.advance(count);
    }
}

impl<T: AsRef<Taking>> Drop for Part<T> {
    fn drop(&mut self) {
        (*self.of).as_ref().take();
    }
}

#[cfg(test)]
mod tests {
    use http_body_util::BodyExt as _;
    use hyper::body::Body as _;

    use super::*;

    struct Answer(Taking);

    impl AsRef<Taking> for Answer {
        fn as_ref(&self) -> &Taking {
            &self.0
        }
    }

    fn answer(body: impl Into<Body>) -> (Arc<Answer>, Taken<Answer>) {
        let answer = Arc::new(Answer(Taking::new()));
        let body = Taken::new(body.into(), Arc::clone(&answer));
        (answer, body)
    }

    #[tokio::test]
    async fn the_parts_are_the_whole_and_its_end_is_known() {
        let text: Vec<_> = (0..PART * 2 + 100).map(|n| n.to_le_bytes()[0]).collect();
        let (_, mut body) = answer(text.clone());
        let (mut seen, mut lengths) = (Vec::new(), Vec::new());
        while !body.is_end_stream() {
            assert_eq!(body.size_hint().exact(), Some((text.len() - seen.len()) as u64));
            let part = body.frame().await.unwrap().unwrap().into_data().ok().unwrap();
            lengths.push(part.remaining());
            seen.extend_from_slice(part.chunk());
        }
        assert_eq!(lengths, [PART, PART, 100]);
        assert_eq!(seen, text);
        assert!(body.frame().await.is_none());
    }

    #[tokio::test]
    async fn time_runs_only_while_something_waits_and_anew_for_each_part() {
        tokio::time::pause();
        let pass = || tokio::time::advance(Duration::from_mins(1));
        let seconds = |answer: &Answer| answer.0.stalled().as_secs();
        let (answer, mut body) = answer(vec![0; PART * 2]);
        pass().await;
        assert_eq!(seconds(&answer), 0, "nothing is given yet");
        let first = body.frame().await;
        pass().await;
        let second = body.frame().await;
        assert_eq!(seconds(&answer), 60);
        pass().await;
        assert_eq!(seconds(&answer), 120);
        drop(first);
        assert_eq!(seconds(&answer), 0);
        pass().await;
        assert_eq!(seconds(&answer), 60);
        drop(second);
        pass().await;
        assert_eq!(seconds(&answer), 0, "everything is taken");
    }
}
