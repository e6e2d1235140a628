//! Second factors: what counts of them once.

use doorward_core::secret::Sealed;
use doorward_store::{NewTotp, PendingTotp, Store, TrustedDevice};

use crate::samples::{LIFE_MS, NOW, create, digest, event, user_id};

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

fn browser(user: u64, n: u64) -> TrustedDevice {
    TrustedDevice {
        token: digest(n),
        id: format!("{n:024x}"),
        user: user_id(user),
        password: None,
        factor_since: None,
        user_agent: "Firefox".to_owned(),
        created_at: NOW.plus(i64::try_from(n).unwrap()),
        expires_at: NOW.plus(LIFE_MS),
        last_used_at: NOW.plus(i64::try_from(n).unwrap()),
    }
}

async fn trust_three(store: &Store) {
    create(store, 1).await;
    create(store, 2).await;
    for (user, n) in [(1, 1), (1, 2), (2, 3)] {
        store.trust_device(&browser(user, n), &event()).await.unwrap();
    }
}

pub(crate) async fn a_trusted_browser_is_used_and_forgotten_one_by_one(store: &Store) {
    trust_three(store).await;
    let later = NOW.plus(LIFE_MS / 2);
    assert!(store.use_trusted_device(&digest(1), later).await.unwrap());
    let used = TrustedDevice { last_used_at: later, ..browser(1, 1) };
    assert_eq!(store.trusted_devices_of(user_id(1)).await.unwrap(), [browser(1, 2), used.clone()]);
    let forget = async |user: u64, n: u64| {
        store.distrust_device(user_id(user), &browser(user, n).id, &event()).await.unwrap()
    };
    assert!(!forget(2, 2).await, "it is somebody else's");
    assert!(forget(1, 2).await);
    assert!(!forget(1, 2).await);
    assert!(!store.use_trusted_device(&digest(2), later).await.unwrap());
    assert_eq!(store.trusted_devices_of(user_id(1)).await.unwrap(), [used]);
    assert_eq!(store.trusted_devices_of(user_id(2)).await.unwrap(), [browser(2, 3)]);
}
