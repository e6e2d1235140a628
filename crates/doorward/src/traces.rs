//! Traces as OpenTelemetry has them, sent to a collector.
//!
//! Spans are gathered on a thread of their own, which posts them by OTLP over HTTP. Nothing waits for it: when
//! the collector does not take them in time, or there are too many, they are dropped.

mod export;
mod spans;

use std::sync::Arc;
use std::time::Duration;

use doorward_app::settings::{Sampler, Settings, Tracing};
use doorward_app::traces::Tracer;
use opentelemetry::KeyValue;
use opentelemetry::trace::TracerProvider as _;
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::{
    BatchConfigBuilder, BatchSpanProcessor, Sampler as Sampling, SdkTracerProvider, SpanLimits,
};
use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio::time::Instant;

use export::Exporter;
use spans::Spans;

/// How many spans may wait. More are dropped.
const QUEUE: usize = 8192;

/// How many spans are posted at once.
const BATCH: usize = 512;

/// How long what is left may take at the end.
const AT_THE_END: Duration = Duration::from_millis(1800);

/// How long the thread may take to end after that.
const SLACK: Duration = Duration::from_millis(200);

/// What traces requests, until it is stopped.
pub(crate) struct Traces {
    provider: SdkTracerProvider,
    end: watch::Sender<Option<Instant>>,
}

/// Begins to trace, if the settings say so. What is posted goes by `runtime`, which has to outlive it.
pub(crate) fn start(settings: &Settings, runtime: &Handle) -> Option<Traces> {
    let tracing = settings.tracing.as_ref()?;
    let (end, ending) = watch::channel(None);
    let exporter = match Exporter::new(tracing, &settings.authorities, (runtime.clone(), ending)) {
        Ok(exporter) => exporter,
        Err(error) => {
            tracing::warn!(error = &*error, "requests are not traced: nothing can be sent");
            return None;
        }
    };
    // Each of these would otherwise be read of the environment.
    let batches = BatchConfigBuilder::default()
        .with_max_queue_size(QUEUE)
        .with_max_export_batch_size(BATCH)
        .with_scheduled_delay(Duration::from_millis(tracing.delay_ms))
        .build();
    let provider = SdkTracerProvider::builder()
        .with_span_processor(BatchSpanProcessor::new(exporter, batches))
        .with_sampler(sampling(tracing.sampler))
        .with_span_limits(SpanLimits::default())
        .with_resource(resource(tracing))
        .build();
    tracing::info!("traces go to {}", tracing.endpoint.origin().ascii_serialization());
    Some(Traces { provider, end })
}

impl Traces {
    /// What begins spans.
    pub(crate) fn tracer(&self) -> Arc<dyn Tracer> {
        Arc::new(Spans(self.provider.tracer("doorward")))
    }

    /// Sends what is left, and gives up after two seconds.
    pub(crate) fn stop(self) {
        self.end.send_replace(Some(Instant::now() + AT_THE_END));
        if let Err(error) = self.provider.shutdown_with_timeout(AT_THE_END + SLACK) {
            tracing::warn!(%error, "the last traces were not sent");
        }
    }
}

fn sampling(sampler: Sampler) -> Sampling {
    let own = Sampling::TraceIdRatioBased(sampler.share);
    if sampler.parent_based { Sampling::ParentBased(Box::new(own)) } else { own }
}

fn resource(tracing: &Tracing) -> Resource {
    let pair = |(name, value): &(String, String)| KeyValue::new(name.clone(), value.clone());
    Resource::builder_empty()
        .with_attribute(KeyValue::new("service.version", env!("CARGO_PKG_VERSION")))
        .with_attributes(tracing.attributes.iter().map(pair))
        .with_service_name(tracing.service.clone())
        .build()
}
