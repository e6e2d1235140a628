//! What is counted for whoever watches the service: how much of what happens, and how long it takes.
//!
//! Noting something is an addition to a number that was found when the process started. What is told is in
//! docs/WATCHING.md, which a test compares with this. No label says who: no address, no path, no account.

mod durations;
mod labels;
mod process;
mod providers;
mod scrape;
mod sign_ins;
mod values;

use std::time::Duration;

use doorward_core::moderation::{Subject, VIOLATIONS, Violation, ViolationRow};
use doorward_core::time::Timestamp;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Registry, Unit};
use tokio::time::Instant;

pub(crate) use durations::Durations;
pub(crate) use labels::Label;
use labels::{By, family};
pub(crate) use providers::Trips;
use scrape::Looked;
pub use scrape::text;
use sign_ins::SignIns;
pub(crate) use sign_ins::{SECOND_FACTOR, SignIn, UNKNOWN};
pub(crate) use values::{Bounded, Letters, Mailed, Refresh, Struck, Told};
pub use values::{Group, Status, UpstreamFailure};

use crate::hashing;
use crate::limits::Limiter;

/// Everything that is counted.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    requests: Vec<By<Status, Counter>>,
    durations: By<Group, Durations>,
    connections: Gauge,
    streams: Gauge,
    sockets: Gauge,
    sent: Counter,
    upstream_failures: By<UpstreamFailure, Counter>,
    sign_ins: SignIns,
    refreshes: By<Refresh, Counter>,
    refusals: By<Limiter, Counter>,
    bounded: By<Bounded, Counter>,
    /// One for each violation, in their order; those of one kind share one.
    violations: Vec<Counter>,
    bans: By<Struck, Counter>,
    providers: providers::Providers,
    mails: By<Mailed, Counter>,
    told: By<Told, Counter>,
    hashing: hashing::Watched,
    looked: Looked,
}

impl Metrics {
    /// Prepares what is counted of these providers, for a process that starts `now`.
    pub(crate) fn new(providers: &[&str], now: Timestamp) -> Self {
        let mut registry = Registry::default();
        let all = &mut registry;
        all.register(
            "doorward_build",
            "The release that runs",
            Info::new([("version", env!("CARGO_PKG_VERSION"))]),
        );
        let requests = family::<Counter>(all, "doorward_http_requests", "Requests answered");
        let by_status = |group: &Group| {
            let more = [(Group::NAME, group.text())];
            By::of(|labels| requests.get_or_create_owned(&labels), &more)
        };
        let requests = Group::ALL.iter().map(by_status).collect();
        let took = "Time until the head of an answer was ready";
        let durations = family::<Durations>(all, "doorward_http_request_duration", took);
        let refusals =
            family::<Counter>(all, "doorward_limiter_refusals", "What a limiter refused");
        let sent = Counter::default();
        let help = "Bytes of answers of apps that were handed on";
        all.register_with_unit("doorward_gateway_sent", help, Unit::Bytes, sent.clone());
        Self {
            requests,
            durations: By::of(|labels| durations.get_or_create_owned(&labels), &[]),
            connections: gauge(all, "doorward_connections", "Connections that are open"),
            streams: gauge(
                all,
                "doorward_gateway_streams",
                "Answers of apps that are being handed on",
            ),
            sockets: gauge(all, "doorward_gateway_sockets", "WebSockets to apps that are open"),
            sent,
            upstream_failures: By::register(
                all,
                "doorward_upstream_failures",
                "Requests that an app did not answer, or not to the end",
            ),
            sign_ins: SignIns::register(all, providers),
            refreshes: By::register(
                all,
                "doorward_refreshes",
                "Refresh tokens that were presented",
            ),
            refusals: By::of(|labels| refusals.get_or_create_owned(&labels), &[]),
            bounded: By::of(|labels| refusals.get_or_create_owned(&labels), &[]),
            violations: violations(all),
            bans: By::register(all, "doorward_bans", "Bans that were made"),
            providers: providers::Providers::register(all, providers),
            mails: By::register(all, "doorward_mails", "Tries to send a mail"),
            told: By::register(
                all,
                "doorward_event_deliveries",
                "Tries to tell an event to the webhook",
            ),
            hashing: hashing_watched(all),
            looked: Looked::register(all, now),
            registry,
        }
    }

    /// Notes an answer to a request that began then.
    pub fn answered(&self, group: Group, status: u16, began: Instant) {
        let status = match status {
            ..200 => Status::Informational,
            200..300 => Status::Success,
            300..400 => Status::Redirection,
            400..500 => Status::ClientError,
            _ => Status::ServerError,
        };
        if let Some(requests) = self.requests.get(group.place()) {
            requests.count(status);
        }
        if let Some(durations) = self.durations.get(group) {
            durations.note(began.elapsed());
        }
    }

    /// A connection is open for as long as this is kept.
    pub fn connection(&self) -> Held {
        Held::new(&self.connections)
    }

    /// An answer of an app is handed on for as long as this is kept.
    pub fn stream(&self) -> Stream {
        let broken = self.upstream_failures.get(UpstreamFailure::Broken).cloned();
        Stream { sent: self.sent.clone(), broken, _running: Held::new(&self.streams) }
    }

    /// A socket to an app is open for as long as this is kept.
    pub fn socket(&self) -> Held {
        Held::new(&self.sockets)
    }

    /// Notes that an app failed.
    pub fn upstream_failed(&self, how: UpstreamFailure) {
        self.upstream_failures.count(how);
    }

    pub(crate) fn sign_in(&self, way: &str, outcome: SignIn) {
        self.sign_ins.count(way, outcome);
    }

    pub(crate) fn refresh(&self, outcome: Refresh) {
        self.refreshes.count(outcome);
    }

    pub(crate) fn limited(&self, limiter: Limiter) {
        self.refusals.count(limiter);
    }

    pub(crate) fn bounded(&self, what: Bounded) {
        self.bounded.count(what);
    }

    pub(crate) fn violation(&self, violation: Violation) {
        if let Some(counter) = self.violations.get(violation as usize) {
            counter.inc();
        }
    }

    pub(crate) fn banned(&self, subject: Subject) {
        self.bans.count(match subject {
            Subject::Person(_) => Struck::Person,
            Subject::Address(_) => Struck::Address,
        });
    }

    pub(crate) fn mailed(&self, outcome: Mailed) {
        self.mails.count(outcome);
    }

    pub(crate) fn told(&self, outcome: Told) {
        self.told.count(outcome);
    }

    /// What counts the requests to a provider.
    pub(crate) fn trips(&self, provider: &str) -> Option<Trips> {
        self.providers.get(provider)
    }

    pub(crate) fn hashing(&self) -> hashing::Watched {
        self.hashing.clone()
    }
}

/// Counts as one for as long as it lives.
#[derive(Debug)]
pub struct Held(Gauge);

impl Held {
    pub(crate) fn new(gauge: &Gauge) -> Self {
        gauge.inc();
        Self(gauge.clone())
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.0.dec();
    }
}

/// An answer of an app on its way.
#[derive(Debug)]
pub struct Stream {
    sent: Counter,
    broken: Option<Counter>,
    _running: Held,
}

impl Stream {
    /// Notes so many bytes of it.
    pub fn sent(&self, bytes: usize) {
        self.sent.inc_by(bytes as u64);
    }

    /// Notes that the app broke it off.
    pub fn broke(&self) {
        if let Some(broken) = &self.broken {
            broken.inc();
        }
    }
}

/// How long something took, from its beginning to the end of this.
#[derive(Debug)]
pub(crate) struct Stopwatch(Instant);

impl Stopwatch {
    pub(crate) fn start() -> Self {
        Self(Instant::now())
    }

    pub(crate) fn took(&self) -> Duration {
        self.0.elapsed()
    }
}

fn gauge(registry: &mut Registry, name: &'static str, help: &str) -> Gauge {
    let gauge = Gauge::default();
    registry.register(name, help, gauge.clone());
    gauge
}

fn violations(registry: &mut Registry) -> Vec<Counter> {
    let family = family::<Counter>(
        registry,
        "doorward_violations",
        "Limits that were passed, by their counter",
    );
    let of = |row: &ViolationRow| family.get_or_create_owned(&vec![("kind", row.kind.0.into())]);
    VIOLATIONS.iter().map(of).collect()
}

fn hashing_watched(registry: &mut Registry) -> hashing::Watched {
    let watched = hashing::Watched {
        waiting: gauge(registry, "doorward_hashing_waiting", "Passwords that wait to be hashed"),
        took: Durations::default(),
        refused: Counter::default(),
    };
    let took = "Time that hashing a password took, without the wait before it";
    registry.register_with_unit(
        "doorward_hashing_duration",
        took,
        Unit::Seconds,
        watched.took.clone(),
    );
    let refused = "Passwords that were not hashed because too many waited";
    registry.register("doorward_hashing_refusals", refused, watched.refused.clone());
    watched
}
