//! The connections to an app.

use std::time::Duration;

use doorward_app::settings;
use doorward_app::upstream::tls;
use http::Uri;
use http_body_util::Limited;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::{Client, Error};
use hyper_util::rt::{TokioExecutor, TokioTimer};

use super::upload::Upload;

/// How long a connection to the app may take to begin.
const CONNECT: Duration = Duration::from_secs(5);

/// How long the app's end may be silent until it is asked whether it is still there.
const KEEP_ALIVE: Duration = Duration::from_mins(1);

/// How long a connection to the app is kept for the next request. Less than the 5 s after which servers on
/// Node close theirs, so that it is us who close first.
const KEPT: Duration = Duration::from_secs(4);

/// Most connections kept.
const MOST_KEPT: usize = 256;

/// The connections to the app.
pub(crate) struct Upstream {
    pub(super) client: Client<HttpsConnector<HttpConnector>, Limited<Upload>>,
    pub(super) base: Uri,
    pub(super) settings: settings::Upstream,
}

/// No answer came of an app.
#[derive(Debug, thiserror::Error)]
#[error("{at} did not answer")]
pub(super) struct Unanswered {
    at: String,
    #[source]
    source: Error,
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
        let client = Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(KEPT)
            .pool_max_idle_per_host(MOST_KEPT)
            .build(connector);
        Some(Self { client, base: settings.url.as_str().parse().ok()?, settings: settings.clone() })
    }

    /// What the log is told of a failure: of which app, and why.
    pub(super) fn unanswered(&self, source: Error) -> Unanswered {
        Unanswered { at: self.settings.url.origin().ascii_serialization(), source }
    }

    /// What the log is told of an answer that did not begin in time.
    pub(super) fn too_late(&self) -> TooLate {
        TooLate(self.settings.url.origin().ascii_serialization())
    }
}
