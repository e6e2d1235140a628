//! What is kept about oneself, as a file.

use axum::body::Body;
use axum::response::Response;
use doorward_app::export::{self, ExportError};
use doorward_app::proof::ProofError;
use doorward_app::{Client, Limiter, Live};
use doorward_core::secret::Secret;
use doorward_pages::ConfirmStep;
use http::header::{CONTENT_DISPOSITION, HeaderValue};
use http::{HeaderMap, StatusCode};

use crate::dialects::librechat;
use crate::problem::{self, Failure};
use crate::request::{Asker, State};
use crate::routes::{links, page};
use crate::{fields, limiter};

/// Where it is.
const HERE: &str = "/account/export";

/// `GET /account/export`
pub(crate) async fn show(state: State, Asker(client): Asker, headers: HeaderMap) -> Response {
    match super::signed_in(&state, &headers, "/").await {
        Ok(live) => hand_over(&state, &live, None, &client).await,
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
    let live = match super::signed_in(&state, &headers, "/").await {
        Ok(live) => live,
        Err(response) => return response,
    };
    let mut fields = match fields::read(&headers, body).await {
        Ok(fields) => fields,
        Err(error) => return page::failed(&state, error.into(), &error),
    };
    let password = fields.take("password").map(Secret::new);
    if password.is_some() {
        // It must not become the place to guess at.
        let verdict = limiter::count(&state, Limiter::Login, &client);
        if !verdict.allowed {
            let now = state.app().clock.now();
            return limiter::annotate(page::error(&state, Failure::TooMany), verdict, now);
        }
    }
    hand_over(&state, &live, password, &client).await
}

async fn hand_over(
    state: &State,
    live: &Live,
    password: Option<Secret<String>>,
    client: &Client,
) -> Response {
    match export::for_owner(state.app(), live, password, client).await {
        Ok(kept) => {
            let mut response = librechat::json(StatusCode::OK, &kept);
            let file = HeaderValue::from_static("attachment; filename=\"account.json\"");
            response.headers_mut().insert(CONTENT_DISPOSITION, file);
            response
        }
        Err(error) => refused(state, live, &error).await,
    }
}

async fn refused(state: &State, live: &Live, error: &ExportError) -> Response {
    let step = (ConfirmStep::Export, state.href(HERE));
    match error {
        ExportError::Proof(ProofError::Needed) => {
            links::ask_for_proof(state, live, step, None).await
        }
        ExportError::Proof(cause @ (ProofError::BadPassword | ProofError::Hashing(_))) => {
            let failure = Failure::from(cause);
            problem::log(failure, &problem::request_id(), error);
            links::ask_for_proof(state, live, step, Some(failure)).await
        }
        _ => page::failed(state, Failure::Internal, error),
    }
}
