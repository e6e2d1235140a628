//! One session ends with the other: ours with theirs at once, theirs with ours soon after, because
//! nobody should wait for Clerk to sign out here.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use doorward_core::id::{SessionId, UserId};
use doorward_store::{Event, Origin, StoreError};
use tokio::sync::Notify;
use tokio::time::sleep;

use super::{ApiError, Clerk, incoming};
use crate::app::App;
use crate::live::Live;

/// How long to wait before each try to end a session there.
const TRIES: [Duration; 3] = [Duration::ZERO, Duration::from_secs(2), Duration::from_secs(15)];

/// Sessions at Clerk that are to be ended.
#[derive(Debug, Default)]
pub(crate) struct Departures {
    waiting: Mutex<VecDeque<String>>,
    noted: Notify,
}

impl Departures {
    /// Remembers sessions, by the names that Clerk gave them, and wakes whoever ends them.
    pub(crate) fn note(&self, sessions: Vec<String>) {
        if !sessions.is_empty() {
            self.with(|waiting| waiting.extend(sessions));
            self.noted.notify_one();
        }
    }

    /// The one that has waited longest. Where more wait, somebody else is woken for them.
    fn next(&self) -> Option<String> {
        let (next, more) = self.with(|waiting| (waiting.pop_front(), !waiting.is_empty()));
        if more {
            self.noted.notify_one();
        }
        next
    }

    fn with<R>(&self, act: impl FnOnce(&mut VecDeque<String>) -> R) -> R {
        act(&mut self.waiting.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The names of the sessions at Clerk under a session of ours, to be noted once ours has ended.
pub(crate) async fn under_session(app: &App, id: SessionId) -> Result<Vec<String>, StoreError> {
    let Some(clerk) = with_api(app) else { return Ok(Vec::new()) };
    let origin = app.store.origin(id).await?;
    Ok(origin.into_iter().filter_map(|origin| clerk.own(origin)).collect())
}

/// The same under all sessions of a person, but one if `except` names it.
pub(crate) async fn under_sessions_of(
    app: &App,
    user: UserId,
    except: Option<SessionId>,
) -> Result<Vec<String>, StoreError> {
    let Some(clerk) = with_api(app) else { return Ok(Vec::new()) };
    let origins = app.store.origins_of(user).await?.into_iter();
    let ended = origins.filter(|origin| Some(origin.session) != except);
    Ok(ended.filter_map(|origin| clerk.own(origin)).collect())
}

/// Has these sessions ended at Clerk.
pub(crate) fn note(app: &App, sessions: Vec<String>) {
    if let Some(clerk) = &app.clerk {
        clerk.departures.note(sessions);
    }
}

/// Clerk, if sessions can be ended there.
fn with_api(app: &App) -> Option<&Clerk> {
    app.clerk.as_deref().filter(|clerk| clerk.api.is_some())
}

impl Clerk {
    /// The name that Clerk gave to the session that ours stands on.
    fn own(&self, origin: Origin) -> Option<String> {
        origin.origin.sid.filter(|_| origin.origin.issuer == self.issuer)
    }

    /// Ends a session there. It is tried a few times, and then only the log knows. To be asked to wait
    /// is no failure: then it is tried again when that is over.
    async fn revoke(&self, app: &App, session: &str) {
        let Some(api) = &self.api else { return };
        let mut tries = TRIES.into_iter();
        let mut wait = tries.next();
        while let Some(duration) = wait {
            sleep(duration).await;
            match api.revoke(session, app.clock.now()).await {
                Ok(()) => return,
                // It has ended already.
                Err(error) if error.is_missing() => return,
                Err(ApiError::Busy) => wait = Some(api.quiet_for(app.clock.now())),
                Err(error) => {
                    wait = tries.next();
                    let error = &error as &dyn std::error::Error;
                    tracing::warn!(error, "a session was not ended at Clerk");
                }
            }
        }
    }
}

/// Ends sessions at Clerk as they are noted, for ever.
pub(crate) async fn follow(app: &App) {
    let Some(clerk) = &app.clerk else { return };
    let one_after_another = || async {
        loop {
            match clerk.departures.next() {
                Some(session) => clerk.revoke(app, &session).await,
                None => clerk.departures.noted.notified().await,
            }
        }
    };
    // Several at a time, so that one that has to be tried again keeps none of the others waiting.
    tokio::join!(
        one_after_another(),
        one_after_another(),
        one_after_another(),
        one_after_another()
    );
}

/// Whether the cookies of a request say that nobody is signed in at Clerk any more. They are chosen as
/// for a sign-in.
pub fn says_left(app: &App, cookies: impl FnOnce() -> BTreeMap<String, String>) -> bool {
    let Some(clerk) = &app.clerk else { return false };
    let (jar, instance) = (cookies(), clerk.instance());
    let peeked = incoming::peek(&jar, instance);
    incoming::view(&jar, instance, &peeked).say_left(instance, app.clock.now())
}

/// Ends a session of ours, if it stands on one of Clerk's, because the browser's cookies say that
/// nobody is signed in there any more. Whether it did.
///
/// Nothing proves these cookies, so nothing is ended at Clerk for them.
pub async fn left(app: &App, live: &Live) -> Result<bool, StoreError> {
    let Some(clerk) = &app.clerk else { return Ok(false) };
    let origin = app.store.origin(live.id).await?;
    if origin.is_none_or(|origin| origin.origin.issuer != clerk.issuer) {
        return Ok(false);
    }
    let event = Event {
        subject: Some(live.user.id),
        session: Some(live.id),
        detail: super::ID.to_owned(),
        ..Event::new("session.end", app.clock.now())
    };
    let ended = app.store.end_session(live.user.id, live.id, &event).await?;
    app.live.forget(live.id);
    Ok(ended)
}
