//! `csrf`, `session` and `signout`.

use axum::response::Response;
use doorward_app::Live;
use doorward_app::authjs::{self, Holder};
use doorward_core::address::Email;
use doorward_core::authjs::Generation;
use doorward_core::id::UserId;
use http::StatusCode;
use serde::Serialize;

use super::answer::{Trouble, broken, fail, go, json, uncached};
use super::call::Call;
use super::cookies::{self, Held};
use crate::dialects::librechat::user::Iso;
use crate::routes::sign_out;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CsrfToken<'a> {
    csrf_token: &'a str,
}

#[derive(Serialize)]
struct Session<'a> {
    user: Person<'a>,
    expires: Iso,
}

#[derive(Serialize)]
struct Person<'a> {
    name: &'a str,
    email: Option<&'a str>,
    image: Option<&'a str>,
    id: UserId,
}

/// `GET csrf`
pub(super) fn csrf(call: &Call) -> Response {
    let Ok(url) = call.callback_url() else { return broken(&NoAddress) };
    match call.form_token() {
        Ok(form) => {
            let body = CsrfToken { csrf_token: &form.token };
            let lines = form.new_cookie.into_iter().chain(call.remember(&url));
            cookies::set(uncached(json(StatusCode::OK, &body)), lines)
        }
        Err(error) => broken(&error),
    }
}

/// `GET session`
pub(super) async fn show(call: &Call) -> Response {
    let Ok(url) = call.callback_url() else { return broken(&NoAddress) };
    let form = match call.form_token() {
        Ok(form) => form,
        Err(error) => return broken(&error),
    };
    let lines = form.new_cookie.into_iter().chain(call.remember(&url)).collect();
    uncached(current(call, lines).await)
}

/// `POST session`: the client wishes that something about the session were otherwise. Nothing of what
/// it sends is taken over, so it is told how things stand.
pub(super) async fn update(call: &Call) -> Response {
    if !call.is_from_our_form() {
        return nobody(call.generation, StatusCode::BAD_REQUEST);
    }
    current(call, Vec::new()).await
}

/// The session as it is now. The cookie is written anew, so that it lasts as long as it is used: that of
/// the client, where it says which it is, and else the one that it sent.
async fn current(call: &Call, lines: Vec<String>) -> Response {
    let (state, request) = (&call.state, &call.headers);
    match cookies::held(state, request).await {
        Ok(Held::Session(generation, live)) => {
            let mut response = cookies::set(body(call, &live), lines);
            let headers = (request, response.headers_mut());
            let generation = if call.as_json { call.generation } else { generation };
            cookies::write(state, headers, generation, &Holder::from(&*live));
            response
        }
        Ok(Held::Nothing) => cookies::set(nobody(call.generation, StatusCode::OK), lines),
        Ok(Held::Rubbish) => {
            let mut response = cookies::set(nobody(call.generation, StatusCode::OK), lines);
            cookies::clear(state, request, response.headers_mut());
            response
        }
        Err(error) => broken(&error),
    }
}

fn body(call: &Call, live: &Live) -> Response {
    let user = &live.user;
    let session = Session {
        user: Person {
            name: &user.name,
            email: user.email.as_ref().map(Email::as_str),
            image: user.avatar.as_deref(),
            id: user.id,
        },
        expires: Iso(authjs::expires(live.expires_at, call.state.app().clock.now())),
    };
    json(StatusCode::OK, &session)
}

/// Nobody is signed in: each client takes the other's word for that as a fault.
fn nobody(generation: Generation, status: StatusCode) -> Response {
    match generation {
        Generation::V5 => json(status, &()),
        Generation::V4 => json(status, &serde_json::json!({})),
    }
}

/// `POST signout`
pub(super) async fn sign_out(call: &Call) -> Response {
    if !call.is_from_our_form() {
        return fail(call, Trouble::MissingCsrf);
    }
    let Ok(url) = call.callback_url() else { return fail(call, Trouble::Configuration) };
    let onward = match sign_out::end_sessions(&call.state, &call.headers).await {
        Ok(onward) => onward,
        Err(error) => return broken(&error),
    };
    // Where the provider is to be left as well, the way leads there first.
    let target = onward.as_ref().map_or(url.as_str(), |onward| onward.url.as_str());
    let mut response = cookies::set(go(call, target), call.remember(&url));
    if let Some(onward) = &onward {
        crate::cookies::set_logout(&call.state, response.headers_mut(), &onward.state);
    }
    sign_out::forgotten(&call.state, &call.headers, response)
}

/// A callback address that is none on the web, in a request that has no page to say so on.
#[derive(Debug, thiserror::Error)]
#[error("callbackUrl is no address on the web")]
struct NoAddress;
