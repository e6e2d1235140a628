//! The probes of the doctor: what arrives of a request here, and of an answer there.
//!
//! Without a pass, which the command line makes, there is nothing here (checklist item 123).

pub(crate) mod login;

use std::net::IpAddr;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::Body;
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use doorward_app::doctor::browser::{self, Seen};
use doorward_app::doctor::pass::{self, Purpose};
use doorward_app::doctor::probe::{self, COOKIE_VALUE, Echo, QUIET_MS, TICK_MS, TICKS};
use doorward_pages::Doctor;
use http::header::{
    CONNECTION, CONTENT_TYPE, HOST, ORIGIN, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_KEY, UPGRADE,
};
use http::{HeaderMap, HeaderName, StatusCode, Uri};
use hyper::body::Frame;
use tokio::time::{Interval, interval};

use crate::connection::MayTakeLong;
use crate::dialects::librechat::json;
use crate::gateway::Handover;
use crate::problem::Failure;
use crate::request::{Asker, Peer, State};
use crate::routes::page;
use crate::{cookies, fields, request_id};

/// The largest report, in bytes.
const REPORT_MAX: usize = 4096;

/// The pass of a request, if it opens the probes.
fn opening(state: &State, uri: &Uri) -> Option<String> {
    let query = fields::form(uri.query().unwrap_or_default().as_bytes()).unwrap_or_default();
    let pass = query.text("pass").to_owned();
    pass::is_good(state.app(), Purpose::Probe, &pass).then_some(pass)
}

/// `GET /doctor`: the page, to whoever opens the link first.
pub(crate) async fn show(state: State, uri: Uri) -> Response {
    let state = state.passing();
    let query = fields::form(uri.query().unwrap_or_default().as_bytes()).unwrap_or_default();
    match pass::spend(state.app(), Purpose::Page, query.text("token")).await {
        Ok(true) => {}
        Ok(false) => return page::error(&state, Failure::NotFound),
        Err(error) => return page::failed(&state, Failure::Internal, &error),
    }
    match pass::make(state.app(), Purpose::Probe) {
        Ok(pass) => {
            let report = pass::follow(state.app(), Purpose::Report, query.text("token"));
            let view = Doctor { frame: page::frame(&state), pass, report };
            page::html(StatusCode::OK, view.render())
        }
        Err(error) => page::failed(&state, Failure::Internal, &error),
    }
}

/// `POST /doctor/report`: what the page has seen. Answers with what that means.
pub(crate) async fn report(state: State, uri: Uri, headers: HeaderMap, body: Body) -> Response {
    let query = fields::form(uri.query().unwrap_or_default().as_bytes()).unwrap_or_default();
    let pass = query.text("pass");
    if !pass::is_good(state.app(), Purpose::Report, pass) {
        return page::error(&state, Failure::NotFound);
    }
    let Ok(bytes) = axum::body::to_bytes(body, REPORT_MAX).await else {
        return page::error(&state, Failure::BodyTooLarge);
    };
    let Ok(seen) = serde_json::from_slice::<Seen>(&bytes) else {
        return page::error(&state, Failure::BodyMalformed);
    };
    let origin = text(&headers, &ORIGIN);
    match browser::report(state.app(), pass, seen, origin.as_deref()).await {
        Ok(Some(findings)) => json(StatusCode::OK, &findings),
        Ok(None) => page::error(&state, Failure::NotFound),
        Err(error) => page::failed(&state, Failure::Internal, &error),
    }
}

/// `GET /doctor/echo`: what arrived.
pub(crate) async fn echo(
    state: State,
    uri: Uri,
    Asker(client): Asker,
    axum::Extension(peer): axum::Extension<Peer>,
    headers: HeaderMap,
) -> Response {
    let Some(pass) = opening(&state, &uri) else {
        return page::error(&state, Failure::NotFound);
    };
    let name = format!("{}-doctor", cookies::own_name(&state));
    let sets = cookies::line(&state, &name, COOKIE_VALUE, "Lax", None);
    let echo = Echo {
        answer: pass::answer(state.app(), &pass),
        once: request_id::fresh(),
        host: text(&headers, &HOST).unwrap_or_default(),
        peer: peer.0.to_canonical(),
        client: client.address,
        forwarded: forwarded(&headers),
        proto: text(&headers, &HeaderName::from_static("x-forwarded-proto")),
        upgrade: text(&headers, &UPGRADE).is_some(),
        origin: text(&headers, &ORIGIN),
        fetch_site: text(&headers, &HeaderName::from_static("sec-fetch-site")),
        cookie: cookies::get(&headers, &name).as_deref() == Some(COOKIE_VALUE),
        sets,
    };
    let mut response = json(StatusCode::OK, &echo);
    cookies::append(response.headers_mut(), &echo.sets);
    response
}

/// `GET /doctor/stream`: some events, evenly; or two, and nothing for as long as `quiet` says in between.
pub(crate) async fn stream(state: State, uri: Uri) -> Response {
    if opening(&state, &uri).is_none() {
        return page::error(&state, Failure::NotFound);
    }
    let query = fields::form(uri.query().unwrap_or_default().as_bytes()).unwrap_or_default();
    let quiet = query.text("quiet").parse().ok().filter(|quiet| (1..=QUIET_MS).contains(quiet));
    let (apart, events) = quiet.map_or((TICK_MS, TICKS), |quiet| (quiet, 2));
    let ticks = Ticks { every: interval(Duration::from_millis(apart)), left: events, sent: 0 };
    let mut response = ([(CONTENT_TYPE, "text/event-stream")], Body::new(ticks)).into_response();
    response.extensions_mut().insert(MayTakeLong(None));
    response
}

/// `GET /doctor/socket`: a WebSocket that says a word and closes.
pub(crate) async fn socket(state: State, uri: Uri, headers: HeaderMap) -> Response {
    let key = text(&headers, &SEC_WEBSOCKET_KEY).filter(|key| !key.is_empty());
    let (Some(_), Some(key)) = (opening(&state, &uri), key) else {
        return page::error(&state, Failure::NotFound);
    };
    let accept = probe::socket_accept(&key);
    let switch = [(CONNECTION, "upgrade"), (UPGRADE, "websocket")];
    let accepted = [(SEC_WEBSOCKET_ACCEPT, accept)];
    let mut response = (StatusCode::SWITCHING_PROTOCOLS, switch, accepted).into_response();
    response.extensions_mut().insert(Handover::saying(&probe::SOCKET_WORD));
    response
}

/// A body of events.
struct Ticks {
    every: Interval,
    left: usize,
    sent: usize,
}

impl hyper::body::Body for Ticks {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        if self.left == 0 {
            return Poll::Ready(None);
        }
        ready!(self.every.poll_tick(context));
        self.left -= 1;
        self.sent += 1;
        let event = format!("data: {}\n\n", self.sent);
        Poll::Ready(Some(Ok(Frame::data(Bytes::from(event)))))
    }
}

fn text(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
}

/// The addresses of all `X-Forwarded-For` headers, from left to right.
fn forwarded(headers: &HeaderMap) -> Vec<IpAddr> {
    let lines = headers.get_all("x-forwarded-for").iter().filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(',')).filter_map(|one| one.trim().parse().ok()).collect()
}
