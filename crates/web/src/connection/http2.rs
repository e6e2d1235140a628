//! HTTP/2 (RFC 9113): many requests at once on one connection.
//!
//! A request becomes what it would have been in HTTP/1.1 before anything else sees it, so that no rule can
//! be led around by its form.

mod adopt;
mod load;

use std::convert::Infallible;
use std::net::IpAddr;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::response::IntoResponse as _;
use http::{Request, Response, StatusCode};
use hyper::body::Incoming;
use hyper::rt::Executor;
use hyper::server::conn::http2;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::{MissedTickBehavior, interval_at, sleep};
use tokio_util::task::TaskTracker;

use super::Serving;
use super::http1::{HEAD_MAX, LAST_ANSWER_DEADLINE, PARKED_DEADLINE, deadline};
use super::taking::Taken;
use crate::request::Peer;
use crate::watched;
use load::{Load, UnderWay};

/// How TLS calls it (RFC 9113 §3.2).
pub(super) const PROTOCOL: &[u8] = b"h2";

/// What a connection begins with (RFC 9113 §3.4), as far as it is enough to know it: no method of HTTP/1 is
/// called so.
pub(super) const BEGINNING: [u8; 5] = *b"PRI *";

/// Most requests that one client may have under way, streams of events included.
const STREAMS: u32 = 256;

/// Most requests that a client may have taken back before they were looked at: more is a flood, and ends the
/// connection (CVE-2023-44487).
const TAKEN_BACK: usize = 32;

/// Most streams that may have ended for mistakes of the client.
const MISTAKES: usize = 64;

/// Most bytes of an answer that wait for a client that reads slowly.
const WAITING: usize = 64 * 1024;

/// How often a client is asked whether it is still there.
const PING_EVERY: Duration = Duration::from_secs(30);

/// How long it may take to say so.
const PONG: Duration = Duration::from_secs(20);

/// Counts the tasks of a connection with all others.
#[derive(Clone)]
struct Counted(TaskTracker);

impl<F: Future<Output: Send> + Send + 'static> Executor<F> for Counted {
    fn execute(&self, future: F) {
        self.0.spawn(future);
    }
}

/// Serves a connection until it ends, nothing is asked for too long, an answer is not taken, or the server
/// stops.
pub(super) async fn serve<S: AsyncRead + AsyncWrite + Send + Unpin + 'static>(
    stream: S,
    peer: IpAddr,
    serving: &Arc<Serving>,
) {
    let load = Arc::new(Load::default());
    let mut connection = pin!(connection(stream, peer, serving, &load));
    let mut look = interval_at(deadline(PARKED_DEADLINE), PARKED_DEADLINE);
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut seen = 0;
    let mut ending = false;
    // Set anew when the connection is being ended; until then it stands far off.
    let mut last = pin!(sleep(Duration::from_hours(24)));
    loop {
        let ends = tokio::select! {
            ended = connection.as_mut() => {
                if let Err(error) = ended {
                    tracing::debug!(%error, "a connection ended badly");
                }
                return;
            }
            () = serving.stopping.cancelled(), if !ending => true,
            () = last.as_mut(), if ending => {
                // What was asked while it was told that nothing more may be has its time.
                if load.is_over() || serving.stopping.is_cancelled() {
                    return;
                }
                last.as_mut().reset(deadline(LAST_ANSWER_DEADLINE));
                false
            }
            _ = look.tick(), if !ending => {
                let before = std::mem::replace(&mut seen, load.begun());
                let stalled = load.is_stalled();
                if stalled {
                    tracing::info!("a connection is ended: its client does not take an answer");
                }
                stalled || before == seen && load.is_quiet()
            }
        };
        if ends {
            connection.as_mut().graceful_shutdown();
            ending = true;
            last.as_mut().reset(deadline(LAST_ANSWER_DEADLINE));
        }
    }
}

async fn answered(
    serving: &Serving,
    peer: IpAddr,
    request: Request<Incoming>,
) -> axum::response::Response {
    match adopt::adopt(request.map(Body::new)) {
        Ok(request) => watched::answer(&serving.service, Peer(peer), request).await,
        Err(refused) => {
            tracing::info!(%refused, "a request by HTTP/2 was refused");
            refused.status().into_response()
        }
    }
}

type Answered = Result<Response<Taken<UnderWay>>, Infallible>;
type Answer = Pin<Box<dyn Future<Output = Answered> + Send>>;

fn connection<S: AsyncRead + AsyncWrite + Send + Unpin + 'static>(
    stream: S,
    peer: IpAddr,
    serving: &Arc<Serving>,
    load: &Arc<Load>,
) -> http2::Connection<
    TokioIo<S>,
    impl hyper::service::HttpService<
        Incoming,
        ResBody = Taken<UnderWay>,
        Error = Infallible,
        Future = Answer,
    > + use<S>,
    Counted,
> {
    let executor = Counted(serving.tracker.clone());
    let (serving, load) = (Arc::clone(serving), Arc::clone(load));
    let answer = service_fn(move |request: Request<Incoming>| -> Answer {
        // By HTTP/1.1 it would have a connection of its own.
        let place = serving.crowd.admit(peer);
        let admitted = place.is_some();
        let (serving, under_way) = (Arc::clone(&serving), load.begin(place));
        Box::pin(async move {
            let response = if admitted {
                answered(&serving, peer, request).await
            } else {
                StatusCode::TOO_MANY_REQUESTS.into_response()
            };
            Ok(response.map(|body| Taken::new(body, under_way)))
        })
    });
    http2::Builder::new(executor)
        .timer(TokioTimer::new())
        .max_concurrent_streams(STREAMS)
        .max_header_list_size(HEAD_MAX)
        .max_pending_accept_reset_streams(TAKEN_BACK)
        .max_local_error_reset_streams(MISTAKES)
        .max_send_buf_size(WAITING)
        .keep_alive_interval(PING_EVERY)
        .keep_alive_timeout(PONG)
        .serve_connection(TokioIo::new(stream), answer)
}
