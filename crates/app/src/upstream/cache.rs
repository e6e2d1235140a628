//! One fetched document, kept for a while: many ask, one fetches, and a failure does not take away
//! what is known.

use std::sync::{Arc, Mutex, PoisonError};

use doorward_core::oidc::Refused;
use doorward_core::time::{DAY_MS, Timestamp};
use tokio::sync::Semaphore;
use tokio::time::Instant;

/// How long a failure is remembered before the provider is asked again, in milliseconds.
pub(super) const COOL_DOWN_MS: i64 = 5_000;

/// By how much, in milliseconds, what one request learned may seem to lie ahead of another's time.
const BESIDE_MS: i64 = 60_000;
/// How long an outdated document still serves while it cannot be renewed, in milliseconds.
const MAX_STALE_MS: i64 = DAY_MS;

/// A cached document of type `T`.
#[derive(Debug)]
pub(super) struct Cached<T> {
    max_age_ms: i64,
    slot: Mutex<Slot<T>>,
    /// One permit: whoever holds it fetches. It is given back when its holder is dropped.
    turn: Semaphore,
}

#[derive(Debug)]
struct Slot<T> {
    value: Option<Dated<Arc<T>>>,
    failure: Option<Dated<Refused>>,
}

#[derive(Clone, Debug)]
struct Dated<V> {
    what: V,
    at: Timestamp,
}

impl<V: Clone> Dated<V> {
    /// The value, unless it is `age_ms` old or seems to come from the future, by more than requests
    /// beside one another differ.
    fn younger_than(&self, age_ms: i64, now: Timestamp) -> Option<V> {
        (-BESIDE_MS..age_ms).contains(&now.since(self.at)).then(|| self.what.clone())
    }
}

impl<T> Cached<T> {
    pub(super) fn new(max_age_ms: i64) -> Self {
        let slot = Slot { value: None, failure: None };
        Self { max_age_ms, slot: Mutex::new(slot), turn: Semaphore::new(1) }
    }

    /// The document: the kept one while it is fresh, else a fetched one, else the outdated one.
    pub(super) async fn get(
        &self,
        now: Timestamp,
        fetch: impl AsyncFnOnce() -> Result<T, Refused>,
    ) -> Result<Arc<T>, Refused> {
        if let Some(known) = self.known(now) {
            return known;
        }
        let began = Instant::now();
        let outdated = self.with(|slot| slot.value.as_ref().and_then(|kept| self.stale(kept, now)));
        let _turn = match (self.turn.try_acquire().ok(), outdated) {
            (Some(turn), _) => Some(turn),
            // Somebody is asking already; until they know, the old copy does.
            (None, Some(outdated)) => return Ok(outdated),
            // A closed semaphore gives an error; this one is never closed.
            (None, None) => self.turn.acquire().await.ok(),
        };
        if let Some(known) = self.known(now) {
            return known;
        }
        let fetched = fetch().await;
        let took_ms = i64::try_from(began.elapsed().as_millis()).unwrap_or(i64::MAX);
        // A provider that hangs for longer than the cool-down must have one all the same: its failure
        // is dated when it is known, not when it was asked for.
        let hung = fetched.is_err() && took_ms >= COOL_DOWN_MS;
        self.store(if hung { now.plus(took_ms) } else { now }, fetched)
    }

    /// What is known, in a word, without fetching anything.
    pub(super) fn state(&self, now: Timestamp) -> &'static str {
        self.with(|slot| match (&slot.value, &slot.failure) {
            (Some(kept), _) if kept.younger_than(self.max_age_ms, now).is_some() => "known",
            (Some(_), Some(_)) => "outdated",
            // It is fetched when somebody next signs in.
            (Some(_), None) => "known",
            (None, Some(_)) => "failed",
            (None, None) => "not_asked",
        })
    }

    /// A document that is not `seen`: the kept one when it is another by now, else a fetched one if
    /// `may_fetch` says so. It is asked only by whoever has the turn.
    pub(super) async fn other_than(
        &self,
        seen: &Arc<T>,
        now: Timestamp,
        may_fetch: impl FnOnce() -> bool,
        fetch: impl AsyncFnOnce() -> Result<T, Refused>,
    ) -> Result<Option<Arc<T>>, Refused> {
        let _turn = self.turn.acquire().await;
        let kept = self.with(|slot| slot.value.as_ref().map(|kept| Arc::clone(&kept.what)));
        match kept.filter(|kept| !Arc::ptr_eq(kept, seen)) {
            Some(other) => Ok(Some(other)),
            None if may_fetch() => self.store(now, fetch().await).map(Some),
            None => Ok(None),
        }
    }

    /// What needs no fetching: a fresh document, or during the cool-down the outdated one or the
    /// failure itself.
    fn known(&self, now: Timestamp) -> Option<Result<Arc<T>, Refused>> {
        self.with(|slot| {
            let value = slot.value.as_ref();
            if let Some(fresh) = value.and_then(|kept| kept.younger_than(self.max_age_ms, now)) {
                return Some(Ok(fresh));
            }
            let failure = slot.failure.as_ref()?.younger_than(COOL_DOWN_MS, now)?;
            Some(value.and_then(|kept| self.stale(kept, now)).ok_or(failure))
        })
    }

    fn store(&self, now: Timestamp, fetched: Result<T, Refused>) -> Result<Arc<T>, Refused> {
        self.with(|slot| match fetched {
            Ok(value) => {
                let what = Arc::new(value);
                slot.value = Some(Dated { what: Arc::clone(&what), at: now });
                slot.failure = None;
                Ok(what)
            }
            Err(refused) => {
                slot.failure = Some(Dated { what: refused.clone(), at: now });
                let stale = slot.value.as_ref().and_then(|kept| self.stale(kept, now));
                if stale.is_some() {
                    tracing::warn!(code = refused.why.code(), %refused, "the old copy is used");
                }
                stale.ok_or(refused)
            }
        })
    }

    fn stale(&self, kept: &Dated<Arc<T>>, now: Timestamp) -> Option<Arc<T>> {
        kept.younger_than(self.max_age_ms + MAX_STALE_MS, now)
    }

    fn with<R>(&self, act: impl FnOnce(&mut Slot<T>) -> R) -> R {
        act(&mut self.slot.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use doorward_core::oidc::Refusal;

    use super::*;

    const AGE: i64 = 60_000;

    fn down() -> Result<u32, Refused> {
        Err(Refusal::DiscoveryUnreachable.into())
    }

    #[tokio::test]
    async fn a_document_is_kept_until_it_is_old() {
        let cache = Cached::new(AGE);
        for (at, fetched, expected) in [(0, 1, 1), (AGE - 1, 2, 1), (AGE, 3, 3), (-5, 4, 4)] {
            let got = cache.get(Timestamp(at), async || Ok(fetched)).await.unwrap();
            assert_eq!(*got, expected, "at {at}");
        }
    }

    #[tokio::test]
    async fn a_failure_is_remembered_for_the_cool_down_only() {
        let cache = Cached::new(AGE);
        assert!(cache.get(Timestamp(0), async || down()).await.is_err());
        assert!(cache.get(Timestamp(COOL_DOWN_MS - 1), async || Ok(1)).await.is_err());
        assert_eq!(cache.get(Timestamp(COOL_DOWN_MS), async || Ok(2)).await.map(|v| *v), Ok(2));
    }

    #[tokio::test]
    async fn an_old_document_serves_while_a_new_one_cannot_be_had() {
        let cache = Cached::new(AGE);
        assert!(cache.get(Timestamp(0), async || Ok(1)).await.is_ok());
        let at = |ms| cache.get(Timestamp(ms), async || down());
        assert_eq!(at(AGE).await.map(|v| *v), Ok(1));
        assert_eq!(at(AGE + 1).await.map(|v| *v), Ok(1));
        assert!(at(AGE + MAX_STALE_MS).await.is_err());
    }

    #[tokio::test]
    async fn of_many_who_ask_at_once_one_fetches() {
        let (cache, fetches) = (Cached::new(AGE), AtomicU32::new(0));
        let ask = || {
            cache.get(Timestamp(0), async || {
                fetches.fetch_add(1, Ordering::SeqCst);
                tokio::task::yield_now().await;
                Ok(7)
            })
        };
        let (a, b, c) = tokio::join!(ask(), ask(), ask());
        assert_eq!((*a.unwrap(), *b.unwrap(), *c.unwrap()), (7, 7, 7));
        assert_eq!(fetches.into_inner(), 1);
    }

    #[tokio::test]
    async fn who_gives_up_while_fetching_leaves_the_turn_to_the_next() {
        let cache = Cached::new(AGE);
        {
            let mut ask = Box::pin(cache.get(Timestamp(0), async || std::future::pending().await));
            assert!(waits(ask.as_mut()).await);
        }
        assert_eq!(cache.get(Timestamp(0), async || Ok(1)).await.map(|v| *v), Ok(1));
    }

    /// Polls once; true when the future waits.
    async fn waits<F: Future>(mut future: std::pin::Pin<&mut F>) -> bool {
        std::future::poll_fn(|context| {
            std::task::Poll::Ready(future.as_mut().poll(context).is_pending())
        })
        .await
    }

    #[tokio::test]
    async fn another_document_is_fetched_once_for_all_who_saw_the_same() {
        let cache = Cached::new(AGE);
        let seen = cache.get(Timestamp(0), async || Ok(1)).await.unwrap();
        let other = async |may, value| {
            let got = cache.other_than(&seen, Timestamp(1), || may, async || Ok(value)).await;
            got.unwrap().map(|value| *value)
        };
        assert_eq!(other(false, 2).await, None);
        assert_eq!(other(true, 3).await, Some(3));
        assert_eq!(other(false, 4).await, Some(3));
    }
}
