//! What a proxy is answered: let it through as this person, have them sign in, or refuse.

use axum::body::Body;
use axum::response::Response;
use doorward_app::guard::{ASSERTION, Guard, SignError};
use doorward_core::forward_auth::Proxy;
use doorward_core::forwarding::without_own_cookies;
use http::header::{AUTHORIZATION, CACHE_CONTROL, COOKIE, HeaderName, HeaderValue};
use http::request::Parts;
use http::{HeaderMap, StatusCode};

use super::Original;
use crate::asking::{Asking, is_page};
use crate::cookies;
use crate::envelope::dress;
use crate::gateway::refuse;
use crate::problem::Failure;
use crate::request::State;
use crate::routes::{page, sign_in as pages};

/// Why somebody could not be let through with all that the app is told of them.
#[derive(Debug, thiserror::Error)]
pub(super) enum Untold {
    /// The assertion could not be signed.
    #[error("the assertion could not be signed")]
    Unsigned(#[from] SignError),
    /// Something does not fit into a header.
    #[error("what the app is told of somebody does not fit into a header")]
    Unfit,
}

/// Lets a request through. The proxy copies the headers, and there is no body, which would cost it time.
///
/// What is not known is told too, empty: a proxy that copies nothing would leave what the client claims, and
/// Caddy 2.6 would write the name of its variable.
pub(super) fn allowed(
    state: &State,
    (guard, proxy): (&Guard, Proxy),
    asking: &Asking,
    asked: &HeaderMap,
) -> Result<Response, Untold> {
    let live = asking.live.as_deref();
    let mut headers = HeaderMap::with_capacity(10);
    for (name, field) in guard.identity() {
        let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| Untold::Unfit)?;
        let value = live.and_then(|live| field.of(live.asker())).unwrap_or_default();
        tell(&mut headers, name, &value)?;
    }
    let assertion = live.map(|live| guard.assertion(state.app(), live)).transpose()?;
    tell(&mut headers, HeaderName::from_static(ASSERTION), &assertion.unwrap_or_default())?;
    // What is ours of these the app does not see: the proxy puts these in the place of what it was sent.
    let lines = asked.get_all(COOKIE).iter().map(HeaderValue::as_bytes);
    let left = lines.filter_map(without_own_cookies).collect::<Vec<_>>().join(&b"; "[..]);
    headers.insert(COOKIE, HeaderValue::from_bytes(&left).map_err(|_| Untold::Unfit)?);
    let token = asked.get(AUTHORIZATION).filter(|_| !asking.own_token).cloned();
    headers.insert(AUTHORIZATION, token.unwrap_or(HeaderValue::from_static("")));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status(proxy);
    *response.headers_mut() = headers;
    Ok(response)
}

fn status(proxy: Proxy) -> StatusCode {
    StatusCode::from_u16(proxy.allows_with()).unwrap_or(StatusCode::NO_CONTENT)
}

fn tell(headers: &mut HeaderMap, name: HeaderName, value: &str) -> Result<(), Untold> {
    headers.insert(name, HeaderValue::from_str(value).map_err(|_| Untold::Unfit)?);
    Ok(())
}

/// Has whoever it is sign in: people by a redirect to the page, which nginx makes of the `Location` of a
/// 401, programs by being told so.
pub(super) fn sign_in(
    state: &State,
    proxy: Proxy,
    original: &Original,
    (asking, asked): (&Asking, &Parts),
) -> Response {
    let mut response = if is_page(&original.method, &asked.headers) {
        let mut response = dress(state, page::see_other(&page_to_sign_in(state, original)));
        if !proxy.hands_on() {
            *response.status_mut() = StatusCode::UNAUTHORIZED;
        }
        response
    } else {
        refuse::with(state, &original.parts(asked), Failure::NotSignedIn)
    };
    if asking.is_over {
        cookies::clear_browser(state, response.headers_mut());
    }
    response
}

/// The URL of the page at which to sign in, and to come back from.
fn page_to_sign_in(state: &State, original: &Original) -> String {
    let settings = &state.app().settings;
    let back = original.back(settings.return_origins());
    if back.is_none() {
        tracing::warn!(
            origin = original.origin,
            "nobody is led back to an origin that DOORWARD_RETURN_ORIGINS does not list"
        );
    }
    let path = pages::with_return("/login", back.as_deref().unwrap_or("/"));
    settings.general.client.join(&path)
}

/// Refuses, in the words that the gateway has for it. nginx keeps the status alone, and knows 403.
pub(super) fn refused(state: &State, proxy: Proxy, original: &Parts, failure: Failure) -> Response {
    let mut response = refuse::with(state, original, failure);
    if !proxy.hands_on() && response.status().is_client_error() {
        *response.status_mut() = StatusCode::FORBIDDEN;
    }
    response
}
