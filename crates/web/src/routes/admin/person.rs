//! One person: what is known of them.

use std::sync::Arc;

use axum::extract::Path;
use axum::response::Response;
use doorward_app::audit::{self, EventFilter};
use doorward_app::{
    App, Live, Role, StoreError, User, UserId, export, linking, people, recover, sessions,
};
use doorward_core::account::LOCAL;
use doorward_pages::admin::{Act, Person, Section, Standing};
use doorward_pages::{FormError, Profile, SessionRow};
use http::header::{CONTENT_DISPOSITION, HeaderValue};
use http::{HeaderMap, StatusCode, Uri};

use super::audit::rows;
use super::standing;
use crate::dialects::librechat;
use crate::fields;
use crate::problem::Failure;
use crate::request::State;
use crate::routes::account::way;
use crate::routes::page;

/// How many events of a person their page shows.
const EVENTS: u32 = 20;

/// Where the page of somebody is.
pub(super) fn path(user: UserId) -> String {
    format!("{}/{user}", Section::People.path())
}

/// `GET /admin/people/{id}`
pub(crate) async fn show(
    state: State,
    Path(id): Path<String>,
    headers: HeaderMap,
    uri: Uri,
) -> Response {
    let (live, user) = match find(&state, &headers, &id).await {
        Ok(both) => both,
        Err(response) => return response,
    };
    let fields = fields::form(uri.query().unwrap_or_default().as_bytes()).unwrap_or_default();
    match view(&state, &live, user, None).await {
        Ok(view) => {
            let done = fields.get("done").and_then(Act::parse);
            let proved = fields.get("done") == Some("proved");
            page::html(StatusCode::OK, Person { done, proved, ..view }.render())
        }
        Err(error) => page::failed(&state, Failure::Internal, &error),
    }
}

/// `GET /admin/people/{id}/export`: what is kept about somebody, as a file.
pub(crate) async fn download(state: State, Path(id): Path<String>, headers: HeaderMap) -> Response {
    let user = match find(&state, &headers, &id).await {
        Ok((_, user)) => user,
        Err(response) => return response,
    };
    match export::of(state.app(), user.id).await {
        Ok(Some(kept)) => {
            let mut response = librechat::json(StatusCode::OK, &kept);
            let file = HeaderValue::from_static("attachment; filename=\"person.json\"");
            response.headers_mut().insert(CONTENT_DISPOSITION, file);
            response
        }
        Ok(None) => page::error(&state, Failure::NoSuchPerson),
        Err(error) => page::failed(&state, Failure::Internal, &error),
    }
}

/// The administrator who asks, and the person whom it is about.
pub(super) async fn find(
    state: &State,
    headers: &HeaderMap,
    id: &str,
) -> Result<(Arc<Live>, User), Response> {
    let live = super::administrator(state, headers, Section::People.path()).await?;
    let Ok(id) = id.parse::<UserId>() else {
        return Err(page::error(state, Failure::NotFound));
    };
    match people::find(state.app(), &id.to_string()).await {
        Ok(user) => Ok((live, user)),
        Err(people::PeopleError::Store(error)) => {
            Err(page::failed(state, Failure::Internal, &error))
        }
        Err(_) => Err(page::error(state, Failure::NoSuchPerson)),
    }
}

/// The page of somebody, as `live` may see it.
pub(super) async fn view(
    state: &State,
    live: &Live,
    user: User,
    error: Option<FormError>,
) -> Result<Person, StoreError> {
    let app = state.app();
    let filter = EventFilter { person: Some(user.id), ..EventFilter::default() };
    let events = audit::page(app, &filter, None, EVENTS).await?.events;
    let sessions = sessions::list(app, user.id).await?;
    let links = linking::list(app, user.id).await?;
    let links = links.into_iter().map(|link| way(state, &link.provider));
    let password = linking::has_password(app, user.id).await?.then(|| way(state, LOCAL));
    let standing = standing::of(state, &user).await?;
    let events_href = format!("{}?who={}", Section::Audit.path(), user.id);
    Ok(Person {
        frame: page::frame(state),
        here: Section::People,
        path: state.href(&path(user.id)),
        id: user.id.to_string(),
        email_verified: user.email_verified,
        disabled_at: user.disabled_at,
        ways_in: password.into_iter().chain(links).collect(),
        acts: if live.user.id == user.id { Vec::new() } else { acts(app, &user, &standing) },
        standing,
        phrase: phrase(&user).to_owned(),
        sessions: sessions.into_iter().map(|session| session_row(state, session)).collect(),
        events: rows(app, events).await?,
        events_href: state.href(&events_href),
        done: None,
        proved: false,
        error,
        profile: Profile {
            email: user.email.as_ref().map(ToString::to_string),
            name: user.name,
            username: user.username,
            role: user.role,
            avatar: None,
            method: way(state, &user.provider),
            created_at: user.created_at,
        },
    })
}

fn session_row(state: &State, session: doorward_app::Session) -> SessionRow {
    SessionRow {
        id: session.id.to_string(),
        current: false,
        user_agent: session.user_agent,
        address: session.address,
        method: way(state, &session.method),
        created_at: session.created_at,
        last_seen_at: session.last_seen_at,
    }
}

/// What can be done to an account as it is.
fn acts(app: &App, user: &User, standing: &Standing) -> Vec<Act> {
    let role = if user.role == Role::Admin { Act::MakeMember } else { Act::MakeAdministrator };
    let (on, waits) = (user.disabled_at.is_none(), user.waiting_since.is_some());
    let state = if on { Act::Disable } else { Act::Enable };
    let resets = on && user.email.is_some() && recover::is_on(app);
    let has_factors = standing.authenticator || standing.recovery_codes > 0;
    let sometimes = [
        (waits, Act::Approve),
        (resets, Act::ResetPassword),
        (has_factors, Act::ResetFactors),
        (standing.is_banned(), Act::Unban),
    ];
    let mut acts = vec![role, state, Act::EndSessions];
    acts.extend(sometimes.into_iter().filter(|(offered, _)| *offered).map(|(_, act)| act));
    acts
}

/// What has to be typed to delete an account.
pub(super) fn phrase(user: &User) -> &str {
    user.email.as_ref().map_or(&*user.name, |email| email.as_str())
}
