//! The signed-in page: profile and sessions.

pub(crate) mod activity;
pub(crate) mod export;
pub(crate) mod password;
pub(crate) mod profile;
pub(crate) mod trusted;

use std::sync::Arc;

use axum::body::Body;
use axum::extract::Path;
use axum::response::Response;
use doorward_app::account::{self, DeleteError};
use doorward_app::{Limiter, Live, Role, StoreError, sessions};
use doorward_core::account::{LOCAL, PASSKEY};
use doorward_core::id::SessionId;
use doorward_core::secret::Secret;
use doorward_pages::{Account, ConfirmStep, Deletion, FormError, Notice, Profile, SessionRow};
use http::{HeaderMap, StatusCode, Uri};

use crate::cookies;
use crate::fields::{self, Fields};
use crate::problem::Failure;
use crate::request::{Asker, Browser, State, browser};
use crate::routes::{admin, authenticator, links, page, passkeys, readdress, sign_in};

/// `GET /`
pub(crate) async fn show(state: State, headers: HeaderMap, uri: Uri) -> Response {
    let live = match signed_in(&state, &headers, "/").await {
        Ok(live) => live,
        Err(response) => return response,
    };
    let query = fields::form(uri.query().unwrap_or_default().as_bytes()).unwrap_or_default();
    let notice = query.get("notice").and_then(Notice::parse);
    match view(&state, &live, None).await {
        Ok(view) => {
            let error = sign_in::shown_error(&state, &query);
            page::html(StatusCode::OK, Account { notice, error, ..view }.render())
        }
        Err(error) => page::failed(&state, Failure::Internal, &error),
    }
}

/// `GET /.well-known/change-password`, which password managers open (W3C, *A Well-Known URL for Changing
/// Passwords*).
pub(crate) async fn change_password(state: State) -> Response {
    page::redirect(StatusCode::FOUND, &state.href("/#own-password"))
}

/// `POST /account/sessions/{id}/end`
pub(crate) async fn end(state: State, Path(id): Path<String>, headers: HeaderMap) -> Response {
    let live = match signed_in(&state, &headers, "/").await {
        Ok(live) => live,
        Err(response) => return response,
    };
    let Ok(id) = id.parse::<SessionId>() else {
        return page::error(&state, Failure::NotFound);
    };
    match sessions::end(state.app(), live.user.id, id).await {
        // Ended twice is ended: somebody was quicker in another tab.
        Ok(_) => page::account(&state, Notice::SessionEnded),
        Err(error) => page::failed(&state, Failure::Internal, &error),
    }
}

/// `POST /account/sessions/end-others`
pub(crate) async fn end_others(state: State, headers: HeaderMap) -> Response {
    let live = match signed_in(&state, &headers, "/").await {
        Ok(live) => live,
        Err(response) => return response,
    };
    match sessions::end_others(state.app(), &live).await {
        Ok(_) => page::account(&state, Notice::OthersEnded),
        Err(error) => page::failed(&state, Failure::Internal, &error),
    }
}

/// `POST /account/delete`
pub(crate) async fn delete(
    state: State,
    Asker(client): Asker,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let (live, mut fields) = match asker(&state, &headers, body, "/").await {
        Ok(both) => both,
        Err(response) => return response,
    };
    if fields.get("confirm").is_none() {
        // Whoever comes from proving who they are has yet to say what it was for.
        let step = (ConfirmStep::Delete, state.href("/account/delete"));
        return match links::typed(&state, &client, &live, &mut fields) {
            Ok(typed) => links::prove_first(&state, &live, step, typed).await,
            Err(refused) => refused,
        };
    }
    if !fields.text("confirm").trim().eq_ignore_ascii_case(phrase(&live)) {
        return not_deleted(&state, &live, &DeleteError::BadPassword).await;
    }
    // It checks a password, so it counts like a sign-in: it must not become the place to guess at.
    if let Some(refused) = links::too_many(&state, Limiter::Login, &client, Some(&live)) {
        return refused;
    }
    let password = Secret::new(fields.text("password").to_owned());
    match account::delete_with_proof(state.app(), &live, password, &client).await {
        Ok(()) => {
            let mut response = page::sign_in(&state, Notice::AccountDeleted);
            cookies::clear_session(&state, &headers, response.headers_mut());
            cookies::clear_last_used(&state, response.headers_mut());
            response
        }
        Err(error) => not_deleted(&state, &live, &error).await,
    }
}

async fn not_deleted(state: &State, live: &Live, error: &DeleteError) -> Response {
    let failure = Failure::from(error);
    if matches!(error, DeleteError::NeedsProof) {
        let action = state.href("/account/delete");
        return links::ask_for_proof(state, live, (ConfirmStep::Delete, action), None).await;
    }
    if let DeleteError::TooMany(verdict) = error {
        return links::refused(state, *verdict);
    }
    if failure != Failure::BadPassword {
        return page::failed(state, failure, error);
    }
    match view(state, live, Some(page::form_error(state, failure))).await {
        Ok(view) => page::html(failure.row().status, view.render()),
        Err(error) => page::failed(state, Failure::Internal, &error),
    }
}

/// The page once more, which says why another address was not asked for.
pub(crate) async fn with_address_error(
    state: &State,
    live: &Live,
    (typed, failure): (String, Failure),
) -> Result<Response, StoreError> {
    let mut view = view(state, live, None).await?;
    let error = page::form_error(state, failure);
    match &mut view.address {
        Some(address) => (address.typed, address.error) = (typed, Some(error)),
        None => view.error = Some(error),
    }
    Ok(page::html(failure.row().status, view.render()))
}

/// The session of this browser, or the answer that asks to sign in first.
pub(crate) async fn signed_in(
    state: &State,
    headers: &HeaderMap,
    path: &str,
) -> Result<Arc<Live>, Response> {
    let failed = |error: StoreError| page::failed(state, Failure::Internal, &error);
    match browser(state, headers).await.map_err(failed)? {
        Browser::SignedIn(live) => Ok(live),
        other => Err(sign_in::ask_first(state, &other, path).await.unwrap_or_else(failed)),
    }
}

/// The session of this browser and the form that it sent, or the answer to whoever has none or sent none.
/// `path` is where to come back to after signing in.
pub(crate) async fn asker(
    state: &State,
    headers: &HeaderMap,
    body: Body,
    path: &str,
) -> Result<(Arc<Live>, Fields), Response> {
    let live = signed_in(state, headers, path).await?;
    let fields = fields::read(headers, body).await;
    Ok((live, fields.map_err(|error| page::failed(state, error.into(), &error))?))
}

async fn view(state: &State, live: &Live, error: Option<FormError>) -> Result<Account, StoreError> {
    let user = &live.user;
    let sessions = sessions::list(state.app(), user.id).await?;
    let rows = sessions.into_iter().map(|session| SessionRow {
        id: session.id.to_string(),
        current: session.id == live.id,
        user_agent: session.user_agent,
        address: session.address,
        method: way(state, &session.method),
        created_at: session.created_at,
        last_seen_at: session.last_seen_at,
    });
    let mut rows: Vec<_> = rows.collect();
    rows.sort_by_key(|row| !row.current);
    let agent = rows.first().map_or("", |row| row.user_agent.as_str());
    let address = readdress::section(state, live).await?;
    let password_form = password::section(state, live).await?;
    let ways_in = links::ways_in(state, live).await?;
    let deletion = account::may_delete(state.app(), live).then(|| Deletion {
        phrase: phrase(live).to_owned(),
        asks_password: ways_in.password,
        error,
    });
    let profile = Profile {
        name: user.name.clone(),
        email: user.email.as_ref().map(ToString::to_string),
        username: user.username.clone(),
        role: user.role,
        avatar: user.avatar.clone(),
        method: way(state, &user.provider),
        created_at: user.created_at,
    };
    let is_admin = user.role == Role::Admin;
    let console_href = is_admin.then(|| state.href(admin::CONSOLE));
    Ok(Account {
        frame: page::frame(state),
        profile,
        profile_form: profile::section(live),
        address,
        password_form,
        ways_in,
        authenticator: authenticator::section(state, user).await?,
        trusted: trusted::section(state, user).await?,
        passkeys: passkeys::section::view(state, live, agent).await?,
        sessions: rows,
        notice: None,
        error: None,
        console_href,
        deletion,
    })
}

/// What has to be typed to delete an account.
fn phrase(live: &Live) -> &str {
    live.user.email.as_ref().map_or(&*live.user.name, |email| email.as_str())
}

/// A way to sign in, in words.
pub(crate) fn way(state: &State, id: &str) -> String {
    match id {
        LOCAL => return state.language().t("account-way-password"),
        PASSKEY => return state.language().t("passkeys-way"),
        _ => {}
    }
    let provider = state.app().settings.providers.get(id);
    provider.map_or(id, doorward_app::settings::Provider::name).to_owned()
}

impl From<&DeleteError> for Failure {
    fn from(error: &DeleteError) -> Self {
        match error {
            DeleteError::NotAllowed => Self::DeletionOff,
            // Where a proof would do, the page asks for it.
            DeleteError::BadPassword | DeleteError::NeedsProof => Self::BadPassword,
            DeleteError::TooMany(_) => Self::TooMany,
            DeleteError::Hashing(error) => (*error).into(),
            DeleteError::LastAdministrator => Self::LastAdministrator,
            DeleteError::Store(_) => Self::Internal,
        }
    }
}
