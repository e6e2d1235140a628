//! The contract's answers.

use axum::response::{IntoResponse as _, Response};
use doorward_core::authjs::Generation;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, EXPIRES, HeaderValue, LOCATION, PRAGMA};
use http::{HeaderMap, StatusCode};
use serde::Serialize;

use super::call::Call;
use crate::problem::{self, Failure};
use crate::request::State;
use crate::routes::page;

/// What went wrong, as far as the contract has words for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    /// Anything that is not the person's business.
    Configuration,
    /// The way to a provider could not be found.
    Start,
    /// What a provider answered cannot be used.
    Return,
    /// The account rules say no.
    AccessDenied,
    /// The address or the password is wrong.
    Credentials,
    /// The form does not know the token.
    MissingCsrf,
    /// The person, or the provider, said no.
    Callback,
    /// The address has another account.
    NotLinked,
}

impl Trouble {
    const fn code(self, generation: Generation) -> &'static str {
        match (self, generation) {
            (Self::Configuration, _) | (Self::Start | Self::Return, Generation::V5) => {
                "Configuration"
            }
            (Self::Start, Generation::V4) => "OAuthSignin",
            (Self::AccessDenied, _) => "AccessDenied",
            (Self::Credentials, _) => "CredentialsSignin",
            (Self::MissingCsrf, _) => "MissingCSRF",
            (Self::Callback, Generation::V5) => "OAuthCallbackError",
            (Self::Callback | Self::Return, Generation::V4) => "OAuthCallback",
            (Self::NotLinked, _) => "OAuthAccountNotLinked",
        }
    }

    /// Whether it is told on the sign-in page, and not on a page of its own.
    const fn is_for_sign_in(self) -> bool {
        matches!(self, Self::Credentials | Self::MissingCsrf | Self::Callback | Self::NotLinked)
    }
}

/// A JSON body.
pub(super) fn json(status: StatusCode, body: &impl Serialize) -> Response {
    let Ok(bytes) = serde_json::to_vec(body) else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let kind = HeaderValue::from_static("application/json");
    (status, [(CONTENT_TYPE, kind)], bytes).into_response()
}

/// Whatever the contract does not know.
pub(super) fn bad_request() -> Response {
    json(StatusCode::BAD_REQUEST, &"Bad request.")
}

/// Passkeys are not part of this contract here.
pub(super) fn no_webauthn() -> Response {
    json(StatusCode::BAD_REQUEST, &serde_json::json!({"error": "Invalid request"}))
}

/// Marks an answer as nobody's to keep, in the original's words.
pub(super) fn uncached(mut response: Response) -> Response {
    let headers: &mut HeaderMap = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-cache, no-store"));
    headers.insert(EXPIRES, HeaderValue::from_static("0"));
    headers.insert(PRAGMA, HeaderValue::from_static("no-cache"));
    response
}

#[derive(Serialize)]
struct Url<'a> {
    url: &'a str,
}

/// Sends the client on, in the way that it asked for.
pub(super) fn go(call: &Call, url: &str) -> Response {
    if !call.as_json {
        return page::redirect(StatusCode::FOUND, url);
    }
    let mut response = json(StatusCode::OK, &Url { url });
    if call.generation == Generation::V5
        && let Ok(location) = HeaderValue::from_str(url)
    {
        response.headers_mut().insert(LOCATION, location);
    }
    response
}

/// Tells what went wrong by sending the client to the page that says so.
pub(super) fn fail(call: &Call, trouble: Trouble) -> Response {
    fail_with(call, trouble, StatusCode::OK, &[])
}

/// The same with more in the query, and with a status for who gets JSON.
pub(super) fn fail_with(
    call: &Call,
    trouble: Trouble,
    status: StatusCode,
    more: &[(&str, &str)],
) -> Response {
    let url = page_of(&call.state, call.generation, trouble, more);
    if call.as_json {
        json(status, &Url { url: &url })
    } else {
        page::redirect(StatusCode::FOUND, &url)
    }
}

/// The URL of the page that tells of `trouble`.
pub(super) fn page_of(
    state: &State,
    generation: Generation,
    trouble: Trouble,
    more: &[(&str, &str)],
) -> String {
    let client = &state.app().settings.general.client;
    let page = match (generation, trouble) {
        (Generation::V4, Trouble::MissingCsrf) => return base(state, "/signin?csrf=true"),
        (Generation::V4, _) => base(state, "/error"),
        (Generation::V5, trouble) if trouble.is_for_sign_in() => client.join("/next-auth/signin"),
        (Generation::V5, _) => client.join("/next-auth/error"),
    };
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.append_pair("error", trouble.code(generation)).extend_pairs(more);
    format!("{page}?{}", query.finish())
}

/// The URL of a path under the base path, which begins with a slash.
pub(super) fn base(state: &State, path: &str) -> String {
    let settings = &state.app().settings;
    let base = settings.authjs.as_ref().map_or("", |authjs| &authjs.base_path);
    format!("{}{base}{path}", settings.general.client.origin())
}

#[derive(Serialize)]
struct Message {
    message: &'static str,
}

/// Something failed on our side, for a client that reads JSON.
pub(super) fn broken(cause: &(dyn std::error::Error + 'static)) -> Response {
    problem::log(Failure::Internal, cause);
    let message = "There was a problem with the server configuration. Check the server logs for more \
                   information.";
    json(StatusCode::INTERNAL_SERVER_ERROR, &Message { message })
}
