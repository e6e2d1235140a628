//! The gateway: what is not ours to answer goes to the app behind us, as whoever is signed in.
//!
//! It streams in both directions and holds nothing back: neither an answer until it is whole, nor a
//! request until its body is there.

mod claim;
mod forward;
mod headers;
mod refuse;
mod stream;
mod tunnel;

use std::net::IpAddr;
use std::sync::Arc;

use axum::body::Body;
use axum::response::Response;
use doorward_app::gateway::{Gateway, Verdict, chat};
use doorward_app::{Live, ResolveError, StoreError};
use doorward_core::access;
use http::header::{AUTHORIZATION, UPGRADE, USER_AGENT};
use http::request::Parts;
use http::{HeaderMap, Request};

use crate::address::client_address;
use crate::envelope;
use crate::gate;
use crate::problem::Failure;
use crate::request::{BearerError, Browser, Peer, State, bearer, browser};

pub(crate) use claim::{Claim, JWKS, Reserved, claim, reserved};
pub(crate) use forward::Upstream;
pub(crate) use tunnel::{Handover, Tunnel};

/// Who asks, and by what they showed it.
struct Asking {
    live: Option<Arc<Live>>,
    /// Whether it was a bearer token of ours, which is not the app's to see.
    by_bearer: bool,
    address: IpAddr,
}

impl Asking {
    fn sender<'a>(&'a self, asked: &'a Parts) -> chat::Sender<'a> {
        let user_agent = asked.headers.get(USER_AGENT).and_then(|value| value.to_str().ok());
        chat::Sender {
            live: self.live.as_deref(),
            address: self.address,
            user_agent: user_agent.unwrap_or_default(),
        }
    }
}

/// Answers a request that is the app's.
pub(crate) async fn serve(
    state: &State,
    (gateway, upstream): (&Gateway, &Upstream),
    peer: Peer,
    request: Request<Body>,
) -> Response {
    let (asked, body) = request.into_parts();
    let path = asked.uri.path();
    if gate::is_shut(state, peer, (path, &asked.headers)).await {
        return refuse::with(state, &asked, Failure::AddressBanned);
    }
    let trust = &state.app().settings.general.trust_proxy;
    let address = client_address(peer.0, &asked.headers, trust);
    let asking = match identify(state, &asked.headers).await {
        Ok((live, by_bearer)) => Asking { live, by_bearer, address },
        Err(error) => return refuse::failed(state, &asked, Failure::Internal, &error),
    };
    let request = access::Request { method: asked.method.as_str(), path };
    match gateway.judge(request, asking.live.as_deref()) {
        Verdict::Forward if is_foreign(state, &asked, &asking) => {
            refuse::with(state, &asked, Failure::CrossSite)
        }
        Verdict::Forward => match chat::judge(state.app(), request, &asking.sender(&asked)) {
            Ok(answer) => {
                let response =
                    forward::forward(state, (gateway, upstream), asking, (asked, body)).await;
                stream::counted(response, answer)
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

/// The session under the browser cookie, else under a bearer token of ours. Other tokens are the app's.
async fn identify(
    state: &State,
    headers: &HeaderMap,
) -> Result<(Option<Arc<Live>>, bool), StoreError> {
    if let Browser::SignedIn(live) = browser(state, headers).await? {
        return Ok((Some(live), false));
    }
    if !headers.contains_key(AUTHORIZATION) {
        return Ok((None, false));
    }
    match bearer(state, headers).await {
        Ok(live) => Ok((Some(live), true)),
        Err(BearerError::Refused(ResolveError::Store(error))) => Err(error),
        Err(_) => Ok((None, false)),
    }
}

/// Whether another site acts in the name of whoever browses it: with a method that changes something, or
/// by a socket, which browsers open across sites without asking (checklist item 112).
fn is_foreign(state: &State, asked: &Parts, asking: &Asking) -> bool {
    let by_cookie = asking.live.is_some() && !asking.by_bearer;
    let acts = asked.headers.contains_key(UPGRADE) || !asked.method.is_safe();
    by_cookie && acts && envelope::is_sent_by_another_site(state, &asked.headers)
}
