//! Sign-ins, by the way in and what came of them.

use std::collections::BTreeMap;

use doorward_core::account::{LOCAL, PASSKEY};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::registry::Registry;

use super::labels::{By, family, label};

/// The way of codes, which come after another proof.
pub(crate) const SECOND_FACTOR: &str = "second_factor";

/// The way of whoever comes back from a provider with something that leads to no sign-in.
pub(crate) const UNKNOWN: &str = "unknown";

label! {
    /// What came of a sign-in.
    pub(crate) enum SignIn as "outcome" {
        /// A session began.
        SignedIn = "signed_in",
        /// A second factor was asked for.
        SecondStep = "second_step",
        /// Whoever it was proved nothing, or may not come in.
        Refused = "refused",
        /// It failed here or at the provider.
        Failed = "failed",
    }
}

/// The counters of all ways.
#[derive(Debug)]
pub(super) struct SignIns(BTreeMap<String, By<SignIn, Counter>>);

impl SignIns {
    pub(super) fn register(registry: &mut Registry, providers: &[&str]) -> Self {
        let family = family::<Counter>(registry, "doorward_sign_ins", "Sign-ins that were tried");
        let ways = [LOCAL, PASSKEY, SECOND_FACTOR, UNKNOWN].into_iter();
        let of = |way: &str| {
            let shown = if way == LOCAL { "password" } else { way };
            By::of(|labels| family.get_or_create_owned(&labels), &[("way", shown)])
        };
        Self(ways.chain(providers.iter().copied()).map(|way| (way.to_owned(), of(way))).collect())
    }

    pub(super) fn count(&self, way: &str, outcome: SignIn) {
        if let Some(counters) = self.0.get(way).or_else(|| self.0.get(UNKNOWN)) {
            counters.count(outcome);
        }
    }
}
