//! The provider's description of itself: fetched at the first sign-in, not at the start, so that an
//! outage of the provider stops nothing else.

use std::sync::Arc;

use doorward_core::oidc::discovery::{self, Metadata};
use doorward_core::oidc::endpoint::Transport;
use doorward_core::oidc::issuer::Issuer;
use doorward_core::oidc::{Refusal, Refused};
use doorward_core::time::{HOUR_MS, Timestamp};

use super::blame::Blame;
use super::cache::Cached;
use super::http::{Credentials, Http};

const BLAME: Blame = Blame {
    unreachable: Refusal::DiscoveryUnreachable,
    slow: Refusal::DiscoverySlow,
    redirect: Refusal::DiscoveryRedirect,
    too_large: Refusal::DiscoveryTooLarge,
};

/// The discovery document of one issuer.
#[derive(Debug)]
pub struct Discovery {
    issuer: Issuer,
    transport: Transport,
    cache: Cached<Metadata>,
}

impl Discovery {
    /// For `issuer`; nothing is fetched yet.
    pub fn new(issuer: Issuer, transport: Transport) -> Self {
        Self { issuer, transport, cache: Cached::new(HOUR_MS) }
    }

    /// Whose document it is.
    pub(crate) const fn issuer(&self) -> &Issuer {
        &self.issuer
    }

    /// The document, at most an hour old unless the provider is down.
    pub async fn get(&self, http: &Http, now: Timestamp) -> Result<Arc<Metadata>, Refused> {
        self.cache.get(now, async || self.fetch(http).await).await
    }

    /// What is known of it, in a word.
    pub(crate) fn state(&self, now: Timestamp) -> &'static str {
        self.cache.state(now)
    }

    async fn fetch(&self, http: &Http) -> Result<Metadata, Refused> {
        let url = self.issuer.discovery_url();
        let answer =
            http.get(url, Credentials::None).await.map_err(|error| BLAME.refused(&error))?;
        if answer.status != 200 {
            return Err(Refusal::DiscoveryStatus.seeing(format!("{} from {url}", answer.status)));
        }
        discovery::parse(&answer.body, &self.issuer, self.transport)
    }
}
