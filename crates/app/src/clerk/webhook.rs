//! Messages from Clerk: people who come, change and go, and sessions that end.

mod acts;

use std::sync::Arc;

use doorward_core::clerk::webhook::{self, Event, Headers, Refused, TOLERANCE_S};
use doorward_core::secret::Digest;
use doorward_core::time::{MINUTE_MS, Timestamp};
use doorward_jose::mac::MacKey;
use doorward_store::StoreError;

use crate::app::App;
use crate::callback::CallbackError;
use crate::clerk::Clerk;
use crate::tokens;
use crate::traces;

/// How long one message may take to be acted on before another gets the turn, in milliseconds.
const TURN_MS: i64 = MINUTE_MS;

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
    /// A copy of it, or another message about the same person, is being acted on.
    #[error("another message about the same person is being acted on")]
    UnderWay,
    /// Acting on it broke off.
    #[error("acting on the message broke off")]
    BrokenOff(#[from] tokio::task::JoinError),
    /// Storage.
    #[error("the store could not be read or written")]
    Store(#[from] StoreError),
}

/// Whether a message with these headers may be one of Clerk's. Its body need not be read otherwise.
pub fn screen(app: &App, headers: Headers<'_>) -> Result<(), WebhookError> {
    key(app)?;
    webhook::stamp(headers, app.clock.now())?;
    Ok(())
}

/// Acts on a message, once: of its copies, one after the other or at once, exactly one does. Of messages
/// about one person one is acted on at a time; the others are to be sent again.
///
/// When acting fails, the next copy may try again. What has begun goes on when whoever brought the
/// message hangs up.
pub async fn receive(
    app: &Arc<App>,
    headers: Headers<'_>,
    body: &[u8],
) -> Result<Received, WebhookError> {
    let event = verify(key(app)?, headers, body, app.clock.now())?;
    let id = tokens::digest(headers.id.unwrap_or_default());
    let keeper = Arc::clone(app);
    app.tasks.spawn(traces::carried(async move { take_turn(&keeper, &id, &event).await })).await?
}

fn key(app: &App) -> Result<&MacKey, WebhookError> {
    let clerk = app.clerk.as_ref().ok_or(WebhookError::Off)?;
    clerk.webhook_key.as_ref().ok_or(WebhookError::NoSecret)
}

/// Verifies a message and reads it.
pub fn verify(
    key: &MacKey,
    headers: Headers<'_>,
    body: &[u8],
    now: Timestamp,
) -> Result<Event, Refused> {
    let signed = webhook::signed(headers, body, now)?;
    if key.verify_message(&signed.content, &signed.tags) {
        webhook::event(body)
    } else {
        Err(Refused::Signature)
    }
}

/// Acts on a message when no other about the same person is being acted on.
async fn take_turn(app: &App, id: &Digest, event: &Event) -> Result<Received, WebhookError> {
    let clerk = app.clerk.as_deref().ok_or(WebhookError::Off)?;
    let now = app.clock.now();
    let turns = format!("{} turn", clerk.issuer());
    let (whose, until) = (event.subject().map_or(*id, tokens::digest), now.plus(TURN_MS));
    if !app.store.claim(&turns, &whose, until, now).await? {
        let repeated = app.store.is_spent(&messages(clerk), id).await?;
        return if repeated { Ok(Received::Repeated) } else { Err(WebhookError::UnderWay) };
    }
    let acted = act_once(app, clerk, (id, event), now).await;
    app.store.release(&turns, &whose, until).await?;
    acted
}

async fn act_once(
    app: &App,
    clerk: &Clerk,
    (id, event): (&Digest, &Event),
    now: Timestamp,
) -> Result<Received, WebhookError> {
    if app.store.is_spent(&messages(clerk), id).await? {
        return Ok(Received::Repeated);
    }
    let received = acts::act(app, clerk, event, now).await?;
    // Beyond twice the tolerance its time alone refuses it, whichever way it lay.
    let forgotten = now.plus(2 * TOLERANCE_S * 1000 + 1000);
    app.store.spend(&messages(clerk), id, forgotten).await?;
    Ok(received)
}

/// The realm of messages that were acted on.
fn messages(clerk: &Clerk) -> String {
    format!("{} webhook", clerk.issuer())
}
