//! `LibreChat`'s API (docs: reference sections 0 to 2, 6 and 9).

use axum::response::{IntoResponse as _, Response};
use doorward_pages::Language;
use http::StatusCode;
use http::header::{HeaderValue, RETRY_AFTER};
use serde::Serialize;

use crate::problem::{self, Failure, Row};

pub(crate) mod admin;
pub(crate) mod auth;
pub(crate) mod config;
pub(crate) mod recovery;
pub(crate) mod roles;
pub(crate) mod two_factor;
pub(crate) mod user;

/// A JSON body.
pub(crate) fn json(status: StatusCode, body: &impl Serialize) -> Response {
    match serde_json::to_vec(body) {
        Ok(bytes) => {
            let mut response = (status, bytes).into_response();
            let kind = HeaderValue::from_static("application/json; charset=utf-8");
            response.headers_mut().insert(http::header::CONTENT_TYPE, kind);
            response
        }
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

#[derive(Serialize)]
struct Message<'a> {
    message: &'a str,
}

/// `{"message": ...}`, the shape of almost every answer that is no data.
pub(crate) fn message(status: StatusCode, text: &str) -> Response {
    json(status, &Message { message: text })
}

/// A bare sentence. A string leaves `LibreChat` as `text/html`; ours says that it is text.
pub(crate) fn sentence(status: StatusCode, text: &'static str) -> Response {
    (status, text).into_response()
}

/// A failure, in the statuses that the client derives its own words from (reference 0).
pub(crate) fn failure(failure: Failure) -> Response {
    let row = failure.row();
    let (status, text) = match failure {
        Failure::BadCredentials => (StatusCode::NOT_FOUND, "Incorrect email or password."),
        Failure::Disabled | Failure::Banned | Failure::AddressBanned => (
            StatusCode::FORBIDDEN,
            "Your account has been temporarily banned due to violations of our service.",
        ),
        Failure::NotAdmitted => (
            StatusCode::FORBIDDEN,
            "The email address provided cannot be used. Please use a different email address.",
        ),
        Failure::NotInvited => (StatusCode::BAD_REQUEST, "Invalid invite token"),
        Failure::EmailLoginOff => (StatusCode::FORBIDDEN, "Email login is not allowed."),
        Failure::Unverified => (row.status, "Email not verified."),
        Failure::RegistrationClosed => (StatusCode::FORBIDDEN, "Registration is not allowed."),
        Failure::DeletionOff => {
            (StatusCode::FORBIDDEN, "You do not have permission to delete this account")
        }
        Failure::BodyMalformed => return malformed(),
        Failure::Internal => (row.status, "Something went wrong"),
        _ => return of_row(row),
    };
    message(status, text)
}

/// What the contract has no words for is said in English, like all of the contract.
fn of_row(row: Row) -> Response {
    let mut response = message(row.status, &row.what(Language::English));
    if row.failure == Failure::Busy {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("5"));
    }
    response
}

/// A failure whose cause the log should have.
pub(crate) fn failed(failure: Failure, cause: &(dyn std::error::Error + 'static)) -> Response {
    problem::log(failure, cause);
    self::failure(failure)
}

#[derive(Serialize)]
struct Malformed {
    error: &'static str,
    message: &'static str,
}

fn malformed() -> Response {
    let body = Malformed {
        error: "Invalid JSON format",
        message: "The request body contains malformed JSON",
    };
    json(StatusCode::BAD_REQUEST, &body)
}

/// Whatever path under `/api` is not known.
pub(crate) async fn unknown() -> Response {
    message(StatusCode::NOT_FOUND, "Endpoint not found")
}
