//! The hashing pool: a few low-priority threads with a bounded queue in front of them.
//!
//! A password costs some ten milliseconds of a core, by design. Done on the runtime it would stop
//! everybody else's requests; done without a bound it would let a flood of sign-ins take the machine.

use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread;

use argon2::password_hash::phc::{Output, PasswordHash, Salt};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use doorward_core::password::{self, Cost, Scheme};
use doorward_core::secret::Secret;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::gauge::Gauge;
use thread_priority::ThreadPriority;
use thread_priority::unix::{
    NormalThreadSchedulePolicy, ThreadSchedulePolicy, set_thread_priority_and_policy,
    thread_native_id,
};
use tokio::sync::oneshot;
use zeroize::Zeroize as _;

use crate::metrics::{Durations, Held, Stopwatch};

/// Bytes of a hash.
const OUTPUT: usize = 32;

/// Why a password was not hashed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HashingError {
    /// As many people as the queue holds are waiting already.
    #[error("the queue of passwords to hash is full")]
    Busy,
    /// The library refused, or a thread died.
    #[error("a password could not be hashed")]
    Failed,
}

/// The outcome of checking a password.
#[derive(Debug)]
pub(crate) enum Check {
    /// It is the password. `upgrade` is a new hash where the stored one is out of date.
    Right {
        /// What to store instead of the old hash.
        upgrade: Option<Secret<String>>,
    },
    /// It is not, or there is no such account.
    Wrong,
}

type Job = Box<dyn FnOnce(&mut Workbench) + Send>;

/// What whoever watches is told of hashing.
#[derive(Clone, Debug, Default)]
pub(crate) struct Watched {
    /// How many passwords wait.
    pub(crate) waiting: Gauge,
    /// How long each took, without its wait.
    pub(crate) took: Durations,
    /// How many were refused because too many waited.
    pub(crate) refused: Counter,
}

/// Checks and makes password hashes.
#[derive(Debug)]
pub(crate) struct Hasher {
    queue: mpsc::SyncSender<Job>,
    watched: Watched,
}

impl Hasher {
    /// Starts `threads` threads that hash at `cost`, with room for `queue` waiting jobs.
    pub(crate) fn start(cost: Cost, threads: usize, queue: usize) -> Result<Self, HashingError> {
        argon2id(cost)?;
        let (sender, receiver) = mpsc::sync_channel::<Job>(queue);
        let receiver = Arc::new(Mutex::new(receiver));
        for index in 0..threads.max(1) {
            let receiver = Arc::clone(&receiver);
            thread::Builder::new()
                .name(format!("hashing-{index}"))
                .spawn(move || work(&receiver, &mut Workbench { cost, memory: Vec::new() }))
                .map_err(|_| HashingError::Failed)?;
        }
        Ok(Self { queue: sender, watched: Watched::default() })
    }

    /// The same, counting in `watched`.
    pub(crate) fn counted(self, watched: Watched) -> Self {
        Self { watched, ..self }
    }

    /// Hashes a new password, if `judge` lets it: it takes some time itself, so it is asked here.
    pub(crate) async fn hash_if<E: Send + 'static>(
        &self,
        password: Secret<String>,
        judge: impl FnOnce(&Secret<String>) -> Result<(), E> + Send + 'static,
    ) -> Result<Result<Secret<String>, E>, HashingError> {
        self.run(move |bench| match judge(&password) {
            Ok(()) => bench.make(&password).map(Ok),
            Err(refused) => Ok(Err(refused)),
        })
        .await?
    }

    /// Checks a password against a stored hash.
    ///
    /// Without a usable hash, because there is no such account or it awaits a new password, the same
    /// work is done for nothing: the answer must not come sooner (checklist item 79).
    pub(crate) async fn check(
        &self,
        password: Secret<String>,
        stored: Option<Secret<String>>,
    ) -> Result<Check, HashingError> {
        let stored = stored.filter(|stored| stored.expose() != password::UNUSABLE);
        self.run(move |bench| match &stored {
            Some(stored) => bench.verify(&password, stored).or_else(|error| {
                tracing::error!(%error, "a stored password hash cannot be read");
                bench.make(&password).map(|_| Check::Wrong)
            }),
            None => bench.make(&password).map(|_| Check::Wrong),
        })
        .await?
    }

    async fn run<T: Send + 'static>(
        &self,
        task: impl FnOnce(&mut Workbench) -> T + Send + 'static,
    ) -> Result<T, HashingError> {
        let (answer, answered) = oneshot::channel();
        let (waits, took) = (Held::new(&self.watched.waiting), self.watched.took.clone());
        let job: Job = Box::new(move |bench| {
            drop(waits);
            // Nobody waits any more: the client has gone, so do not spend a core on it.
            if !answer.is_closed() {
                let watch = Stopwatch::start();
                let done = task(bench);
                took.note(watch.took());
                drop(answer.send(done));
            }
        });
        self.queue.try_send(job).map_err(|error| match error {
            mpsc::TrySendError::Full(_) => {
                self.watched.refused.inc();
                HashingError::Busy
            }
            mpsc::TrySendError::Disconnected(_) => HashingError::Failed,
        })?;
        answered.await.map_err(|_| HashingError::Failed)
    }
}

fn work(queue: &Mutex<mpsc::Receiver<Job>>, bench: &mut Workbench) {
    // Session checks of everybody else go first, and at once: a merely "nice" thread still finishes
    // its time slice. Where the system knows no such thing, hashing is only less polite.
    let idle = ThreadSchedulePolicy::Normal(NormalThreadSchedulePolicy::Idle);
    let set = set_thread_priority_and_policy(thread_native_id(), ThreadPriority::Min, idle);
    if let Err(error) = set {
        tracing::debug!(?error, "the hashing threads run at normal priority");
    }
    loop {
        let waiting = queue.lock().unwrap_or_else(PoisonError::into_inner).try_recv();
        let job = waiting.or_else(|_| {
            bench.clear();
            queue.lock().unwrap_or_else(PoisonError::into_inner).recv()
        });
        match job {
            Ok(job) => job(bench),
            Err(mpsc::RecvError) => return,
        }
    }
}

fn argon2id(cost: Cost) -> Result<Argon2<'static>, HashingError> {
    let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, Some(OUTPUT))
        .map_err(|_| HashingError::Failed)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// What a hashing thread works with.
struct Workbench {
    cost: Cost,
    /// The memory that argon2 fills, kept between two jobs while more are waiting: getting it anew
    /// from the system costs a tenth of the hash itself.
    memory: Vec<Block>,
}

impl Workbench {
    /// Wipes the memory and gives it back, for as long as nobody waits.
    fn clear(&mut self) {
        self.memory.zeroize();
        self.memory.shrink_to_fit();
    }

    fn derive(
        &mut self,
        cost: Cost,
        password: &Secret<String>,
        salt: &[u8],
    ) -> Result<Output, HashingError> {
        let argon2 = argon2id(cost)?;
        let blocks = argon2.params().block_count();
        if self.memory.len() < blocks {
            self.memory.resize(blocks, Block::default());
        }
        let canonical = password::canonical(password.expose());
        let mut output = [0; OUTPUT];
        argon2
            .hash_password_into_with_memory(
                canonical.as_bytes(),
                salt,
                &mut output,
                &mut self.memory,
            )
            .map_err(|_| HashingError::Failed)?;
        Output::new(&output).map_err(|_| HashingError::Failed)
    }

    fn make(&mut self, password: &Secret<String>) -> Result<Secret<String>, HashingError> {
        let mut salt = [0; 16];
        doorward_jose::random::fill(&mut salt).map_err(|_| HashingError::Failed)?;
        let hash = PasswordHash {
            algorithm: Algorithm::Argon2id.ident(),
            version: Some(Version::V0x13.into()),
            params: argon2id(self.cost)?.params().try_into().map_err(|_| HashingError::Failed)?,
            salt: Some(Salt::new(&salt).map_err(|_| HashingError::Failed)?),
            hash: Some(self.derive(self.cost, password, &salt)?),
        };
        Ok(Secret::new(hash.to_string()))
    }

    fn verify(
        &mut self,
        password: &Secret<String>,
        stored: &Secret<String>,
    ) -> Result<Check, HashingError> {
        let scheme = password::scheme(stored.expose()).ok_or(HashingError::Failed)?;
        let right = match scheme {
            Scheme::Argon2id(cost) => self.is_argon2id(cost, password, stored)?,
            // As LibreChat's bcrypt saw it: the text as typed.
            Scheme::Bcrypt => bcrypt::verify(password.expose(), stored.expose())
                .map_err(|_| HashingError::Failed)?,
        };
        if !right {
            return Ok(Check::Wrong);
        }
        let outdated = password::is_outdated(scheme, self.cost);
        let upgrade = outdated.then(|| self.make(password)).transpose()?;
        Ok(Check::Right { upgrade })
    }

    fn is_argon2id(
        &mut self,
        cost: Cost,
        password: &Secret<String>,
        stored: &Secret<String>,
    ) -> Result<bool, HashingError> {
        let stored = PasswordHash::new(stored.expose()).map_err(|_| HashingError::Failed)?;
        let (Some(salt), Some(hash)) = (stored.salt, stored.hash) else {
            return Err(HashingError::Failed);
        };
        // `Output` compares in constant time.
        Ok(self.derive(cost, password, &salt)? == hash)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Cheap: what is tested here is the plumbing, not the library.
    const COST: Cost = Cost { memory_kib: 64, passes: 1, lanes: 1 };

    fn secret(text: &str) -> Secret<String> {
        Secret::new(text.to_owned())
    }

    async fn hash(hasher: &Hasher) -> Secret<String> {
        let any = |_: &Secret<String>| Ok::<_, std::convert::Infallible>(());
        hasher.hash_if(secret("correct horse"), any).await.unwrap().unwrap()
    }

    #[tokio::test]
    async fn a_hash_verifies_its_own_password_only() {
        let hasher = Hasher::start(COST, 1, 8).unwrap();
        let hash = hash(&hasher).await;
        assert!(hash.expose().starts_with("$argon2id$v=19$m=64,t=1,p=1$"));
        let right = hasher.check(secret("correct horse"), Some(hash.clone())).await.unwrap();
        assert!(matches!(right, Check::Right { upgrade: None }));
        let wrong = hasher.check(secret("correct house"), Some(hash)).await.unwrap();
        assert!(matches!(wrong, Check::Wrong));
        assert!(matches!(hasher.check(secret("x"), None).await.unwrap(), Check::Wrong));
    }

    /// Checklist item 77.
    #[tokio::test]
    async fn a_bcrypt_hash_and_an_old_cost_are_upgraded() {
        let hasher = Hasher::start(COST, 1, 8).unwrap();
        let old = [
            bcrypt::hash("correct horse", 4).unwrap(),
            hash(&Hasher::start(Cost { memory_kib: 32, ..COST }, 1, 1).unwrap())
                .await
                .expose()
                .clone(),
        ];
        for hash in old {
            let check =
                hasher.check(secret("correct horse"), Some(Secret::new(hash))).await.unwrap();
            let Check::Right { upgrade: Some(new) } = check else { panic!("{check:?}") };
            assert!(new.expose().starts_with("$argon2id$v=19$m=64"));
        }
    }

    #[tokio::test]
    async fn a_full_queue_refuses_at_once() {
        let hasher = Hasher::start(COST, 1, 1).unwrap();
        let (release, held) = mpsc::channel::<()>();
        let (started, has_started) = mpsc::channel();
        let block: Job = Box::new(move |_| {
            started.send(()).unwrap();
            held.recv().unwrap();
        });
        hasher.queue.send(block).unwrap();
        has_started.recv().unwrap();
        hasher.queue.send(Box::new(|_| {})).unwrap();
        let refused = hasher.check(secret("x"), None).await;
        assert_eq!(refused.unwrap_err(), HashingError::Busy);
        release.send(()).unwrap();
    }
}
