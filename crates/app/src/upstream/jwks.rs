//! The provider's published keys, and the one chance that an unknown key gets.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use doorward_core::oidc::{Refusal, Refused};
use doorward_core::time::Timestamp;
use doorward_jose::key_set::{KeySet, NotAKeySet};
use url::Url;

use super::blame::Blame;
use super::cache::Cached;
use super::http::{Credentials, Http};

/// How often tokens with unknown keys may make us ask again, in milliseconds.
const REFETCH_MS: i64 = 30_000;

/// The key set of one provider.
#[derive(Debug)]
pub struct Jwks {
    cache: Cached<KeySet>,
    /// When an unknown key last made us ask, in milliseconds.
    refetched: AtomicI64,
}

impl Jwks {
    /// None yet; they will be kept for `max_age_ms` milliseconds.
    pub fn new(max_age_ms: i64) -> Self {
        Self { cache: Cached::new(max_age_ms), refetched: AtomicI64::new(i64::MIN) }
    }

    /// The keys, no older than that unless the provider is down.
    pub async fn get(
        &self,
        http: &Http,
        url: &Url,
        now: Timestamp,
    ) -> Result<Arc<KeySet>, Refused> {
        self.cache.get(now, async || fetch(http, url).await).await
    }

    /// Newer keys than `seen`, for a token that none of them fits; `None` when the provider was asked
    /// for that reason within the last 30 seconds.
    pub async fn newer_than(
        &self,
        seen: &Arc<KeySet>,
        http: &Http,
        url: &Url,
        now: Timestamp,
    ) -> Result<Option<Arc<KeySet>>, Refused> {
        self.cache.other_than(seen, now, || self.claim(now), async || fetch(http, url).await).await
    }

    /// Whether asking again is in order, and if so, notes that it is done now.
    fn claim(&self, now: Timestamp) -> bool {
        let last = Timestamp(self.refetched.load(Ordering::SeqCst));
        let due = !(0..REFETCH_MS).contains(&now.since(last));
        if due {
            self.refetched.store(now.0, Ordering::SeqCst);
        }
        due
    }
}

const BLAME: Blame = Blame {
    unreachable: Refusal::KeysUnreachable,
    slow: Refusal::KeysSlow,
    redirect: Refusal::KeysRedirect,
    too_large: Refusal::KeysTooLarge,
};

async fn fetch(http: &Http, url: &Url) -> Result<KeySet, Refused> {
    let answer = http.get(url, Credentials::None).await.map_err(|error| BLAME.refused(&error))?;
    if answer.status != 200 {
        return Err(Refusal::KeysStatus.seeing(format!("{} from {url}", answer.status)));
    }
    let keys = KeySet::parse(&answer.body).map_err(|error| match error {
        NotAKeySet::Malformed => Refusal::KeysMalformed.seeing(error.to_string()),
        NotAKeySet::TooManyKeys => Refusal::KeysTooLarge.seeing(error.to_string()),
    })?;
    if keys.is_empty() { Err(Refusal::KeysEmpty.into()) } else { Ok(keys) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_keys_make_us_ask_twice_a_minute_at_most() {
        let jwks = Jwks::new(0);
        let asked = [0, 1, REFETCH_MS - 1, REFETCH_MS, REFETCH_MS + 1, 5]
            .map(|at| jwks.claim(Timestamp(1_000_000 + at)));
        // The last one is a clock that was set back.
        assert_eq!(asked, [true, false, false, true, false, true]);
    }
}
