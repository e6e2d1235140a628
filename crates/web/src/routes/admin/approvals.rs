//! Letting new people in, or turning them away. Each act needs a proof, not older than ten minutes, of who
//! the administrator is.

use axum::body::Body;
use axum::extract::Path;
use axum::response::Response;
use doorward_app::{User, approval, people};
use doorward_pages::admin::{Approvals, Section, WaitingRow};
use doorward_pages::{ConfirmStep, Notice};
use http::{HeaderMap, StatusCode, Uri};

use super::person;
use crate::fields;
use crate::problem::Failure;
use crate::request::{Asker, State};
use crate::routes::{account, links, page};

const HERE: Section = Section::Approvals;

/// What was asked for by a form.
#[derive(Clone, Copy)]
enum Judgement {
    Approve,
    Reject,
    Withdraw,
}

impl Judgement {
    /// What the path of its form ends with.
    const fn path(self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::Reject => "reject",
            Self::Withdraw => "withdraw",
        }
    }

    /// The one whose form has this path.
    fn of(path: &str) -> Option<Self> {
        let last = path.rsplit('/').next();
        let all = [Self::Approve, Self::Reject, Self::Withdraw];
        all.into_iter().find(|judgement| Some(judgement.path()) == last)
    }

    const fn notice(self) -> Notice {
        match self {
            Self::Approve => Notice::PersonApproved,
            Self::Reject => Notice::PersonRejected,
            Self::Withdraw => Notice::ApprovalWithdrawn,
        }
    }
}

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

/// `POST /admin/approvals/{id}/approve`, `…/reject` and `…/withdraw`: does to somebody what the form asks for,
/// once the administrator has proved who they are.
pub(crate) async fn judge(
    state: State,
    Path(id): Path<String>,
    Asker(client): Asker,
    (uri, headers): (Uri, HeaderMap),
    body: Body,
) -> Response {
    let Some(judgement) = Judgement::of(uri.path()) else { return page::not_found(state).await };
    let (live, user) = match person::find(&state, &headers, &id).await {
        Ok(both) => both,
        Err(response) => return response,
    };
    let typed = match links::proof_fields(&state, (&client, &live), &headers, body).await {
        Ok(fields) => fields.typed,
        Err(response) => return response,
    };
    if let Err(error) = people::prove(state.app(), &live, typed).await {
        let action = state.href(&format!("{}/{id}/{}", HERE.path(), judgement.path()));
        let step = (ConfirmStep::Administer(user.name), action);
        return links::not_done(&state, &live, step, &error).await;
    }
    let (app, id, by) = (state.app(), user.id, Some(live.user.id));
    let done = match judgement {
        Judgement::Approve => approval::approve(app, id, by).await,
        Judgement::Reject => approval::reject(app, id, by).await,
        // Who shuts themselves out may have shut out everybody who could let them in again.
        Judgement::Withdraw if live.user.id == id => Ok(false),
        Judgement::Withdraw => approval::withdraw(app, id, by).await,
    };
    match done {
        Ok(true) => super::told(&state, HERE, judgement.notice()),
        Ok(false) => page::error(&state, Failure::NotWaiting),
        Err(error) => page::failed(&state, Failure::Internal, &error),
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
