//! Requests that are not forwarded: a page for people, JSON for programs (catalogue M40).

use std::error::Error;

use axum::response::Response;
use doorward_app::gateway::Denied;
use doorward_app::guard::Guard;
use doorward_app::settings::MOUNT;
use doorward_core::forward_auth::way_back;
use http::request::Parts;
use http::uri::PathAndQuery;
use http::{StatusCode, Uri};
use serde::Serialize;

use crate::asking::is_page;
use crate::dialects::librechat::json;
use crate::envelope::dress;
use crate::problem::{self, Failure};
use crate::request::State;
use crate::routes::onward::ONWARD;
use crate::routes::{page, sign_in};

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

/// The local path by which a person comes back to what they asked for, where that is not by our own way to
/// the app. It travels with the request.
#[derive(Clone)]
pub(crate) struct Back(pub(crate) String);

/// Asks whoever it is to sign in, and leads people to the page for it: at the public URL, where the app is on
/// a host of its own.
pub(super) fn sign_in(state: &State, guard: &Guard, asked: &Parts) -> Response {
    if !is_page(&asked.method, &asked.headers) {
        return with(state, asked, Failure::NotSignedIn);
    }
    let (settings, app) = (&state.app().settings, guard.settings());
    let target = if settings.is_apart(app) {
        let back = way_back(&app.origin, path_and_query(asked)).unwrap_or_else(|| "/".to_owned());
        settings.general.client.join(&sign_in::with_return("/login", &back))
    } else {
        state.href(&sign_in::with_return("/login", &here(asked)))
    };
    dress(state, page::see_other(&target))
}

/// Leads people to a page of ours that is at the public URL alone. Nothing is done there in the name of an
/// app's host.
pub(crate) fn elsewhere(state: &State, asked: &Parts) -> Response {
    if !is_page(&asked.method, &asked.headers) {
        return with(state, asked, Failure::CrossSite);
    }
    let path = path_and_query(asked).strip_prefix(MOUNT).unwrap_or_default();
    dress(state, page::see_other(&state.app().settings.general.client.join(path)))
}

fn path_and_query(asked: &Parts) -> &str {
    asked.uri.path_and_query().map_or("/", PathAndQuery::as_str)
}

/// Refuses, saying why.
pub(crate) fn with(state: &State, asked: &Parts, failure: Failure) -> Response {
    let visitor = visitor(state, asked);
    let response = if is_page(&asked.method, &asked.headers) {
        page::error(&visitor, failure)
    } else {
        programs(&visitor, failure, &problem::request_id())
    };
    dress(state, response)
}

/// The same, after logging what lies behind it.
pub(crate) fn failed(
    state: &State,
    asked: &Parts,
    failure: Failure,
    cause: &(dyn Error + 'static),
) -> Response {
    let visitor = visitor(state, asked);
    let response = if is_page(&asked.method, &asked.headers) {
        page::failed(&visitor, failure, cause)
    } else {
        let id = problem::request_id();
        problem::log(failure, cause);
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
    if let Some(Back(path)) = asked.extensions.get() {
        return path.clone();
    }
    format!("{ONWARD}{}", path_and_query(asked))
}

fn visitor(state: &State, asked: &Parts) -> State {
    let uri = here(asked).parse().unwrap_or_else(|_| Uri::from_static("/"));
    state.of(&asked.method, &uri, &asked.headers)
}
