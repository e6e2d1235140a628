//! The files that pages refer to. Their names change with their content, so browsers keep them.

use axum::extract::{Path, State as AxumState};
use axum::response::{IntoResponse as _, Response};
use doorward_pages::{Asset, assets};
use http::header::{CACHE_CONTROL, CONTENT_TYPE};

use crate::problem::Failure;
use crate::request::State;
use crate::routes::page;

/// `GET /assets/{file}`
pub(crate) async fn serve(
    AxumState(state): AxumState<State>,
    Path(file): Path<String>,
) -> Response {
    let wanted = |asset: &&Asset| asset.path.strip_prefix("/assets/") == Some(&*file);
    match assets().iter().find(wanted) {
        Some(asset) => answer(asset, "public, max-age=31536000, immutable"),
        None => page::error(&state, Failure::NotFound),
    }
}

/// `GET /favicon.ico`, which browsers ask for whatever the page says.
pub(crate) async fn icon(AxumState(state): AxumState<State>) -> Response {
    let drawing = |asset: &&Asset| asset.content_type == "image/svg+xml";
    match assets().iter().find(drawing) {
        Some(asset) => answer(asset, "public, max-age=86400"),
        None => page::error(&state, Failure::NotFound),
    }
}

fn answer(asset: &'static Asset, cache: &'static str) -> Response {
    ([(CONTENT_TYPE, asset.content_type), (CACHE_CONTROL, cache)], asset.body).into_response()
}
