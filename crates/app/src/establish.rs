//! `establish` and `resolve`: where every way in ends, and where every way out starts.

mod entrance;

use std::net::IpAddr;
use std::sync::Arc;

use doorward_core::account::{LOCAL, PASSKEY, User};
use doorward_core::factor::suffices;
use doorward_core::id::SessionId;
use doorward_core::secret::Secret;
use doorward_core::session::{Session, Standing, USER_AGENT_MAX, standing};
use doorward_core::time::Timestamp;
use doorward_jose::random;
use doorward_store::{Event, Found, NewSession, StoreError};

pub(crate) use entrance::Entrance;

use crate::app::App;
use crate::known_device;
use crate::live::Live;
use crate::metrics::SignIn;
use crate::moderation::{self, Notice};
use crate::notices;
use crate::sessions;
use crate::tokens::{self, MintError, TokenError};

/// Who is asking: what is known of a client before it has proved anything.
#[derive(Clone, Debug)]
pub struct Client {
    /// Its address, as far as trusted proxies tell.
    pub address: IpAddr,
    /// Its `User-Agent`.
    pub user_agent: String,
    /// The cookie of the session that its browser has, live or not. A sign-in takes the place of that
    /// session.
    pub session: Option<Secret<String>>,
    /// The cookie by which accounts know its browser; see [`crate::known_device`].
    pub device: Option<Secret<String>>,
    /// The cookie by which its browser is not asked for a second factor; see
    /// [`crate::second_factor::trusted`].
    pub trusted: Option<Secret<String>>,
}

/// A fresh session and its projections.
#[derive(Debug)]
pub struct SignedIn {
    /// The person.
    pub user: User,
    /// The session.
    pub session: SessionId,
    /// The way in, as rows and pages call it: `local`, `passkey`, or the name of a provider.
    pub method: String,
    /// The access token.
    pub access: String,
    /// The refresh token.
    pub refresh: String,
    /// The browser cookie.
    pub cookie: String,
    /// The cookie by which the account will know this browser again.
    pub device: String,
    /// Whether the account has not known this browser before.
    pub new_device: bool,
    /// When the session ends at the latest.
    pub expires_at: Timestamp,
}

/// Why no session was made.
#[derive(Debug, thiserror::Error)]
pub enum EstablishError {
    /// The account went away, was switched off, or got another password meanwhile; or the second step
    /// that led here has led to a session before.
    #[error("the account is gone, disabled, or has another password, or the second step is spent")]
    Gone,
    /// The account waits until an administrator lets it in.
    #[error("the account waits for approval")]
    Waiting,
    /// The list of those who may come in does not have the account's address.
    #[error("the account's address is not on the list of those who may come in")]
    NotAdmitted,
    /// A ban keeps the person out.
    #[error("a ban keeps the person out")]
    Banned(Notice),
    /// A token could not be made.
    #[error("a token could not be made")]
    Mint(#[from] MintError),
    /// Storage.
    #[error("a session could not be stored")]
    Store(#[from] StoreError),
}

impl EstablishError {
    /// What came of the sign-in: whether it was refused, or something failed.
    pub(crate) const fn outcome(&self) -> SignIn {
        match self {
            Self::Gone | Self::Waiting | Self::NotAdmitted | Self::Banned(_) => SignIn::Refused,
            Self::Mint(_) | Self::Store(_) => SignIn::Failed,
        }
    }
}

/// Makes a session for somebody who has proved who they are. It takes the place of the one that their
/// browser has, which ends (checklist item 62).
pub(crate) async fn establish(
    app: &App,
    user: User,
    entrance: Entrance<'_>,
    client: &Client,
) -> Result<SignedIn, EstablishError> {
    check_entry(app, &user).await?;
    let Entrance { method, proven, step, .. } = entrance;
    let now = app.clock.now();
    let session = begun(app, &user, &entrance, client)?;
    let refresh = tokens::mint_refresh(&app.keys, &session)?;
    let cookie = tokens::mint_cookie(session.id).map_err(MintError::from)?;
    let of = (session.id, session.expires_at);
    let access = tokens::mint_access(&app.keys, &user, of, now, app.settings.lifetimes.access_ms)?;
    let event = Event {
        actor: Some(user.id),
        subject: Some(user.id),
        session: Some(session.id),
        address: session.address.clone(),
        detail: method.to_owned(),
        ..Event::new("session.begin", now)
    };
    let (id, expires_at) = (session.id, session.expires_at);
    let row = NewSession {
        session,
        cookie: tokens::digest(&cookie),
        refresh: tokens::digest(&refresh),
        origin: entrance.rooted(app, id)?,
        step,
    };
    if !app.store.begin_session(&row, proven, &event).await? {
        return Err(EstablishError::Gone);
    }
    sessions::end_replaced(app, client, row.origin.as_ref()).await?;
    let new_device = !known_device::is_known(app, client, user.id);
    if new_device {
        notices::new_device(app, &user, client).await;
    }
    let device = known_device::remember(app, client, user.id)?;
    app.metrics.sign_in(method, SignIn::SignedIn);
    let method = method.to_owned();
    Ok(SignedIn {
        user,
        session: id,
        method,
        access,
        refresh,
        cookie,
        device,
        new_device,
        expires_at,
    })
}

/// Refuses whoever may not come in, whatever they have proved (checklist item 92).
pub(crate) async fn check_entry(app: &App, user: &User) -> Result<(), EstablishError> {
    if !app.settings.admission.admits(user.email.as_ref()) {
        return Err(EstablishError::NotAdmitted);
    }
    if user.waiting_since.is_some() {
        return Err(EstablishError::Waiting);
    }
    match moderation::notice(app, user).await? {
        Some(notice) => Err(EstablishError::Banned(notice)),
        None => Ok(()),
    }
}

/// A session that begins now.
fn begun(
    app: &App,
    user: &User,
    entrance: &Entrance<'_>,
    client: &Client,
) -> Result<Session, MintError> {
    let now = app.clock.now();
    let mut bytes = [0; 10];
    random::fill(&mut bytes)?;
    Ok(Session {
        id: SessionId::new(now, bytes),
        user: user.id,
        method: entrance.method.to_owned(),
        created_at: now,
        proved_at: entrance.proved_at,
        methods: entrance.methods,
        factor_at: entrance.factor_at,
        passkey: entrance.passkey,
        last_seen_at: now,
        expires_at: now.plus(app.settings.lifetimes.absolute_ms),
        user_agent: cut(&client.user_agent, USER_AGENT_MAX),
        address: client.address.to_string(),
        groups: entrance.upstream.groups.clone(),
    })
}

/// Cuts a text to at most `max` bytes, at the border of a character.
pub(crate) fn cut(text: &str, max: usize) -> String {
    text.char_indices()
        .take_while(|(at, c)| at + c.len_utf8() <= max)
        .map(|(_, c)| if c.is_control() { ' ' } else { c })
        .collect()
}

/// A projection of a session, as a request presents it.
#[derive(Clone, Copy)]
pub enum Presented<'a> {
    /// `Authorization: Bearer`.
    Bearer(&'a str),
    /// The browser cookie.
    Cookie(&'a str),
}

/// Why a request has no session.
#[derive(Debug, thiserror::Error)]
pub enum ResolveError {
    /// What was presented is no token of ours, or its time is over.
    #[error(transparent)]
    Token(#[from] TokenError),
    /// The session is over, or its account is gone, switched off or not admitted any more.
    #[error("the session is over")]
    Over,
    /// Storage.
    #[error("a session could not be read")]
    Store(#[from] StoreError),
}

/// Finds the session under a projection. Every way out starts here.
pub async fn resolve(app: &App, presented: Presented<'_>) -> Result<Arc<Live>, ResolveError> {
    let now = app.clock.now();
    let live = match presented {
        Presented::Bearer(token) => {
            let claims = tokens::read_access(&app.keys, token, now)?;
            let live = find(app, claims.sid, now).await?;
            if live.user.id != claims.id {
                return Err(ResolveError::Over);
            }
            live
        }
        Presented::Cookie(cookie) => {
            let id = tokens::read_cookie(cookie).ok_or(ResolveError::Over)?;
            let live = find(app, id, now).await?;
            if live.cookie != tokens::digest(cookie) {
                return Err(ResolveError::Over);
            }
            live
        }
    };
    seen(app, &live, now);
    Ok(live)
}

/// Notes that a session is in use.
pub(crate) fn seen(app: &App, live: &Live, now: Timestamp) {
    if live.touch(now) {
        app.note_seen(live.id, now);
    }
}

/// The session from memory, else from storage; refused when it or its person does not count.
pub(crate) async fn find(
    app: &App,
    id: SessionId,
    now: Timestamp,
) -> Result<Arc<Live>, ResolveError> {
    // What memory calls idle may have been seen by another node meanwhile: storage has the last word.
    if let Some(live) = app.live.get(id).filter(|live| counts(app, live, now)) {
        return Ok(live);
    }
    // Boxed, so that a check from memory does not hold room for one that asks storage.
    Box::pin(read(app, id, now)).await
}

/// The session as storage knows it.
async fn read(app: &App, id: SessionId, now: Timestamp) -> Result<Arc<Live>, ResolveError> {
    let mark = app.live.mark();
    let found = app.store.session(id).await?;
    // Settings hold for as long as the process does, so this is asked once and not at each check.
    let found = found.filter(|found| app.is_way_in(&found.session.method));
    // Roles change, but then every entry of their person is forgotten.
    let found = found.filter(|found| proves_enough(app, found));
    let live = app.live.keep(found.ok_or(ResolveError::Over)?, mark);
    if counts(app, &live, now) { Ok(live) } else { Err(ResolveError::Over) }
}

/// Whether a session stands on a second factor, where one is required of its person.
fn proves_enough(app: &App, Found { session, user, .. }: &Found) -> bool {
    let policy = app.settings.second_factor.policy;
    let by_provider = session.method != LOCAL && session.method != PASSKEY;
    !policy.requires(user.role)
        || suffices(session.methods, session.factor_at, by_provider && policy.trusts_providers)
}

fn counts(app: &App, live: &Live, now: Timestamp) -> bool {
    let idle_ms = app.settings.lifetimes.idle_ms;
    live.user.disabled_at.is_none()
        && live.user.waiting_since.is_none()
        && !live.user.is_banned(now)
        && app.settings.admission.admits(live.user.email.as_ref())
        && standing(live.expires_at, live.last_seen_at(), idle_ms, now) == Standing::Live
}

#[cfg(test)]
mod tests {
    use super::cut;

    #[test]
    fn a_text_is_cut_at_the_border_of_a_character_and_loses_its_control_characters() {
        assert_eq!(cut("aé", 2), "a");
        assert_eq!(cut("aé", 3), "aé");
        assert_eq!(cut("a\r\nb", 10), "a  b");
    }
}
