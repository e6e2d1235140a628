//! A request goes to the app, and the app's answer comes back.

use std::error;
use std::sync::Arc;

use axum::body::Body;
use axum::response::Response;
use doorward_app::guard::{Guard, Verdict};
use doorward_app::metrics::UpstreamFailure;
use doorward_app::traces::Outgoing;
use doorward_app::{Hold, Live};
use doorward_core::access;
use http::header::{CONTENT_LENGTH, TRANSFER_ENCODING};
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Method, Request, StatusCode, Uri, Version};
use http_body_util::{LengthLimitError, Limited};
use hyper::body::{Body as _, Incoming};
use hyper_util::client::legacy::Error;

use super::headers::{
    Told, ask_websocket, ends_in_two_ways, incoming, is_websocket, outgoing, target,
};
use super::stream::Over;
use super::tunnel::Handover;
use super::upload::{TooSlow, Upload};
use super::upstream::Upstream;
use super::{Visit, refuse, stream};
use crate::connection::MayTakeLong;
use crate::problem::Failure;
use crate::request::State;
use crate::traces;

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
    let Some(uri) = target(&upstream.base, &asked.uri) else {
        return refuse::with(state, &asked, Failure::AmbiguousPath);
    };
    let body = Upload::new(body);
    let slow = body.turn().taken_for(upstream.settings.patience);
    let mut onward = onward(&asked, uri, outgoing(&asked.headers, &told), (body, most));
    let span = traced(upstream, &mut onward);
    let mut over = visit.who.live.as_deref().map(|live| over((state, guard), live, &asked));
    let answered = tokio::select! {
        answered = upstream.client.request(onward) => answered,
        () = slow => {
            span.failed(UpstreamFailure::Timeout.name());
            state.app().metrics.upstream_failed(UpstreamFailure::Timeout);
            return refuse::failed(state, &asked, Failure::UpstreamSlow, &upstream.too_late());
        }
        () = ended(&mut over) => return refuse::with(state, &asked, Failure::NotSignedIn),
    };
    match answered {
        Ok(answer) => {
            span.answered(answer.status().as_u16());
            received(state, &asked, answer, over)
        }
        Err(error) => unanswered((state, upstream), &asked, error, span),
    }
}

/// Begins the span of a request to the app, which goes on from it.
fn traced(upstream: &Upstream, onward: &mut Request<Limited<Upload>>) -> Outgoing {
    let url = &upstream.settings.url;
    let to = (url.host_str(), url.port_or_known_default());
    let span = Outgoing::begin(onward.method().as_str(), to);
    if let Some(context) = span.context() {
        traces::tell(onward.headers_mut(), &context);
    }
    span
}

/// Says why there is no answer: because of the client's own body, or of the app.
fn unanswered(
    (state, upstream): (&State, &Upstream),
    asked: &Parts,
    error: Error,
    span: Outgoing,
) -> Response {
    if comes_of::<LengthLimitError>(&error) {
        return refuse::with(state, asked, Failure::BodyTooLarge);
    }
    if comes_of::<TooSlow>(&error) {
        return refuse::with(state, asked, Failure::BodyIncomplete);
    }
    // It broke off, or was none.
    if comes_of::<axum::Error>(&error) {
        return refuse::with(state, asked, Failure::BodyMalformed);
    }
    let connected = !error.is_connect();
    let kind = if connected { UpstreamFailure::Protocol } else { UpstreamFailure::Connect };
    span.failed(kind.name());
    state.app().metrics.upstream_failed(kind);
    refuse::failed(state, asked, Failure::UpstreamDown, &upstream.unanswered(error))
}

/// The request as the app gets it.
fn onward(
    asked: &Parts,
    uri: Uri,
    mut headers: HeaderMap,
    (body, most): (Upload, u64),
) -> Request<Limited<Upload>> {
    if is_websocket_request(asked) {
        ask_websocket(&mut headers);
    }
    // Without it the body of a GET would be left out.
    if !body.is_end_stream() && body.size_hint().exact().is_none() {
        headers.insert(TRANSFER_ENCODING, HeaderValue::from_static("chunked"));
    }
    let limit = usize::try_from(most).unwrap_or(usize::MAX);
    let mut onward = Request::new(Limited::new(body, limit));
    *onward.method_mut() = asked.method.clone();
    *onward.uri_mut() = uri;
    *onward.version_mut() = Version::HTTP_11;
    *onward.headers_mut() = headers;
    onward
}

fn is_websocket_request(asked: &Parts) -> bool {
    asked.method == Method::GET && asked.version == Version::HTTP_11 && is_websocket(&asked.headers)
}

/// What resolves when whoever asks is signed in no more, or may ask for this no more.
fn over((state, guard): (&State, &Arc<Guard>), live: &Live, asked: &Parts) -> Over {
    let guard = Arc::clone(guard);
    let (method, uri) = (asked.method.clone(), asked.uri.clone());
    let may = move |live: &Live| {
        let request = access::Request { method: method.as_str(), path: uri.path() };
        guard.judge(request, Some(live)) == Verdict::Forward
    };
    let mut hold = Hold::on(state.app(), live, may);
    Box::pin(async move { hold.over().await })
}

async fn ended(over: &mut Option<Over>) {
    match over {
        Some(over) => over.await,
        None => std::future::pending().await,
    }
}

/// Hands the app's answer on.
fn received(
    state: &State,
    asked: &Parts,
    mut answer: http::Response<Incoming>,
    over: Option<Over>,
) -> Response {
    // An old server's answer of unknown length ends with its connection; ours says where it ends.
    *answer.version_mut() = Version::HTTP_11;
    if answer.status() == StatusCode::SWITCHING_PROTOCOLS {
        return switched(state, asked, answer, over);
    }
    if ends_in_two_ways(answer.headers()) {
        tracing::warn!("the app's answer has both Content-Length and Transfer-Encoding");
        state.app().metrics.upstream_failed(UpstreamFailure::Protocol);
        return refuse::with(state, asked, Failure::UpstreamDown);
    }
    incoming(answer.headers_mut());
    let mut response = answer.map(|body| stream::body(body, over, &state.app().metrics));
    response.extensions_mut().insert(MayTakeLong);
    response
}

/// The app goes on as a WebSocket: both ends are joined when the answer has been sent.
fn switched(
    state: &State,
    asked: &Parts,
    mut answer: http::Response<Incoming>,
    over: Option<Over>,
) -> Response {
    if !is_websocket_request(asked) || !is_websocket(answer.headers()) {
        tracing::warn!("the app switched to a protocol that it was not asked for");
        return refuse::with(state, asked, Failure::UpstreamDown);
    }
    let onward = hyper::upgrade::on(&mut answer);
    incoming(answer.headers_mut());
    ask_websocket(answer.headers_mut());
    let mut response = answer.map(|_| Body::empty());
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
