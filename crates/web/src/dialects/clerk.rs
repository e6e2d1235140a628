//! What programs ask about Clerk: `LobeChat`'s endpoint for Clerk's messages, and the exchange of a
//! session token for a session of ours.

use axum::body::Body;
use axum::extract::State as AxumState;
use axum::response::Response;
use doorward_app::Limiter;
use doorward_app::clerk::sign_in;
use doorward_app::clerk::webhook::{self, Received, WebhookError};
use doorward_core::clerk::webhook::Headers;
use http::{HeaderMap, StatusCode};
use serde_json::json;

use super::librechat::{self, failed, json, message};
use crate::problem::{self, Failure};
use crate::request::{Asker, State};
use crate::{cookies, fields, limiter};

/// The largest message that is read, in bytes.
const MESSAGE_MAX: usize = 256 * 1024;

/// `POST /api/webhooks/clerk`. Only what is refused is limited: Clerk may have much to say.
pub(crate) async fn receive(
    AxumState(state): AxumState<State>,
    Asker(client): Asker,
    headers: HeaderMap,
    body: Body,
) -> Response {
    if state.app().clerk.is_none() {
        return librechat::unknown().await;
    }
    let response = match heard(&state, &headers, body).await {
        Ok(received) => return acknowledged(received),
        Err(Some(error)) if !is_refusal(&error) => return not_acted_on(&error),
        Err(error) => error,
    };
    let verdict = limiter::count(&state, Limiter::ProviderLogout, &client);
    let response = if verdict.allowed {
        if let Some(error) = &response {
            let error = error as &dyn std::error::Error;
            tracing::warn!(error, "a message from Clerk was refused");
        }
        refused()
    } else {
        let text = limiter::sentence(Limiter::ProviderLogout, state.app().settings.limits.login);
        json(StatusCode::TOO_MANY_REQUESTS, &json!({ "error": text }))
    };
    limiter::annotate(response, verdict, state.app().clock.now())
}

/// Reads a message and has it acted on. The error is nothing when the body cannot be read.
async fn heard(
    state: &State,
    headers: &HeaderMap,
    body: Body,
) -> Result<Received, Option<WebhookError>> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let signature = Headers {
        id: text("svix-id"),
        timestamp: text("svix-timestamp"),
        signature: text("svix-signature"),
    };
    webhook::screen(state.app(), signature)?;
    let body = fields::bytes(body, MESSAGE_MAX).await.map_err(|_| None)?;
    Ok(webhook::receive(state.app(), signature, &body).await?)
}

const fn is_refusal(error: &WebhookError) -> bool {
    matches!(error, WebhookError::Off | WebhookError::NoSecret | WebhookError::Refused(_))
}

fn acknowledged(received: Received) -> Response {
    let (message, success) = match received {
        Received::UserCreated(true) => ("user created", Some(true)),
        Received::UserCreated(false) => ("user not created", Some(false)),
        Received::UserUpdated(true) => ("user updated", Some(true)),
        Received::UserUpdated(false) => ("user not found", Some(false)),
        Received::UserDeleted(Some(_)) => ("user deleted", None),
        Received::UserDeleted(None) | Received::Session | Received::Repeated => ("ok", None),
    };
    let body = match success {
        Some(success) => json!({ "message": message, "success": success }),
        None => json!({ "message": message }),
    };
    json(StatusCode::OK, &body)
}

fn not_acted_on(error: &WebhookError) -> Response {
    let cause = error as &dyn std::error::Error;
    match error {
        WebhookError::Unrecognised(kind) => {
            let text = format!("unrecognised payload type: {kind}");
            json(StatusCode::BAD_REQUEST, &json!({ "error": text }))
        }
        // Clerk sends again what was not acknowledged.
        WebhookError::UnderWay => {
            json(StatusCode::SERVICE_UNAVAILABLE, &json!({ "error": "try again" }))
        }
        _ => failed(Failure::Internal, cause),
    }
}

fn refused() -> Response {
    let body = json!({ "error": "webhook verification failed or payload was malformed" });
    json(StatusCode::BAD_REQUEST, &body)
}

/// `POST /api/auth/clerk`: `Authorization: Bearer <session token of Clerk's>` opens a session of ours,
/// and the answer is that of a sign-in.
pub(crate) async fn exchange(
    AxumState(state): AxumState<State>,
    Asker(client): Asker,
    headers: HeaderMap,
) -> Response {
    let verdict = limiter::count(&state, Limiter::Provider, &client);
    let now = state.app().clock.now();
    if !verdict.allowed {
        let text = limiter::sentence(Limiter::Provider, state.app().settings.limits.login);
        return limiter::annotate(message(StatusCode::TOO_MANY_REQUESTS, &text), verdict, now);
    }
    let response = match bearer(&headers) {
        Some(token) => try_exchange(&state, &client, (&headers, token)).await,
        None => message(StatusCode::UNAUTHORIZED, "Unauthorized"),
    };
    limiter::annotate(response, verdict, now)
}

async fn try_exchange(
    state: &State,
    client: &doorward_app::Client,
    (headers, token): (&HeaderMap, &str),
) -> Response {
    match sign_in::exchange(state.app(), token, client).await {
        Ok(signed_in) => {
            let mut response = librechat::auth::opened(&signed_in);
            cookies::set_session(state, headers, response.headers_mut(), &signed_in);
            response
        }
        Err(error) => {
            let failure = Failure::from(&error);
            problem::log(failure, &error);
            match failure {
                Failure::NoProvider => librechat::unknown().await,
                Failure::ProviderRefused => message(StatusCode::UNAUTHORIZED, "Unauthorized"),
                failure => librechat::failure(failure),
            }
        }
    }
}

/// The scheme is compared exactly, as Clerk's own servers do.
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(http::header::AUTHORIZATION)?.to_str().ok()?;
    value.strip_prefix("Bearer ").map(str::trim).filter(|token| !token.is_empty())
}
