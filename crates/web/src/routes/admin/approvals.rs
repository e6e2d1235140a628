//! Letting new people in, or turning them away.

use axum::extract::Path;
use axum::response::Response;
use doorward_app::{Live, StoreError, User, approval};
use doorward_core::id::UserId;
use doorward_pages::Notice;
use doorward_pages::admin::{Approvals, Section, WaitingRow};
use http::{HeaderMap, StatusCode, Uri};

use crate::fields;
use crate::problem::Failure;
use crate::request::State;
use crate::routes::{account, page};

const HERE: Section = Section::Approvals;

/// `GET /admin/approvals`
pub(crate) async fn show(state: State, headers: HeaderMap, uri: Uri) -> Response {
    if let Err(response) = super::administrator(&state, &headers, HERE.path()).await {
        return response;
    }
    let query = fields::form(uri.query().unwrap_or_default().as_bytes()).unwrap_or_default();
    let waiting = match approval::waiting(state.app()).await {
        Ok(waiting) => waiting,
        Err(error) => return page::failed(&state, Failure::Internal, &error),
    };
    let view = Approvals {
        frame: page::frame(&state),
        here: HERE,
        notice: query.get("notice").and_then(Notice::parse),
        on: state.app().settings.switches.approval,
        rows: waiting.into_iter().map(|user| row(&state, user)).collect(),
    };
    page::html(StatusCode::OK, view.render())
}

/// `POST /admin/approvals/{id}/approve`
pub(crate) async fn approve(state: State, Path(id): Path<String>, headers: HeaderMap) -> Response {
    let (live, user) = match judged(&state, &headers, &id).await {
        Ok(both) => both,
        Err(response) => return response,
    };
    let approved = approval::approve(state.app(), user, Some(live.user.id)).await;
    answer(&state, approved, Notice::PersonApproved)
}

/// `POST /admin/approvals/{id}/reject`
pub(crate) async fn reject(state: State, Path(id): Path<String>, headers: HeaderMap) -> Response {
    let (live, user) = match judged(&state, &headers, &id).await {
        Ok(both) => both,
        Err(response) => return response,
    };
    let rejected = approval::reject(state.app(), user, Some(live.user.id)).await;
    answer(&state, rejected, Notice::PersonRejected)
}

/// `POST /admin/approvals/{id}/withdraw`: somebody who was let in waits again.
pub(crate) async fn withdraw(state: State, Path(id): Path<String>, headers: HeaderMap) -> Response {
    let (live, user) = match judged(&state, &headers, &id).await {
        Ok(both) => both,
        Err(response) => return response,
    };
    // Who shuts themselves out may have shut out everybody who could let them in again.
    if live.user.id == user {
        return page::error(&state, Failure::NotWaiting);
    }
    let withdrawn = approval::withdraw(state.app(), user, Some(live.user.id)).await;
    answer(&state, withdrawn, Notice::ApprovalWithdrawn)
}

/// The administrator who judges, and who is judged.
async fn judged(
    state: &State,
    headers: &HeaderMap,
    id: &str,
) -> Result<(std::sync::Arc<Live>, UserId), Response> {
    let live = super::administrator(state, headers, HERE.path()).await?;
    let user = id.parse().map_err(|_| page::error(state, Failure::NotFound))?;
    Ok((live, user))
}

fn answer(state: &State, done: Result<bool, StoreError>, notice: Notice) -> Response {
    match done {
        Ok(true) => super::told(state, HERE, notice),
        Ok(false) => page::error(state, Failure::NotWaiting),
        Err(error) => page::failed(state, Failure::Internal, &error),
    }
}

fn row(state: &State, user: User) -> WaitingRow {
    WaitingRow {
        id: user.id.to_string(),
        name: user.name,
        email: user.email.as_ref().map(ToString::to_string),
        email_verified: user.email_verified,
        method: account::way(state, &user.provider),
        since: user.waiting_since.unwrap_or(user.created_at),
    }
}
