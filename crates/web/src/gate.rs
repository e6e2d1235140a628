//! The gate before every route: whoever comes from a banned address and is not signed in goes no further.
//!
//! A ban on an address says nothing of people: those who are signed in go on behind it. It stands here
//! and not in the routes, so that no way in can be forgotten.

use axum::response::{IntoResponse as _, Response};
use doorward_app::moderation;
use http::HeaderMap;

use crate::address::client_address;
use crate::dialects::{authjs, librechat};
use crate::problem::Failure;
use crate::request::{Browser, Peer, State, bearer, browser_at};
use crate::routes::page;

/// Paths that open nothing to anybody, or that prove in another way who asks.
const OPEN: [&str; 8] = [
    "/health",
    "/livez",
    "/readyz",
    "/favicon.ico",
    "/logout",
    "/api/auth/logout",
    "/api/auth/refresh",
    "/api/webhooks/clerk",
];

/// Whether a path of ours opens nothing to anybody, so that the gate is none of its business.
pub(crate) fn is_open(path: &str) -> bool {
    OPEN.contains(&path) || path.starts_with("/assets/") || path.ends_with("/backchannel-logout")
}

/// Whether a request comes from a banned address, on behalf of nobody who is signed in. What an app is asked for
/// has the host that it was asked at.
pub(crate) async fn is_shut(
    state: &State,
    peer: Peer,
    (headers, authority): (&HeaderMap, Option<&str>),
) -> bool {
    let app = state.app();
    if !moderation::bans_addresses(app) {
        return false;
    }
    let address = client_address(peer.0, headers, &app.settings.general.trust_proxy);
    // Boxed, since it is seldom asked and always on the way.
    moderation::is_address_banned(app, address)
        && !Box::pin(is_signed_in(state, headers, authority)).await
}

/// Whether any projection of a session leads to one. Where storage fails nobody is let through.
async fn is_signed_in(state: &State, headers: &HeaderMap, authority: Option<&str>) -> bool {
    matches!(browser_at(state, headers, authority).await, Ok(Browser::SignedIn(_)))
        || bearer(state, headers).await.is_ok()
        || authjs::cookies::is_held(state, headers).await
}

/// The neutral answer.
pub(crate) fn refuse(state: &State, path: &str) -> Response {
    if path.starts_with("/api/") {
        librechat::failure(Failure::AddressBanned).into_response()
    } else {
        page::error(state, Failure::AddressBanned)
    }
}
