//! Forward-auth: a proxy in front of an app asks about each request before it forwards it.
//!
//! It is the gateway's decision with another way to hear of the request and another way to answer. What the
//! proxy says counts only from one that is trusted: everybody else could ask about a request that they do
//! not send (advisories 1 and 11). Whoever is let through is so with all that the app is told of them, or
//! not at all (advisory 17).

mod answer;
mod original;

use axum::response::Response;
use doorward_app::guard::{Found, Guard, Verdict};
use doorward_core::access;
use doorward_core::access::place::without_port;
use doorward_core::forward_auth::{Proxy, Spoken};
use http::header::HOST;
use http::request::Parts;
use http::{HeaderMap, Method, Uri};

use crate::asking::{self, Asking, identify};
use crate::gate;
use crate::gateway::refuse;
use crate::problem::Failure;
use crate::request::{Peer, State};
use crate::request_id::is_trusted;
use original::Original;

/// What the paths begin with at which proxies ask.
const ASK: &str = "/forward-auth/";

/// The proxy that asks at this path, if forward-auth is on for it.
pub(crate) fn asks(state: &State, uri: &Uri) -> Option<Proxy> {
    let settings = state.app().settings.forward_auth.as_ref()?;
    let rest = uri.path().strip_prefix(ASK)?;
    let (name, behind) =
        rest.split_once('/').map_or((rest, None), |(name, rest)| (name, Some(rest)));
    let proxy = name.parse::<Proxy>().ok().filter(|proxy| settings.proxies.contains(proxy))?;
    (behind.is_some() == (proxy.speaks() == Spoken::Itself)).then_some(proxy)
}

/// Whether a trusted proxy asks about the very host that it asks at, as Caddy and Envoy do: they leave `Host` as
/// the browser wrote it. About other hosts nothing is said there, where an app's scripts can ask too.
pub(crate) fn asks_of_its_host(state: &State, peer: Peer, uri: &Uri, headers: &HeaderMap) -> bool {
    let Some(proxy) = asks(state, uri) else { return false };
    let Ok(original) = Original::read(proxy, headers, (&Method::GET, uri)) else { return false };
    let host = headers.get(HOST).and_then(|host| host.to_str().ok()).map(without_port);
    is_trusted(&state.app().settings.general.trust_proxy, peer)
        && host.is_some_and(|host| host.eq_ignore_ascii_case(without_port(original.authority())))
}

/// Answers a proxy.
pub(crate) async fn serve(state: &State, proxy: Proxy, peer: Peer, asked: &Parts) -> Response {
    if !is_trusted(&state.app().settings.general.trust_proxy, peer) {
        tracing::warn!(peer = %peer.0, "forward-auth was asked for by an address that TRUST_PROXY does not list");
        return refuse::with(state, asked, Failure::ProxyUntrusted);
    }
    let original = match Original::read(proxy, &asked.headers, (&asked.method, &asked.uri)) {
        Ok(original) => original,
        Err(unclear) => {
            tracing::warn!(
                proxy = proxy.as_str(),
                field = unclear.field,
                "what a proxy asks about is unclear"
            );
            return refuse::with(state, asked, Failure::ProxyUnclear);
        }
    };
    if gate::is_shut(state, peer, (&asked.headers, Some(original.authority()))).await {
        return answer::refused(state, proxy, &original.parts(asked), Failure::AddressBanned);
    }
    let asking = match identify(state, &asked.headers, Some(original.authority())).await {
        Ok(asking) => asking,
        Err(error) => {
            return refuse::failed(state, &original.parts(asked), Failure::Internal, &error);
        }
    };
    let refused = |failure| answer::refused(state, proxy, &original.parts(asked), failure);
    match state.app().guards.find(Some(original.authority()), original.path()) {
        Found::App(guard) => decide(state, (guard, proxy), (&original, asked), &asking),
        Found::Nobody => refused(Failure::NotFound),
        Found::Ambiguous(why) => {
            tracing::info!(%why, "a path that can be read in two ways was refused");
            refused(Failure::AmbiguousPath)
        }
    }
}

/// Decides, now that all is known.
fn decide(
    state: &State,
    (guard, proxy): (&Guard, Proxy),
    (original, asked): (&Original, &Parts),
    asking: &Asking,
) -> Response {
    let request = access::Request { method: original.method.as_str(), path: original.path() };
    let failure = match guard.judge(request, asking.live.as_deref()) {
        Verdict::Forward if is_foreign(state, guard, original, (asking, asked)) => {
            Failure::CrossSite
        }
        Verdict::Forward => {
            return match answer::allowed(state, (guard, proxy), asking, &asked.headers) {
                Ok(response) => response,
                Err(error) => {
                    refuse::failed(state, &original.parts(asked), Failure::Internal, &error)
                }
            };
        }
        Verdict::SignIn => return answer::sign_in(state, proxy, original, (asking, asked)),
        Verdict::Refuse => Failure::NotAllowed,
    };
    answer::refused(state, proxy, &original.parts(asked), failure)
}

/// Whether another site acts in the name of whoever browses it.
fn is_foreign(
    state: &State,
    guard: &Guard,
    original: &Original,
    (asking, asked): (&Asking, &Parts),
) -> bool {
    let sent = (&asked.headers, Some(original.authority()));
    asking::is_foreign(asking, &original.method, sent, state.0.origins_of(guard))
}
