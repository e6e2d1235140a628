//! Spans on their way to the collector: OTLP over HTTP, in protobuf.

use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use doorward_app::settings::Tracing;
use doorward_app::upstream::authorities::Authorities;
use doorward_app::upstream::tls;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::transform::common::tonic::ResourceAttributesWithSchema;
use opentelemetry_proto::transform::trace::tonic::group_spans_by_resource_and_scope;
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::error::{OTelSdkError, OTelSdkResult};
use opentelemetry_sdk::trace::{SpanData, SpanExporter};
use prost::Message as _;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::{Client, redirect};
use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};
use url::Url;

/// How long a collector may take for what it is sent.
const DEADLINE: Duration = Duration::from_secs(10);

/// How much time has to pass between two complaints about it.
const QUIET: Duration = Duration::from_mins(1);

/// What posts spans.
pub(super) struct Exporter {
    client: Client,
    endpoint: Url,
    runtime: Handle,
    /// From when on nothing is waited for any more, once that is known.
    end: watch::Receiver<Option<Instant>>,
    resource: ResourceAttributesWithSchema,
    complained: Mutex<Option<Instant>>,
}

impl Exporter {
    pub(super) fn new(
        tracing: &Tracing,
        authorities: &Authorities,
        (runtime, end): (Handle, watch::Receiver<Option<Instant>>),
    ) -> anyhow::Result<Self> {
        let trust = match tracing.endpoint.scheme() {
            "https" => tls::trusting(authorities)?,
            _ => tls::trusting_nobody()?,
        };
        let mut headers: HeaderMap = tracing.headers.clone();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/x-protobuf"));
        let client = Client::builder()
            .tls_backend_preconfigured(trust)
            .no_proxy()
            // The headers are for this collector and for no other.
            .redirect(redirect::Policy::none())
            .default_headers(headers)
            .timeout(DEADLINE)
            .user_agent(concat!("doorward/", env!("CARGO_PKG_VERSION")))
            .build()?;
        Ok(Self {
            client,
            endpoint: tracing.endpoint.clone(),
            runtime,
            end,
            resource: ResourceAttributesWithSchema::default(),
            complained: Mutex::default(),
        })
    }

    /// Posts them. The error says why that failed, without the URL, which may hold a secret.
    async fn post(&self, body: Vec<u8>) -> Result<(), String> {
        let sending = self.client.post(self.endpoint.clone()).body(body).send();
        let answer = tokio::select! {
            answer = sending => answer.map_err(|error| causes(&error.without_url()))?,
            () = passed(self.end.clone()) => return Err("there was no time left".to_owned()),
        };
        match answer.status() {
            status if status.is_success() => Ok(()),
            status => Err(format!("it answered {}", status.as_u16())),
        }
    }

    /// Says that it failed, unless it has been said just now.
    fn complain(&self, why: &str) {
        let now = Instant::now();
        let mut last = self.complained.lock().unwrap_or_else(PoisonError::into_inner);
        if last.is_none_or(|last| now.duration_since(last) >= QUIET) {
            *last = Some(now);
            let collector = self.endpoint.origin().ascii_serialization();
            tracing::warn!(collector, why, "traces are lost: the collector did not take them");
        }
    }
}

impl SpanExporter for Exporter {
    /// Called on the thread that gathers spans, which may block.
    async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
        let resource_spans = group_spans_by_resource_and_scope(batch, &self.resource);
        let body = ExportTraceServiceRequest { resource_spans }.encode_to_vec();
        self.runtime.block_on(self.post(body)).map_err(|why| {
            self.complain(&why);
            OTelSdkError::InternalFailure(why)
        })
    }

    fn set_resource(&mut self, resource: &Resource) {
        self.resource = resource.into();
    }
}

impl fmt::Debug for Exporter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Exporter")
    }
}

/// Resolves when the end has come.
async fn passed(mut end: watch::Receiver<Option<Instant>>) {
    let at = end.wait_for(Option::is_some).await.ok().and_then(|at| *at);
    match at {
        Some(at) => sleep_until(at).await,
        None => std::future::pending().await,
    }
}

/// The chain of causes in one line.
fn causes(error: &reqwest::Error) -> String {
    let mut texts = vec![error.to_string()];
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        texts.push(inner.to_string());
        cause = inner.source();
    }
    texts.join(": ")
}
