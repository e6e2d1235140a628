//! Where providers end sessions: `OpenID` Connect Back-Channel Logout 1.0 §2.5 to §2.8. No browser comes
//! here, so there are no cookies. Only what is refused is counted, and after too much of it nothing
//! from there is looked at for a while.

use axum::body::Body;
use axum::extract::{Path, State as AxumState};
use axum::response::{IntoResponse as _, Response};
use doorward_app::Limiter;
use doorward_app::backchannel::{self, BackchannelError};
use doorward_core::secret::Secret;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, StatusCode};
use serde::Serialize;

use crate::dialects::librechat;
use crate::request::{Asker, State};
use crate::{fields, limiter};

/// What the standard wants to be said of a logout that failed.
#[derive(Serialize)]
struct Refusal<'a> {
    error: &'static str,
    error_description: &'a str,
}

/// `POST /oauth/{provider}/backchannel-logout`
pub(crate) async fn logout(
    AxumState(state): AxumState<State>,
    Path(provider): Path<String>,
    Asker(client): Asker,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let before = limiter::peek(&state, Limiter::ProviderLogout, &client);
    if !before.allowed {
        let response = never_stored(StatusCode::TOO_MANY_REQUESTS.into_response());
        return limiter::annotate(response, before, state.app().clock.now());
    }
    let token = if is_form(&headers) {
        fields::read(&headers, body).await.ok().and_then(|mut form| form.take("logout_token"))
    } else {
        None
    };
    let ended = backchannel::logout(state.app(), &provider, token.map(Secret::new)).await;
    match ended {
        Ok(_) => never_stored(StatusCode::OK.into_response()),
        Err(error) => {
            let verdict = limiter::count(&state, Limiter::ProviderLogout, &client);
            let response = refused(&provider, &error);
            limiter::annotate(response, verdict, state.app().clock.now())
        }
    }
}

fn is_form(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    kind.eq_ignore_ascii_case("application/x-www-form-urlencoded")
}

/// Says no, and writes why into the log.
fn refused(provider: &str, error: &BackchannelError) -> Response {
    let code = error.code();
    tracing::warn!(
        code,
        provider,
        error = error as &dyn std::error::Error,
        "a provider's request to end sessions was refused"
    );
    let status = match error {
        BackchannelError::NoProvider => StatusCode::NOT_FOUND,
        BackchannelError::Refused(_) | BackchannelError::Store(_) => StatusCode::BAD_REQUEST,
    };
    let body = Refusal { error: "invalid_request", error_description: code };
    never_stored(librechat::json(status, &body))
}

fn never_stored(mut response: Response) -> Response {
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
