//! Who asks for something of an app, and how: the same for the gateway and for forward-auth.

use std::sync::Arc;

use doorward_app::{Live, ResolveError, StoreError};
use http::header::{ACCEPT, AUTHORIZATION, HeaderName, HeaderValue, SEC_WEBSOCKET_KEY, UPGRADE};
use http::{HeaderMap, Method};

use crate::envelope;
use crate::request::{BearerError, Browser, State, bearer, browser_at};

const FETCH_MODE: HeaderName = HeaderName::from_static("sec-fetch-mode");
const REQUESTED_WITH: HeaderName = HeaderName::from_static("x-requested-with");

/// Who asks, and by what they showed it.
pub(crate) struct Asking {
    /// Their session.
    pub(crate) live: Option<Arc<Live>>,
    /// Whether it was a bearer token, which no browser sends by itself.
    pub(crate) by_bearer: bool,
    /// Whether the request shows a token of ours, which is not the app's to see.
    pub(crate) own_token: bool,
    /// Whether the browser shows a session cookie that is over or broken.
    pub(crate) is_over: bool,
}

/// The session under the browser cookie, else under a bearer token of ours. Other tokens are the app's.
/// `authority` is what the browser asked.
pub(crate) async fn identify(
    state: &State,
    headers: &HeaderMap,
    authority: Option<&str>,
) -> Result<Asking, StoreError> {
    let (live, is_over) = match browser_at(state, headers, authority).await? {
        Browser::SignedIn(live) => (Some(live), false),
        Browser::Over => (None, true),
        Browser::Nobody => (None, false),
    };
    let by_cookie = Asking { live, by_bearer: false, own_token: false, is_over };
    if !headers.contains_key(AUTHORIZATION) {
        return Ok(by_cookie);
    }
    match bearer(state, headers).await {
        Ok(_) if by_cookie.live.is_some() => Ok(Asking { own_token: true, ..by_cookie }),
        Ok(live) => Ok(Asking { live: Some(live), by_bearer: true, own_token: true, is_over }),
        Err(BearerError::Refused(ResolveError::Store(error))) => Err(error),
        Err(BearerError::Refused(ResolveError::Token(error))) => {
            Ok(Asking { own_token: error.is_ours(), ..by_cookie })
        }
        Err(BearerError::Refused(ResolveError::Over)) => {
            Ok(Asking { own_token: true, ..by_cookie })
        }
        Err(BearerError::Missing) => Ok(by_cookie),
    }
}

/// Whether a socket is asked for. Proxies that ask us have taken `Upgrade` away, for it ends with them.
fn is_socket(headers: &HeaderMap) -> bool {
    headers.contains_key(UPGRADE) || headers.contains_key(SEC_WEBSOCKET_KEY)
}

/// Whether another site acts in the name of whoever browses it: with a method that changes something, or
/// by a socket, which browsers open across sites without asking (checklist item 112). `origins` are those
/// that are not another site, and `host` is what the browser asked.
pub(crate) fn is_foreign(
    asking: &Asking,
    method: &Method,
    (headers, host): (&HeaderMap, Option<&str>),
    origins: &[String],
) -> bool {
    let by_cookie = asking.live.is_some() && !asking.by_bearer;
    let acts = is_socket(headers) || !method.is_safe();
    by_cookie && acts && envelope::is_sent_by_another_site(headers, host, origins)
}

/// Whether a person looks at what is answered. Only a page that is opened is one: neither what its script
/// asks for nor a stream or socket.
pub(crate) fn is_page(method: &Method, headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let opened = match text(FETCH_MODE) {
        Some(mode) => mode == "navigate",
        None => text(ACCEPT).is_some_and(|kinds| kinds.contains("text/html")),
    };
    let safe = matches!(*method, Method::GET | Method::HEAD);
    safe && opened && !headers.contains_key(REQUESTED_WITH) && !is_socket(headers)
}
