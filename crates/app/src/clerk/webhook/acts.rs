//! What each message does.

use doorward_core::account::Role;
use doorward_core::clerk::Object;
use doorward_core::clerk::user::{Person, person};
use doorward_core::clerk::webhook::{Event as Message, Refused};
use doorward_core::id::UserId;
use doorward_core::time::{DAY_MS, Timestamp};
use doorward_store::{Event, RemoveLink, StoreError};
use serde_json::Value;

use super::{Received, WebhookError};
use crate::app::App;
use crate::callback::CallbackError;
use crate::callback::account::{self, Found, Vouched};
use crate::clerk::sign_in::{identity, voucher};
use crate::clerk::{Clerk, ID};
use crate::people::{self, AdministerError, By};

/// How long it is remembered what was heard of somebody, in milliseconds: far longer than a message that
/// could not be delivered is sent again.
const HEARD_MS: i64 = 30 * DAY_MS;

/// Acts on a message. All of it can be done again: a failure on the way leads to another try.
pub(super) async fn act(
    app: &App,
    clerk: &Clerk,
    event: &Message,
    now: Timestamp,
) -> Result<Received, WebhookError> {
    let data = &event.data;
    match event.kind.as_str() {
        "user.created" => created(app, clerk, event).await.map(Received::UserCreated),
        "user.updated" => updated(app, clerk, event).await.map(Received::UserUpdated),
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

/// What holds of a person now; `None` when that is nothing, or something newer was heard before.
///
/// Messages overtake one another, so with a key to the Backend API it is asked.
async fn described(
    app: &App,
    clerk: &Clerk,
    event: &Message,
) -> Result<Option<Person>, WebhookError> {
    let told = person(&event.data).ok_or(Refused::Malformed)?;
    if let Some(api) = &clerk.api {
        return match api.user(&told.id, app.clock.now()).await {
            Ok(person) => Ok(Some(person)),
            Err(error) if error.is_missing() => Ok(None),
            Err(error) => Err(CallbackError::from(error).into()),
        };
    }
    let newest = hear(app, clerk, &told.id, event.version()).await?;
    Ok(newest.then_some(told))
}

async fn hear(app: &App, clerk: &Clerk, id: &str, version: i64) -> Result<bool, StoreError> {
    let expires_at = app.clock.now().plus(HEARD_MS);
    app.store.hear((clerk.issuer(), id), version, expires_at).await
}

/// Makes the account of somebody who has one at Clerk now, by the rules of a sign-in. The very first
/// account, which becomes the administrator's, is made by a person and not by a message.
async fn created(app: &App, clerk: &Clerk, event: &Message) -> Result<bool, WebhookError> {
    let Some(person) = described(app, clerk, event).await? else { return Ok(false) };
    let known = app.store.linked_user(clerk.issuer(), &person.id).await?.is_some();
    if known || person.banned || !app.store.has_users().await? {
        return Ok(false);
    }
    let who = identity(app, clerk, &person.id, None, person.profile);
    match account::of(app, Vouched { provider: voucher(app), who: &who, invited: None }).await {
        Ok(Found::Account(_)) => Ok(true),
        Ok(Found::Owner(_)) | Err(CallbackError::Refused(_)) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Takes over what Clerk says of a person now. Whom it keeps out is signed out here.
async fn updated(app: &App, clerk: &Clerk, event: &Message) -> Result<bool, WebhookError> {
    let Some(person) = described(app, clerk, event).await? else { return Ok(false) };
    if app.store.linked_user(clerk.issuer(), &person.id).await?.is_none() {
        return Ok(false);
    }
    if person.banned {
        end_all(app, clerk, &person.id, "banned").await?;
        return Ok(true);
    }
    let who = identity(app, clerk, &person.id, None, person.profile);
    match account::of(app, Vouched { provider: voucher(app), who: &who, invited: None }).await {
        Ok(_) | Err(CallbackError::Refused(_)) => Ok(true),
        Err(error) => Err(error.into()),
    }
}

/// Deletes the account of somebody who is gone from Clerk, unless it has another way in, or
/// administers this service: then it only loses this way. An account that is switched off stays, since
/// it is what keeps somebody out.
async fn deleted(app: &App, clerk: &Clerk, id: &str) -> Result<bool, WebhookError> {
    hear(app, clerk, id, i64::MAX).await?;
    let Some(user) = app.store.linked_user(clerk.issuer(), id).await? else { return Ok(false) };
    end_all(app, clerk, id, "deleted").await?;
    let event = Event {
        subject: Some(user.id),
        detail: ID.to_owned(),
        ..Event::new("link.remove", app.clock.now())
    };
    let providers = app.provider_ids();
    let others = app.ways_in(&providers);
    let removed = app.store.remove_link(user.id, (clerk.issuer(), id), others, &event).await?;
    if removed == RemoveLink::Kept {
        delete_last(app, clerk, (user.id, id)).await?;
    }
    Ok(true)
}

/// Deletes the account that this link is the last way into. If the link is not there any more, or is
/// another account's, somebody else has changed it meanwhile, and nothing is deleted.
async fn delete_last(
    app: &App,
    clerk: &Clerk,
    (user, id): (UserId, &str),
) -> Result<(), WebhookError> {
    let linked = app.store.linked_user(clerk.issuer(), id).await?;
    let gone = linked
        .is_some_and(|now| now.id == user && now.disabled_at.is_none() && now.role != Role::Admin);
    if gone {
        // Otherwise somebody was quicker, or has made an administrator of them.
        if let Err(AdministerError::Store(error)) =
            people::delete(app, user, By::Provider(ID)).await
        {
            return Err(error.into());
        }
    }
    Ok(())
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
