//! The gateway: what is not ours to answer goes to the app behind us, as whoever is signed in.
//!
//! It streams in both directions and holds nothing back: neither an answer until it is whole, nor a
//! request until its body is there.

mod claim;
mod forward;
mod headers;
pub(crate) mod refuse;
mod stream;
mod tunnel;
mod upstream;

use std::net::IpAddr;

use axum::body::Body;
use axum::response::Response;
use doorward_app::gateway;
use doorward_app::guard::{Guard, Verdict};
use doorward_core::access;
use http::header::USER_AGENT;
use http::request::Parts;
use http::{Method, Request};

use crate::address::client_address;
use crate::asking::{self, Asking, identify};
use crate::envelope;
use crate::gate;
use crate::held::until_sent;
use crate::problem::Failure;
use crate::request::{Peer, State};

pub(crate) use claim::{Claim, JWKS, Reserved, claim, reserved};
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

/// Answers a request that is the app's.
pub(crate) async fn serve(
    state: &State,
    (guard, upstream): (&Guard, &Upstream),
    peer: Peer,
    request: Request<Body>,
) -> Response {
    let (asked, body) = request.into_parts();
    let path = asked.uri.path();
    if gate::is_shut(state, peer, &asked.headers).await {
        return refuse::with(state, &asked, Failure::AddressBanned);
    }
    if matches!(asked.method, Method::CONNECT | Method::TRACE) {
        return refuse::with(state, &asked, Failure::Method);
    }
    let trust = &state.app().settings.general.trust_proxy;
    let address = client_address(peer.0, &asked.headers, trust);
    let visit = match identify(state, &asked.headers).await {
        Ok(who) => Visit { who, address },
        Err(error) => return refuse::failed(state, &asked, Failure::Internal, &error),
    };
    let request = access::Request { method: asked.method.as_str(), path };
    match guard.judge(request, visit.who.live.as_deref()) {
        Verdict::Forward if is_foreign(state, &asked, &visit) => {
            refuse::with(state, &asked, Failure::CrossSite)
        }
        Verdict::Forward => match gateway::judge(state.app(), request, &visit.sender(&asked)) {
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
        },
        Verdict::SignIn => refuse::sign_in(state, &asked),
        Verdict::Refuse => refuse::with(state, &asked, Failure::NotAllowed),
        Verdict::Ambiguous(why) => {
            tracing::info!(%why, "a path that can be read in two ways was refused");
            refuse::with(state, &asked, Failure::AmbiguousPath)
        }
    }
}

/// Whether another site acts in the name of whoever browses it.
fn is_foreign(state: &State, asked: &Parts, visit: &Visit) -> bool {
    let headers = &asked.headers;
    let sent = (headers, envelope::host(headers));
    asking::is_foreign(&visit.who, &asked.method, sent, &state.0.origins)
}
