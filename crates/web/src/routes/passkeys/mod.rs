//! Passkeys: the ceremonies that the script of our pages performs, and the section of the account page.

pub(crate) mod ceremonies;
pub(crate) mod section;

use axum::response::{IntoResponse as _, Response};
use doorward_pages::PasskeyPrompt;
use http::StatusCode;
use http::header::{CONTENT_TYPE, HeaderValue};
use serde::Serialize;

use crate::problem::{self, Failure};
use crate::request::State;
use crate::routes::page;

/// What a page needs to ask for a passkey below `path`, where passkeys are on.
pub(crate) fn prompt(state: &State, path: &str, return_to: &str) -> Option<PasskeyPrompt> {
    state.app().passkeys.as_ref().map(|passkeys| PasskeyPrompt {
        relying_party: passkeys.rp_id.clone(),
        path: state.href(path),
        return_to: return_to.to_owned(),
        last_used: false,
    })
}

/// Where the relying party lets people make passkeys and look after them.
#[derive(Serialize)]
struct Endpoints {
    enroll: String,
    manage: String,
}

/// `GET /.well-known/passkey-endpoints`, which password managers read (W3C, *A Well-Known URL for Relying
/// Party Passkey Endpoints*).
pub(crate) async fn endpoints(state: State) -> Response {
    if state.app().passkeys.is_none() {
        return page::error(&state, Failure::NotFound);
    }
    let section = state.app().settings.general.server.join("/#passkeys");
    json(StatusCode::OK, &Endpoints { enroll: section.clone(), manage: section })
}

/// A JSON body.
fn json(status: StatusCode, body: &impl Serialize) -> Response {
    match serde_json::to_vec(body) {
        Ok(bytes) => {
            let kind = HeaderValue::from_static("application/json");
            (status, [(CONTENT_TYPE, kind)], bytes).into_response()
        }
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// What the script is told of a failure: the words are for the person.
#[derive(Serialize)]
struct Refused {
    code: &'static str,
    message: String,
}

/// A failure, as the script reads it.
fn refused(state: &State, failure: Failure) -> Response {
    let row = failure.row();
    let message = row.sentences(state.language());
    json(row.status, &Refused { code: row.code, message })
}

/// The same, after logging what lies behind it.
fn failed(state: &State, failure: Failure, cause: &(dyn std::error::Error + 'static)) -> Response {
    problem::log(failure, cause);
    refused(state, failure)
}
