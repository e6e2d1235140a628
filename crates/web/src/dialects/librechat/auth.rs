//! `/api/auth/*` (reference 1.1 and 2).

use axum::body::Body;
use axum::extract::State as AxumState;
use axum::response::Response;
use doorward_app::login::{self, LoginError, LoginInput};
use doorward_app::refresh::{self, RefreshError};
use doorward_app::register::{self, Key, RegisterError};
use doorward_app::second_factor::LoginOutcome;
use doorward_app::{Client, Limiter, Role, SignedIn, sign_out};
use doorward_core::factor::Need;
use doorward_core::limit::Verdict;
use doorward_core::registration::{Field, Form, Invalid};
use doorward_core::secret::Secret;
use http::{HeaderMap, StatusCode, Uri};
use percent_encoding::percent_decode_str;
use serde::Serialize;

use super::user::{Person, unauthorized};
use super::{failed, failure, json, message, sentence};
use crate::dialects::authjs;
use crate::problem::Failure;
use crate::request::{Asker, State, bearer};
use crate::routes::sign_out::forgotten;
use crate::{cookies, fields, limiter};

#[derive(Serialize)]
struct Tokens<'a> {
    token: &'a str,
    user: Person<'a>,
}

#[derive(Serialize)]
struct Waits<'a> {
    #[serde(rename = "twoFAPending")]
    two_fa_pending: bool,
    #[serde(rename = "tempToken")]
    temp_token: &'a str,
}

/// What is said to whoever has not the role that a route needs.
pub(super) const FORBIDDEN: &str = "Forbidden";

/// `POST /api/auth/login`
pub(crate) async fn login(
    AxumState(state): AxumState<State>,
    Asker(client): Asker,
    headers: HeaderMap,
    body: Body,
) -> Response {
    by_password(&state, &client, &headers, body, None).await
}

/// Signs somebody in who has the role `only`, if that matters, by a password.
pub(super) async fn by_password(
    state: &State,
    client: &Client,
    headers: &HeaderMap,
    body: Body,
    only: Option<Role>,
) -> Response {
    let verdict = limiter::count(state, Limiter::Login, client);
    let now = state.app().clock.now();
    if !verdict.allowed {
        return too_many(state, Limiter::Login, verdict);
    }
    match try_login(state, client, headers, body, only).await {
        Ok(response) => limiter::annotate(response, verdict, now),
        Err(verdict) => too_many(state, Limiter::Login, verdict),
    }
}

/// The refusal of one try too many.
pub(crate) fn too_many(state: &State, limiter: Limiter, verdict: Verdict) -> Response {
    let text = limiter::sentence(limiter, state.app().rule(limiter));
    let response = message(StatusCode::TOO_MANY_REQUESTS, &text);
    limiter::annotate(response, verdict, state.app().clock.now())
}

async fn try_login(
    state: &State,
    client: &Client,
    headers: &HeaderMap,
    body: Body,
    only: Option<Role>,
) -> Result<Response, Verdict> {
    if !state.app().settings.switches.email_login {
        return Ok(failure(Failure::EmailLoginOff));
    }
    let mut fields = match fields::read(headers, body).await {
        Ok(fields) => fields,
        Err(error) => return Ok(failed(error.into(), &error)),
    };
    let given = |text: &String| !text.is_empty();
    let email = fields.take("email").filter(given);
    let password = fields.take("password").filter(given);
    let (Some(email), Some(password)) = (email, password) else {
        return Ok(message(StatusCode::NOT_FOUND, "Missing credentials"));
    };
    let return_to = "/".to_owned();
    let input = LoginInput { email, password: Secret::new(password), return_to, only };
    match login::with_password(state.app(), input, client).await {
        Ok(LoginOutcome::SecondFactor(pending)) if pending.need == Need::Enrolment => {
            Ok(failure(Failure::FactorMissing))
        }
        Ok(LoginOutcome::SecondFactor(pending)) => {
            let token = &pending.token;
            Ok(json(StatusCode::OK, &Waits { two_fa_pending: true, temp_token: token }))
        }
        Ok(LoginOutcome::SignedIn(signed_in)) => {
            let mut response = opened(&signed_in);
            cookies::set_session(state, headers, response.headers_mut(), &signed_in);
            Ok(response)
        }
        Err(LoginError::TooMany(verdict)) => Err(verdict),
        Err(LoginError::OtherRole) => Ok(message(StatusCode::FORBIDDEN, FORBIDDEN)),
        Err(error) => Ok(failed(Failure::from(&error), &error)),
    }
}

/// The body that tells a client of its new session.
pub(crate) fn opened(signed_in: &SignedIn) -> Response {
    let user = Person::with_id(&signed_in.user);
    json(StatusCode::OK, &Tokens { token: &signed_in.access, user })
}

/// `POST /api/auth/register`
pub(crate) async fn register(
    AxumState(state): AxumState<State>,
    Asker(client): Asker,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let verdict = limiter::count(&state, Limiter::Register, &client);
    let now = state.app().clock.now();
    if !verdict.allowed {
        return too_many(&state, Limiter::Register, verdict);
    }
    let response = try_register(&state, &headers, body).await;
    limiter::annotate(response, verdict, now)
}

/// The same answer for a new address and for one that is taken.
pub(super) const REGISTERED: &str = "Please check your email to verify your email address.";

async fn try_register(state: &State, headers: &HeaderMap, body: Body) -> Response {
    let fields = match fields::read(headers, body).await {
        Ok(fields) => fields,
        Err(error) => return failed(error.into(), &error),
    };
    let form = Form {
        name: fields.get("name"),
        username: fields.get("username"),
        email: fields.get("email"),
        password: fields.get("password"),
        confirmation: fields.get("confirm_password"),
        language: None,
    };
    let token = fields.get("token").and_then(invite_token);
    let key = token.as_deref().map_or(Key::None, Key::Invitation);
    match register::with_password(state.app(), &form, key).await {
        Ok(_) | Err(RegisterError::AddressTaken) => message(StatusCode::OK, REGISTERED),
        Err(RegisterError::Invalid(complaints)) => {
            message(StatusCode::NOT_FOUND, &validation(&complaints))
        }
        Err(error) => failed(Failure::from(&error), &error),
    }
}

/// The token of an invitation, as the client takes it out of the address of its page. It says `undefined`
/// where there is none.
fn invite_token(text: &str) -> Option<String> {
    let decoded = percent_decode_str(text).decode_utf8_lossy();
    (!text.is_empty() && text != "undefined").then(|| decoded.into_owned())
}

/// `field: text` for each complaint, joined by a blank.
pub(super) fn validation(complaints: &[Invalid]) -> String {
    let texts = complaints.iter().map(|one| match one.field {
        Field::Passwords => format!(": {}", one.fault),
        field => format!("{}: {}", field.as_str(), one.fault),
    });
    texts.collect::<Vec<_>>().join(" ")
}

/// `POST /api/auth/refresh`
pub(crate) async fn refresh(
    AxumState(state): AxumState<State>,
    Asker(client): Asker,
    headers: HeaderMap,
    uri: Uri,
) -> Response {
    let Some(token) = cookies::get(&headers, cookies::REFRESH).filter(|t| !t.is_empty()) else {
        // The usual answer to somebody who comes for the first time.
        return sentence(StatusCode::OK, "Refresh token not provided");
    };
    match refresh::rotate(state.app(), &token, &client).await {
        Ok(new) => {
            let body = Tokens { token: &new.access, user: Person::without_id(&new.user) };
            let mut response = json(StatusCode::OK, &body);
            cookies::set_refresh(&state, response.headers_mut(), &new.refresh, new.expires_at);
            response
        }
        Err(error) => refresh_refused(&state, &uri, &error),
    }
}

fn refresh_refused(state: &State, uri: &Uri, error: &RefreshError) -> Response {
    match error {
        RefreshError::Token(_) => {
            // No token of ours, or none any more: it can only be in the way.
            let mut response = sentence(StatusCode::FORBIDDEN, "Invalid refresh token");
            cookies::clear_refresh(state, response.headers_mut());
            response
        }
        // The cookies stay: they may be the winner's of a race (checklist item 24).
        RefreshError::NoSession | RefreshError::Reused => {
            let retry =
                uri.query().unwrap_or_default().split('&').any(|pair| pair.starts_with("retry"));
            if retry {
                sentence(StatusCode::FORBIDDEN, "No session found")
            } else {
                let text = "Refresh token expired or not found for this user";
                sentence(StatusCode::UNAUTHORIZED, text)
            }
        }
        RefreshError::Banned => {
            let mut response = failed(Failure::Banned, error);
            cookies::clear_refresh(state, response.headers_mut());
            response
        }
        // The session is not over: it goes on when the provider answers again.
        RefreshError::ProviderSilent => failed(Failure::ProviderDown, error),
        RefreshError::Mint(_) | RefreshError::Store(_) => failed(Failure::Internal, error),
    }
}

/// `POST /api/auth/logout`
pub(crate) async fn logout(AxumState(state): AxumState<State>, headers: HeaderMap) -> Response {
    let live = match bearer(&state, &headers).await {
        Ok(live) => live,
        Err(error) => return unauthorized(&error),
    };
    // The cookies may be of another session, begun in another tab: they are taken away below.
    let cookie = cookies::get(&headers, cookies::REFRESH);
    let ended = match sign_out::sign_out(state.app(), Some(&live), cookie.as_deref()).await {
        Ok(onward) => authjs::cookies::end(&state, &headers).await.map(|()| onward),
        Err(error) => Err(error),
    };
    match ended {
        Ok(onward) => {
            let redirect = onward.as_ref().map(|onward| onward.url.as_str());
            let body = SignedOut { message: "Logout successful", redirect };
            let mut response = forgotten(&state, &headers, json(StatusCode::OK, &body));
            if let Some(onward) = &onward {
                cookies::set_logout(&state, response.headers_mut(), &onward.state);
            }
            response
        }
        Err(error) => failed(Failure::Internal, &error),
    }
}

#[derive(Serialize)]
struct SignedOut<'a> {
    message: &'static str,
    /// Where the client goes on to sign out at the provider.
    #[serde(skip_serializing_if = "Option::is_none")]
    redirect: Option<&'a str>,
}
