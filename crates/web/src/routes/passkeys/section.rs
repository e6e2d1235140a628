//! The section of the account page about passkeys, and what its forms do.

use axum::body::Body;
use axum::extract::Path;
use axum::response::Response;
use doorward_app::linking::LinkingError;
use doorward_app::passkeys::{self, OwnPasskey, PasskeyError};
use doorward_app::{Live, StoreError};
use doorward_pages::{ConfirmStep, Notice, PasskeyRow, PasskeySection, device_name};
use http::HeaderMap;

use super::prompt;
use crate::problem::Failure;
use crate::request::{Asker, State};
use crate::routes::account::asker;
use crate::routes::{links, page};

/// What the account page shows, where passkeys are on. A new one is called after the device, going by
/// the browser's own words about itself.
pub(crate) async fn view(
    state: &State,
    live: &Live,
    user_agent: &str,
) -> Result<Option<PasskeySection>, StoreError> {
    let Some(prompt) = prompt(state, "/passkeys/register", "/") else {
        return Ok(None);
    };
    let last = passkeys::last_way_in(state.app(), live.user.id).await?;
    let row = |key: OwnPasskey| PasskeyRow {
        last_way_in: last.as_deref() == Some(key.id.as_str()),
        id: key.id,
        name: key.name,
        signs_in: key.signs_in,
        backup: key.backup,
        created_at: key.created_at,
        last_used_at: key.last_used_at,
    };
    let rows = passkeys::list(state.app(), live.user.id).await?.into_iter().map(row).collect();
    let proof_code = Failure::PasskeyProof.row().code.to_owned();
    Ok(Some(PasskeySection {
        prompt,
        proof_code,
        suggested_name: device_name(state.language(), user_agent),
        rows,
    }))
}

/// `POST /account/passkeys/add`, to which the script turns when a fresh proof is wanted first.
pub(crate) async fn add(
    state: State,
    Asker(client): Asker,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let (live, typed) = match links::asker(&state, &client, &headers, body).await {
        Ok(both) => both,
        Err(response) => return response,
    };
    let action = state.href("/account/passkeys/add");
    links::prove_first(&state, &live, (ConfirmStep::AddPasskey, action), typed).await
}

/// `POST /account/passkeys/{id}/rename`
pub(crate) async fn rename(
    state: State,
    Path(id): Path<String>,
    Asker(client): Asker,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let (live, fields) = match asker(&state, &headers, body, "/").await {
        Ok(both) => both,
        Err(response) => return response,
    };
    match passkeys::rename(state.app(), &live, &id, fields.text("name"), &client).await {
        Ok(()) => page::account(&state, Notice::PasskeyRenamed),
        Err(error) => page::failed(&state, Failure::from(&error), &error),
    }
}

/// `POST /account/passkeys/{id}/remove`
pub(crate) async fn remove(
    state: State,
    Path(id): Path<String>,
    Asker(client): Asker,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let (live, typed) = match links::asker(&state, &client, &headers, body).await {
        Ok(both) => both,
        Err(response) => return response,
    };
    match passkeys::remove(state.app(), &live, &id, typed).await {
        Ok(()) => page::account(&state, Notice::PasskeyRemoved),
        Err(PasskeyError::Proof(error)) => not_removed(&state, &live, &id, &error).await,
        Err(error) => page::failed(&state, Failure::from(&error), &error),
    }
}

/// Asks for the proof that was missing, or says what was wrong with it.
async fn not_removed(state: &State, live: &Live, id: &str, error: &LinkingError) -> Response {
    let keys = passkeys::list(state.app(), live.user.id).await.unwrap_or_default();
    let name = keys.into_iter().find(|key| key.id == id).map(|key| key.name).unwrap_or_default();
    let action = state.href(&format!("/account/passkeys/{id}/remove"));
    links::not_done(state, live, (ConfirmStep::RemovePasskey(name), action), error).await
}
