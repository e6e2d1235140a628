//! Staying signed in: the presented refresh token rotates.

use std::sync::Arc;

use doorward_core::account::User;
use doorward_core::refresh::{Decision, decide};
use doorward_core::time::Timestamp;
use doorward_store::{Event, StoreError};

use crate::app::App;
use crate::establish::{Client, ResolveError, find, seen};
use crate::metrics::Refresh as Outcome;
use crate::renewal::{self, Word};
use crate::sessions;
use crate::tokens::{self, MintError, RefreshClaims, TokenError};

/// New tokens of the same session.
#[derive(Debug)]
pub struct Refreshed {
    /// The person.
    pub user: Arc<User>,
    /// The access token.
    pub access: String,
    /// The refresh token that takes over.
    pub refresh: String,
    /// When the session ends at the latest; a refresh does not move it.
    pub expires_at: Timestamp,
}

/// Why nothing was refreshed.
#[derive(Debug, thiserror::Error)]
pub enum RefreshError {
    /// It is no refresh token of ours, or its time is over.
    #[error(transparent)]
    Token(#[from] TokenError),
    /// Its session is over, or it belongs to none.
    #[error("no session for this refresh token")]
    NoSession,
    /// A ban keeps its person out, and has ended the session.
    #[error("a ban keeps the person out")]
    Banned,
    /// An old token came back after its successor was used: the session has been ended.
    #[error("a refresh token was used again after its successor, so its session was ended")]
    Reused,
    /// The provider that vouches for the session has been silent for too long.
    #[error("the provider that vouches for the session cannot be asked")]
    ProviderSilent,
    /// A token could not be made.
    #[error("a token could not be made")]
    Mint(#[from] MintError),
    /// Storage.
    #[error("the session could not be read or written")]
    Store(#[from] StoreError),
}

impl From<ResolveError> for RefreshError {
    fn from(error: ResolveError) -> Self {
        match error {
            ResolveError::Token(error) => Self::Token(error),
            ResolveError::Over => Self::NoSession,
            ResolveError::Store(error) => Self::Store(error),
        }
    }
}

/// Rotates a refresh token. The successor is on disk before this answers.
pub async fn rotate(
    app: &Arc<App>,
    token: &str,
    client: &Client,
) -> Result<Refreshed, RefreshError> {
    let rotated = take_over(app, token, client).await;
    app.metrics.refresh(match &rotated {
        Ok((_, outcome)) => *outcome,
        Err(RefreshError::Reused) => Outcome::Reused,
        Err(RefreshError::Token(_) | RefreshError::NoSession | RefreshError::Banned) => {
            Outcome::Refused
        }
        Err(_) => Outcome::Failed,
    });
    rotated.map(|(refreshed, _)| refreshed)
}

async fn take_over(
    app: &Arc<App>,
    token: &str,
    client: &Client,
) -> Result<(Refreshed, Outcome), RefreshError> {
    let now = app.clock.now();
    let claims = tokens::read_refresh(&app.keys, token, now)?;
    let live = match find(app, claims.session, now).await {
        Err(ResolveError::Over) => return Err(over(app, &claims).await?),
        found => found?,
    };
    if live.user.id != claims.id {
        return Err(RefreshError::NoSession);
    }
    let refresh = tokens::successor(&app.keys, &claims)?;
    let (presented, next) = (tokens::digest(token), tokens::digest(&refresh));
    // The common case is one statement: it hits only if the token is still the current one.
    let mut outcome = Outcome::Rotated;
    if !app.store.rotate(claims.session, &presented, &next, now).await? {
        settle_lost_race(app, &claims, token, client).await?;
        outcome = Outcome::Replayed;
    }
    match renewal::ask(app, &live).await? {
        Word::Good => {}
        Word::Over => return Err(RefreshError::NoSession),
        Word::Silent => return Err(RefreshError::ProviderSilent),
    }
    // The person may have another role by now.
    let live = find(app, claims.session, now).await?;
    seen(app, &live, now);
    let of = (live.id, live.expires_at);
    let access =
        tokens::mint_access(&app.keys, &live.user, of, now, app.settings.lifetimes.access_ms)?;
    let user = Arc::clone(&live.user);
    Ok((Refreshed { user, access, refresh, expires_at: live.expires_at }, outcome))
}

/// Refuses a session that does not count. One whose provider is not set up any more ends, so that it
/// stays over when the provider comes back.
async fn over(app: &App, claims: &RefreshClaims) -> Result<RefreshError, RefreshError> {
    let found = app.store.session(claims.session).await?;
    if let Some(found) = found.filter(|found| !app.is_way_in(&found.session.method)) {
        let event = Event {
            subject: Some(found.user.id),
            session: Some(found.session.id),
            detail: format!("{} is not set up", found.session.method),
            ..Event::new("session.refused", app.clock.now())
        };
        sessions::end_as(app, found.user.id, found.session.id, &event).await?;
    }
    // Whoever holds a token that we signed may know why it opens nothing, and nobody else.
    let person = app.store.user(claims.id).await?;
    if person.is_some_and(|person| person.is_banned(app.clock.now())) {
        return Ok(RefreshError::Banned);
    }
    Ok(RefreshError::NoSession)
}

/// The token was not the current one: looks again and decides. `Ok` when the same successor may be
/// handed out once more.
async fn settle_lost_race(
    app: &App,
    claims: &RefreshClaims,
    token: &str,
    client: &Client,
) -> Result<(), RefreshError> {
    let found = app.store.session(claims.session).await?.ok_or(RefreshError::NoSession)?;
    match decide(&found.family, claims.generation, &tokens::digest(token)) {
        Decision::Replay => Ok(()),
        // A current token that did not rotate is a session that changed between two statements.
        Decision::Rotate | Decision::Refuse => Err(RefreshError::NoSession),
        Decision::RevokeFamily => {
            let event = Event {
                subject: Some(claims.id),
                session: Some(claims.session),
                address: client.address.to_string(),
                ..Event::new("refresh.reuse", app.clock.now())
            };
            sessions::end_as(app, claims.id, claims.session, &event).await?;
            tracing::warn!(user.id = %claims.id, "an old refresh token came back: session ended");
            Err(RefreshError::Reused)
        }
    }
}
