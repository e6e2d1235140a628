//! `/access/check`: the decision of `LobeChat`'s `checkAuth`, with the error bodies that its pages know.

use axum::extract::State as AxumState;
use axum::response::{IntoResponse as _, Response};
use doorward_app::StoreError;
use doorward_app::access_code::{self, Outcome, Request};
use doorward_core::access_code::Refusal;
use http::header::CACHE_CONTROL;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri};
use serde::Serialize;

use crate::dialects::librechat::json;
use crate::problem::{self, Failure};
use crate::request::{Asker, Browser, State, bearer, browser};
use crate::{cookies, fields, limiter};

/// The payload of late pages; see [`doorward_core::access_code::Carrier`].
const AUTH: &str = "x-lobe-chat-auth";
/// The code alone, from early pages and for speech.
const CODE: &str = "x-lobe-chat-access-code";

/// Why a request was let in, for the proxy that asked.
const WHY: HeaderName = HeaderName::from_static("doorward-access");

/// The model provider that error bodies name when the question does not say.
const PROVIDER: &str = "openai";

/// The longest name of a model provider.
const PROVIDER_MAX: usize = 64;

/// `GET` and `POST /access/check`: 204, or the error body that `LobeChat`'s pages understand. The
/// parameter `provider` is what that body is to name.
pub(crate) async fn check(
    AxumState(state): AxumState<State>,
    Asker(client): Asker,
    headers: HeaderMap,
    uri: Uri,
) -> Response {
    let query = fields::form(uri.query().unwrap_or_default().as_bytes()).unwrap_or_default();
    let provider = query.get("provider").filter(|name| is_name(name)).unwrap_or(PROVIDER);
    let guest = cookies::guest(&state, &headers);
    let judged = match signed_in(&state, &headers).await {
        Ok(signed_in) => {
            let request = Request {
                signed_in,
                guest: guest.as_deref(),
                auth: text(&headers, AUTH),
                code: text(&headers, CODE),
            };
            access_code::check(state.app(), request, &client).await
        }
        Err(error) => Err(error),
    };
    match judged {
        Ok(Outcome::Allow(why)) => {
            let why = HeaderValue::from_static(why.as_str());
            (StatusCode::NO_CONTENT, [(WHY, why)]).into_response()
        }
        Ok(Outcome::Refuse(refusal)) => refused(refusal, provider),
        Ok(Outcome::TooMany(verdict)) => {
            let response = answer(StatusCode::TOO_MANY_REQUESTS, &Type::Number(429), provider);
            limiter::annotate(response, verdict, state.app().clock.now())
        }
        Err(error) => {
            problem::log(Failure::Internal, &error);
            answer(StatusCode::INTERNAL_SERVER_ERROR, &Type::Number(500), provider)
        }
    }
}

/// Whether a session of ours is under a request. What its headers claim beside that, such as
/// `X-oauth-authorized`, is not looked at.
async fn signed_in(state: &State, headers: &HeaderMap) -> Result<bool, StoreError> {
    if matches!(browser(state, headers).await?, Browser::SignedIn(_)) {
        return Ok(true);
    }
    Ok(bearer(state, headers).await.is_ok())
}

/// The value of a header that came once; of several, nobody knows which one counts.
fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (Some(value), None) => std::str::from_utf8(value.as_bytes()).ok(),
        _ => None,
    }
}

fn is_name(text: &str) -> bool {
    (1..=PROVIDER_MAX).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
}

/// `errorType`: a name, or the number of a status.
#[derive(Serialize)]
#[serde(untagged)]
enum Type {
    Name(&'static str),
    Number(u16),
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Answer<'a> {
    error_type: &'a Type,
    body: Inner<'a>,
}

#[derive(Serialize)]
struct Inner<'a> {
    error: Typed<'a>,
    provider: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Typed<'a> {
    error_type: &'a Type,
}

fn refused(refusal: Refusal, provider: &str) -> Response {
    let (status, kind) = match refusal {
        Refusal::InvalidAccessCode => (StatusCode::UNAUTHORIZED, Type::Name("InvalidAccessCode")),
        Refusal::InvalidClerkUser => (StatusCode::UNAUTHORIZED, Type::Name("InvalidClerkUser")),
        Refusal::Nothing => (StatusCode::UNAUTHORIZED, Type::Number(401)),
        Refusal::Unreadable => (StatusCode::BAD_REQUEST, Type::Number(400)),
        Refusal::ClockDiffers => (StatusCode::BAD_REQUEST, Type::Name("SystemTimeNotMatchError")),
    };
    answer(status, &kind, provider)
}

fn answer(status: StatusCode, kind: &Type, provider: &str) -> Response {
    let body =
        Answer { error_type: kind, body: Inner { error: Typed { error_type: kind }, provider } };
    let mut response = json(status, &body);
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
