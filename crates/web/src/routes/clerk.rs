//! The way out to Clerk's pages and back, for browsers.

use axum::response::Response;
use doorward_app::callback::{self, CallbackError};
use doorward_app::clerk::Incoming;
use doorward_app::clerk::sign_in::{self as clerk, End};
use http::header::{ACCEPT, HeaderName, HeaderValue, REFERER, SET_COOKIE};
use http::{HeaderMap, StatusCode, Uri};
use url::Url;

use crate::problem::Failure;
use crate::request::{Asker, FETCH_DEST, State};
use crate::routes::{oauth, page, sign_in};
use crate::{cookies, fields, limiter};

const STATUS: HeaderName = HeaderName::from_static("x-clerk-auth-status");
const REASON: HeaderName = HeaderName::from_static("x-clerk-auth-reason");

/// `GET /oauth/clerk`; with `screen=sign-up` to the page for new people.
pub(crate) async fn start(
    state: State,
    Asker(client): Asker,
    headers: HeaderMap,
    uri: Uri,
) -> Response {
    let verdict = match oauth::admit(&state, &headers, &client) {
        Ok(verdict) => verdict,
        Err(response) => return *response,
    };
    let query = fields::form(uri.query().unwrap_or_default().as_bytes()).unwrap_or_default();
    let sign_up = query.get("screen") == Some("sign-up");
    let started = clerk::start(state.app(), sign_in::destination(&state, &query), sign_up).await;
    let response = match started {
        Ok(started) => oauth::leave(&state, &started),
        Err(error) => oauth::not_signed_in(&state, &error),
    };
    limiter::annotate(response, verdict, state.app().clock.now())
}

/// `GET /oauth/clerk/callback`: from Clerk's pages, and again from the handshake.
pub(crate) async fn back(
    state: State,
    Asker(client): Asker,
    headers: HeaderMap,
    uri: Uri,
) -> Response {
    let state = state.passing();
    let verdict = match oauth::admit(&state, &headers, &client) {
        Ok(verdict) => verdict,
        Err(response) => return *response,
    };
    let Some(incoming) = incoming(&state, &headers, &uri) else {
        return page::error(&state, Failure::BodyMalformed);
    };
    let tag = callback::cookie_tag(uri.query().unwrap_or_default());
    let browser = tag.as_ref().and_then(|tag| cookies::login(&state, &headers, tag));
    let arrival = clerk::finish(state.app(), &incoming, browser.as_deref(), &client).await;
    let under_way = matches!(arrival.end, Ok(End::Handshake(_)));
    let mut response = arrived(&state, &headers, arrival);
    if let (Some(tag), Some(_), false) = (tag, browser, under_way) {
        cookies::clear_login(&state, response.headers_mut(), &tag);
    }
    limiter::annotate(response, verdict, state.app().clock.now())
}

fn arrived(state: &State, request: &HeaderMap, arrival: clerk::Arrival) -> Response {
    let mut response = match arrival.end {
        Ok(End::Handshake(location)) => {
            let mut response = page::redirect(StatusCode::TEMPORARY_REDIRECT, location.as_str());
            let status = HeaderValue::from_static("handshake");
            response.headers_mut().insert(STATUS, status);
            response
        }
        Ok(End::Finished(finished)) => oauth::finished(state, (request, None), finished),
        Err(error) => turned_away(state, &error),
    };
    for line in arrival.cookies {
        // The rules have let through nothing but printable lines of Clerk's own.
        if let Ok(line) = HeaderValue::from_str(&line) {
            response.headers_mut().append(SET_COOKIE, line);
        }
    }
    response
}

fn turned_away(state: &State, error: &CallbackError) -> Response {
    let mut response = oauth::not_signed_in(state, error);
    if let CallbackError::Clerk(reason) = error {
        let headers = response.headers_mut();
        headers.insert(STATUS, HeaderValue::from_static("signed-out"));
        if let Ok(name) = HeaderValue::from_str(&reason.name()) {
            headers.insert(REASON, name);
        }
    }
    response
}

/// The request as Clerk's rules look at it. Its host comes from the settings and never from `Host`.
fn incoming(state: &State, headers: &HeaderMap, uri: &Uri) -> Option<Incoming> {
    let path = uri.path_and_query()?.as_str();
    let url = Url::parse(&state.app().settings.general.server.join(path)).ok()?;
    let text = |name: HeaderName| headers.get(name)?.to_str().ok().map(str::to_owned);
    Some(Incoming {
        url,
        get: true,
        // A browser that navigates sends none; a page of ours must not choose the token.
        authorization: None,
        fetch_dest: text(FETCH_DEST),
        accept: text(ACCEPT),
        referer: text(REFERER),
        cookies: cookies::all(headers),
    })
}
