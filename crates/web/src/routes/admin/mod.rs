//! The console for administrators. To everybody else it is not there.

pub(crate) mod acts;
pub(crate) mod approvals;
pub(crate) mod audit;
pub(crate) mod bans;
pub(crate) mod invitations;
pub(crate) mod outbox;
pub(crate) mod people;
pub(crate) mod person;
pub(crate) mod providers;
pub(crate) mod settings;
mod standing;
mod undone;

use std::sync::Arc;

use axum::response::Response;
use doorward_app::{Live, Role};
use doorward_pages::Notice;
use doorward_pages::admin::Section;
use http::HeaderMap;

use crate::problem::Failure;
use crate::request::State;
use crate::routes::{account, page};

/// Where the console begins.
pub(crate) const CONSOLE: &str = "/admin";

/// `GET /admin`: the first page of the console.
pub(crate) async fn start(state: State, headers: HeaderMap) -> Response {
    match administrator(&state, &headers, CONSOLE).await {
        Ok(_) => {
            page::see_other(&state.href(Section::ALL.first().map_or("/", |first| first.path())))
        }
        Err(response) => response,
    }
}

/// The administrator who asks for `path`, or the answer for everybody else: whoever is not signed in is
/// asked to, and to other people there is no such page.
pub(crate) async fn administrator(
    state: &State,
    headers: &HeaderMap,
    path: &str,
) -> Result<Arc<Live>, Response> {
    let live = account::signed_in(state, headers, path).await?;
    if live.user.role == Role::Admin {
        Ok(live)
    } else {
        Err(page::error(state, Failure::NotFound))
    }
}

/// `303 See Other` to a page of the console, which says what has been done.
pub(crate) fn told(state: &State, at: Section, notice: Notice) -> Response {
    page::see_other(&state.href(&format!("{}?notice={}", at.path(), notice.as_str())))
}
