//! What happened to one's own account.

use axum::response::Response;
use doorward_app::activity::{self, Deed};
use doorward_app::audit::Place;
use doorward_core::time::Timestamp;
use doorward_pages::{Activity, ActivityRow};
use http::{HeaderMap, StatusCode, Uri};

use crate::fields::{self, Fields};
use crate::problem::Failure;
use crate::request::State;
use crate::routes::page;

/// Where it is.
const HERE: &str = "/account/activity";

/// `GET /account/activity`
pub(crate) async fn show(state: State, headers: HeaderMap, uri: Uri) -> Response {
    let live = match super::signed_in(&state, &headers, HERE).await {
        Ok(live) => live,
        Err(response) => return response,
    };
    let query = fields::form(uri.query().unwrap_or_default().as_bytes()).unwrap_or_default();
    let before = place(&query);
    match activity::page(state.app(), &live, before).await {
        Ok(found) => {
            let older = |at: Place| format!("{HERE}?before={}&seq={}", at.at.0, at.seq);
            let view = Activity {
                frame: page::frame(&state),
                rows: found.deeds.into_iter().map(row).collect(),
                older_href: found.next.map(|at| state.href(&older(at))),
                newest_href: before.map(|_| state.href(HERE)),
            };
            page::html(StatusCode::OK, view.render())
        }
        Err(error) => page::failed(&state, Failure::Internal, &error),
    }
}

/// The place before which a page begins; the newest, where the address says nothing that can be read.
fn place(query: &Fields) -> Option<Place> {
    let number = |name| query.get(name).and_then(|text| text.parse().ok());
    Some(Place { at: Timestamp(number("before")?), seq: number("seq")? })
}

fn row(deed: Deed) -> ActivityRow {
    ActivityRow {
        at: deed.at,
        kind: deed.kind,
        address: deed.address,
        user_agent: deed.user_agent,
        own: deed.own,
    }
}
