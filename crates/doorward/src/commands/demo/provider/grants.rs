//! What was granted to whom, for a while, under a name that nobody can guess.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use doorward_app::Timestamp;
use doorward_app::ports::Clock;

use super::{Person, random_text};

/// How long a grant lasts, in seconds.
pub(super) const LIFE_S: i64 = 300;

/// Most grants that are kept at once.
const MOST: usize = 1000;

/// A person's word that they are there.
pub(super) struct Grant {
    pub(super) person: &'static Person,
    pub(super) nonce: String,
    pub(super) challenge: String,
    pub(super) at: Timestamp,
}

impl Grant {
    fn lasts(&self, now: Timestamp) -> bool {
        (0..LIFE_S * 1000).contains(&now.since(self.at))
    }
}

/// The grants of one kind.
#[derive(Default)]
pub(super) struct Grants(Mutex<HashMap<String, Grant>>);

impl Grants {
    /// Keeps a grant under a new name.
    pub(super) fn put(&self, grant: Grant) -> anyhow::Result<String> {
        let (name, now) = (random_text()?, Clock::System.now());
        let mut grants = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        grants.retain(|_, kept| kept.lasts(now));
        if grants.len() >= MOST {
            grants.clear();
        }
        grants.insert(name.clone(), grant);
        Ok(name)
    }

    /// Takes a grant, which nobody can take again.
    pub(super) fn take(&self, name: &str) -> Option<Grant> {
        let grant = self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(name)?;
        grant.lasts(Clock::System.now()).then_some(grant)
    }

    /// Whose a grant is.
    pub(super) fn person(&self, name: &str) -> Option<&'static Person> {
        let grants = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        grants.get(name).filter(|grant| grant.lasts(Clock::System.now())).map(|grant| grant.person)
    }
}
