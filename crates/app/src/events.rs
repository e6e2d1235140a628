//! Telling the operator's webhook what is put on record (Standard Webhooks).
//!
//! An event is told at least once, in the order of the record, under an id that stays the same; what has been
//! told is in the store, so that a crash loses nothing, and one node tells at a time. A receiver that is down
//! holds up what comes after: nothing is told out of order.

use doorward_core::delivery::{TRIED_MS, is_told, next_try, signed_content};
use doorward_core::oidc::endpoint::Transport;
use doorward_core::time::{MINUTE_MS, Timestamp, rfc3339};
use doorward_jose::base64url::encode_standard;
use doorward_jose::mac::MacKey;
pub use doorward_store::Backlog;
use doorward_store::{Place, Recorded, StoreError};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::app::App;
use crate::metrics::Told;
use crate::settings;
use crate::upstream::authorities::Authorities;
use crate::upstream::http::{DEADLINE, FetchError, Http, Policy};

/// How often is looked for events, in milliseconds.
const LOOK_MS: i64 = 5_000;
/// How old an event has to be, in milliseconds: of another node one may come that happened before it.
const SETTLED_MS: i64 = 2_000;
/// How long a node has its turn, in milliseconds: more than all deadlines of one.
const TURN_MS: i64 = 5 * MINUTE_MS;
/// How many events a turn tells. Their deadlines together are shorter than it.
const TOLD: u32 = 20;

/// Why an event was not told.
#[derive(Debug, thiserror::Error)]
pub enum TellError {
    /// No webhook is set up.
    #[error("DOORWARD_EVENTS_URL is not set")]
    Off,
    /// No answer.
    #[error("the webhook gave no answer")]
    Unreachable(#[from] FetchError),
    /// An answer that is no success.
    #[error("the webhook answered {0}")]
    Refused(u16),
}

/// The webhook.
pub(crate) struct Webhook {
    url: Url,
    key: MacKey,
    kinds: Option<Vec<String>>,
    http: Http,
}

impl Webhook {
    /// Prepares it; nothing is asked.
    pub(crate) fn new(settings: &settings::Events, authorities: &Authorities) -> Self {
        let policy = Policy {
            trusted: settings.url.clone(),
            allow_private: false,
            transport: Transport::Secure,
            deadline: DEADLINE,
            authorities: authorities.clone(),
        };
        Self {
            url: settings.url.clone(),
            key: MacKey::new(settings.secret.expose()),
            kinds: settings.kinds.clone(),
            http: Http::new(&policy),
        }
    }

    async fn post(&self, id: &str, body: &Value, now: Timestamp) -> Result<(), TellError> {
        let body = body.to_string();
        let tag = self.key.sign_message(signed_content(id, now, &body).as_bytes());
        let headers = [
            ("webhook-id", id.to_owned()),
            ("webhook-timestamp", now.seconds().to_string()),
            ("webhook-signature", format!("v1,{}", encode_standard(tag))),
        ];
        let answer = self.http.post_signed(&self.url, body, &headers).await?;
        if (200..300).contains(&answer.status) {
            Ok(())
        } else {
            Err(TellError::Refused(answer.status))
        }
    }
}

/// Tells what is put on record, until `stop` is cancelled. It finishes the event that it is at, and gives its
/// turn back.
pub(crate) async fn tell(app: &App, stop: &CancellationToken) {
    let Some(webhook) = &app.webhook else { return };
    while !stop.is_cancelled() {
        let next = match round(app, webhook, stop).await {
            Ok(next) => next,
            Err(error) => {
                let error = &error as &dyn std::error::Error;
                tracing::warn!(error, "what is to be told to the webhook could not be read");
                app.clock.now().plus(LOOK_MS)
            }
        };
        stop.run_until_cancelled(app.clock.sleep_until(next)).await;
    }
}

/// How telling ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// There was no more.
    Done,
    /// An event was not taken.
    Failed,
    /// The process stops.
    Stopped,
}

/// Tells what is due, if nobody else does; says when to look again.
async fn round(
    app: &App,
    webhook: &Webhook,
    stop: &CancellationToken,
) -> Result<Timestamp, StoreError> {
    let now = app.clock.now();
    let idle = now.plus(LOOK_MS);
    // Whether there is anything is all that counts here.
    match app.store.delivery_backlog(1).await? {
        None => {
            app.store.begin_delivery(now).await?;
            return Ok(idle);
        }
        Some(Backlog { waiting: 0, .. }) => return Ok(idle),
        Some(_) => {}
    }
    let Some(turn) = app.store.take_delivery(now, now.plus(TURN_MS)).await? else {
        return Ok(idle);
    };
    let events = match app.store.events_after(turn.told, now.plus(-SETTLED_MS), TOLD).await {
        Ok(events) => events,
        Err(error) => {
            // Another node may have better luck, and need not wait until the turn is over by itself.
            let (told, attempts) = (turn.told, turn.attempts);
            app.store.end_delivery(turn, told, attempts, now).await?;
            return Err(error);
        }
    };
    let full = events.len() as u64 == u64::from(TOLD);
    let (told, end) = tell_all(app, webhook, (turn.told, events), stop).await;
    let (attempts, due) = match end {
        End::Failed => {
            let attempts = if told == turn.told { turn.attempts + 1 } else { 1 };
            (attempts, next_try(attempts, now))
        }
        End::Stopped if told == turn.told => (turn.attempts, now),
        End::Stopped | End::Done => (0, now),
    };
    app.store.end_delivery(turn, told, attempts, due).await?;
    Ok(if full && end == End::Done { now } else { idle })
}

/// Tells events in order; gives how far it came, and how it ended.
async fn tell_all(
    app: &App,
    webhook: &Webhook,
    (mut told, events): (Place, Vec<Recorded>),
    stop: &CancellationToken,
) -> (Place, End) {
    for event in events {
        if stop.is_cancelled() {
            return (told, End::Stopped);
        }
        let now = app.clock.now();
        if is_told(&event.kind, webhook.kinds.as_deref()) {
            let id = format!("evt_{}_{}", event.at.0, event.seq);
            let posted = webhook.post(&id, &body(&event), now).await;
            app.metrics.told(if posted.is_ok() { Told::Delivered } else { Told::Failed });
            if let Err(error) = posted {
                let over = now.since(event.at) > TRIED_MS;
                let error = &error as &dyn std::error::Error;
                tracing::warn!(
                    error,
                    event.id = id,
                    given_up = over,
                    "an event was not told to the webhook"
                );
                if !over {
                    return (told, End::Failed);
                }
            }
        }
        told = event.place();
    }
    (told, End::Done)
}

/// What is told of an event.
fn body(event: &Recorded) -> Value {
    let id = |id: Option<String>| id.map_or(Value::Null, Value::String);
    json!({
        "type": event.kind,
        "timestamp": rfc3339(event.at),
        "data": {
            "actor": id(event.actor.map(|actor| actor.to_string())),
            "subject": id(event.subject.map(|subject| subject.to_string())),
            "session": id(event.session.map(|session| session.to_string())),
            "address": event.address,
            "detail": event.detail,
            "outcome": event.outcome,
        },
    })
}

/// Tells the webhook of an event that did not happen.
pub async fn test(app: &App) -> Result<(), TellError> {
    let webhook = app.webhook.as_ref().ok_or(TellError::Off)?;
    let now = app.clock.now();
    let body = json!({ "type": "doorward.test", "timestamp": rfc3339(now), "data": {} });
    webhook.post(&format!("evt_test_{}", now.0), &body, now).await
}

/// Has what failed tried at once; false when nothing has.
pub async fn retry(app: &App) -> Result<bool, StoreError> {
    app.store.retry_delivery(app.clock.now()).await
}

/// How many waiting events are counted: how many more there are tells nobody anything.
pub const COUNTED: u32 = 10_000;

/// What waits, counted up to [`COUNTED`]; `None` where nothing was ever to be told.
pub async fn backlog(app: &App) -> Result<Option<Backlog>, StoreError> {
    app.store.delivery_backlog(COUNTED).await
}
