//! Auth.js's contract, for `next-auth` 5 and `next-auth` 4: everything under the base path.
//!
//! What a session is, and who may have one, is decided where all other doors have it decided. This
//! only speaks the contract's language.

mod answer;
mod call;
pub(crate) mod cookies;
pub(crate) mod pages;
mod provider;
mod session;

use axum::body::Body;
use axum::response::Response;
use doorward_app::Client;
use doorward_core::authjs::action::{self, Action};
use http::{Method, Request};

use crate::dialects::librechat;
use crate::request::{Asker, State};
use crate::routes::oauth::{self, Door};
use crate::routes::sign_out;
use answer::{Trouble, bad_request, json};
use call::Call;

pub(crate) use provider::{not_signed_in, started_by};

/// Whatever is asked for under the base path.
pub(crate) async fn serve(state: State, Asker(client): Asker, request: Request<Body>) -> Response {
    let app = state.app();
    let (Some(settings), Some(authjs)) = (app.settings.authjs.as_ref(), app.authjs.clone()) else {
        return librechat::unknown().await;
    };
    let debug = settings.debug;
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let rest = path.strip_prefix(settings.route.as_str()).unwrap_or_default();
    let action = action::parse(rest.strip_prefix('/').unwrap_or_default());
    let response = match (action, method.as_str()) {
        (Some(Action::Callback(Some(id))), "GET" | "POST") if id != provider::CREDENTIALS => {
            callback(&state, &client, request).await
        }
        (Some(action), "GET" | "HEAD" | "POST") => {
            match Call::read((state, authjs), client, request).await {
                Ok(call) => answer(&call, action, &method).await,
                Err(_) => bad_request(),
            }
        }
        _ => bad_request(),
    };
    if debug {
        tracing::info!(%method, ?action, status = response.status().as_u16(), "Auth.js");
    }
    response
}

/// `GET callback/{id}`, and `POST` from providers that answer with a form. Whose answer it is says
/// its `state`, not the path.
async fn callback(state: &State, client: &Client, request: Request<Body>) -> Response {
    let (parts, body) = request.into_parts();
    let headers = &parts.headers;
    if parts.method == Method::GET {
        let answer = parts.uri.query().unwrap_or_default();
        return oauth::arrive(state, client, headers, answer, Door::AuthJs).await;
    }
    if !state.takes_foreign_posts(parts.uri.path()) {
        return bad_request();
    }
    oauth::arrive_by_post(state, client, (headers, body), Door::AuthJs).await
}

async fn answer(call: &Call, action: Action<'_>, method: &Method) -> Response {
    if *method == Method::POST {
        return post(call, action).await;
    }
    match action {
        Action::Csrf => session::csrf(call),
        Action::Providers => provider::list(call),
        Action::Session => session::show(call).await,
        Action::SignIn(None) => provider::ask(call),
        Action::SignOut => sign_out::ask(call.state.clone(), call.headers.clone()).await,
        // Without a provider there is nothing to come back from; HEAD is safe (RFC 9110 §9.2.1), and
        // coming back is not.
        Action::Callback(_) if *method == Method::HEAD => bad_request(),
        // Only a POST starts a sign-in: a link must not.
        Action::SignIn(Some(_)) | Action::Callback(_) => answer::fail(call, Trouble::Configuration),
        Action::Error => pages::to_error(call),
        Action::VerifyRequest => pages::verify_request(call).await,
        Action::WebauthnOptions => answer::no_webauthn(),
        Action::Log => bad_request(),
    }
}

async fn post(call: &Call, action: Action<'_>) -> Response {
    match action {
        Action::Session => session::update(call).await,
        Action::SignIn(id) => provider::start(call, id).await,
        Action::SignOut => session::sign_out(call).await,
        Action::Callback(Some(provider::CREDENTIALS)) => provider::credentials(call).await,
        // The older browser client's complaints: they prove nothing, so nothing is kept of them.
        Action::Log => json(http::StatusCode::OK, &serde_json::json!({})),
        _ => answer::fail(call, Trouble::Configuration),
    }
}
