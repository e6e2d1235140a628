//! What a connection is doing: whether it is idle, is to be closed, or goes on with another protocol.

use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use axum::response::Response;
use http::header::{CONNECTION, TRANSFER_ENCODING};
use http::{HeaderValue, Request, StatusCode, Version};
use hyper::body::{Body as _, Frame, Incoming, SizeHint};
use tokio::time::{Instant, sleep_until};

use super::taking::TAKEN_WITHIN;
use crate::gateway::{Handover, Over, Tunnel};
use crate::held::until_sent;

/// Bodies of answers up to this, in bytes, leave in one go.
const SENT_AT_ONCE: u64 = 64 * 1024;

/// Marks an answer whose body comes from elsewhere, so that its length does not say how soon it is sent; and
/// until when it may be.
#[derive(Clone)]
pub(crate) struct MayTakeLong(pub(crate) Option<Over>);

/// What a connection has seen, for deciding whether it is idle.
#[derive(Default)]
pub(super) struct Activity {
    /// Requests so far.
    requests: AtomicU32,
    /// Requests that have no answer yet.
    under_way: AtomicU32,
    /// Whether client or protocol want the connection closed after the last answer.
    closing: AtomicBool,
    /// Whether the head that was read last states a length.
    length: AtomicBool,
    /// Whether the body of a request is still to come.
    body: AtomicBool,
    /// What the connection is handed over to once the answer that says so is sent.
    handover: Mutex<Option<Handover>>,
    /// Since when the client takes nothing of what is written.
    full_since: Mutex<Option<Instant>>,
    /// An answer that is to be relayed.
    relayed: Mutex<Option<Response>>,
}

impl Activity {
    /// How many requests there have been.
    pub(super) fn requests(&self) -> u32 {
        self.requests.load(Ordering::Relaxed)
    }

    /// Whether no answer is under way.
    pub(super) fn is_quiet(&self) -> bool {
        self.under_way.load(Ordering::Relaxed) == 0
    }

    /// Whether the connection is to be closed after the last answer.
    pub(super) fn is_closing(&self) -> bool {
        self.closing.load(Ordering::Relaxed)
    }

    /// Has the connection closed after the last answer.
    pub(super) fn close(&self) {
        self.closing.store(true, Ordering::Relaxed);
    }

    /// Notes a request that begins.
    pub(super) fn begin(&self, request: &Request<Incoming>) {
        self.requests.fetch_add(1, Ordering::Relaxed);
        self.under_way.fetch_add(1, Ordering::Relaxed);
        self.body.store(!request.body().is_end_stream(), Ordering::Relaxed);
        let asks =
            request.headers().get_all(CONNECTION).iter().any(|value| {
                value.to_str().unwrap_or("close").to_ascii_lowercase().contains("close")
            });
        // After a body that says itself where it ends nothing else is read: who disagrees about the end
        // has nothing to gain (RFC 9112 §6.1).
        let chunked = request.headers().contains_key(TRANSFER_ENCODING);
        if asks || chunked || request.version() == Version::HTTP_10 {
            self.close();
        }
    }

    /// A head that is being read states a length.
    pub(super) fn states_length(&self) {
        self.length.store(true, Ordering::Relaxed);
    }

    /// Whether what is read now is no body.
    pub(super) fn is_between_bodies(&self) -> bool {
        !self.body.load(Ordering::Relaxed)
    }

    /// Whether a head stated a length, since this was asked last.
    pub(super) fn has_stated_length(&self) -> bool {
        self.length.swap(false, Ordering::Relaxed)
    }

    /// Notes what is to be known of an answer, and counts it as under way until the last of it is sent, if
    /// that may take long.
    pub(super) fn answered(self: &Arc<Self>, mut response: Response) -> Response {
        if let Some(handover) = response.extensions_mut().remove::<Handover>() {
            *self.handover.lock().unwrap_or_else(PoisonError::into_inner) = Some(handover);
        }
        if self.is_closing() && response.status() != StatusCode::SWITCHING_PROTOCOLS {
            response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
        }
        let slow = response.extensions().get::<MayTakeLong>().is_some();
        let length = response.body().size_hint().exact().filter(|_| !slow);
        if length.is_some_and(|length| length <= SENT_AT_ONCE) {
            self.under_way.fetch_sub(1, Ordering::Relaxed);
            return response;
        }
        let under_way = UnderWay(Arc::clone(self));
        response.map(|body| until_sent(body, under_way))
    }

    /// Notes whether the client takes no more of what is written.
    pub(super) fn is_full(&self, full: bool) {
        let mut since = self.full_since.lock().unwrap_or_else(PoisonError::into_inner);
        *since = full.then(|| since.unwrap_or_else(Instant::now));
    }

    /// Resolves when the client has taken nothing for too long of what is written.
    pub(super) async fn stalled(&self) {
        loop {
            let since = *self.full_since.lock().unwrap_or_else(PoisonError::into_inner);
            if since.is_some_and(|since| since.elapsed() >= TAKEN_WITHIN) {
                return;
            }
            sleep_until(since.unwrap_or_else(Instant::now) + TAKEN_WITHIN).await;
        }
    }

    /// Has an answer relayed instead of sent by the HTTP library.
    pub(super) fn relay(&self, response: Response) {
        *self.relayed.lock().unwrap_or_else(PoisonError::into_inner) = Some(response);
    }

    /// Takes the answer that is to be relayed, if there is one.
    pub(super) fn take_relayed(&self) -> Option<Response> {
        self.relayed.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Takes what the connection goes on as, if it does.
    pub(super) fn take_tunnel(&self) -> Option<Tunnel> {
        let handover = self.handover.lock().unwrap_or_else(PoisonError::into_inner).take();
        handover.and_then(|handover| handover.take())
    }
}

/// An answer that may take long to send: a connection is not idle meanwhile.
struct UnderWay(Arc<Activity>);

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.under_way.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A request's body. If it is dropped before its end, what is left of it still stands in the socket,
/// where nothing may be taken for the next request: the connection closes.
pub(super) struct Watched {
    body: Incoming,
    ended: bool,
    activity: Arc<Activity>,
}

impl Watched {
    pub(super) const fn new(body: Incoming, activity: Arc<Activity>) -> Self {
        Self { body, ended: false, activity }
    }
}

impl hyper::body::Body for Watched {
    type Data = bytes::Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<bytes::Bytes>, hyper::Error>>> {
        let polled = Pin::new(&mut self.body).poll_frame(context);
        self.ended |= matches!(polled, Poll::Ready(None));
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        self.activity.body.store(false, Ordering::Relaxed);
        if !self.ended && !hyper::body::Body::is_end_stream(&self.body) {
            self.activity.close();
        }
    }
}
