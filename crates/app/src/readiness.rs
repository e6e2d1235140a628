//! Whether everything that people need to get in is there, part by part.
//!
//! Ready is who can answer: the store decides that. A provider, a mail server or an app that is down is told
//! too, but other nodes would do no better, so nobody shall be sent to them for it.

use std::time::Duration;

use doorward_core::time::rfc3339;
use futures_util::future::join_all;
use serde::Serialize;
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::app::App;
use crate::events::{Backlog, backlog};
use crate::metrics::Stopwatch;
use crate::tls::Validity;

/// How long an app may take to accept a connection.
const CONNECT: Duration = Duration::from_millis(500);

/// Everything, part by part.
#[derive(Debug, Serialize)]
pub struct Detail {
    /// Whether requests should be sent here.
    pub ready: bool,
    /// Where accounts and sessions are.
    pub store: Store,
    /// The `OpenID` providers.
    pub providers: Vec<Provider>,
    /// Letters; `None` without mail.
    pub mail: Option<Looked<Mail>>,
    /// What the webhook is yet to be told; `None` without one.
    pub events: Option<Looked<Events>>,
    /// The apps behind the gateway.
    pub apps: Vec<Behind>,
    /// The certificate that people are shown; `None` where we speak no https.
    pub certificate: Option<Looked<Certificate>>,
}

/// What was looked at.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum Looked<T> {
    /// What there is.
    Known(T),
    /// It cannot be told.
    Unknown {
        /// Why.
        unknown: &'static str,
    },
}

impl<T> Looked<T> {
    const fn unknown(why: &'static str) -> Self {
        Self::Unknown { unknown: why }
    }
}

/// Why what the store holds is not known.
const STORE_AWAY: &str = "the store does not answer";

/// The store.
#[derive(Debug, Serialize)]
pub struct Store {
    /// Whether it answers.
    pub up: bool,
    /// How long it took, in milliseconds.
    pub latency_ms: f64,
    /// The newest migration that its tables have taken.
    pub schema: Option<i64>,
}

/// An `OpenID` provider.
#[derive(Debug, Serialize)]
pub struct Provider {
    /// Its id.
    pub id: String,
    /// Its description of itself: `known`, `outdated`, `failed`, or `not_asked` until somebody signs in.
    pub discovery: &'static str,
}

/// Letters.
#[derive(Debug, Serialize)]
pub struct Mail {
    /// Those which wait.
    pub waiting: i64,
    /// Those which were given up.
    pub given_up: i64,
}

/// The webhook.
#[derive(Debug, Serialize)]
pub struct Events {
    /// Events that wait, those among them that it is not told of.
    pub waiting: i64,
    /// How often the first of them has failed.
    pub attempts: i64,
}

/// An app.
#[derive(Debug, Serialize)]
pub struct Behind {
    /// Its name.
    pub name: String,
    /// Whether it accepts connections.
    pub reachable: bool,
}

/// Our certificate.
#[derive(Debug, Serialize)]
pub struct Certificate {
    /// When it expires (RFC 3339).
    pub expires_at: String,
    /// How long that is from now, in seconds; below zero, it is over.
    pub expires_in_s: i64,
}

/// Looks at everything. Nothing is asked of a provider: that would be a request for each look.
pub async fn detail(app: &App) -> Detail {
    let watch = Stopwatch::start();
    let up = app.ready().await.is_ok();
    let latency_ms = watch.took().as_secs_f64() * 1000.0;
    let schema = if up { app.store.schema_version().await.ok() } else { None };
    let store = Store { up, latency_ms, schema };
    let now = app.clock.now();
    let openid = app.providers.iter().filter_map(|provider| Some((provider, provider.openid()?)));
    let providers = openid.map(|(provider, openid)| Provider {
        id: provider.id.clone(),
        discovery: openid.discovery_state(now),
    });
    let providers = providers.collect();
    let (mail, events, apps) = (mail(app, up).await, events(app, up).await, apps(app).await);
    let certificate = certificate(app);
    Detail { ready: up, store, providers, mail, events, apps, certificate }
}

/// A store that is away is not waited for again.
async fn mail(app: &App, up: bool) -> Option<Looked<Mail>> {
    app.mailer.as_ref()?;
    let counted = if up { app.store.count_letters().await.ok() } else { None };
    Some(match counted {
        Some((waiting, given_up)) => Looked::Known(Mail { waiting, given_up }),
        None => Looked::unknown(STORE_AWAY),
    })
}

async fn events(app: &App, up: bool) -> Option<Looked<Events>> {
    app.webhook.as_ref()?;
    let waiting = if up { backlog(app).await.ok() } else { None };
    Some(match waiting {
        Some(Some(Backlog { waiting, attempts, .. })) => {
            Looked::Known(Events { waiting, attempts })
        }
        Some(None) => Looked::unknown("telling has not begun"),
        None => Looked::unknown(STORE_AWAY),
    })
}

fn certificate(app: &App) -> Option<Looked<Certificate>> {
    let validity = app.tls.as_ref()?.validity();
    Some(match validity.map(Validity::ends) {
        Some(ends) => Looked::Known(Certificate {
            expires_at: rfc3339(ends),
            expires_in_s: ends.seconds() - app.clock.now().seconds(),
        }),
        None => Looked::unknown("the certificate cannot be read"),
    })
}

async fn apps(app: &App) -> Vec<Behind> {
    let looks = app.settings.apps.iter().filter_map(|guarded| {
        let upstream = guarded.upstream.as_ref()?;
        Some(async move {
            let host = upstream.url.host_str().unwrap_or_default();
            let host = host.trim_start_matches('[').trim_end_matches(']');
            let port = upstream.url.port_or_known_default().unwrap_or_default();
            let connected = timeout(CONNECT, TcpStream::connect((host, port))).await;
            let reachable = matches!(connected, Ok(Ok(_)));
            Behind { name: guarded.name.clone(), reachable }
        })
    });
    // At once: the dead ones among many must not outlast whoever asks.
    join_all(looks).await
}
