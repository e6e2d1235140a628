//! What is kept about oneself, as a file.

use axum::body::Body;
use axum::response::Response;
use doorward_app::Live;
use doorward_app::export::{self, ExportError};
use doorward_app::proof::Typed;
use doorward_pages::ConfirmStep;
use http::header::{CONTENT_DISPOSITION, HeaderValue};
use http::{HeaderMap, StatusCode};

use crate::dialects::librechat;
use crate::problem::Failure;
use crate::request::{Asker, State};
use crate::routes::{links, page};

/// Where it is.
const HERE: &str = "/account/export";

/// `GET /account/export`
pub(crate) async fn show(state: State, Asker(client): Asker, headers: HeaderMap) -> Response {
    match super::signed_in(&state, &headers, "/").await {
        Ok(live) => {
            let typed = Typed { password: None, code: None, client: &client };
            hand_over(&state, &live, typed).await
        }
        Err(response) => response,
    }
}

/// `POST /account/export`: the same, perhaps with the password that proves who asks.
pub(crate) async fn submit(
    state: State,
    Asker(client): Asker,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let (live, mut fields) = match super::asker(&state, &headers, body, "/").await {
        Ok(both) => both,
        Err(response) => return response,
    };
    match links::typed(&state, &client, &live, &mut fields) {
        Ok(typed) => hand_over(&state, &live, typed).await,
        Err(refused) => refused,
    }
}

async fn hand_over(state: &State, live: &Live, typed: Typed<'_>) -> Response {
    match export::for_owner(state.app(), live, typed).await {
        Ok(kept) => {
            let mut response = librechat::json(StatusCode::OK, &kept);
            let file = HeaderValue::from_static("attachment; filename=\"account.json\"");
            response.headers_mut().insert(CONTENT_DISPOSITION, file);
            response
        }
        Err(error) => refused(state, live, error).await,
    }
}

async fn refused(state: &State, live: &Live, error: ExportError) -> Response {
    match error {
        ExportError::Proof(error) => {
            let step = (ConfirmStep::Export, state.href(HERE));
            links::not_done(state, live, step, &error.into()).await
        }
        error => page::failed(state, Failure::Internal, &error),
    }
}
