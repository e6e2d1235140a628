//! Requests that are not forwarded: a page for people, JSON for programs (catalogue M40).

use std::error::Error;

use axum::response::Response;
use doorward_app::gateway::chat::Denied;
use http::header::{ACCEPT, HeaderName, HeaderValue, UPGRADE};
use http::request::Parts;
use http::{Method, StatusCode, Uri};
use serde::Serialize;

use crate::dialects::librechat::json;
use crate::envelope::dress;
use crate::problem::{self, Failure};
use crate::request::State;
use crate::routes::onward::ONWARD;
use crate::routes::{page, sign_in};

const FETCH_MODE: HeaderName = HeaderName::from_static("sec-fetch-mode");
const REQUESTED_WITH: HeaderName = HeaderName::from_static("x-requested-with");

#[derive(Serialize)]
struct Answer<'a> {
    error: Said<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sign_in: Option<String>,
}

#[derive(Serialize)]
struct Said<'a> {
    code: &'a str,
    message: String,
    request_id: &'a str,
}

/// Whether a person looks at what is answered. Only a page that is opened is one: neither what its script
/// asks for nor a stream or socket.
fn is_page(asked: &Parts) -> bool {
    let headers = &asked.headers;
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let opened = match text(FETCH_MODE) {
        Some(mode) => mode == "navigate",
        None => text(ACCEPT).is_some_and(|kinds| kinds.contains("text/html")),
    };
    let safe = matches!(asked.method, Method::GET | Method::HEAD);
    safe && opened && !headers.contains_key(REQUESTED_WITH) && !headers.contains_key(UPGRADE)
}

/// Asks whoever it is to sign in, and leads people to the page for it.
pub(super) fn sign_in(state: &State, asked: &Parts) -> Response {
    if !is_page(asked) {
        return with(state, asked, Failure::NotSignedIn);
    }
    let target = sign_in::with_return("/login", &here(asked));
    dress(state, page::see_other(&state.href(&target)))
}

/// Refuses, saying why.
pub(super) fn with(state: &State, asked: &Parts, failure: Failure) -> Response {
    let visitor = visitor(state, asked);
    let response = if is_page(asked) {
        page::error(&visitor, failure)
    } else {
        programs(&visitor, failure, &problem::request_id())
    };
    dress(state, response)
}

/// The same, after logging what lies behind it.
pub(super) fn failed(
    state: &State,
    asked: &Parts,
    failure: Failure,
    cause: &(dyn Error + 'static),
) -> Response {
    let visitor = visitor(state, asked);
    let response = if is_page(asked) {
        page::failed(&visitor, failure, cause)
    } else {
        let id = problem::request_id();
        problem::log(failure, &id, cause);
        programs(&visitor, failure, &id)
    };
    dress(state, response)
}

/// Refuses a message, in the words that `LibreChat`'s client knows.
pub(super) fn message(state: &State, asked: &Parts, denied: Denied) -> Response {
    let response = match denied {
        Denied::Messages(said) => json(StatusCode::TOO_MANY_REQUESTS, &said),
        Denied::AtOnce(said) => json(StatusCode::TOO_MANY_REQUESTS, &said),
        Denied::NotBrowser => return with(state, asked, Failure::NotBrowser),
    };
    dress(state, response)
}

fn programs(state: &State, failure: Failure, request_id: &str) -> Response {
    let row = failure.row();
    let sign_in = (failure == Failure::NotSignedIn)
        .then(|| state.app().settings.general.client.join("/login"));
    let error = Said { code: row.code, message: row.sentences(state.language()), request_id };
    json(row.status, &Answer { error, sign_in })
}

/// The local path by which a person comes back to what they asked the app for.
fn here(asked: &Parts) -> String {
    format!("{ONWARD}{}", asked.uri.path_and_query().map_or("/", |path| path.as_str()))
}

fn visitor(state: &State, asked: &Parts) -> State {
    let uri = here(asked).parse().unwrap_or_else(|_| Uri::from_static("/"));
    state.of(&asked.method, &uri, &asked.headers)
}
