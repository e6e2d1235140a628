//! Guests: people who came in with a code and have no account.
//!
//! A guest is one row and one opaque cookie. The row has the tag of the code, so taking a code away
//! or changing it ends, at once and everywhere, the visits that it opened.

use doorward_core::id::SessionId;
use doorward_core::limit::Verdict;
use doorward_core::secret::Secret;
use doorward_core::session::USER_AGENT_MAX;
use doorward_core::time::Timestamp;
use doorward_jose::random;
use doorward_store::{Event, Guest, StoreError};

use super::{Attempt, attempt, is_way_in};
use crate::app::App;
use crate::establish::{Client, cut};
use crate::limits::Limiter;
use crate::tokens::{self, MintError};

/// What a guest gets.
#[derive(Debug)]
pub struct Admitted {
    /// The browser cookie.
    pub cookie: String,
    /// When the visit ends.
    pub expires_at: Timestamp,
}

/// Why nobody was let in.
#[derive(Debug, thiserror::Error)]
pub enum EnterError {
    /// No code opens anything here.
    #[error("no access code is set")]
    NotSet,
    /// The code is wrong. The verdict says how many more may be.
    #[error("wrong access code")]
    Wrong(Verdict),
    /// Too many wrong ones came from this address, and this one was not looked at; or too many guests.
    #[error("too many access codes")]
    TooMany(Verdict),
    /// A cookie could not be made.
    #[error("a cookie could not be made")]
    Mint(#[from] MintError),
    /// Storage.
    #[error("the visit could not be stored")]
    Store(#[from] StoreError),
}

/// Lets in whoever knows a code.
pub async fn enter(
    app: &App,
    code: &Secret<String>,
    client: &Client,
) -> Result<Admitted, EnterError> {
    if !is_way_in(app) {
        return Err(EnterError::NotSet);
    }
    let tag = match attempt(app, code.expose(), client) {
        Attempt::Right(tag) => tag,
        Attempt::Wrong(verdict) => return Err(EnterError::Wrong(verdict)),
        Attempt::TooMany(verdict) => return Err(EnterError::TooMany(verdict)),
    };
    let verdict = app.count(Limiter::Guest, client);
    if !verdict.allowed {
        return Err(EnterError::TooMany(verdict));
    }
    let now = app.clock.now();
    let mut bytes = [0; 10];
    random::fill(&mut bytes).map_err(MintError::from)?;
    let id = SessionId::new(now, bytes);
    let cookie = tokens::mint_cookie(id).map_err(MintError::from)?;
    let guest = Guest {
        id,
        cookie: tokens::digest(&cookie),
        code: tag,
        created_at: now,
        expires_at: now.plus(app.settings.lifetimes.absolute_ms),
        address: client.address.to_string(),
        user_agent: cut(&client.user_agent, USER_AGENT_MAX),
    };
    app.store.begin_guest(&guest, &event(app, "guest.begin", id, client)).await?;
    Ok(Admitted { cookie, expires_at: guest.expires_at })
}

/// The guest under a cookie; `None` when the visit is over, or its code counts no more.
pub async fn guest(app: &App, cookie: &str) -> Result<Option<Guest>, StoreError> {
    let Some(id) = tokens::read_cookie(cookie).filter(|_| is_way_in(app)) else {
        return Ok(None);
    };
    let found = app.store.guest(id).await?;
    Ok(found.filter(|guest| guest.cookie == tokens::digest(cookie) && counts(app, guest)))
}

/// Ends the visit under a cookie; nothing if there is none.
pub async fn leave(app: &App, cookie: &str, client: &Client) -> Result<(), StoreError> {
    if let Some(guest) = guest(app, cookie).await? {
        app.store.end_guest(guest.id, &event(app, "guest.end", guest.id, client)).await?;
    }
    Ok(())
}

/// The newest guests, at most `limit`, whose visit is not over.
pub async fn list(app: &App, limit: u32) -> Result<Vec<Guest>, StoreError> {
    let mut guests = app.store.guests(limit).await?;
    guests.retain(|guest| counts(app, guest));
    Ok(guests)
}

/// Ends a visit by its name; false when there is none.
pub async fn end(app: &App, id: SessionId) -> Result<bool, StoreError> {
    let event = Event { session: Some(id), ..Event::new("guest.end", app.clock.now()) };
    app.store.end_guest(id, &event).await
}

/// Ends every visit and says how many that were.
pub async fn end_all(app: &App) -> Result<u64, StoreError> {
    app.store.end_guests(&Event::new("guest.end_all", app.clock.now())).await
}

fn counts(app: &App, guest: &Guest) -> bool {
    app.codes.counts(&guest.code) && app.clock.now() < guest.expires_at
}

fn event(app: &App, kind: &'static str, id: SessionId, client: &Client) -> Event {
    Event {
        session: Some(id),
        address: client.address.to_string(),
        ..Event::new(kind, app.clock.now())
    }
}
