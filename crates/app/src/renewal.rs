//! Asking the provider whether a session still counts (`OPENID_REUSE_TOKENS`).
//!
//! A session that a provider vouches for goes on as long as the provider renews its own. It is asked
//! when a client refreshes its tokens and the last word is older than `OPENID_REUSE_MAX_SESSION_AGE_MS`:
//!
//! - it renews: its new tokens take the place of the old ones, and the person's roles and groups there
//!   count as at a sign-in;
//! - it refuses the refresh token, speaks of another person, or of one who lacks a required role: the
//!   session ends;
//! - it cannot be asked: the session goes on for an hour from the first failure. After that it is not
//!   refreshed until the provider answers again, but not ended either.
//!
//! Of all tabs and nodes, one asks; the others go on meanwhile.

use std::sync::Arc;

use doorward_core::group::Groups;
use doorward_core::oidc::checks::Before;
use doorward_core::secret::Secret;
use doorward_core::time::{HOUR_MS, MINUTE_MS, Timestamp};
use doorward_store::{Event, NewOrigin, Origin, StoreError};

use crate::app::App;
use crate::callback::CallbackError;
use crate::identity::{Standing, Upstream};
use crate::kept::{self, Column};
use crate::live::Live;
use crate::openid::{OpenIdError, RenewError, Renewed};
use crate::sessions;
use crate::standing::{self, Person};
use crate::tokens::MintError;
use crate::traces;

/// How long one may be at it before another may try, in milliseconds: longer than a provider may take.
/// It is also how often a provider that does not answer is asked about one session.
const CLAIM_MS: i64 = MINUTE_MS;

/// How long a session goes on while its provider cannot be asked, in milliseconds.
const GRACE_MS: i64 = HOUR_MS;

/// What the provider says of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Word {
    /// It goes on.
    Good,
    /// It has been ended.
    Over,
    /// Nothing, and for too long.
    Silent,
}

/// Asks the provider about a session, if it is time to.
pub(crate) async fn ask(app: &Arc<App>, live: &Arc<Live>) -> Result<Word, StoreError> {
    let session = live.id;
    if !app.providers.renew_sessions() {
        return Ok(Word::Good);
    }
    let Some(origin) = app.store.origin(session).await? else { return Ok(Word::Good) };
    let provider = app.providers.openid(&origin.origin.provider);
    let Some(reuse) = provider.and_then(|provider| provider.reuse()) else {
        return Ok(Word::Good);
    };
    // Without a refresh token there is nothing to ask with; the log said so at the sign-in.
    let Some(sealed) = &origin.origin.kept.refresh_token else { return Ok(Word::Good) };
    let now = app.clock.now();
    if now.since(origin.renewed_at) < reuse.max_age_ms {
        return Ok(Word::Good);
    }
    let patient = while_failing(origin.failing_since, now);
    if !app.store.claim_renewal(session, sealed, now, now.plus(CLAIM_MS)).await? {
        return Ok(patient);
    }
    // The provider's refresh token can be redeemed once: whoever asked may hang up, but the answer
    // must not get lost.
    let (keeper, live) = (Arc::clone(app), Arc::clone(live));
    let asked = app
        .tasks
        .spawn(traces::carried(async move { redeem(&keeper, &live, &origin).await }))
        .await;
    match asked {
        Ok(word) => word,
        Err(error) => {
            tracing::error!(error = &error as &dyn std::error::Error, "a renewal broke off");
            Ok(patient)
        }
    }
}

/// What holds while nobody knows.
fn while_failing(since: Option<Timestamp>, now: Timestamp) -> Word {
    let too_long = since.is_some_and(|since| now.since(since) >= GRACE_MS);
    if too_long { Word::Silent } else { Word::Good }
}

async fn redeem(app: &App, live: &Live, origin: &Origin) -> Result<Word, StoreError> {
    let (session, of) = (origin.session, &origin.origin);
    let (Some(provider), Some(sealed)) =
        (app.providers.openid(&of.provider), of.kept.refresh_token.as_ref())
    else {
        return Ok(Word::Good);
    };
    let Some(token) = kept::open(&app.keys, session, Column::RefreshToken, sealed) else {
        tracing::warn!(session.id = %session, "a kept token cannot be opened: was JWT_REFRESH_SECRET changed?");
        return end(app, origin, "unreadable").await;
    };
    let nonce = of.nonce.as_deref();
    let has_groups = live.groups != Groups::NONE;
    let before = Before { subject: &of.subject, nonce, began: live.id.made_at() };
    let renewed = provider.renew(&token, (&of.issuer, before, has_groups), app.clock.now()).await;
    match renewed {
        Ok(Renewed { kept, standing, groups }) => {
            let groups = groups.filter(|groups| *groups != live.groups);
            keep(app, origin, (kept, groups), token).await?;
            follow(app, live, origin, standing).await
        }
        Err(RenewError::Over(error)) => {
            log(origin, &error, "the provider ended a session");
            end(app, origin, error.code()).await
        }
        Err(RenewError::Broken(error)) => {
            log(origin, &error, "a renewed token broke a rule, so the session was ended");
            end(app, origin, error.code()).await
        }
        Err(RenewError::Unwelcome(error)) => {
            log(origin, &error, "the roles of a person do not let them in any more");
            end(app, origin, error.code()).await
        }
        Err(RenewError::Unknown(error)) => {
            log(origin, &error, "the provider could not be asked about a session");
            let now = app.clock.now();
            let still = app.store.note_renewal_failure(session, sealed, now).await?;
            Ok(if still { while_failing(origin.failing_since, now) } else { Word::Good })
        }
    }
}

/// Stores the new tokens, and the groups if they are others; what the provider left out stays.
async fn keep(
    app: &App,
    origin: &Origin,
    (new, groups): (Upstream, Option<Groups>),
    redeemed: Secret<String>,
) -> Result<(), StoreError> {
    let Some(old) = &origin.origin.kept.refresh_token else { return Ok(()) };
    let new = Upstream { refresh_token: new.refresh_token.or(Some(redeemed)), ..new };
    let mut sealed = match kept::seal(&app.keys, origin.session, &new).map_err(MintError::from) {
        Ok(sealed) => sealed,
        Err(error) => {
            tracing::error!(error = &error as &dyn std::error::Error, "a renewed token was lost");
            return Ok(());
        }
    };
    if sealed.id_token.is_none() {
        sealed.id_token.clone_from(&origin.origin.kept.id_token);
    }
    if !app.store.renew(origin.session, old, (&sealed, groups.as_ref()), app.clock.now()).await? {
        tracing::info!(session.id = %origin.session, "a session was renewed or ended meanwhile");
    } else if groups.is_some() {
        app.live.forget(origin.session);
    }
    Ok(())
}

/// Gives the person the role that follows from what the provider says of them now.
async fn follow(
    app: &App,
    live: &Live,
    origin: &Origin,
    standing: Option<Standing>,
) -> Result<Word, StoreError> {
    let Some(standing) = standing else { return Ok(Word::Good) };
    let user = live.user.as_ref().clone();
    let NewOrigin { provider, issuer, subject, .. } = &origin.origin;
    match standing::follow(app, Person { provider, issuer, subject }, user, &standing).await {
        Ok(_) => Ok(Word::Good),
        Err(CallbackError::Store(error)) => Err(error),
        Err(error) => {
            tracing::warn!(%error, session.id = %live.id, "a session is of no way in any more");
            sessions::end(app, live.user.id, live.id).await?;
            Ok(Word::Over)
        }
    }
}

/// Ends a session, unless somebody else has renewed it meanwhile.
async fn end(app: &App, origin: &Origin, why: &str) -> Result<Word, StoreError> {
    let Some(refused) = &origin.origin.kept.refresh_token else { return Ok(Word::Good) };
    let event = Event {
        session: Some(origin.session),
        detail: format!("{} {why}", origin.origin.provider),
        ..Event::new("session.refused", app.clock.now())
    };
    let ended = app.store.end_refused_session(origin.session, refused, &event).await?;
    app.live.forget(origin.session);
    let gone = ended || app.store.session(origin.session).await?.is_none();
    Ok(if gone { Word::Over } else { Word::Good })
}

fn log(origin: &Origin, error: &OpenIdError, what: &str) {
    tracing::warn!(
        code = error.code(),
        provider = %origin.origin.provider,
        session.id = %origin.session,
        %error,
        remedy = error.remedy(),
        "{what}"
    );
}
