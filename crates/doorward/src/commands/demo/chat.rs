//! A toy chat app that has no sign-in of its own: it believes what the gateway tells it, once it has verified it.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use doorward_app::demo::{Asserted, NotAsserted, Verifier};
use doorward_app::guard::ASSERTION;
use doorward_app::ports::Clock;
use futures_util::stream;
use serde::Deserialize;
use serde_json::json;

use super::page::{Page, escape, refusal};

/// What assertions for it name as their audience.
pub(super) const AUDIENCE: &str = "demo-chat";

/// The path that everybody may ask for.
pub(super) const HEALTH: &str = "/healthz";

/// How long a word takes.
const PACE: Duration = Duration::from_millis(90);

/// How much of a question is repeated, in characters.
const LONGEST: usize = 300;

const SCRIPT: &str = include_str!("chat.js");

/// The app: it verifies assertions with `verifier`.
pub(super) fn router(verifier: Verifier) -> Router {
    Router::new()
        .route("/", get(page))
        .route("/api/chat", post(chat))
        .route(HEALTH, get(async || "ok\n"))
        .with_state(Arc::new(verifier))
}

/// Whoever the gateway says is asking; an answer when it does not, or cannot be believed.
async fn asking(verifier: &Verifier, headers: &HeaderMap) -> Result<Asserted, Response> {
    let token = headers.get(ASSERTION).and_then(|value| value.to_str().ok());
    let Some(token) = token else {
        let what = "This app answers only what comes through Doorward: nothing says who you are.";
        return Err(refusal(StatusCode::UNAUTHORIZED, what));
    };
    verifier.verify(token, Clock::System.now()).await.map_err(|error| {
        let status = match error {
            NotAsserted::Unreachable(_) | NotAsserted::NoKeys(_) => StatusCode::BAD_GATEWAY,
            _ => StatusCode::UNAUTHORIZED,
        };
        refusal(status, &format!("The assertion is not believed: {error}."))
    })
}

async fn page(State(verifier): State<Arc<Verifier>>, headers: HeaderMap) -> Response {
    let who = match asking(&verifier, &headers).await {
        Ok(who) => who,
        Err(answer) => return answer,
    };
    let told: BTreeMap<&str, &str> = headers
        .iter()
        .filter(|(name, _)| TOLD.contains(&name.as_str()))
        .filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?)))
        .collect();
    let told = told
        .into_iter()
        .map(|(name, value)| format!("<tr><th>{name}</th><td>{}</td></tr>\n", escape(value)));
    let body = format!(
        "<nav><span id=\"who\">{}</span> <a href=\"/doorward/\">Account</a> \
         <a href=\"/doorward/logout\">Sign out</a></nav>\n\
         <div id=\"said\" aria-live=\"polite\"></div>\n\
         <form id=\"ask\">\n<input name=\"message\" aria-label=\"Your question\" \
         placeholder=\"Ask something\" required autocomplete=\"off\" autofocus>\n\
         <button>Ask</button>\n</form>\n\
         <details>\n<summary>How this app knows you</summary>\n\
         <p>By these headers, which Doorward sets anew on each request:</p>\n<table>\n{}</table>\n\
         <p>And by a signed assertion, which was verified with Doorward's published key: {}, {}.</p>\n\
         </details>\n",
        escape(&who.name),
        told.collect::<String>(),
        escape(who.email.as_deref().unwrap_or("no address")),
        escape(&who.roles.join(", ")),
    );
    Page { title: "Toy chat", body: &body, script: SCRIPT, ..Page::default() }
        .answer(StatusCode::OK)
}

/// The headers that are shown.
const TOLD: [&str; 5] = [
    "x-forwarded-user",
    "x-forwarded-email",
    "x-forwarded-name",
    "x-forwarded-preferred-username",
    "x-forwarded-groups",
];

#[derive(Deserialize)]
struct Question {
    message: String,
}

async fn chat(State(verifier): State<Arc<Verifier>>, headers: HeaderMap, body: Bytes) -> Response {
    let who = match asking(&verifier, &headers).await {
        Ok(who) => who,
        Err(answer) => return answer,
    };
    let Ok(question) = serde_json::from_slice::<Question>(&body) else {
        let error = json!({ "error": "write {\"message\": \"...\"}" });
        return super::json(StatusCode::BAD_REQUEST, &error);
    };
    let answer = answer(&who.name, &question.message);
    let words: Vec<String> = answer.split_inclusive(' ').map(str::to_owned).collect();
    let events = words.into_iter().map(|word| event("word", &word)).chain([event("end", "")]);
    let stream = stream::unfold(events, async |mut events| {
        let event = events.next()?;
        tokio::time::sleep(PACE).await;
        Some((Ok::<_, Infallible>(event), events))
    });
    let headers = [(CONTENT_TYPE, "text/event-stream"), (CACHE_CONTROL, "no-store")];
    (headers, Body::from_stream(stream)).into_response()
}

fn event(kind: &str, text: &str) -> Bytes {
    Bytes::from(format!("event: {kind}\ndata: {}\n\n", json!({ "text": text })))
}

/// What it has to say, whatever it is asked.
fn answer(name: &str, question: &str) -> String {
    let short: String = question.trim().chars().take(LONGEST).collect();
    format!(
        "Hello {name}, you asked: \u{201c}{short}\u{201d} I am a toy and know nothing about it, but I can say \
         so word by word, and Doorward lets each word through the moment I say it."
    )
}
