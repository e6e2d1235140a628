//! `/api/admin/*` (reference 1.5 and 1.6): what administrators ask by bearer token.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State as AxumState;
use axum::response::Response;
use doorward_app::people::{self, Query};
use doorward_app::{Live, Role, StoreError, User};
use doorward_core::id::UserId;
use http::{HeaderMap, StatusCode, Uri};
use serde::Serialize;

use super::auth;
use super::user::{Iso, Person, unauthorized};
use super::{failed, json, message};
use crate::fields::{self, Fields};
use crate::problem::Failure;
use crate::request::{Asker, State, bearer};

/// How many people a page has: unless told, and at most.
const LIST: (u32, u32) = (50, 200);

/// The same of a search.
const SEARCH: (u32, u32) = (20, 50);

/// How many characters are searched for, at least and at most.
const TEXT: (usize, usize) = (2, 200);

#[derive(Serialize)]
struct Listed {
    users: Vec<Row>,
    total: i64,
    limit: u32,
    offset: i64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Row {
    id: UserId,
    name: String,
    username: String,
    email: String,
    avatar: String,
    role: &'static str,
    provider: String,
    created_at: Iso,
    updated_at: Iso,
}

#[derive(Serialize)]
struct Found {
    users: Vec<Hit>,
    total: usize,
    capped: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Hit {
    id: UserId,
    name: String,
    email: String,
    username: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    avatar_url: Option<String>,
}

#[derive(Serialize)]
struct Refused<'a> {
    error: &'a str,
}

#[derive(Serialize)]
struct Verified<'a> {
    user: Person<'a>,
}

/// `POST /api/admin/login/local`: like `POST /api/auth/login`, with its limits and its second step, for
/// administrators alone.
pub(crate) async fn login(
    AxumState(state): AxumState<State>,
    Asker(client): Asker,
    headers: HeaderMap,
    body: Body,
) -> Response {
    auth::by_password(&state, &client, &headers, body, Some(Role::Admin)).await
}

/// `GET /api/admin/verify`
pub(crate) async fn verify(AxumState(state): AxumState<State>, headers: HeaderMap) -> Response {
    match administrator(&state, &headers).await {
        Ok(live) => json(StatusCode::OK, &Verified { user: Person::with_id(&live.user) }),
        Err(response) => response,
    }
}

/// `GET /api/admin/users?limit&offset`, newest first.
pub(crate) async fn list(
    AxumState(state): AxumState<State>,
    headers: HeaderMap,
    uri: Uri,
) -> Response {
    if let Err(response) = administrator(&state, &headers).await {
        return response;
    }
    let fields = query(&uri);
    let limit = count(&fields, LIST);
    let offset = fields.text("offset").parse().unwrap_or(0_i64).max(0);
    match people::at(state.app(), offset, limit).await {
        Ok((users, total)) => {
            let users = users.into_iter().map(row).collect();
            json(StatusCode::OK, &Listed { users, total, limit, offset })
        }
        Err(error) => broken(&error),
    }
}

/// `GET /api/admin/users/search?q&limit`
pub(crate) async fn search(
    AxumState(state): AxumState<State>,
    headers: HeaderMap,
    uri: Uri,
) -> Response {
    if let Err(response) = administrator(&state, &headers).await {
        return response;
    }
    let fields = query(&uri);
    let text = fields.text("q").trim();
    let refused = |error| json(StatusCode::BAD_REQUEST, &Refused { error });
    match text.chars().count() {
        0 => return refused("Query parameter \"q\" is required"),
        n if n < TEXT.0 => return refused("Query must be at least 2 characters"),
        n if n > TEXT.1 => return refused("Query must not exceed 200 characters"),
        _ => {}
    }
    let limit = count(&fields, SEARCH);
    let wanted = Query { text: text.to_owned(), ..Query::default() };
    match people::find_all(state.app(), &wanted, None, limit).await {
        Ok(page) => {
            let total = page.people.len();
            let users = page.people.into_iter().map(hit).collect();
            json(StatusCode::OK, &Found { users, total, capped: total >= limit as usize })
        }
        Err(error) => broken(&error),
    }
}

/// The administrator under a bearer token, or the answer for everybody else.
async fn administrator(state: &State, headers: &HeaderMap) -> Result<Arc<Live>, Response> {
    let live = bearer(state, headers).await.map_err(|error| unauthorized(&error))?;
    if live.user.role == Role::Admin {
        Ok(live)
    } else {
        Err(message(StatusCode::FORBIDDEN, auth::FORBIDDEN))
    }
}

fn query(uri: &Uri) -> Fields {
    fields::form(uri.query().unwrap_or_default().as_bytes()).unwrap_or_default()
}

/// How many are asked for, where that is a number, and within bounds.
fn count(fields: &Fields, (usual, most): (u32, u32)) -> u32 {
    let asked = fields.text("limit").parse().unwrap_or(i64::from(usual));
    u32::try_from(asked.clamp(1, i64::from(most))).unwrap_or(usual)
}

fn broken(error: &StoreError) -> Response {
    failed(Failure::Internal, error)
}

fn address(user: &User) -> String {
    user.email.as_ref().map(ToString::to_string).unwrap_or_default()
}

fn row(user: User) -> Row {
    Row {
        id: user.id,
        email: address(&user),
        name: user.name,
        username: user.username,
        avatar: user.avatar.unwrap_or_default(),
        role: user.role.as_str(),
        provider: user.provider,
        created_at: Iso(user.created_at),
        updated_at: Iso(user.updated_at),
    }
}

fn hit(user: User) -> Hit {
    Hit {
        id: user.id,
        email: address(&user),
        name: user.name,
        username: user.username,
        avatar_url: user.avatar,
    }
}
