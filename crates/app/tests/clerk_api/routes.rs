//! Its endpoints, in one function: each is a line.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Response};
use serde_json::{Value, json};
use url::form_urlencoded;

use super::{Fault, SECRET_KEY, Script, Shared};

pub(super) fn router(shared: Arc<Shared>) -> Router {
    Router::new().fallback(answer).with_state(shared)
}

async fn answer(
    State(shared): State<Arc<Shared>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let body = serde_json::from_slice(&body).unwrap_or(Value::Null);
    let what = format!("{method} {}", uri.path_and_query().unwrap());
    let fault = shared.with(|script| {
        script.asked.push((what, body.clone()));
        script.fault
    });
    if fault == Fault::Silent {
        std::future::pending::<()>().await;
    }
    if let Some(refused) = refuse(fault, uri.path(), &headers) {
        return refused;
    }
    let path: Vec<_> = uri.path().trim_start_matches('/').split('/').collect();
    let query: Vec<_> =
        form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()).into_owned().collect();
    let found = shared.with(|script| find(script, &method, &path, (&query, &body)));
    match found {
        Some(found) => reply(200, &found),
        None => reply(404, &errors("not_found")),
    }
}

fn find(
    script: &Script,
    method: &Method,
    path: &[&str],
    (query, body): (&[(String, String)], &Value),
) -> Option<Value> {
    match (method.as_str(), path) {
        ("GET", ["v1", "jwks"] | [".well-known", "jwks.json"]) => Some(match script.fault {
            Fault::NoKeys => json!({ "keys": [] }),
            _ => script.keys.clone(),
        }),
        ("GET", ["v1", "users", id]) => {
            script.users.get(*id).filter(|user| !user.is_null()).cloned()
        }
        ("POST", ["v1", "sessions", id, "revoke"]) => {
            Some(json!({"id": id, "object": "session", "status": "revoked"}))
        }
        ("POST", ["v1", "sign_in_tokens"]) => Some(json!({
            "object": "sign_in_token", "user_id": body["user_id"], "status": "pending",
            "token": "t", "url": "https://clerk.example.com/v1/tickets/accept?ticket=t",
        })),
        ("GET", ["v1", "clients", "handshake_payload"]) => {
            let (_, nonce) = query.iter().find(|(name, _)| name == "nonce")?;
            script.handshakes.get(nonce).map(|list| json!({ "directives": list }))
        }
        ("POST", ["v1", "sessions", _, "refresh"]) => {
            script.refreshed.as_ref().map(|list| json!({"object": "cookies", "cookies": list}))
        }
        _ => None,
    }
}

fn refuse(fault: Fault, path: &str, headers: &HeaderMap) -> Option<Response> {
    let public = path == "/.well-known/jwks.json";
    let authorization = headers.get(header::AUTHORIZATION).map(|v| v.to_str().unwrap().to_owned());
    let knows_us = authorization == Some(format!("Bearer {SECRET_KEY}"));
    match fault {
        Fault::Broken => Some(reply(500, &errors("unexpected_error"))),
        Fault::TooMany => {
            let mut response = reply(429, &errors("too_many_requests"));
            response.headers_mut().insert(header::RETRY_AFTER, "30".parse().unwrap());
            Some(response)
        }
        _ if public => None,
        Fault::KeyInvalid => Some(reply(401, &errors("clerk_key_invalid"))),
        _ if !knows_us => Some(reply(401, &errors("clerk_key_invalid"))),
        _ => {
            assert_eq!(headers["clerk-api-version"], "2026-05-12");
            assert_eq!(headers[header::CONTENT_TYPE], "application/json");
            None
        }
    }
}

fn errors(code: &str) -> Value {
    json!({"errors": [{"code": code, "message": code, "long_message": code}], "clerk_trace_id": "t"})
}

fn reply(status: u16, body: &Value) -> Response {
    let kind = [(header::CONTENT_TYPE, "application/json")];
    (StatusCode::from_u16(status).unwrap(), kind, body.to_string()).into_response()
}
