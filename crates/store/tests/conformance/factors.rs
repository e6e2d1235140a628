//! Second factors: what counts of them once.

use doorward_core::secret::Sealed;
use doorward_store::{NewTotp, PendingTotp, Store};

use crate::samples::{LIFE_MS, NOW, create, event, user_id};

/// Sets an authenticator app up.
async fn set(store: &Store, seed: &str) -> Sealed {
    let seed = Sealed::new(seed.to_owned());
    let expires_at = NOW.plus(LIFE_MS);
    let pending = PendingTotp { seed: seed.clone(), codes: Vec::new(), replaces: true, expires_at };
    store.begin_totp(user_id(1), &pending).await.unwrap();
    let new = NewTotp { pending: &pending, seed: seed.clone(), last_step: 5, codes: Vec::new() };
    assert!(store.set_totp(user_id(1), &new, &event()).await.unwrap());
    seed
}

pub(crate) async fn a_code_counts_once_and_for_the_app_that_made_it(store: &Store) {
    create(store, 1).await;
    let take = async |seed: &Sealed, step| {
        store.take_totp(user_id(1), (seed, step), &event()).await.unwrap()
    };
    let old = set(store, "old").await;
    assert!(!take(&old, 5).await, "it confirmed the app");
    assert!(take(&old, 6).await);
    assert!(!take(&old, 6).await);
    let new = set(store, "new").await;
    assert!(!take(&old, 7).await, "another app was set up while the code was looked at");
    assert!(take(&new, 7).await);
}
