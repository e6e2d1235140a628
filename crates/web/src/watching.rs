//! The listener for whoever watches. It has metrics and nothing of the public routes, and these have nothing
//! of it (checklist item 123).

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::response::{IntoResponse as _, Response};
use doorward_app::{App, Secret, metrics, readiness};
use http::header::{AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE, WWW_AUTHENTICATE};
use http::{HeaderMap, Method, Request, StatusCode};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// How long whoever connects may take to say what they want.
const HEAD_DEADLINE: Duration = Duration::from_secs(10);

/// How long to wait after the machine had no descriptor for another connection.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// The type of `OpenMetrics` text.
const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Serves until `stopping`.
pub(crate) async fn listen(
    listener: TcpListener,
    app: Arc<App>,
    connections: TaskTracker,
    stopping: CancellationToken,
) {
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = stopping.cancelled() => return,
        };
        match accepted {
            Ok((stream, _)) => {
                let (app, stopping) = (Arc::clone(&app), stopping.clone());
                connections.spawn(async move {
                    stopping.run_until_cancelled(serve(stream, &app)).await;
                });
            }
            Err(error) => {
                tracing::warn!(%error, "a connection for metrics could not be accepted");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

async fn serve(stream: TcpStream, app: &App) {
    let answer = service_fn(async |request: Request<Incoming>| {
        Ok::<_, Infallible>(answer(app, &request).await)
    });
    let served = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_DEADLINE)
        .serve_connection(TokioIo::new(stream), answer)
        .await;
    if let Err(error) = served {
        tracing::debug!(%error, "a connection for metrics ended badly");
    }
}

async fn answer(app: &App, request: &Request<Incoming>) -> Response {
    let token = app.settings.watching.as_ref().and_then(|watching| watching.token.as_ref());
    if token.is_some_and(|token| !shows(request.headers(), token)) {
        return (StatusCode::UNAUTHORIZED, [(WWW_AUTHENTICATE, "Bearer")]).into_response();
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    match request.uri().path() {
        "/metrics" => told(OPEN_METRICS, metrics::text(app).await),
        "/readyz" => {
            let detail = readiness::detail(app).await;
            let body = serde_json::to_string(&detail).unwrap_or_default();
            let status =
                if detail.ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
            (status, told("application/json", body)).into_response()
        }
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

fn told(kind: &'static str, text: String) -> Response {
    ([(CONTENT_TYPE, kind), (CACHE_CONTROL, "no-store")], Body::from(text)).into_response()
}

/// Whether a request shows this token (RFC 6750 §2.1), compared in constant time.
fn shows(headers: &HeaderMap, token: &Secret<String>) -> bool {
    let shown = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    let shown = shown.and_then(|value| value.split_once(' '));
    let shown = shown.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    shown.is_some_and(|(_, shown)| token.is(shown.trim()))
}
