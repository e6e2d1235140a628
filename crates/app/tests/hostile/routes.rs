//! The hostile provider's endpoints.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{any, get, post};
use serde_json::{Value, json};
use url::form_urlencoded;

use super::{ACCESS_TOKEN, Fault, Shared, answers, id_token, keys, session};

pub(super) fn router(shared: Arc<Shared>) -> Router {
    Router::new()
        .route("/.well-known/openid-configuration", get(discovery))
        .route("/jwks", get(jwks))
        .route("/token", post(token))
        .route("/userinfo", get(userinfo))
        .fallback(any(anything))
        .with_state(shared)
}

async fn anything(State(shared): State<Arc<Shared>>, uri: Uri) -> StatusCode {
    shared.hit(uri.path());
    StatusCode::NOT_FOUND
}

async fn discovery(State(shared): State<Arc<Shared>>, uri: Uri) -> Response {
    let (fault, _) = shared.hit(uri.path());
    let form = answers::discovery_form(fault);
    if let Some(answer) = answers::transport(form, &shared.base).await {
        return answer;
    }
    let document = answers::discovery(fault, &shared.issuer(fault), &shared.base);
    answers::json_answer(200, document.to_string())
}

async fn jwks(State(shared): State<Arc<Shared>>, uri: Uri) -> Response {
    let (fault, asked) = shared.hit(uri.path());
    match answers::transport(answers::keys_form(fault), &shared.base).await {
        Some(answer) => answer,
        None => answers::json_answer(200, answers::key_set(fault, asked).to_string()),
    }
}

async fn token(
    State(shared): State<Arc<Shared>>,
    headers: HeaderMap,
    uri: Uri,
    body: Bytes,
) -> Response {
    let (fault, _) = shared.hit(uri.path());
    let form: HashMap<_, _> = form_urlencoded::parse(&body).into_owned().collect();
    let authorization = headers.get(header::AUTHORIZATION).map(|v| v.to_str().unwrap().to_owned());
    if authorization.is_some() {
        // Keycloak says the second.
        let error = match fault {
            Fault::PostOfBoth => Some("invalid_client"),
            Fault::PostUnsaid => Some("unauthorized_client"),
            _ => None,
        };
        if let Some(error) = error {
            return answers::json_answer(401, format!(r#"{{"error":"{error}"}}"#));
        }
    }
    shared.with(|script| script.token_request = Some((form.clone(), authorization)));
    if let Some(answer) = answers::transport(answers::token_form(fault), &shared.base).await {
        return answer;
    }
    if form["grant_type"] == "refresh_token" {
        return session::refreshed(&shared, fault, &form);
    }
    let (asked, now_s, person, said) = shared.with(|script| {
        let asked = script.codes.remove(&form["code"]);
        script.passing.push(form["code_verifier"].clone());
        (asked, script.now_s, script.person.clone(), script.said.clone())
    });
    // A code counts once, only with its verifier, and only for the address that it was sent to.
    let asked = asked.filter(|asked| {
        asked["code_challenge"] == keys::challenge(&form["code_verifier"])
            && asked["redirect_uri"] == form["redirect_uri"]
    });
    let Some(asked) = asked else {
        // Some say again what they were sent.
        let described = format!("Code not valid: {}, {}", form["code"], form["code_verifier"]);
        let error = json!({"error": "invalid_grant", "error_description": described});
        return answers::json_answer(400, error.to_string());
    };
    let order = id_token::Order {
        fault,
        issuer: &shared.issuer(fault),
        base: &shared.base,
        person: &person,
        nonce: Some(&asked["nonce"]),
        said: &said,
        now_s,
    };
    let id_token = id_token::make(&order);
    let (status, mut answer): (u16, Value) = answers::tokens(fault, &id_token);
    shared.with(|script| {
        script.id_token = Some(id_token);
        answer["refresh_token"] = script.renewal.current();
    });
    answers::json_answer(status, answer.to_string())
}

async fn userinfo(State(shared): State<Arc<Shared>>, headers: HeaderMap, uri: Uri) -> Response {
    let (fault, _) = shared.hit(uri.path());
    let bearer = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    if bearer != Some(&format!("Bearer {ACCESS_TOKEN}")) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    if let Some(answer) = answers::transport(answers::userinfo_form(fault), &shared.base).await {
        return answer;
    }
    let person = shared.with(|script| script.person.clone());
    answers::userinfo(fault, &shared.issuer(fault), person)
}
