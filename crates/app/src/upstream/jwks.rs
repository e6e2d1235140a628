//! The provider's published keys, and the one chance that an unknown key gets.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use doorward_core::oidc::{Refusal, Refused};
use doorward_core::time::Timestamp;
use doorward_jose::key_set::{KeySet, NotAKeySet};
use url::Url;

use super::blame::Blame;
use super::cache::Cached;
use super::http::{Answer, Credentials, FetchError, Http};

/// How often tokens with unknown keys may make us ask again, in milliseconds.
const REFETCH_MS: i64 = 30_000;

/// The key set of one provider.
#[derive(Debug)]
pub struct Jwks {
    cache: Cached<KeySet>,
    /// When an unknown key last made us ask, in milliseconds.
    refetched: AtomicI64,
    /// How often that may happen, in milliseconds.
    refetch_ms: i64,
}

impl Jwks {
    /// None yet; they will be kept for `max_age_ms` milliseconds.
    pub fn new(max_age_ms: i64) -> Self {
        Self::lasting(max_age_ms, REFETCH_MS)
    }

    /// Keys that are kept for `max_age_ms`, and asked for anew at most every `refetch_ms`, both in
    /// milliseconds.
    pub(crate) fn lasting(max_age_ms: i64, refetch_ms: i64) -> Self {
        let refetched = AtomicI64::new(i64::MIN);
        Self { cache: Cached::new(max_age_ms), refetched, refetch_ms }
    }

    /// The kept keys, or fetched ones. Fetching counts as asking because of an unknown key, so that a
    /// token with one, right after, is not a reason to ask again.
    pub(crate) async fn get_by(
        &self,
        now: Timestamp,
        fetch: impl AsyncFnOnce() -> Result<KeySet, Refused>,
    ) -> Result<Arc<KeySet>, Refused> {
        let noted = async move || {
            self.refetched.store(now.0, Ordering::SeqCst);
            fetch().await
        };
        self.cache.get(now, noted).await
    }

    /// Newer keys than `seen`, as [`Self::newer_than`] has them, by another way to fetch.
    pub(crate) async fn newer_by(
        &self,
        seen: &Arc<KeySet>,
        now: Timestamp,
        fetch: impl AsyncFnOnce() -> Result<KeySet, Refused>,
    ) -> Result<Option<Arc<KeySet>>, Refused> {
        self.cache.other_than(seen, now, || self.claim(now), fetch).await
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
        let due = !(0..self.refetch_ms).contains(&now.since(last));
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
    read(url, http.get(url, Credentials::None).await)
}

/// The key set in the answer of `url`.
pub(crate) fn read(url: &Url, answer: Result<Answer, FetchError>) -> Result<KeySet, Refused> {
    let answer = answer.map_err(|error| BLAME.refused(&error))?;
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
