//! The way from our pages to the app behind the gateway, and what the app verifies us with.

use axum::extract::State as AxumState;
use axum::response::{IntoResponse as _, Response};
use doorward_app::settings::MOUNT;
use doorward_core::origin::own_path;
use http::header::{CACHE_CONTROL, HeaderValue};
use http::{StatusCode, Uri};

use super::page;
use crate::dialects::librechat::json;
use crate::problem::Failure;
use crate::request::State;

/// Where a person goes on to the app: what follows is the app's path. A path to return to is always one of
/// ours, so this is how one of the app's is written.
pub(crate) const ONWARD: &str = "/onward";

/// The app's own start.
pub(crate) const APP: &str = "/onward/";

/// `GET /onward/...`
pub(crate) async fn go(state: State, uri: Uri) -> Response {
    let asked = uri.path_and_query().and_then(|path| path.as_str().strip_prefix(ONWARD));
    match asked.and_then(own_path) {
        Some(path) => {
            let around = state.0.prefix.strip_suffix(MOUNT).unwrap_or_default();
            page::see_other(&format!("{around}{path}"))
        }
        None => page::error(&state, Failure::NotFound),
    }
}

/// The keys that assertions are signed with. Apps may keep them for an hour.
pub(crate) async fn jwks(AxumState(state): AxumState<State>) -> Response {
    let Some(gateway) = &state.app().gateway else { return StatusCode::NOT_FOUND.into_response() };
    let mut response = json(StatusCode::OK, &gateway.jwks());
    let hour = HeaderValue::from_static("public, max-age=3600");
    response.headers_mut().insert(CACHE_CONTROL, hour);
    response
}
