//! The least that an HTTP answer costs: `hello PORT WORKERS SECRET`, on 127.0.0.1.
//!
//! - `GET /` answers a small JSON body: bare axum.
//! - `GET /jwt` checks an HS256 bearer token first and answers its claims: what a session check that
//!   cannot be revoked would cost. `GET /token` hands such a token out.
//! - `GET /allow` answers 204 with two headers: the least that a checker behind a proxy can say.
//! - `GET /chunks` streams 64 kB at a time, 256 MB in all.
//! - `GET /events` is an event each 20 ms that says when it was sent, in nanoseconds of the machine's clock.
//! - `GET /quiet` is one such event, and nothing after it.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use axum::routing::get;
use axum::serve::ListenerExt as _;
use axum::{Json, Router};
use futures_util::{StreamExt as _, stream};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
use serde::{Deserialize, Serialize};

/// The claims, and the answer: about as long as the answer of `GET /api/user`.
#[derive(Clone, Serialize, Deserialize)]
struct Claims {
    id: String,
    username: String,
    email: String,
    sid: String,
    exp: u64,
}

fn claims() -> Claims {
    Claims {
        id: "652f7e90f1a2b3c4d5e6f708".to_owned(),
        username: "bench".to_owned(),
        email: "bench@example.test".to_owned(),
        sid: "018bcfe5-6800-7000-8000-000000000001".to_owned(),
        exp: 4_000_000_000,
    }
}

struct Keys {
    sign: EncodingKey,
    verify: DecodingKey,
    rules: Validation,
}

async fn check(
    State(keys): State<Arc<Keys>>,
    headers: HeaderMap,
) -> Result<Json<Claims>, StatusCode> {
    headers
        .get("authorization")
        .and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "))
        .and_then(|token| decode::<Claims>(token, &keys.verify, &keys.rules).ok())
        .map(|token| Json(token.claims))
        .ok_or(StatusCode::UNAUTHORIZED)
}

async fn token(State(keys): State<Arc<Keys>>) -> Result<String, StatusCode> {
    encode(&Header::default(), &claims(), &keys.sign).map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)
}

async fn serve(port: u16, secret: &[u8]) -> std::io::Result<()> {
    let keys = Keys {
        sign: EncodingKey::from_secret(secret),
        verify: DecodingKey::from_secret(secret),
        rules: Validation::new(Algorithm::HS256),
    };
    let routes = Router::new()
        .route("/", get(async || Json(claims())))
        .route("/jwt", get(check))
        .route("/token", get(token))
        .route("/allow", get(allow))
        .route("/chunks", get(chunks))
        .route("/events", get(events))
        .route("/quiet", get(quiet))
        .with_state(Arc::new(keys));
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await?;
    // Events must not wait for more of them.
    let listener = listener.tap_io(|stream| drop(stream.set_nodelay(true)));
    axum::serve(listener, routes).await
}

async fn allow() -> impl IntoResponse {
    (StatusCode::NO_CONTENT, [("x-auth-user", "bench"), ("x-auth-email", "bench@example.test")])
}

async fn chunks() -> Body {
    let chunk = Bytes::from(vec![b'x'; 64 * 1024]);
    Body::from_stream(stream::iter((0..4096).map(move |_| Ok::<_, Infallible>(chunk.clone()))))
}

/// An event that says when it was sent.
fn event() -> Result<Bytes, Infallible> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Ok(Bytes::from(format!("data: {}\n\n", now.as_nanos())))
}

async fn events() -> impl IntoResponse {
    let ticks = tokio::time::interval(Duration::from_millis(20));
    let events = stream::unfold(ticks, async |mut ticks| {
        ticks.tick().await;
        Some((event(), ticks))
    });
    ([(CONTENT_TYPE, "text/event-stream")], Body::from_stream(events))
}

async fn quiet() -> impl IntoResponse {
    let events = stream::once(async { event() }).chain(stream::pending());
    ([(CONTENT_TYPE, "text/event-stream")], Body::from_stream(events))
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let mut next = || arguments.next().ok_or("usage: hello PORT WORKERS SECRET");
    let (port, workers, secret) = (next()?.parse()?, next()?.parse()?, next()?);
    let runtime = match workers {
        1 => tokio::runtime::Builder::new_current_thread().enable_all().build()?,
        _ => tokio::runtime::Builder::new_multi_thread()
            .worker_threads(workers)
            .enable_all()
            .build()?,
    };
    Ok(runtime.block_on(serve(port, secret.as_bytes()))?)
}
