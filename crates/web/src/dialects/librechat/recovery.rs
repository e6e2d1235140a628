//! Forgotten passwords and the proof of addresses (reference 1.1 and 1.3). The links in mails lead to the
//! web client, which posts here what they carry.

use axum::body::Body;
use axum::extract::State as AxumState;
use axum::response::Response;
use doorward_app::recover::{self, RequestError, ResetError, ResetInput};
use doorward_app::{Client, Limiter, LinkError, verify};
use doorward_core::registration::{Field, Invalid};
use http::{HeaderMap, StatusCode};
use percent_encoding::percent_decode_str;
use serde::Serialize;

use super::auth::{REGISTERED, validation};
use super::{failed, json, message, sentence};
use crate::problem::{self, Failure};
use crate::request::{Asker, State};
use crate::{fields, limiter};

#[derive(Serialize)]
struct Code {
    code: &'static str,
}

#[derive(Serialize)]
struct Nothing {}

#[derive(Serialize)]
struct Verified {
    message: &'static str,
    status: &'static str,
}

/// Answers unless there were too many such requests.
async fn limited(
    state: &State,
    limiter: Limiter,
    client: &Client,
    answer: impl Future<Output = Response>,
) -> Response {
    let verdict = limiter::count(state, limiter, client);
    let now = state.app().clock.now();
    let response = if verdict.allowed {
        answer.await
    } else {
        let text = limiter::sentence(limiter, state.app().rule(limiter));
        message(StatusCode::TOO_MANY_REQUESTS, &text)
    };
    limiter::annotate(response, verdict, now)
}

/// `POST /api/auth/requestPasswordReset`
pub(crate) async fn request(
    AxumState(state): AxumState<State>,
    Asker(client): Asker,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let answer = try_request(&state, &client, &headers, body);
    limited(&state, Limiter::ResetRequest, &client, answer).await
}

/// The same answer whoever is asked for.
const MAILED: &str =
    "If an account with that email exists, a password reset link has been sent to it.";

async fn try_request(state: &State, client: &Client, headers: &HeaderMap, body: Body) -> Response {
    if !recover::is_on(state.app()) {
        return off();
    }
    let fields = match fields::read(headers, body).await {
        Ok(fields) => fields,
        Err(error) => return failed(error.into(), &error),
    };
    match recover::request(state.app(), fields.text("email"), client) {
        Ok(()) => message(StatusCode::OK, MAILED),
        Err(RequestError::Off) => off(),
        Err(RequestError::NotAdmitted) => {
            json(StatusCode::BAD_REQUEST, &Code { code: "auth_failed" })
        }
        Err(RequestError::Busy(error)) => failed(Failure::Busy, &error),
    }
}

fn off() -> Response {
    sentence(StatusCode::FORBIDDEN, "Password reset is not allowed.")
}

/// `POST /api/auth/resetPassword`
pub(crate) async fn reset(
    AxumState(state): AxumState<State>,
    Asker(client): Asker,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let answer = try_reset(&state, &client, &headers, body);
    limited(&state, Limiter::ResetSubmission, &client, answer).await
}

async fn try_reset(state: &State, client: &Client, headers: &HeaderMap, body: Body) -> Response {
    let fields = match fields::read(headers, body).await {
        Ok(fields) => fields,
        Err(error) => return failed(error.into(), &error),
    };
    let input = ResetInput {
        user: fields.text("userId"),
        token: fields.text("token"),
        password: fields.get("password"),
    };
    match recover::reset(state.app(), input, client).await {
        Ok(()) => message(StatusCode::OK, "Password reset was successful"),
        Err(ResetError::Off) => off(),
        Err(ResetError::Invalid(fault)) => {
            let text = validation(&[Invalid { field: Field::Password, fault }]);
            message(StatusCode::BAD_REQUEST, &text)
        }
        Err(ResetError::Link(error)) if !is_ours(&error) => {
            log(&error);
            json(StatusCode::BAD_REQUEST, &Nothing {})
        }
        Err(error) => failed(Failure::from(&error), &error),
    }
}

/// `POST /api/user/verify`
pub(crate) async fn verify(
    AxumState(state): AxumState<State>,
    Asker(client): Asker,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let answer = try_verify(&state, &client, &headers, body);
    limited(&state, Limiter::VerifySubmission, &client, answer).await
}

async fn try_verify(state: &State, client: &Client, headers: &HeaderMap, body: Body) -> Response {
    let fields = match fields::read(headers, body).await {
        Ok(fields) => fields,
        Err(error) => return failed(error.into(), &error),
    };
    let email = plain(fields.text("email"));
    match verify::redeem(state.app(), &email, fields.text("token"), client).await {
        Ok(()) => {
            let message = "Email verification was successful";
            json(StatusCode::OK, &Verified { message, status: "success" })
        }
        Err(error) if is_ours(&error) => {
            problem::log(Failure::Internal, &error);
            message(StatusCode::INTERNAL_SERVER_ERROR, "Something went wrong.")
        }
        Err(error) => {
            log(&error);
            message(StatusCode::BAD_REQUEST, "Invalid or expired email verification token")
        }
    }
}

/// The address, which the web client sends as the link has it.
fn plain(email: &str) -> String {
    if email.contains('@') {
        return email.to_owned();
    }
    percent_decode_str(email).decode_utf8_lossy().into_owned()
}

/// `POST /api/user/verify/resend`
pub(crate) async fn resend(
    AxumState(state): AxumState<State>,
    Asker(client): Asker,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let answer = try_resend(&state, &client, &headers, body);
    limited(&state, Limiter::VerifyRequest, &client, answer).await
}

async fn try_resend(state: &State, client: &Client, headers: &HeaderMap, body: Body) -> Response {
    let fields = match fields::read(headers, body).await {
        Ok(fields) => fields,
        Err(error) => return failed(error.into(), &error),
    };
    match verify::resend(state.app(), &plain(fields.text("email")), client) {
        Ok(()) => message(StatusCode::OK, REGISTERED),
        Err(error) => failed(Failure::Busy, &error),
    }
}

/// Whether a link failed here, rather than by itself.
const fn is_ours(error: &LinkError) -> bool {
    matches!(error, LinkError::Store(_) | LinkError::Mint(_))
}

fn log(error: &LinkError) {
    problem::log(Failure::MailLinkOver, error);
}
