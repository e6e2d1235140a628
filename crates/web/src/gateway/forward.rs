//! A request goes to the app, and the app's answer comes back.

use std::error::Error;
use std::time::Duration;

use axum::body::Body;
use axum::response::Response;
use doorward_app::guard::Guard;
use doorward_app::settings;
use http::header::{CONTENT_LENGTH, UPGRADE};
use http::request::Parts;
use http::{HeaderMap, Request, StatusCode, Uri, Version};
use http_body_util::{LengthLimitError, Limited};
use hyper::body::Incoming;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};

use super::headers::{Told, ask_upgrade, incoming, outgoing, target, wanted_upgrade};
use super::tunnel::Handover;
use super::{Visit, refuse, stream};
use crate::problem::Failure;
use crate::request::State;

/// How long a connection to the app may take to begin.
const CONNECT: Duration = Duration::from_secs(5);

/// How long a connection to the app is kept for the next request. Less than the 5 s after which servers on
/// Node close theirs, so that it is us who close first.
const KEPT: Duration = Duration::from_secs(4);

/// Most connections kept.
const MOST_KEPT: usize = 256;

/// The connections to the app.
pub(crate) struct Upstream {
    client: Client<HttpConnector, Limited<Body>>,
    base: Uri,
    settings: settings::Upstream,
}

impl Upstream {
    /// Connects to nothing yet. `None` if the URL is none that can be asked, which the settings rule out.
    pub(crate) fn new(settings: &settings::Upstream) -> Option<Self> {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        connector.set_connect_timeout(Some(CONNECT));
        let client = Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(KEPT)
            .pool_max_idle_per_host(MOST_KEPT)
            .build(connector);
        Some(Self { client, base: settings.url.as_str().parse().ok()?, settings: settings.clone() })
    }
}

/// Forwards a request that may be.
pub(super) async fn forward(
    state: &State,
    (guard, upstream): (&Guard, &Upstream),
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
        public: &state.app().settings.general.client,
        live: visit.who.live.as_deref(),
        assertion: assertion.as_deref(),
        address: visit.address,
        by_bearer: visit.who.by_bearer,
    };
    let Some(uri) = target(&upstream.base, &asked.uri) else {
        return refuse::with(state, &asked, Failure::AmbiguousPath);
    };
    let mut headers = outgoing(&asked.headers, &told);
    if let Some(protocol) = wanted_upgrade(&asked.headers) {
        ask_upgrade(&mut headers, protocol);
    }
    let limit = usize::try_from(most).unwrap_or(usize::MAX);
    let mut onward = Request::new(Limited::new(body, limit));
    *onward.method_mut() = asked.method.clone();
    *onward.uri_mut() = uri;
    *onward.version_mut() = Version::HTTP_11;
    *onward.headers_mut() = headers;
    match tokio::time::timeout(upstream.settings.patience, upstream.client.request(onward)).await {
        Ok(Ok(answer)) => answered(state, &asked, &visit, answer),
        Ok(Err(error)) if comes_of::<LengthLimitError>(&error) => {
            refuse::with(state, &asked, Failure::BodyTooLarge)
        }
        // The client's own body broke off, or was none.
        Ok(Err(error)) if comes_of::<axum::Error>(&error) => {
            refuse::with(state, &asked, Failure::BodyMalformed)
        }
        Ok(Err(error)) => refuse::failed(state, &asked, Failure::UpstreamDown, &error),
        Err(slow) => refuse::failed(state, &asked, Failure::UpstreamSlow, &slow),
    }
}

/// Hands the app's answer on.
fn answered(
    state: &State,
    asked: &Parts,
    visit: &Visit,
    mut answer: http::Response<Incoming>,
) -> Response {
    if answer.status() == StatusCode::SWITCHING_PROTOCOLS {
        return switched(state, asked, visit, answer);
    }
    incoming(answer.headers_mut());
    let live = visit.who.live.as_deref();
    answer.map(|body| stream::body(state.app(), live, body))
}

/// The app goes on with another protocol: both ends are joined when the answer has been sent.
fn switched(
    state: &State,
    asked: &Parts,
    visit: &Visit,
    mut answer: http::Response<Incoming>,
) -> Response {
    let protocol = answer.headers().get(UPGRADE).cloned();
    let protocol = protocol.filter(|_| wanted_upgrade(&asked.headers).is_some());
    let Some(protocol) = protocol else {
        tracing::warn!("the app switched protocols without having been asked to");
        return refuse::with(state, asked, Failure::UpstreamDown);
    };
    let onward = hyper::upgrade::on(&mut answer);
    incoming(answer.headers_mut());
    ask_upgrade(answer.headers_mut(), protocol);
    let handover = Handover::new(onward, state.app(), visit.who.live.as_deref());
    let mut response = answer.map(|_| Body::empty());
    response.extensions_mut().insert(handover);
    response
}

fn stated_length(headers: &HeaderMap) -> Option<u64> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// Whether an error of this kind lies behind `error`.
fn comes_of<E: Error + 'static>(error: &(dyn Error + 'static)) -> bool {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if error.is::<E>() {
            return true;
        }
        cause = error.source();
    }
    false
}
