//! Auth.js's contract: a session of ours as its encrypted cookie, and its token for forms.
//!
//! The cookie is one more projection: it names our session, and without that session's row it is
//! worth nothing.

mod csrf;
mod token;

use std::sync::Arc;

use doorward_core::authjs::{Generation, MAX_AGE_MS};
use doorward_core::secret::Secret;
use doorward_core::time::Timestamp;

use crate::app::App;
use crate::establish::{ResolveError, SignedIn, find, seen};
use crate::live::Live;
use crate::settings;
use crate::tokens::MintError;

pub use csrf::Csrf;
pub use token::Holder;

/// The keys of the contract, derived once.
pub struct AuthJs {
    tokens: token::Keys,
    /// What the token for forms is hashed with: all secrets, with commas between.
    csrf: Secret<String>,
}

impl AuthJs {
    pub(crate) fn new(settings: &settings::AuthJs, secure: bool) -> Self {
        let secrets: Vec<_> = settings.secrets.iter().map(|one| one.expose().as_str()).collect();
        Self { tokens: token::Keys::new(&secrets, secure), csrf: Secret::new(secrets.join(",")) }
    }

    /// Makes the token that a form must know, and the value of the cookie that proves it.
    ///
    /// Errs only when there are no random bytes.
    pub fn csrf(&self) -> Result<Csrf, MintError> {
        csrf::make(&self.csrf)
    }

    /// The token under a cookie's value, if that is ours.
    pub fn csrf_token<'a>(&self, cookie: &'a str) -> Option<&'a str> {
        csrf::read(&self.csrf, cookie)
    }

    /// Makes the value of a session cookie.
    ///
    /// Errs only when there are no random bytes.
    pub fn mint(
        &self,
        generation: Generation,
        holder: &Holder<'_>,
        now: Timestamp,
    ) -> Result<String, MintError> {
        self.tokens.mint(generation, holder, now)
    }
}

/// Whether two tokens for forms are equal, in constant time.
pub fn same_token(one: &str, other: &str) -> bool {
    csrf::same(one, other)
}

/// Finds the session under a session cookie's value.
pub async fn resolve(
    app: &App,
    generation: Generation,
    value: &str,
) -> Result<Arc<Live>, ResolveError> {
    let now = app.clock.now();
    let authjs = app.authjs.as_ref().ok_or(ResolveError::Over)?;
    let claims = authjs.tokens.read(generation, value, now)?;
    let live = find(app, claims.sid, now).await?;
    if live.user.id != claims.sub {
        return Err(ResolveError::Over);
    }
    seen(app, &live, now);
    Ok(live)
}

/// When a session cookie that is written now ends: with its session at the latest.
pub fn expires(session_ends: Timestamp, now: Timestamp) -> Timestamp {
    now.plus(MAX_AGE_MS).min(session_ends)
}

impl<'a> From<&'a Live> for Holder<'a> {
    fn from(live: &'a Live) -> Self {
        Self { user: &live.user, session: live.id, session_ends: live.expires_at }
    }
}

impl<'a> From<&'a SignedIn> for Holder<'a> {
    fn from(new: &'a SignedIn) -> Self {
        Self { user: &new.user, session: new.session, session_ends: new.expires_at }
    }
}
