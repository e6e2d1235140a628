//! HTTP/1: a connection is busy with requests, or parked between them.
//!
//! Most connections of a chat app are idle most of the time. A parked one is a socket and a timer; the
//! buffers of its HTTP state are given back and made anew when the next request arrives.

use std::convert::Infallible;
use std::future::{pending, poll_fn};
use std::io;
use std::net::IpAddr;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::Body;
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use http::header::TRANSFER_ENCODING;
use http::{HeaderMap, Request, StatusCode};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{HttpService, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::time::{Instant, MissedTickBehavior, interval, sleep, timeout};

use super::Serving;
use super::activity::{Activity, Watched};
use super::framing::Looked;
use super::relay::{self, Relay};
use super::stream::{Parked, Rejoined};
use crate::gateway::Tunnel;
use crate::request::Peer;
use crate::watched;

/// How long a client may take to send the head of a request, from its first byte on.
const HEAD_DEADLINE: Duration = Duration::from_secs(15);

/// How long a connection may stay parked.
///
/// Longer than the 60 s for which common proxies keep theirs, so that it is they who close first.
pub(super) const PARKED_DEADLINE: Duration = Duration::from_secs(75);

/// How long a connection stays ready for the next request before it is parked.
///
/// Short, because buffers that are given back soon serve the next connection, while those of a whole
/// crowd stay with the process for good; long enough that a burst of requests never parks in between.
const PARK_AFTER: Duration = Duration::from_millis(50);

/// How long a connection that is being ended may take to take its last answer.
pub(super) const LAST_ANSWER_DEADLINE: Duration = Duration::from_secs(30);

/// How long a client may take to hear that its connection is closed.
const FAREWELL_DEADLINE: Duration = Duration::from_secs(1);

/// Bytes that are still heard of a client whose connection is closed.
const HEARD_OUT: u64 = 64 * 1024;

/// The most bytes of a request's head.
pub(super) const HEAD_MAX: u32 = 64 * 1024;

/// The most fields of a request.
pub(super) const FIELDS_MAX: usize = 64;

/// How a busy spell ended.
enum Spell<S> {
    /// The connection is over.
    Over,
    /// The socket stands between two requests.
    Idle(S),
    /// An answer is to be relayed, and whether it is the last.
    Relaying(S, Relay, bool),
    /// Another protocol goes on.
    Switched(S, Tunnel),
}

/// How the HTTP library is done with a connection.
enum Done {
    /// It has ended it.
    Ended(hyper::Result<()>),
    /// This is to be sent instead of by it.
    Relayed(Response),
}

/// Serves a connection until it ends, stays parked for too long, or the server stops.
pub(super) async fn serve(stream: impl Parked, peer: IpAddr, serving: &Arc<Serving>) {
    let stopping = &serving.stopping;
    let mut stream = Rejoined::new(Bytes::new(), stream);
    let mut last = false;
    while !last && !stopping.is_cancelled() {
        let arrived = tokio::select! {
            arrived = timeout(PARKED_DEADLINE, stream.stirs()) => arrived,
            () = stopping.cancelled() => break,
        };
        if !matches!(arrived, Ok(Ok(()))) {
            break;
        }
        // Boxed, so that a parked connection does not hold room for a busy one.
        match Box::pin(busy(stream, peer, serving)).await {
            Spell::Over => return,
            Spell::Idle(idle) => stream = idle,
            Spell::Relaying(mut to, relay, is_last) => {
                let Some(ahead) = relayed(&mut to, relay, serving).await else { return };
                to.put_back(ahead);
                (stream, last) = (to, is_last);
            }
            Spell::Switched(stream, tunnel) => {
                stopping.run_until_cancelled(Box::pin(tunnel.carry(stream))).await;
                return;
            }
        }
    }
    farewell(&mut stream, last && !stopping.is_cancelled()).await;
}

/// Closes a connection. TLS says so, to a client that may not listen; one in clear just ends.
///
/// `lingers` says to hear the client out: to close on what it has sent and nobody has read would take back
/// what it has not read of the answer (RFC 9112 §9.6).
async fn farewell(stream: &mut (impl AsyncRead + AsyncWrite + Unpin), lingers: bool) {
    let said = async {
        if stream.shutdown().await.is_ok() && lingers {
            let mut rest = stream.take(HEARD_OUT);
            // Whatever it is, and however it ends.
            drop(tokio::io::copy(&mut rest, &mut tokio::io::sink()).await);
        }
    };
    // Boxed, so that a parked connection does not hold room for it.
    drop(timeout(FAREWELL_DEADLINE, Box::pin(said)).await);
}

/// Relays an answer, for as long as the server runs and a while. What the client has said meanwhile, if the
/// connection can be used again.
async fn relayed(
    stream: &mut (impl AsyncRead + AsyncWrite + Unpin),
    relay: Relay,
    serving: &Serving,
) -> Option<Bytes> {
    let last = async {
        serving.stopping.cancelled().await;
        sleep(LAST_ANSWER_DEADLINE).await;
    };
    tokio::select! {
        sent = Box::pin(relay.run(stream)) => {
            let broken = |error: &io::Error| tracing::debug!(%error, "an answer broke off");
            sent.inspect_err(broken).ok()
        }
        () = last => None,
    }
}

/// A point that far in the future, on the runtime's own clock.
pub(super) fn deadline(after: Duration) -> Instant {
    Instant::now() + after
}

/// Serves requests until there are none for a while.
async fn busy<S: Parked>(
    stream: Rejoined<S>,
    peer: IpAddr,
    serving: &Arc<Serving>,
) -> Spell<Rejoined<S>> {
    let activity = Arc::new(Activity::default());
    let mut connection = http(stream, peer, serving, &activity);
    let mut look = interval(PARK_AFTER);
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut seen = 0;
    let mut parking = false;
    // Set anew when the connection is being ended; until then it stands far off.
    let mut last = pin!(sleep(Duration::from_hours(24)));
    let mut stalled = pin!(activity.stalled());
    loop {
        tokio::select! {
            done = poll_fn(|cx| poll_http(&mut connection, &activity, cx)) => {
                let parts = connection.into_parts();
                let stream = parts.io.into_inner().into_inner();
                let open = parking && activity.requests() == seen && !activity.is_closing();
                let lingers = activity.is_closing() && !serving.stopping.is_cancelled();
                return match spelled(done, (stream, parts.read_buf), &activity) {
                    Spell::Idle(mut stream) if !open => {
                        farewell(&mut stream, lingers).await;
                        Spell::Over
                    }
                    spell => spell,
                };
            }
            () = serving.stopping.cancelled(), if !parking => {
                activity.close();
                Pin::new(&mut connection).graceful_shutdown();
                parking = true;
                last.as_mut().reset(deadline(LAST_ANSWER_DEADLINE));
            }
            () = last.as_mut(), if parking => {
                // A request that began just as the connection was to be parked has its time.
                if serving.stopping.is_cancelled() || activity.is_quiet() {
                    return Spell::Over;
                }
                last.as_mut().reset(deadline(LAST_ANSWER_DEADLINE));
            }
            () = stalled.as_mut() => {
                tracing::info!("a connection is ended: its client does not take an answer");
                return Spell::Over;
            }
            _ = look.tick(), if !parking => {
                let requests = activity.requests();
                let idle = requests == seen && activity.is_quiet();
                seen = requests;
                // Ends at once if the connection stands between two requests, and after the answer
                // under way if not: the library knows, whatever we think.
                if idle && requests > 0 {
                    Pin::new(&mut connection).graceful_shutdown();
                    parking = true;
                    last.as_mut().reset(deadline(LAST_ANSWER_DEADLINE));
                }
            }
        }
    }
}

/// How a busy spell ended.
fn spelled<S>(
    done: Done,
    (mut stream, read): (Rejoined<S>, Bytes),
    activity: &Activity,
) -> Spell<Rejoined<S>> {
    match done {
        Done::Relayed(response) => {
            return Spell::Relaying(stream, Relay::new(response, &read), activity.is_closing());
        }
        Done::Ended(Err(error)) => {
            tracing::debug!(%error, "a connection ended badly");
            return Spell::Over;
        }
        Done::Ended(Ok(())) => {}
    }
    stream.put_back(read);
    match activity.take_tunnel() {
        Some(tunnel) => Spell::Switched(stream, tunnel),
        None => Spell::Idle(stream),
    }
}

/// Whether the end of a body can be understood in two ways: by a length beside `Transfer-Encoding`, or by
/// an encoding that some know and others do not (checklist item 111).
fn is_unclear(headers: &HeaderMap, states_length: bool) -> bool {
    let mut encodings = headers.get_all(TRANSFER_ENCODING).iter();
    let Some(first) = encodings.next() else { return false };
    let chunked = first.as_bytes().eq_ignore_ascii_case(b"chunked");
    states_length || !chunked || encodings.next().is_some()
}

/// Moves a connection on, until the library or an answer is done with it.
fn poll_http<S, A>(
    connection: &mut http1::Connection<TokioIo<Looked<S>>, A>,
    activity: &Activity,
    context: &mut Context<'_>,
) -> Poll<Done>
where
    S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
    A: HttpService<Incoming, ResBody = Body, Error = Infallible, Future = Answer> + Unpin,
{
    let polled = connection.poll_without_shutdown(context);
    match activity.take_relayed() {
        Some(response) => Poll::Ready(Done::Relayed(response)),
        None => polled.map(Done::Ended),
    }
}

type Answer = Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

fn http<S: AsyncRead + AsyncWrite + Send + Unpin + 'static>(
    stream: S,
    peer: IpAddr,
    serving: &Arc<Serving>,
    activity: &Arc<Activity>,
) -> http1::Connection<
    TokioIo<Looked<S>>,
    impl HttpService<Incoming, ResBody = Body, Error = Infallible, Future = Answer> + use<S>,
> {
    let looked = Looked::new(stream, activity);
    let (serving, activity) = (Arc::clone(serving), Arc::clone(activity));
    let answer = service_fn(move |request: Request<Incoming>| -> Answer {
        let (serving, activity) = (Arc::clone(&serving), Arc::clone(&activity));
        activity.begin(&request);
        let unclear = is_unclear(request.headers(), activity.has_stated_length());
        let relays = relay::takes(&request);
        Box::pin(async move {
            let watch = |body| Body::new(Watched::new(body, Arc::clone(&activity)));
            let request = request.map(watch);
            if unclear {
                tracing::info!("a request that does not say clearly where it ends was refused");
                return Ok(activity.answered(StatusCode::BAD_REQUEST.into_response()));
            }
            let response = watched::answer(&serving.service, Peer(peer), request).await;
            let response = activity.answered(response);
            // What is left of a body is the library's to read.
            if relays && activity.is_between_bodies() && relay::is_endless(&response) {
                let now = serving.service.state.app().clock.now();
                activity.relay(relay::dated(response, now));
                return pending().await;
            }
            Ok(response)
        })
    });
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_DEADLINE)
        .max_headers(FIELDS_MAX)
        .max_buf_size(HEAD_MAX as usize)
        .serve_connection(TokioIo::new(looked), answer)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checklist item 109.
    #[tokio::test]
    async fn a_client_that_does_not_listen_is_not_waited_for_to_be_told() {
        let (ours, _theirs) = tokio::io::duplex(1);
        let mut full = tokio::io::BufWriter::new(ours);
        full.write_all(b"more than the other end takes").await.unwrap();
        let begun = Instant::now();
        farewell(&mut full, false).await;
        assert!(begun.elapsed() >= FAREWELL_DEADLINE && begun.elapsed() < 20 * FAREWELL_DEADLINE);
    }
}
