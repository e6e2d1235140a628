//! A request goes to the app, and the app's answer comes back.

use std::error;
use std::sync::Arc;

use axum::body::Body;
use axum::response::{IntoResponse as _, Response};
use doorward_app::guard::{Guard, Verdict};
use doorward_app::metrics::UpstreamFailure;
use doorward_app::traces::Outgoing;
use doorward_app::{Hold, Live};
use doorward_core::access;
use http::header::CONTENT_LENGTH;
use http::request::Parts;
use http::{HeaderMap, Method, StatusCode, Version};
use http_body_util::{LengthLimitError, Limited};

use super::exchange::{Broken, Exchange};
use super::headers::{Told, ask_websocket, incoming, is_websocket, outgoing};
use super::stream::Over;
use super::tunnel::Handover;
use super::upload::{TooSlow, Upload};
use super::upstream::Upstream;
use super::{Visit, refuse, stream};
use crate::connection::{MayTakeLong, Rejoined};
use crate::problem::Failure;
use crate::request::State;
use crate::traces;
use crate::wire::Head;

/// Forwards a request that may be.
pub(super) async fn forward(
    state: &State,
    (guard, upstream): (&Arc<Guard>, &Upstream),
    visit: Visit,
    (asked, body): (Parts, Body),
) -> Response {
    let most = upstream.settings.body_max;
    if stated_length(&asked.headers).is_some_and(|length| length > most) {
        return refuse::with(state, &asked, Failure::BodyTooLarge);
    }
    let assertion = visit.who.live.as_ref().map(|live| guard.assertion(state.app(), live));
    let assertion = match assertion.transpose() {
        Ok(assertion) => assertion,
        Err(error) => return refuse::failed(state, &asked, Failure::Internal, &error),
    };
    let told = Told {
        guard,
        live: visit.who.live.as_deref(),
        assertion: assertion.as_deref(),
        address: visit.address,
        own_token: visit.who.own_token,
    };
    let mut headers = outgoing(&asked.headers, &told);
    if is_websocket_request(&asked) {
        ask_websocket(&mut headers);
    }
    let body = Upload::new(body);
    let slow = body.turn().taken_for(upstream.settings.patience);
    let body = Limited::new(body, usize::try_from(most).unwrap_or(usize::MAX));
    let span = traced(upstream, &asked.method, &mut headers);
    let mut over = visit.who.live.as_deref().map(|live| over((state, guard), live, &asked));
    let answered = tokio::select! {
        answered = upstream.ask(&asked, &headers, body) => answered,
        () = slow => {
            span.failed(UpstreamFailure::Timeout.name());
            state.app().metrics.upstream_failed(UpstreamFailure::Timeout);
            return refuse::failed(state, &asked, Failure::UpstreamSlow, &upstream.too_late());
        }
        () = ended(&mut over) => return refuse::with(state, &asked, Failure::NotSignedIn),
    };
    match answered {
        Ok(answer) => {
            span.answered(answer.0.status.as_u16());
            received((state, upstream), &asked, answer, over)
        }
        Err(broken) => unanswered((state, upstream), &asked, broken, span),
    }
}

/// Begins the span of a request to the app, which goes on from it.
fn traced(upstream: &Upstream, method: &Method, headers: &mut HeaderMap) -> Outgoing {
    let url = &upstream.settings.url;
    let to = (url.host_str(), url.port_or_known_default());
    let span = Outgoing::begin(method.as_str(), to);
    if let Some(context) = span.context() {
        traces::tell(headers, &context);
    }
    span
}

/// Says why there is no answer: because of the client's own body, or of the app.
fn unanswered(
    (state, upstream): (&State, &Upstream),
    asked: &Parts,
    broken: Broken,
    span: Outgoing,
) -> Response {
    let kind = match &broken {
        Broken::Upload(cause) => return refuse::with(state, asked, of_the_body(&**cause)),
        Broken::Length => return refuse::with(state, asked, Failure::BodyMalformed),
        Broken::Connect(_) => UpstreamFailure::Connect,
        _ => UpstreamFailure::Protocol,
    };
    span.failed(kind.name());
    state.app().metrics.upstream_failed(kind);
    refuse::failed(state, asked, Failure::UpstreamDown, &upstream.unanswered(broken))
}

/// What was wrong with the body of a request.
fn of_the_body(cause: &(dyn error::Error + 'static)) -> Failure {
    if comes_of::<LengthLimitError>(cause) {
        return Failure::BodyTooLarge;
    }
    // Else it broke off, or was none.
    if comes_of::<TooSlow>(cause) { Failure::BodyIncomplete } else { Failure::BodyMalformed }
}

fn is_websocket_request(asked: &Parts) -> bool {
    asked.method == Method::GET && asked.version == Version::HTTP_11 && is_websocket(&asked.headers)
}

/// What resolves when whoever asks is signed in no more, or may ask for this no more.
fn over((state, guard): (&State, &Arc<Guard>), live: &Live, asked: &Parts) -> Over {
    let guard = Arc::clone(guard);
    // Copied, since the buffer of the request's head would be held on to for as long.
    let (method, path) = (asked.method.clone(), Box::<str>::from(asked.uri.path()));
    let may = move |live: &Live| {
        let request = access::Request { method: method.as_str(), path: &path };
        guard.judge(request, Some(live)) == Verdict::Forward
    };
    let mut hold = Hold::on(state.app(), live, may);
    Over::new(async move { hold.over().await })
}

async fn ended(over: &mut Option<Over>) {
    match over {
        Some(over) => over.await,
        None => std::future::pending().await,
    }
}

/// Hands the app's answer on.
fn received(
    (state, upstream): (&State, &Upstream),
    asked: &Parts,
    (mut head, exchange): (Head, Exchange),
    over: Option<Over>,
) -> Response {
    if head.status == StatusCode::SWITCHING_PROTOCOLS {
        return switched(state, asked, (head, exchange), over);
    }
    let body = exchange.into_body(&head, &upstream.pool);
    incoming(&mut head.headers);
    let mut response = Response::new(stream::body(body, over.clone(), &state.app().metrics));
    *response.status_mut() = head.status;
    *response.headers_mut() = head.headers;
    response.extensions_mut().insert(MayTakeLong(over));
    response
}

/// The app goes on as a WebSocket: both ends are joined when the answer has been sent.
fn switched(
    state: &State,
    asked: &Parts,
    (mut head, exchange): (Head, Exchange),
    over: Option<Over>,
) -> Response {
    if !is_websocket_request(asked) || !is_websocket(&head.headers) {
        tracing::warn!("the app switched to a protocol that it was not asked for");
        return refuse::with(state, asked, Failure::UpstreamDown);
    }
    incoming(&mut head.headers);
    ask_websocket(&mut head.headers);
    let mut response = StatusCode::SWITCHING_PROTOCOLS.into_response();
    *response.headers_mut() = head.headers;
    let (ahead, link) = exchange.into_link();
    let onward = Rejoined::new(ahead, link);
    response.extensions_mut().insert(Handover::new(onward, over, state.app().metrics.socket()));
    response
}

fn stated_length(headers: &HeaderMap) -> Option<u64> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// Whether an error of this kind lies behind `error`.
fn comes_of<E: error::Error + 'static>(error: &(dyn error::Error + 'static)) -> bool {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if error.is::<E>() {
            return true;
        }
        cause = error.source();
    }
    false
}
