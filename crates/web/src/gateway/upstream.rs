//! The connections to an app.

use std::sync::Arc;
use std::time::Duration;

use doorward_app::settings;
use doorward_app::upstream::tls;
use http::request::Parts;
use http::{HeaderMap, Uri};
use http_body_util::Limited;
use hyper::body::Body as _;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use tower::ServiceExt as _;

use super::exchange::{Broken, Exchange};
use super::link::Link;
use super::pool::Pool;
use super::upload::Upload;
use crate::wire::{self, Framing, Head};

/// How long a connection to the app may take to begin.
const CONNECT: Duration = Duration::from_secs(5);

/// How long the app's end may be silent until it is asked whether it is still there.
const KEEP_ALIVE: Duration = Duration::from_mins(1);

/// The connections to the app.
pub(crate) struct Upstream {
    connector: HttpsConnector<HttpConnector>,
    base: Uri,
    pub(super) pool: Arc<Pool>,
    pub(super) settings: settings::Upstream,
}

/// No answer came of an app.
#[derive(Debug, thiserror::Error)]
#[error("{at} did not answer")]
pub(super) struct Unanswered {
    at: String,
    #[source]
    source: Broken,
}

/// An app's answer did not begin in time.
#[derive(Debug, thiserror::Error)]
#[error("{0} took too long to answer")]
pub(super) struct TooLate(String);

impl Upstream {
    /// Connects to nothing yet. `None` if the URL is none that can be asked, which the settings rule out.
    pub(crate) fn new(settings: &settings::Upstream) -> Option<Self> {
        let mut tcp = HttpConnector::new();
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        tcp.set_connect_timeout(Some(CONNECT));
        tcp.set_keepalive(Some(KEEP_ALIVE));
        let trust = match settings.url.scheme() {
            "https" => tls::trusting(&settings.authorities),
            // Nobody's certificate is asked for.
            _ => tls::trusting_nobody(),
        };
        let connector = HttpsConnectorBuilder::new()
            .with_tls_config(trust.ok()?)
            .https_or_http()
            .enable_http1()
            .wrap_connector(tcp);
        let base = settings.url.as_str().parse().ok()?;
        Some(Self { connector, base, pool: Arc::default(), settings: settings.clone() })
    }

    /// Asks the app, and waits for the head of its answer.
    ///
    /// A request that changes nothing is asked once more where the app ended a kept connection just then
    /// (RFC 9112 §9.3.1).
    pub(super) async fn ask(
        &self,
        asked: &Parts,
        headers: &HeaderMap,
        body: Limited<Upload>,
    ) -> Result<(Head, Exchange), Broken> {
        let framing = framing(&body);
        // Written out, since one without a path has none in its bytes, and the rules were asked about `/`.
        let target = asked.uri.path_and_query().map_or("/".to_owned(), ToString::to_string);
        let head = wire::request(&asked.method, &target, headers, framing);
        let mut body = (framing != Framing::Length(0)).then_some(body);
        let repeatable = body.is_none() && asked.method.is_safe();
        if let Some(link) = self.pool.take() {
            let mut exchange = Exchange::new(link, head.clone(), body.take(), framing);
            match exchange.head(&asked.method).await {
                Err(Broken::Silent(_)) if repeatable => {}
                answered => return answered.map(|head| (head, exchange)),
            }
        }
        let mut exchange = Exchange::new(self.connect().await?, head, body, framing);
        exchange.head(&asked.method).await.map(|head| (head, exchange))
    }

    async fn connect(&self) -> Result<Link, Broken> {
        let connected = self.connector.clone().oneshot(self.base.clone()).await;
        connected.map(Link::new).map_err(Broken::Connect)
    }

    /// What the log is told of a failure: of which app, and why.
    pub(super) fn unanswered(&self, source: Broken) -> Unanswered {
        Unanswered { at: self.settings.url.origin().ascii_serialization(), source }
    }

    /// What the log is told of an answer that did not begin in time.
    pub(super) fn too_late(&self) -> TooLate {
        TooLate(self.settings.url.origin().ascii_serialization())
    }
}

/// How a request says where its body ends.
fn framing(body: &Limited<Upload>) -> Framing {
    match body.size_hint().exact() {
        _ if body.is_end_stream() => Framing::Length(0),
        Some(length) => Framing::Length(length),
        None => Framing::Chunked,
    }
}
