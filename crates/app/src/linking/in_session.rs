//! What somebody who is signed in went to a provider for: to link it, or to prove who they are.
//!
//! Both end in a new session in place of the old one (checklist item 62).

use doorward_core::account::User;
use doorward_core::id::{SessionId, UserId};
use doorward_core::link::{self, Decision, Refusal, Wish};
use doorward_core::session::Session;
use doorward_core::time::Timestamp;
use doorward_store::{Event, LinkInSession, PendingLogin, Purpose};

use super::event;
use crate::app::App;
use crate::callback::CallbackError;
use crate::callback::account::{self, Vouched};
use crate::establish::{Client, Presented, ResolveError, find, resolve};
use crate::notices;
use crate::providers::Provider;
use crate::sessions;
use crate::standing;

/// Makes sure that whoever comes back is still signed in, in the same session as the same person: an
/// answer that a stranger slips in must not end up in somebody's account.
///
/// With an answer that is posted from the provider's page browsers do not send the session's cookie. Then
/// the sign-in's own cookie has told that it is the same browser, and the session need only be there.
///
/// Gives that session.
pub(crate) async fn check(
    app: &App,
    provider: &Provider,
    pending: &PendingLogin,
    client: &Client,
) -> Result<Option<Session>, CallbackError> {
    let (Purpose::Link { user, session } | Purpose::Prove { user, session }) = pending.purpose
    else {
        return Ok(None);
    };
    let found = match &client.session {
        Some(cookie) => resolve(app, Presented::Cookie(cookie.expose())).await,
        None if provider.answers_by_post => find(app, session, app.clock.now()).await,
        None => Err(ResolveError::Over),
    };
    match found {
        Ok(live) if live.id == session && live.user.id == user => {
            return Ok(app.store.session(live.id).await?.map(|found| found.session));
        }
        Err(ResolveError::Store(error)) => return Err(error.into()),
        _ => {}
    }
    let detail = format!("{}: the session has changed", pending.provider);
    let refused = Event { actor: None, ..event(app, "link.refused", user, client, &detail) };
    app.store.record(&refused).await?;
    Err(CallbackError::SessionChanged)
}

/// Links somebody to the account of the session, which ends.
pub(crate) async fn link(
    app: &App,
    (user, session): (UserId, SessionId),
    vouched: Vouched<'_>,
    client: &Client,
) -> Result<User, CallbackError> {
    let linked = vouched.linked(app).await?;
    if let Some(user) = app.store.user(user).await? {
        standing::check(app, &user, vouched.provider.id)?;
    }
    let decision = account::decide(app, vouched, linked.as_ref(), Wish::Link(user)).await?;
    if let Decision::Refuse(refusal) = decision {
        return refuse(app, (user, session), vouched, client, refusal).await;
    }
    if decision != Decision::AlreadyLinked {
        let event = event(app, "link.add", user, client, vouched.provider.id);
        let event = Event { session: Some(session), ..event };
        match app.store.link_in_session((user, session), &vouched.link(), &event).await? {
            LinkInSession::Added => {
                app.live.forget(session);
                if let Some(user) = app.store.user(user).await? {
                    notices::linked(app, &user, vouched.provider.id).await;
                }
            }
            LinkInSession::NoSession => return Err(CallbackError::SessionChanged),
            LinkInSession::NoAccount => return Err(CallbackError::Refused(Refusal::Disabled)),
            LinkInSession::Taken => {
                let elsewhere =
                    vouched.linked(app).await?.is_none_or(|owner| owner.user.id != user);
                if elsewhere {
                    let refusal = Refusal::LinkedElsewhere;
                    return refuse(app, (user, session), vouched, client, refusal).await;
                }
            }
        }
    }
    replaced(app, user, session).await
}

/// The person of the session, as a provider proves anew that is linked to their account already.
pub(crate) async fn prove(
    app: &App,
    (user, session): (UserId, SessionId),
    asked_at: Timestamp,
    vouched: Vouched<'_>,
) -> Result<User, CallbackError> {
    match vouched.linked(app).await? {
        Some(owner) if owner.user.id == user => {
            standing::check(app, &owner.user, vouched.provider.id)?;
        }
        _ => return Err(CallbackError::NotTheOwner),
    }
    if !link::proves_anew(vouched.who.auth_time, asked_at) {
        return Err(CallbackError::StaleProof);
    }
    replaced(app, user, session).await
}

/// The person of a session that is over, because a new one takes its place.
async fn replaced(app: &App, user: UserId, session: SessionId) -> Result<User, CallbackError> {
    sessions::end(app, user, session).await?;
    app.store.user(user).await?.ok_or(CallbackError::Refused(Refusal::Disabled))
}

async fn refuse(
    app: &App,
    (user, session): (UserId, SessionId),
    vouched: Vouched<'_>,
    client: &Client,
    refusal: Refusal,
) -> Result<User, CallbackError> {
    let detail = format!("{}: {refusal:?}", vouched.provider.id);
    let event = event(app, "link.refused", user, client, &detail);
    app.store.record(&Event { session: Some(session), ..event }).await?;
    Err(CallbackError::Refused(refusal))
}
