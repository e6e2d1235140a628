//! What holds for every request and every answer, whichever route it is.

use axum::Router;
use axum::body::Body;
use axum::response::{IntoResponse as _, Response};
use doorward_app::metrics::Group;
use doorward_core::origin::{Sender, Stated, sender};
use http::header::{
    ACCEPT, CACHE_CONTROL, CONTENT_LANGUAGE, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HOST,
    HeaderName, ORIGIN, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
};
use http::uri::Authority;
use http::{HeaderMap, HeaderValue, Method, Request, Uri};
use tower::ServiceExt as _;

use crate::dialects::librechat;
use crate::forward_auth;
use crate::gate;
use crate::gateway::{self, Claim, claim};
use crate::problem::Failure;
use crate::request::{Peer, State};
use crate::routes::page;
use crate::watched::group;

const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
const ROBOTS: HeaderName = HeaderName::from_static("x-robots-tag");
const OPENER: HeaderName = HeaderName::from_static("cross-origin-opener-policy");

/// Our pages need their own stylesheet, script and pictures, and nothing else. `frame-ancestors`
/// keeps them out of other sites' frames.
const PAGE_POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; \
     img-src 'self' http: https: data:; \
     form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
);

/// What answers requests.
pub(crate) struct Service {
    pub(crate) router: Router,
    pub(crate) state: State,
}

/// Answers one request: of the app behind us, if there is one and the path is its; of a proxy that asks; or
/// else of ours. It says in `what` which of these it is, as soon as that is known.
///
/// The ways are boxed, so that none has room for the others moved along.
pub(crate) async fn serve(
    service: &Service,
    peer: Peer,
    mut request: Request<Body>,
    what: &mut Group,
) -> Response {
    let state = &service.state;
    *what = Group::Gateway;
    let Ok(authority) = authority(request.uri(), request.headers()) else {
        tracing::info!("a request that names two hosts was refused");
        let asked = request.into_parts().0;
        return gateway::refuse::with(state, &asked, Failure::AmbiguousPath);
    };
    if state.app().settings.has_gateway() {
        match claim(&state.0, authority, request.uri()) {
            Claim::App => {
                let authority = authority.map(str::to_owned);
                let answer = gateway::serve(state, authority.as_deref(), peer, request);
                return Box::pin(answer).await;
            }
            Claim::Mounted(uri) => *request.uri_mut() = uri,
            Claim::Elsewhere(uri)
                if forward_auth::asks_of_its_host(state, peer, &uri, request.headers()) =>
            {
                *request.uri_mut() = uri;
            }
            Claim::Elsewhere(_) => {
                let asked = request.into_parts().0;
                return gateway::refuse::elsewhere(state, &asked);
            }
            Claim::Ours => {}
        }
    }
    if let Some(proxy) = forward_auth::asks(state, request.uri()) {
        *what = Group::ForwardAuth;
        let asked = request.into_parts().0;
        return Box::pin(forward_auth::serve(state, proxy, peer, &asked)).await;
    }
    *what = group(request.uri().path());
    Box::pin(ours(service, peer, request)).await
}

/// Answers a request of ours.
async fn ours(service: &Service, peer: Peer, mut request: Request<Body>) -> Response {
    let state = &service.state;
    let (method, uri, headers) = (request.method(), request.uri(), request.headers());
    let language = reads_pages(headers).then(|| state.of(method, uri, headers).language());
    let may_be_foreign = state.takes_foreign_posts(request.uri().path());
    let foreign = !may_be_foreign && is_foreign(state, request.method(), request.headers());
    let response = if foreign {
        let state = state.of(request.method(), request.uri(), request.headers());
        refuse(&state, &request)
    } else if !gate::is_open(request.uri().path())
        && gate::is_shut(state, peer, (request.headers(), None)).await
    {
        gate::refuse(state, request.uri().path())
    } else {
        request.extensions_mut().insert(peer);
        let answered = service.router.clone().oneshot(request).await;
        answered.unwrap_or_else(|never| match never {})
    };
    let mut response = dress(state, response);
    if let Some(language) = language
        && is_page(&response)
    {
        response.headers_mut().insert(CONTENT_LANGUAGE, HeaderValue::from_static(language.tag()));
    }
    response
}

/// Whether whoever asks would read a page; programs that check sessions would not.
fn reads_pages(headers: &HeaderMap) -> bool {
    let accepted = headers.get(ACCEPT).and_then(|value| value.to_str().ok());
    accepted.is_some_and(|accepted| accepted.contains("text/html"))
}

fn is_page(response: &Response) -> bool {
    let kind = response.headers().get(CONTENT_TYPE);
    kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"))
}

/// Whether another site wants something changed in the name of whoever browses it.
fn is_foreign(state: &State, method: &Method, headers: &HeaderMap) -> bool {
    !method.is_safe() && is_sent_by_another_site(headers, host(headers), &state.0.origins)
}

/// Whether a request to `host` was sent by a page of a site with none of these origins, as far as browsers
/// say.
pub(crate) fn is_sent_by_another_site(
    headers: &HeaderMap,
    host: Option<&str>,
    origins: &[String],
) -> bool {
    let text = |name| headers.get(name).map(|value: &HeaderValue| value.to_str().unwrap_or("null"));
    let stated = Stated { fetch_site: text(FETCH_SITE), origin: text(ORIGIN), host };
    sender(stated, origins) == Sender::Foreign
}

/// The host that a request was sent to, as it says.
fn host(headers: &HeaderMap) -> Option<&str> {
    headers.get(HOST)?.to_str().ok()
}

/// A request names more than one host, or none that can be read.
struct Unclear;

/// The host and port that a request was sent to, if it says any (RFC 9110 §7.2). Proxies and apps do not agree
/// on which of two counts.
fn authority<'a>(uri: &'a Uri, headers: &'a HeaderMap) -> Result<Option<&'a str>, Unclear> {
    let mut hosts = headers.get_all(HOST).iter();
    let host = hosts.next().map(HeaderValue::to_str).transpose().map_err(|_| Unclear)?;
    match (uri.authority().map(Authority::as_str), host) {
        _ if hosts.next().is_some() => Err(Unclear),
        (Some(target), Some(host)) if !target.eq_ignore_ascii_case(host) => Err(Unclear),
        (target, host) => Ok(target.or(host)),
    }
}

fn refuse(state: &State, request: &Request<Body>) -> Response {
    if request.uri().path().starts_with("/api/") {
        librechat::failure(Failure::CrossSite).into_response()
    } else {
        page::error(state, Failure::CrossSite)
    }
}

/// Adds the headers that every answer carries (checklist item 118).
pub(crate) fn dress(state: &State, mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    // `no-referrer` would make browsers send `Origin: null` with our own forms (Fetch §3.2). Pages whose
    // address is a secret are stricter by themselves.
    if !headers.contains_key(REFERRER_POLICY) {
        headers.insert(REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    }
    headers.insert(OPENER, HeaderValue::from_static("same-origin"));
    if state.app().settings.general.no_index {
        headers.insert(ROBOTS, HeaderValue::from_static("noindex"));
    }
    if state.secure() {
        let year = HeaderValue::from_static("max-age=31536000");
        headers.insert(STRICT_TRANSPORT_SECURITY, year);
    }
    if !headers.contains_key(CACHE_CONTROL) {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    if is_page(&response) {
        response.headers_mut().insert(CONTENT_SECURITY_POLICY, PAGE_POLICY);
    }
    response
}
