//! The hashing pool: a few low-priority threads with a bounded queue in front of them.
//!
//! A password costs some ten milliseconds of a core, by design. Done on the runtime it would stop
//! everybody else's requests; done without a bound it would let a flood of sign-ins take the machine.

use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, Version};
use doorward_core::password::{self, Cost, Scheme};
use doorward_core::secret::Secret;
use tokio::sync::oneshot;

/// How nice the threads are: session checks of other people go first.
const NICENESS: i32 = 10;

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

type Job = Box<dyn FnOnce(&Argon2<'static>, Cost) + Send>;

/// Checks and makes password hashes.
#[derive(Debug)]
pub(crate) struct Hasher {
    queue: mpsc::SyncSender<Job>,
}

impl Hasher {
    /// Starts `threads` threads that hash at `cost`, with room for `queue` waiting jobs.
    pub(crate) fn start(cost: Cost, threads: usize, queue: usize) -> Result<Self, HashingError> {
        let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, None)
            .map_err(|_| HashingError::Failed)?;
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let (sender, receiver) = mpsc::sync_channel::<Job>(queue);
        let receiver = Arc::new(Mutex::new(receiver));
        for index in 0..threads.max(1) {
            let (argon2, receiver) = (argon2.clone(), Arc::clone(&receiver));
            thread::Builder::new()
                .name(format!("hashing-{index}"))
                .spawn(move || work(&argon2, cost, &receiver))
                .map_err(|_| HashingError::Failed)?;
        }
        Ok(Self { queue: sender })
    }

    /// Hashes a new password.
    pub(crate) async fn hash(
        &self,
        password: Secret<String>,
    ) -> Result<Secret<String>, HashingError> {
        self.run(move |argon2, _| make(argon2, &password)).await?
    }

    /// Checks a password against a stored hash.
    ///
    /// Without a hash, because there is no such account, the same work is done for nothing: the
    /// answer must not come sooner (checklist item 79).
    pub(crate) async fn check(
        &self,
        password: Secret<String>,
        stored: Option<Secret<String>>,
    ) -> Result<Check, HashingError> {
        self.run(move |argon2, cost| match &stored {
            Some(stored) => verify(argon2, cost, &password, stored),
            None => make(argon2, &password).map(|_| Check::Wrong),
        })
        .await?
    }

    async fn run<T: Send + 'static>(
        &self,
        task: impl FnOnce(&Argon2<'static>, Cost) -> T + Send + 'static,
    ) -> Result<T, HashingError> {
        let (answer, answered) = oneshot::channel();
        let job: Job = Box::new(move |argon2, cost| {
            // Nobody waits any more: the client has gone, so do not spend a core on it.
            if !answer.is_closed() {
                drop(answer.send(task(argon2, cost)));
            }
        });
        self.queue.try_send(job).map_err(|error| match error {
            mpsc::TrySendError::Full(_) => HashingError::Busy,
            mpsc::TrySendError::Disconnected(_) => HashingError::Failed,
        })?;
        answered.await.map_err(|_| HashingError::Failed)
    }
}

fn work(argon2: &Argon2<'static>, cost: Cost, queue: &Mutex<mpsc::Receiver<Job>>) {
    // On Linux niceness belongs to the thread. Where it cannot be set, hashing is only less polite.
    if let Err(error) = rustix::process::nice(NICENESS) {
        tracing::debug!(%error, "the hashing threads run at normal priority");
    }
    loop {
        let job = queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
        match job {
            Ok(job) => job(argon2, cost),
            Err(mpsc::RecvError) => return,
        }
    }
}

fn make(argon2: &Argon2<'_>, password: &Secret<String>) -> Result<Secret<String>, HashingError> {
    let mut salt = [0; 16];
    doorward_jose::random::fill(&mut salt).map_err(|_| HashingError::Failed)?;
    let canonical = password::canonical(password.expose());
    let hash = argon2
        .hash_password_with_salt(canonical.as_bytes(), &salt)
        .map_err(|_| HashingError::Failed)?;
    Ok(Secret::new(hash.to_string()))
}

fn verify(
    argon2: &Argon2<'_>,
    cost: Cost,
    password: &Secret<String>,
    stored: &Secret<String>,
) -> Result<Check, HashingError> {
    let scheme = password::scheme(stored.expose()).ok_or(HashingError::Failed)?;
    let right = match scheme {
        Scheme::Argon2id(_) => {
            let parsed = PasswordHash::new(stored.expose()).map_err(|_| HashingError::Failed)?;
            let canonical = password::canonical(password.expose());
            argon2.verify_password(canonical.as_bytes(), &parsed).is_ok()
        }
        // As LibreChat's bcrypt saw it: the text as typed.
        Scheme::Bcrypt => {
            bcrypt::verify(password.expose(), stored.expose()).map_err(|_| HashingError::Failed)?
        }
    };
    if !right {
        return Ok(Check::Wrong);
    }
    let upgrade =
        password::is_outdated(scheme, cost).then(|| make(argon2, password)).transpose()?;
    Ok(Check::Right { upgrade })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Cheap: what is tested here is the plumbing, not the library.
    const COST: Cost = Cost { memory_kib: 64, passes: 1, lanes: 1 };

    fn secret(text: &str) -> Secret<String> {
        Secret::new(text.to_owned())
    }

    #[tokio::test]
    async fn a_hash_verifies_its_own_password_only() {
        let hasher = Hasher::start(COST, 1, 8).unwrap();
        let hash = hasher.hash(secret("correct horse")).await.unwrap();
        assert!(hash.expose().starts_with("$argon2id$v=19$m=64,t=1,p=1$"));
        let right = hasher.check(secret("correct horse"), Some(hash.clone())).await.unwrap();
        assert!(matches!(right, Check::Right { upgrade: None }));
        let wrong = hasher.check(secret("correct house"), Some(hash)).await.unwrap();
        assert!(matches!(wrong, Check::Wrong));
        assert!(matches!(hasher.check(secret("x"), None).await.unwrap(), Check::Wrong));
    }

    #[tokio::test]
    async fn a_bcrypt_hash_and_an_old_cost_are_upgraded() {
        let hasher = Hasher::start(COST, 1, 8).unwrap();
        let old = [
            bcrypt::hash("correct horse", 4).unwrap(),
            Hasher::start(Cost { memory_kib: 32, ..COST }, 1, 1)
                .unwrap()
                .hash(secret("correct horse"))
                .await
                .unwrap()
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
        let block: Job = Box::new(move |_, _| {
            started.send(()).unwrap();
            held.recv().unwrap();
        });
        hasher.queue.send(block).unwrap();
        has_started.recv().unwrap();
        hasher.queue.send(Box::new(|_, _| {})).unwrap();
        let refused = hasher.check(secret("x"), None).await;
        assert_eq!(refused.unwrap_err(), HashingError::Busy);
        release.send(()).unwrap();
    }
}
