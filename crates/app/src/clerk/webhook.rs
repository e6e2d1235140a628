//! Messages from Clerk: people who come, change and go, and sessions that end.

use doorward_core::account::Role;
use doorward_core::clerk::Object;
use doorward_core::clerk::user::{Person, person};
use doorward_core::clerk::webhook::{self, Headers, Refused, TOLERANCE_S};
use doorward_core::time::Timestamp;
use doorward_jose::mac::MacKey;
use doorward_store::{Event, RemoveLink, StoreError, WaysIn};
use serde_json::Value;

use super::sign_in::{identity, voucher};
use super::{Clerk, ID};
use crate::app::App;
use crate::callback::CallbackError;
use crate::callback::account::{self, Found, Vouched};
use crate::{people, tokens};

/// What became of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Received {
    /// `user.created`: whether an account was made.
    UserCreated(bool),
    /// `user.updated`: whether the person is known here.
    UserUpdated(bool),
    /// `user.deleted`: whether the person was known here; `None` when the message names nobody.
    UserDeleted(Option<bool>),
    /// A session began or ended.
    Session,
    /// The same message has been acted on before.
    Repeated,
}

/// Why a message was not acted on.
#[derive(Debug, thiserror::Error)]
pub enum WebhookError {
    /// Clerk is not set up.
    #[error("Clerk is not set up")]
    Off,
    /// Nothing proves messages.
    #[error("CLERK_WEBHOOK_SECRET is not set")]
    NoSecret,
    /// It is not from Clerk, not of now, or not readable.
    #[error("the message was refused")]
    Refused(#[from] Refused),
    /// Its type is not one that is acted on.
    #[error("the message is of the type {0}")]
    Unrecognised(String),
    /// An account could not be made or changed.
    #[error("an account could not be made or changed")]
    Account(#[from] CallbackError),
    /// Storage.
    #[error("the store could not be read or written")]
    Store(#[from] StoreError),
}

/// Acts on a message, once: of its copies, one after the other or at once, exactly one does.
///
/// When acting fails, the next copy may try again.
pub async fn receive(
    app: &App,
    headers: Headers<'_>,
    body: &[u8],
) -> Result<Received, WebhookError> {
    let clerk = app.clerk.as_ref().ok_or(WebhookError::Off)?;
    let key = clerk.webhook_key.as_ref().ok_or(WebhookError::NoSecret)?;
    let now = app.clock.now();
    let event = verify(key, headers, body, now)?;
    let id = tokens::digest(headers.id.unwrap_or_default());
    // Beyond twice the tolerance its time alone refuses it, whichever way it lay.
    let forgotten = now.plus(2 * TOLERANCE_S * 1000 + 1000);
    let realm = format!("{} webhook", clerk.issuer());
    if !app.store.spend(&realm, &id, forgotten).await? {
        return Ok(Received::Repeated);
    }
    let acted = act(app, clerk, &event, now).await;
    if matches!(acted, Err(WebhookError::Account(_) | WebhookError::Store(_))) {
        app.store.unspend(&realm, &id).await?;
    }
    acted
}

/// Verifies a message and reads it.
pub fn verify(
    key: &MacKey,
    headers: Headers<'_>,
    body: &[u8],
    now: Timestamp,
) -> Result<webhook::Event, Refused> {
    let signed = webhook::signed(headers, body, now)?;
    if signed.tags.iter().any(|tag| key.verify_message(&signed.content, tag)) {
        webhook::event(body)
    } else {
        Err(Refused::Signature)
    }
}

async fn act(
    app: &App,
    clerk: &Clerk,
    event: &webhook::Event,
    now: Timestamp,
) -> Result<Received, WebhookError> {
    let data = &event.data;
    match event.kind.as_str() {
        "user.created" => created(app, clerk, described(data)?).await.map(Received::UserCreated),
        "user.updated" => updated(app, clerk, described(data)?).await.map(Received::UserUpdated),
        "user.deleted" => match text(data, "id") {
            Some(id) => deleted(app, clerk, id).await.map(Some).map(Received::UserDeleted),
            None => Ok(Received::UserDeleted(None)),
        },
        "session.ended" | "session.removed" | "session.revoked" => {
            session_ended(app, clerk, data, now).await.map(|()| Received::Session)
        }
        "session.created" | "session.pending" => Ok(Received::Session),
        other => Err(WebhookError::Unrecognised(other.chars().take(100).collect())),
    }
}

fn described(data: &Object) -> Result<Person, Refused> {
    person(data).ok_or(Refused::Malformed)
}

/// Makes the account of somebody who has one at Clerk now, by the rules of a sign-in. The very first
/// account, which becomes the administrator's, is made by a person and not by a message.
async fn created(app: &App, clerk: &Clerk, person: Person) -> Result<bool, WebhookError> {
    let known = app.store.linked_user(clerk.issuer(), &person.id).await?.is_some();
    if known || person.banned || !app.store.has_users().await? {
        return Ok(false);
    }
    let who = identity(app, clerk, &person.id, None, person.profile);
    match account::of(app, Vouched { provider: voucher(app), who: &who }).await {
        Ok(Found::Account(_)) => Ok(true),
        Ok(Found::Owner(_)) | Err(CallbackError::Refused(_)) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Takes over what Clerk says of a person now. Whom it keeps out is signed out here.
async fn updated(app: &App, clerk: &Clerk, person: Person) -> Result<bool, WebhookError> {
    if app.store.linked_user(clerk.issuer(), &person.id).await?.is_none() {
        return Ok(false);
    }
    if person.banned {
        end_all(app, clerk, &person.id, "banned").await?;
        return Ok(true);
    }
    let who = identity(app, clerk, &person.id, None, person.profile);
    match account::of(app, Vouched { provider: voucher(app), who: &who }).await {
        Ok(_) | Err(CallbackError::Refused(_)) => Ok(true),
        Err(error) => Err(error.into()),
    }
}

/// Deletes the account of somebody who is gone from Clerk, unless it has another way in, or
/// administers this service: then it only loses this way.
async fn deleted(app: &App, clerk: &Clerk, id: &str) -> Result<bool, WebhookError> {
    let Some(user) = app.store.linked_user(clerk.issuer(), id).await? else { return Ok(false) };
    end_all(app, clerk, id, "deleted").await?;
    let event = Event {
        subject: Some(user.id),
        detail: ID.to_owned(),
        ..Event::new("link.remove", app.clock.now())
    };
    let others =
        WaysIn { password: app.settings.switches.email_login, providers: &app.provider_ids() };
    let removed = app.store.remove_link(user.id, (clerk.issuer(), id), others, &event).await?;
    if removed == RemoveLink::Kept && user.role != Role::Admin {
        people::delete(app, user.id, None).await?;
    }
    Ok(true)
}

async fn session_ended(
    app: &App,
    clerk: &Clerk,
    data: &Object,
    now: Timestamp,
) -> Result<(), WebhookError> {
    let Some(sid) = text(data, "id") else { return Err(Refused::Malformed.into()) };
    let event = Event { detail: ID.to_owned(), ..Event::new("session.end_at_provider", now) };
    app.store.end_sessions_by_sid(clerk.issuer(), sid, &event).await?;
    if let Some(user) = text(data, "user_id")
        && let Some(user) = app.store.linked_user(clerk.issuer(), user).await?
    {
        app.live.forget_user(user.id);
    }
    Ok(())
}

async fn end_all(app: &App, clerk: &Clerk, id: &str, why: &str) -> Result<(), StoreError> {
    let event = Event {
        detail: format!("{ID} {why}"),
        ..Event::new("session.end_at_provider", app.clock.now())
    };
    app.store.end_sessions_by_subject(clerk.issuer(), id, &event).await?;
    if let Some(user) = app.store.linked_user(clerk.issuer(), id).await? {
        app.live.forget_user(user.id);
    }
    Ok(())
}

fn text<'a>(object: &'a Object, name: &str) -> Option<&'a str> {
    object.get(name).and_then(Value::as_str).filter(|text| !text.is_empty())
}
