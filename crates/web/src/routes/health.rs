//! For whoever watches the process (reference 1.5).

use axum::extract::State as AxumState;
use axum::response::{IntoResponse as _, Response};
use http::StatusCode;

use crate::problem::{self, Failure};
use crate::request::State;

/// `GET /health`, `GET /livez`: the process answers.
pub(crate) async fn live() -> &'static str {
    "OK"
}

/// `GET /readyz`: the store answers too.
pub(crate) async fn ready(AxumState(state): AxumState<State>) -> Response {
    match state.app().ready().await {
        Ok(()) => "OK".into_response(),
        Err(error) => {
            problem::log(Failure::Internal, &error);
            (StatusCode::SERVICE_UNAVAILABLE, "NOT_READY").into_response()
        }
    }
}
