//! The gateway: what is not ours to answer goes to one of the apps behind us, as whoever is signed in.
//!
//! It streams in both directions and holds nothing back: neither an answer until it is whole, nor a
//! request until its body is there.

mod claim;
mod exchange;
mod forward;
mod headers;
mod link;
mod pool;
pub(crate) mod refuse;
mod stream;
mod tunnel;
mod upload;
mod upstream;

use std::net::IpAddr;
use std::sync::Arc;

use axum::body::Body;
use axum::response::Response;
use doorward_app::gateway;
use doorward_app::guard::{Found, Guard, Verdict};
use doorward_core::access;
use http::header::USER_AGENT;
use http::request::Parts;
use http::{Method, Request};

use crate::address::client_address;
use crate::asking::{self, Asking, identify};
use crate::gate;
use crate::held::until_sent;
use crate::problem::Failure;
use crate::request::{Peer, State};

pub use claim::is_ours;
pub(crate) use claim::{Claim, JWKS, Reserved, claim, reserved};
pub(crate) use pool::look_after;
pub(crate) use stream::Over;
pub(crate) use tunnel::{Handover, Tunnel};
pub(crate) use upstream::Upstream;

/// Who asks, and from where.
struct Visit {
    who: Asking,
    address: IpAddr,
}

impl Visit {
    fn sender<'a>(&'a self, asked: &'a Parts) -> gateway::Sender<'a> {
        let user_agent = asked.headers.get(USER_AGENT).and_then(|value| value.to_str().ok());
        gateway::Sender {
            live: self.who.live.as_deref(),
            address: self.address,
            user_agent: user_agent.unwrap_or_default(),
        }
    }
}

/// Answers a request that is an app's.
pub(crate) async fn serve(
    state: &State,
    authority: Option<&str>,
    peer: Peer,
    request: Request<Body>,
) -> Response {
    let (asked, body) = request.into_parts();
    if gate::is_shut(state, peer, (&asked.headers, authority)).await {
        return refuse::with(state, &asked, Failure::AddressBanned);
    }
    if matches!(asked.method, Method::CONNECT | Method::TRACE) {
        return refuse::with(state, &asked, Failure::Method);
    }
    let (guard, upstream) = match find(state, authority, &asked) {
        Ok(found) => found,
        Err(failure) => return refuse::with(state, &asked, failure),
    };
    let trust = &state.app().settings.general.trust_proxy;
    let address = client_address(peer.0, &asked.headers, trust);
    let visit = match identify(state, &asked.headers, authority).await {
        Ok(who) => Visit { who, address },
        Err(error) => return refuse::failed(state, &asked, Failure::Internal, &error),
    };
    let request = access::Request { method: asked.method.as_str(), path: asked.uri.path() };
    match guard.judge(request, visit.who.live.as_deref()) {
        Verdict::Forward if is_foreign(state, (guard, authority), &asked, &visit) => {
            refuse::with(state, &asked, Failure::CrossSite)
        }
        Verdict::Forward => {
            match gateway::judge(state.app(), guard, request, &visit.sender(&asked)) {
                Ok(answer) => {
                    let response =
                        forward::forward(state, (guard, upstream), visit, (asked, body)).await;
                    match answer {
                        // What is being written counts until its last byte is sent.
                        Some(answer) => response.map(|body| until_sent(body, answer)),
                        None => response,
                    }
                }
                Err(denied) => refuse::message(state, &asked, denied),
            }
        }
        Verdict::SignIn => refuse::sign_in(state, guard, &asked),
        Verdict::Refuse => refuse::with(state, &asked, Failure::NotAllowed),
    }
}

/// The app that a request is for, and the connections to it.
fn find<'a>(
    state: &'a State,
    authority: Option<&str>,
    asked: &Parts,
) -> Result<(&'a Arc<Guard>, &'a Upstream), Failure> {
    match state.app().guards.find(authority, asked.uri.path()) {
        Found::App(guard) => {
            let upstream = state.0.upstreams.get(guard.number()).and_then(Option::as_ref);
            upstream.map(|upstream| (guard, upstream)).ok_or(Failure::NotFound)
        }
        Found::Nobody => Err(Failure::NotFound),
        Found::Ambiguous(why) => {
            tracing::info!(%why, "a path that can be read in two ways was refused");
            Err(Failure::AmbiguousPath)
        }
    }
}

/// Whether another site acts in the name of whoever browses it.
fn is_foreign(
    state: &State,
    (guard, authority): (&Guard, Option<&str>),
    asked: &Parts,
    visit: &Visit,
) -> bool {
    let sent = (&asked.headers, authority);
    asking::is_foreign(&visit.who, &asked.method, sent, state.0.origins_of(guard))
}
