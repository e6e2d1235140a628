//! The people: searching them.

use axum::response::Response;
use doorward_app::people::{self, Query};
use doorward_app::{Role, StoreError, User};
use doorward_pages::admin::{People, PersonRow, Section, State as Standing};
use http::{HeaderMap, StatusCode, Uri};
use url::form_urlencoded::Serializer;

use crate::fields::{self, Fields};
use crate::problem::Failure;
use crate::request::State;
use crate::routes::page;

/// How many people a page shows.
const PAGE: u32 = 25;

/// `GET /admin/people`
pub(crate) async fn list(state: State, headers: HeaderMap, uri: Uri) -> Response {
    if let Err(response) = super::administrator(&state, &headers, Section::People.path()).await {
        return response;
    }
    let fields = fields::form(uri.query().unwrap_or_default().as_bytes()).unwrap_or_default();
    match view(&state, &fields).await {
        Ok(view) => page::html(StatusCode::OK, view.render()),
        Err(error) => page::failed(&state, Failure::Internal, &error),
    }
}

async fn view(state: &State, fields: &Fields) -> Result<People, StoreError> {
    let standing = Standing::parse(fields.text("state"));
    let query = Query {
        text: fields.text("q").to_owned(),
        role: Role::parse(fields.text("role")),
        disabled: standing.map(|standing| standing == Standing::Disabled),
    };
    let after = fields.get("after").and_then(|after| after.parse().ok());
    let found = people::find_all(state.app(), &query, after, PAGE).await?;
    let next_href = found.next.map(|after| {
        let mut next = Serializer::new(String::new());
        for name in ["q", "role", "state"] {
            next.append_pair(name, fields.text(name));
        }
        next.append_pair("after", &after.to_string());
        state.href(&format!("{}?{}", Section::People.path(), next.finish()))
    });
    Ok(People {
        frame: page::frame(state),
        here: Section::People,
        text: query.text,
        role: query.role,
        state: standing,
        rows: found.people.into_iter().map(|user| row(state, user)).collect(),
        next_href,
        deleted: fields.get("done") == Some("delete"),
    })
}

fn row(state: &State, user: User) -> PersonRow {
    PersonRow {
        href: state.href(&super::person::path(user.id)),
        email: user.email.as_ref().map(ToString::to_string).unwrap_or_default(),
        name: user.name,
        username: user.username,
        role: user.role,
        disabled: user.disabled_at.is_some(),
        created_at: user.created_at,
    }
}
