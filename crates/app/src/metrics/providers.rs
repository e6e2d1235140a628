//! Requests to providers, by what came of them.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use prometheus_client::metrics::counter::Counter;
use prometheus_client::registry::Registry;

use super::durations::Durations;
use super::labels::{By, Labels, family, label};
use crate::upstream::http::{Answer, FetchError};

label! {
    /// What came of a request to a provider.
    pub(super) enum Trip as "outcome" {
        /// An answer that says yes.
        Ok = "ok",
        /// An answer that refuses: a mistake of ours, or of whoever signs in.
        Refused = "refused",
        /// An answer that says that the provider is in trouble.
        Trouble = "trouble",
        /// No answer within the deadline.
        Timeout = "timeout",
        /// No connection, a certificate that nobody trusts, or an answer that cannot be read.
        Unreachable = "unreachable",
    }
}

/// The counters of all providers.
#[derive(Debug)]
pub(super) struct Providers(BTreeMap<String, Trips>);

/// What counts the requests to one provider.
#[derive(Clone, Debug)]
pub(crate) struct Trips(Arc<Noted>);

#[derive(Debug)]
struct Noted {
    outcomes: By<Trip, Counter>,
    took: Durations,
}

impl Providers {
    pub(super) fn register(registry: &mut Registry, providers: &[&str]) -> Self {
        let outcomes =
            family::<Counter>(registry, "doorward_provider_requests", "Requests to providers");
        let took = "Time until a provider's answer was read";
        let took = family::<Durations>(registry, "doorward_provider_request_duration", took);
        let of = |provider: &&str| {
            let labels: Labels = vec![("provider", (*provider).to_owned().into())];
            let more = [("provider", *provider)];
            let noted = Noted {
                outcomes: By::of(|labels| outcomes.get_or_create_owned(&labels), &more),
                took: took.get_or_create_owned(&labels),
            };
            ((*provider).to_owned(), Trips(Arc::new(noted)))
        };
        Self(providers.iter().map(of).collect())
    }

    pub(super) fn get(&self, provider: &str) -> Option<Trips> {
        self.0.get(provider).cloned()
    }
}

impl Trips {
    /// Notes one.
    pub(crate) fn note(&self, answer: &Result<Answer, FetchError>, took: Duration) {
        let outcome = match answer {
            Ok(answer) if answer.status >= 500 => Trip::Trouble,
            Ok(answer) if answer.status >= 400 => Trip::Refused,
            Ok(_) => Trip::Ok,
            Err(FetchError::Slow) => Trip::Timeout,
            Err(_) => Trip::Unreachable,
        };
        self.0.outcomes.count(outcome);
        self.0.took.note(took);
    }
}
