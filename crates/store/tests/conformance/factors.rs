//! Second factors: what counts of them once.

use doorward_core::factor::Factors;
use doorward_core::secret::Sealed;
use doorward_store::{
    FactorRule, NewTotp, PendingTotp, RemovePasskey, Store, TrustedDevice, WaysIn,
};
use futures_util::join;

use crate::passkeys::passkey;
use crate::samples::{LIFE_MS, NOW, begin, create, digest, event, user_id};

const REQUIRED: FactorRule = FactorRule { required: true, passkeys: true };
const OTHERS: WaysIn<'static> = WaysIn { password: true, passkeys: true, providers: &[] };

/// Sets an authenticator app up.
async fn set(store: &Store, seed: &str) -> Sealed {
    set_of(store, 1, seed).await
}

/// The same for account `n`, with one recovery code.
async fn set_of(store: &Store, n: u64, seed: &str) -> Sealed {
    let seed = Sealed::new(seed.to_owned());
    let expires_at = NOW.plus(LIFE_MS);
    let pending = PendingTotp { seed: seed.clone(), codes: Vec::new(), replaces: true, expires_at };
    store.begin_totp(user_id(n), &pending).await.unwrap();
    let codes = vec![digest(1)];
    let new = NewTotp { pending: &pending, seed: seed.clone(), last_step: 5, codes };
    assert!(store.set_totp(user_id(n), &new, &event()).await.unwrap());
    seed
}

async fn add_passkey(store: &Store, user: u64, n: u64) {
    store.add_passkey(&passkey(user, n), 9, &event()).await.unwrap();
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

/// Checklist item 99: what counts is what there is when the app is taken away.
pub(crate) async fn the_last_authenticator_app_stays_where_a_factor_is_required(store: &Store) {
    create(store, 1).await;
    let remove = async |rule| store.remove_totp(user_id(1), rule, &event()).await.unwrap();
    assert!(!remove(REQUIRED).await, "there is none");
    set(store, "one").await;
    assert!(!remove(REQUIRED).await, "it is the last");
    add_passkey(store, 1, 1).await;
    assert!(!remove(FactorRule { passkeys: false, ..REQUIRED }).await, "passkeys are off");
    assert!(remove(REQUIRED).await);
    set(store, "two").await;
    assert!(remove(FactorRule { required: false, ..REQUIRED }).await);
    assert!(!store.factors(user_id(1)).await.unwrap().totp);
}

/// Checklist item 96: recovery codes go with the last factor that they stand in for.
pub(crate) async fn recovery_codes_stay_for_as_long_as_a_factor_does(store: &Store) {
    create(store, 1).await;
    set(store, "seed").await;
    add_passkey(store, 1, 1).await;
    assert!(store.remove_totp(user_id(1), REQUIRED, &event()).await.unwrap());
    let factors = async || store.factors(user_id(1)).await.unwrap();
    assert_eq!(factors().await, Factors { totp: false, passkeys: 1, recovery_codes: 1 });
    store.remove_passkey((user_id(1), &digest(1)), OTHERS, false, &event()).await.unwrap();
    assert_eq!(factors().await, Factors::default());
}

/// Checklist item 99: an authenticator app and a passkey are all the factors.
pub(crate) async fn of_two_that_remove_the_last_two_factors_one_is_refused(store: &Store) {
    let event = event();
    for n in 1..20 {
        create(store, n).await;
        set_of(store, n, "seed").await;
        add_passkey(store, n, n).await;
        let id = digest(n);
        let app = store.remove_totp(user_id(n), REQUIRED, &event);
        let key = store.remove_passkey((user_id(n), &id), OTHERS, true, &event);
        // Whoever begins first is no surer to be first in the database.
        let (app, key) = if n % 2 == 0 {
            join!(app, key)
        } else {
            let (key, app) = join!(key, app);
            (app, key)
        };
        assert_ne!(app.unwrap(), key.unwrap() == RemovePasskey::Removed);
        let left = store.factors(user_id(n)).await.unwrap();
        assert_eq!(u32::from(left.totp) + left.passkeys, 1);
    }
}

/// Checklist item 99: whoever has lost every device gets rid of what was on them, and of nobody else's.
pub(crate) async fn a_reset_takes_passkeys_and_sessions_too(store: &Store) {
    for n in [1, 2] {
        create(store, n).await;
        set_of(store, n, "seed").await;
        add_passkey(store, n, n).await;
        begin(store, n, n).await;
    }
    store.reset_factors(user_id(1), &event()).await.unwrap();
    assert_eq!(store.factors(user_id(1)).await.unwrap(), Factors::default());
    assert!(store.sessions_of(user_id(1)).await.unwrap().is_empty());
    let left = store.factors(user_id(2)).await.unwrap();
    assert!(left.totp && left.passkeys == 1);
    assert_eq!(store.sessions_of(user_id(2)).await.unwrap().len(), 1);
}
