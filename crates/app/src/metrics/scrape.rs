//! What is looked up when somebody asks for the metrics: what need not be counted all the time.

use std::sync::atomic::AtomicU64;

use doorward_core::time::Timestamp;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::{Registry, Unit};

use super::labels::{By, family};
use super::process::{Taken, taken};
use super::{Letters, Metrics, Stopwatch, gauge};
use crate::app::App;

/// A gauge of fractions.
type Fraction = Gauge<f64, AtomicU64>;

/// What is looked up.
#[derive(Debug)]
pub(super) struct Looked {
    sessions: Gauge,
    letters: By<Letters, Gauge>,
    store_up: Gauge,
    store_took: Fraction,
    cpu: Counter<f64, AtomicU64>,
    resident: Gauge,
    open_fds: Gauge,
    max_fds: Gauge,
    /// Where we speak https ourselves.
    certificate: Option<Gauge>,
}

impl Looked {
    pub(super) fn register(all: &mut Registry, now: Timestamp) -> Self {
        let started =
            gauge(all, "process_start_time_seconds", "When the process started, since 1970");
        started.set(now.seconds());
        let letters = family::<Gauge>(all, "doorward_mail_letters", "Letters that are kept");
        let (store_took, cpu) = (Fraction::default(), Counter::default());
        let took = "Time that the last look at the store took";
        all.register_with_unit("doorward_store_ping", took, Unit::Seconds, store_took.clone());
        let help = "Time on processors";
        all.register_with_unit("process_cpu", help, Unit::Seconds, Counter::clone(&cpu));
        Self {
            sessions: gauge(all, "doorward_sessions_in_memory", "Sessions that are held in memory"),
            letters: By::of(|labels| letters.get_or_create_owned(&labels), &[]),
            store_up: gauge(all, "doorward_store_up", "Whether the store answers"),
            store_took,
            cpu,
            resident: gauge(all, "process_resident_memory_bytes", "Memory that is in use"),
            open_fds: gauge(all, "process_open_fds", "Files and sockets that are open"),
            max_fds: gauge(all, "process_max_fds", "How many of those there may be"),
            certificate: None,
        }
    }

    fn process(&self, taken: Taken) {
        if let Some(seconds) = taken.cpu_s {
            let bits = self.cpu.inner();
            bits.store(seconds.to_bits(), std::sync::atomic::Ordering::Relaxed);
        }
        for (gauge, value) in [
            (&self.resident, taken.resident),
            (&self.open_fds, taken.open_fds),
            (&self.max_fds, taken.max_fds),
        ] {
            gauge.set(value.unwrap_or_default());
        }
    }

    async fn store(&self, app: &App) {
        let watch = Stopwatch::start();
        let up = app.ready().await.is_ok();
        self.store_took.set(watch.took().as_secs_f64());
        self.store_up.set(i64::from(up));
        // Where this fails, the gauge above says so.
        if let Ok((waiting, given_up)) = app.store.count_letters().await {
            for (state, count) in [(Letters::Waiting, waiting), (Letters::GivenUp, given_up)] {
                if let Some(gauge) = self.letters.get(state) {
                    gauge.set(count);
                }
            }
        }
    }
}

impl Metrics {
    /// Has the end of our certificate told too. Without one there is no such metric, for it would seem to be over.
    pub(crate) fn with_certificate(mut self) -> Self {
        let name = "doorward_tls_certificate_expiry_timestamp_seconds";
        let help = "When the certificate that people are shown expires, since 1970";
        self.looked.certificate = Some(gauge(&mut self.registry, name, help));
        self
    }

    /// Everything as `OpenMetrics` text.
    async fn text(&self, app: &App) -> String {
        self.looked.store(app).await;
        self.looked.sessions.set(i64::try_from(app.live.count()).unwrap_or(i64::MAX));
        let ends = app.tls.as_ref().and_then(|keeper| keeper.validity());
        if let (Some(gauge), Some(validity)) = (&self.looked.certificate, ends) {
            gauge.set(validity.ends().seconds());
        }
        let taken = tokio::task::spawn_blocking(taken).await;
        self.looked.process(taken.unwrap_or_default());
        let mut text = String::new();
        // Writing to memory does not fail, and a part would say something wrong.
        if encode(&mut text, &self.registry).is_err() {
            text.clear();
        }
        text
    }
}

/// What is counted, as `OpenMetrics` text.
pub async fn text(app: &App) -> String {
    app.metrics.text(app).await
}
