//! The browsers in which the signed-in person is not asked for a second factor.

use axum::extract::Path;
use axum::response::Response;
use doorward_app::StoreError;
use doorward_app::second_factor::trusted::{self, TrustedDevice};
use doorward_core::account::User;
use doorward_pages::{Notice, TrustedBrowser};
use http::HeaderMap;

use crate::problem::Failure;
use crate::request::{Asker, State};
use crate::routes::page;

/// What the account page shows of them.
pub(super) async fn section(state: &State, user: &User) -> Result<Vec<TrustedBrowser>, StoreError> {
    let devices = trusted::list(state.app(), user).await?;
    Ok(devices.into_iter().map(row).collect())
}

/// `POST /account/trusted/{id}/end`
pub(crate) async fn end(
    state: State,
    Path(id): Path<String>,
    Asker(client): Asker,
    headers: HeaderMap,
) -> Response {
    let live = match super::signed_in(&state, &headers, "/").await {
        Ok(live) => live,
        Err(response) => return response,
    };
    match trusted::end(state.app(), live.user.id, &id, &client).await {
        Ok(true) => page::account(&state, Notice::DeviceForgotten),
        // Somebody else's, or none: there is no telling which.
        Ok(false) => page::error(&state, Failure::NotFound),
        Err(error) => page::failed(&state, Failure::Internal, &error),
    }
}

/// `POST /account/trusted/end-all`
pub(crate) async fn end_all(state: State, Asker(client): Asker, headers: HeaderMap) -> Response {
    let live = match super::signed_in(&state, &headers, "/").await {
        Ok(live) => live,
        Err(response) => return response,
    };
    match trusted::end_all(state.app(), live.user.id, &client).await {
        Ok(_) => page::account(&state, Notice::DevicesForgotten),
        Err(error) => page::failed(&state, Failure::Internal, &error),
    }
}

fn row(device: TrustedDevice) -> TrustedBrowser {
    TrustedBrowser {
        id: device.id,
        user_agent: device.user_agent,
        added_at: device.created_at,
        last_used_at: device.last_used_at,
        until: device.expires_at,
    }
}
