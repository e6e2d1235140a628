//! The record of events: shown page by page, and handed out as JSON lines.

use axum::response::{IntoResponse as _, Response};
use doorward_app::audit::{self, EventFilter, Place, Recorded};
use doorward_app::people::{self, PeopleError};
use doorward_app::{App, StoreError, Timestamp, UserId};
use doorward_pages::admin::{AuditLog, EventRow, Section};
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, HeaderValue};
use http::{HeaderMap, StatusCode, Uri};
use serde::Serialize;
use url::form_urlencoded::Serializer;

use crate::dialects::librechat::user::Iso;
use crate::fields::{self, Fields};
use crate::problem::Failure;
use crate::request::State;
use crate::routes::page;

/// How many events a page shows.
const PAGE: u32 = 50;

/// How many events a download has at most; more have to be fetched by the command line.
const MOST: u32 = 10_000;

/// `GET /admin/audit`
pub(crate) async fn show(state: State, headers: HeaderMap, uri: Uri) -> Response {
    let fields = match asked(&state, &headers, &uri).await {
        Ok(fields) => fields,
        Err(response) => return response,
    };
    match view(&state, &fields).await {
        Ok(view) => page::html(StatusCode::OK, view.render()),
        Err(error) => page::failed(&state, Failure::Internal, &error),
    }
}

/// `GET /admin/audit/export`
pub(crate) async fn download(state: State, headers: HeaderMap, uri: Uri) -> Response {
    let fields = match asked(&state, &headers, &uri).await {
        Ok(fields) => fields,
        Err(response) => return response,
    };
    match lines(state.app(), &fields).await {
        Ok(lines) => {
            let mut response = lines.into_response();
            let headers = response.headers_mut();
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/x-ndjson"));
            let file = HeaderValue::from_static("attachment; filename=\"audit.jsonl\"");
            headers.insert(CONTENT_DISPOSITION, file);
            response
        }
        Err(error) => page::failed(&state, Failure::Internal, &error),
    }
}

async fn asked(state: &State, headers: &HeaderMap, uri: &Uri) -> Result<Fields, Response> {
    super::administrator(state, headers, Section::Audit.path()).await?;
    Ok(fields::form(uri.query().unwrap_or_default().as_bytes()).unwrap_or_default())
}

async fn view(state: &State, fields: &Fields) -> Result<AuditLog, StoreError> {
    let app = state.app();
    let filter = filter(app, fields).await?;
    let nobody = filter.is_none();
    let found = match filter {
        Some(filter) => audit::page(app, &filter, place(fields.text("before")), PAGE).await?,
        None => audit::Page { events: Vec::new(), next: None },
    };
    let link = |path: &str, next: Option<Place>| {
        let mut query = Serializer::new(String::new());
        for name in ["kind", "who", "since"] {
            query.append_pair(name, fields.text(name));
        }
        if let Some(Place { at, seq }) = next {
            query.append_pair("before", &format!("{}.{seq}", at.0));
        }
        state.href(&format!("{path}?{}", query.finish()))
    };
    Ok(AuditLog {
        frame: page::frame(state),
        here: Section::Audit,
        kinds: audit::kinds(app).await?,
        kind: fields.text("kind").to_owned(),
        who: fields.text("who").to_owned(),
        nobody,
        since: fields.text("since").to_owned(),
        next_href: found.next.map(|next| link(Section::Audit.path(), Some(next))),
        export_href: link("/admin/audit/export", None),
        events: rows(app, found.events).await?,
    })
}

/// What is asked for; `None` when there is no such person.
async fn filter(app: &App, fields: &Fields) -> Result<Option<EventFilter>, StoreError> {
    let who = fields.text("who").trim();
    let person = match who.parse::<UserId>() {
        Ok(id) => Some(id),
        Err(_) if who.is_empty() => None,
        Err(_) => match people::find(app, who).await {
            Ok(user) => Some(user.id),
            Err(PeopleError::Store(error)) => return Err(error),
            Err(_) => return Ok(None),
        },
    };
    let kind = fields.get("kind").filter(|kind| !kind.is_empty()).map(str::to_owned);
    let since = format!("{}T00:00:00Z", fields.text("since")).parse::<jiff::Timestamp>().ok();
    let since = since.map(|at| Timestamp(at.as_millisecond()));
    Ok(Some(EventFilter { kind, person, since, until: None }))
}

/// Reads a place, as the link to the next page has it.
fn place(text: &str) -> Option<Place> {
    let (at, seq) = text.split_once('.')?;
    Some(Place { at: Timestamp(at.parse().ok()?), seq: seq.parse().ok()? })
}

/// Events as pages show them.
pub(super) async fn rows(app: &App, events: Vec<Recorded>) -> Result<Vec<EventRow>, StoreError> {
    let names = audit::names(app, &events).await?;
    let name = |id: UserId| names.get(&id).cloned().unwrap_or_else(|| id.to_string());
    let row = |event: Recorded| EventRow {
        at: event.at,
        refused: event.outcome != "done",
        by: event.actor.map(name),
        about: event.subject.filter(|subject| event.actor != Some(*subject)).map(name),
        kind: event.kind,
        address: event.address,
        detail: event.detail,
    };
    Ok(events.into_iter().map(row).collect())
}

/// An event as a line of JSON.
#[derive(Serialize)]
struct Line {
    at: Iso,
    kind: String,
    outcome: String,
    actor: Option<UserId>,
    subject: Option<UserId>,
    session: Option<String>,
    address: String,
    detail: String,
}

async fn lines(app: &App, fields: &Fields) -> Result<String, StoreError> {
    let Some(filter) = filter(app, fields).await? else { return Ok(String::new()) };
    let events = audit::page(app, &filter, None, MOST).await?.events;
    let line = |event: Recorded| Line {
        at: Iso(event.at),
        kind: event.kind,
        outcome: event.outcome,
        actor: event.actor,
        subject: event.subject,
        session: event.session.map(|id| id.to_string()),
        address: event.address,
        detail: event.detail,
    };
    let lines = events.into_iter().filter_map(|event| serde_json::to_string(&line(event)).ok());
    Ok(lines.map(|line| line + "\n").collect())
}
