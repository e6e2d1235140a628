//! The sessions of a person: list them, end one, end all others.

use doorward_core::id::{SessionId, UserId};
use doorward_core::session::{Session, Standing, standing};
use doorward_store::{Event, NewOrigin, StoreError};

use crate::app::App;
use crate::clerk::departure;
use crate::establish::{Client, Presented, ResolveError, resolve};
use crate::live::Live;
use crate::tokens;

/// The live sessions of a person, the last used first.
pub async fn list(app: &App, user: UserId) -> Result<Vec<Session>, StoreError> {
    let (now, idle_ms) = (app.clock.now(), app.settings.lifetimes.idle_ms);
    let mut sessions = app.store.sessions_of(user).await?;
    sessions.retain(|s| standing(s.expires_at, s.last_seen_at, idle_ms, now) == Standing::Live);
    Ok(sessions)
}

/// Ends one session of a person; `false` when they have none of this name.
pub async fn end(app: &App, user: UserId, id: SessionId) -> Result<bool, StoreError> {
    let event = Event {
        actor: Some(user),
        subject: Some(user),
        session: Some(id),
        ..Event::new("session.end", app.clock.now())
    };
    end_as(app, user, id, &event).await
}

/// Ends one session of a person, for the reason that `event` puts on record.
pub(crate) async fn end_as(
    app: &App,
    user: UserId,
    id: SessionId,
    event: &Event,
) -> Result<bool, StoreError> {
    let theirs = departure::under_session(app, id).await?;
    end_with(app, (user, id), theirs, event).await
}

/// Ends the session that a browser had, because a new one that stands on `origin` is in its place.
///
/// A session at Clerk on which both stand goes on.
pub(crate) async fn end_replaced(
    app: &App,
    client: &Client,
    origin: Option<&NewOrigin>,
) -> Result<(), StoreError> {
    let Some(cookie) = &client.session else { return Ok(()) };
    let old = match resolve(app, Presented::Cookie(cookie.expose())).await {
        Ok(old) => old,
        Err(ResolveError::Store(error)) => return Err(error),
        Err(_) => return Ok(()),
    };
    let user = old.user.id;
    let event = Event {
        actor: Some(user),
        subject: Some(user),
        session: Some(old.id),
        address: client.address.to_string(),
        detail: "replaced".to_owned(),
        ..Event::new("session.end", app.clock.now())
    };
    let mut theirs = departure::under_session(app, old.id).await?;
    theirs.retain(|sid| origin.and_then(|origin| origin.sid.as_ref()) != Some(sid));
    end_with(app, (user, old.id), theirs, &event).await.map(drop)
}

/// Ends one session of ours, and then `theirs` at Clerk.
async fn end_with(
    app: &App,
    (user, id): (UserId, SessionId),
    theirs: Vec<String>,
    event: &Event,
) -> Result<bool, StoreError> {
    let ended = app.store.end_session(user, id, event).await?;
    app.live.forget(id);
    if ended {
        departure::note(app, theirs);
    }
    Ok(ended)
}

/// Ends every session of the person but the one they are using.
pub async fn end_others(app: &App, live: &Live) -> Result<u64, StoreError> {
    end_all(app, live.user.id, Some(live.id)).await
}

/// Ends every session of a person, but one if `except` names it.
pub async fn end_all(
    app: &App,
    user: UserId,
    except: Option<SessionId>,
) -> Result<u64, StoreError> {
    let event = Event { subject: Some(user), ..Event::new("session.end_all", app.clock.now()) };
    end_all_as(app, user, except, &event).await
}

/// The same for the reason that `event` puts on record.
pub(crate) async fn end_all_as(
    app: &App,
    user: UserId,
    except: Option<SessionId>,
    event: &Event,
) -> Result<u64, StoreError> {
    let theirs = departure::under_sessions_of(app, user, except).await?;
    let ended = app.store.end_sessions(user, except, event).await?;
    app.live.forget_user(user);
    departure::note(app, theirs);
    Ok(ended)
}

/// Ends the session that a refresh token belongs to, whoever presents it; nothing if it is none.
///
/// Signing out takes the cookie away, so what it opened must not stay open.
pub async fn end_by_refresh_token(app: &App, token: &str) -> Result<(), StoreError> {
    match tokens::read_refresh(&app.keys, token, app.clock.now()) {
        Ok(claims) => end(app, claims.id, claims.session).await.map(drop),
        Err(_) => Ok(()),
    }
}
