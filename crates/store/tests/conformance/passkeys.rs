//! Passkeys and what their authenticators are asked.

use doorward_core::session::Session;
use doorward_store::{
    AddPasskey, CeremonyKey, CeremonyPurpose, Event, Grounds, NewSession, NewUser, Passkey,
    RemovePasskey, Store, WaysIn,
};
use futures_util::future::try_join_all;
use futures_util::join;

use crate::samples::{
    LIFE_MS, NOW, create, digest, event, link, new_session, new_user, sealed, session_id, user_id,
};

const MOST: usize = 3;
const NO_OTHERS: WaysIn<'static> =
    WaysIn { password: true, passkeys: true, providers: &["openid"] };

pub(crate) fn passkey(user: u64, n: u64) -> Passkey {
    Passkey {
        id: digest(n),
        user: user_id(user),
        credential: format!("{{\"key\":{n}}}"),
        name: format!("Key {n}"),
        signs_in: true,
        counter: 5,
        backup_eligible: true,
        backed_up: false,
        transports: "internal,hybrid".to_owned(),
        created_at: NOW,
        last_used_at: None,
    }
}

async fn add(store: &Store, passkey: &Passkey) -> AddPasskey {
    store.add_passkey(passkey, MOST, &event()).await.unwrap()
}

async fn without_password(store: &Store, n: u64) {
    let none = NewUser { password_hash: None, ..new_user(n) };
    store.create_user(&none, None, Grounds::Open, &event()).await.unwrap();
}

pub(crate) async fn a_passkey_belongs_to_one_account_which_has_only_so_many(store: &Store) {
    create(store, 1).await;
    create(store, 2).await;
    for (user, n, outcome) in [
        (1, 1, AddPasskey::Added),
        (1, 1, AddPasskey::Refused),
        (2, 1, AddPasskey::Refused),
        (9, 9, AddPasskey::NoAccount),
        (1, 2, AddPasskey::Added),
        (1, 3, AddPasskey::Added),
        (1, 4, AddPasskey::Refused),
    ] {
        assert_eq!(add(store, &passkey(user, n)).await, outcome, "{user} {n}");
    }
    assert_eq!(store.passkey(&digest(1)).await.unwrap(), Some(passkey(1, 1)));
    let names: Vec<_> =
        store.passkeys_of(user_id(1)).await.unwrap().into_iter().map(|key| key.name).collect();
    assert_eq!(names, ["Key 1", "Key 2", "Key 3"]);
    store.delete_user(user_id(1), &event()).await.unwrap();
    assert_eq!(store.passkey(&digest(1)).await.unwrap(), None);
}

/// Checklist item 97: a counter that has not gone on is refused.
pub(crate) async fn a_use_counts_only_if_the_counter_has_gone_on(store: &Store) {
    create(store, 1).await;
    let mut key = passkey(1, 1);
    add(store, &key).await;
    let later = NOW.plus(1);
    for (counter, counts) in [(5, false), (4, false), (0, false), (6, true), (6, false), (9, true)]
    {
        key.counter = counter;
        assert_eq!(store.use_passkey(&key, later).await.unwrap(), counts, "{counter}");
    }
    assert_eq!(store.passkey(&key.id).await.unwrap().unwrap().last_used_at, Some(later));
    let silent = Passkey { counter: 0, ..passkey(1, 2) };
    add(store, &silent).await;
    for _ in 0..2 {
        assert!(store.use_passkey(&silent, later).await.unwrap(), "it never counts");
    }
    let elsewhere = Passkey { user: user_id(2), counter: 99, ..key };
    assert!(!store.use_passkey(&elsewhere, later).await.unwrap());
}

/// Checklist item 99: whoever has stolen a device is out once its passkey is removed, and does not come in
/// with it while it is removed.
pub(crate) async fn a_session_ends_with_the_passkey_that_opened_it(store: &Store) {
    create(store, 1).await;
    add(store, &passkey(1, 1)).await;
    add(store, &passkey(1, 2)).await;
    let begin = async |n, passkey| {
        let new = new_session(1, n);
        let new = NewSession { session: Session { passkey, ..new.session }, ..new };
        store.begin_session(&new, None, &event()).await.unwrap()
    };
    for (n, key) in [(1, Some(1)), (2, Some(1)), (3, Some(2)), (4, None)] {
        assert!(begin(n, key.map(digest)).await);
    }
    let event = Event { session: Some(session_id(1)), ..event() };
    let key = (user_id(1), &digest(1));
    store.remove_passkey(key, NO_OTHERS, false, &event).await.unwrap();
    let mut left: Vec<_> = store.sessions_of(user_id(1)).await.unwrap();
    left.sort_unstable_by_key(|session| session.id);
    let left: Vec<_> = left.into_iter().map(|session| (session.id, session.passkey)).collect();
    let kept = [(1, None), (3, Some(digest(2))), (4, None)];
    assert_eq!(left, kept.map(|(n, key)| (session_id(n), key)));
    assert!(!begin(5, Some(digest(1))).await, "it is gone");
    assert!(!begin(6, Some(digest(9))).await, "there was none");
}

/// Nobody touches another person's passkey.
pub(crate) async fn a_passkey_is_renamed_and_removed_by_its_owner_only(store: &Store) {
    create(store, 1).await;
    create(store, 2).await;
    add(store, &passkey(1, 1)).await;
    let (id, event) = (digest(1), event());
    assert!(!store.rename_passkey(user_id(2), &id, "mine", &event).await.unwrap());
    assert!(store.rename_passkey(user_id(1), &id, "mine", &event).await.unwrap());
    assert_eq!(store.passkey(&id).await.unwrap().unwrap().name, "mine");
    let remove = async |user| {
        store.remove_passkey((user_id(user), &id), NO_OTHERS, false, &event).await.unwrap()
    };
    assert_eq!(remove(2).await, RemovePasskey::Kept);
    assert_eq!(remove(1).await, RemovePasskey::Removed);
    assert_eq!(remove(1).await, RemovePasskey::Kept);
}

/// Checklist item 99.
pub(crate) async fn the_last_passkey_stays_where_nothing_else_opens_the_account(store: &Store) {
    without_password(store, 1).await;
    add(store, &passkey(1, 1)).await;
    add(store, &Passkey { signs_in: false, ..passkey(1, 2) }).await;
    let remove = async |n, others| {
        store.remove_passkey((user_id(1), &digest(n)), others, false, &event()).await.unwrap()
    };
    assert_eq!(remove(1, NO_OTHERS).await, RemovePasskey::Kept, "a second factor opens nothing");
    store.add_link(user_id(1), &link(1), &event()).await.unwrap();
    let elsewhere = WaysIn { providers: &["github"], ..NO_OTHERS };
    assert_eq!(remove(1, elsewhere).await, RemovePasskey::Kept, "openid is not set up");
    let of_link = async |passkeys| {
        let (link, others) = (link(1), WaysIn { passkeys, ..NO_OTHERS });
        let key = (link.issuer.as_str(), link.subject.as_str());
        store.remove_link(user_id(1), key, others, &event()).await.unwrap()
    };
    assert_eq!(of_link(false).await, doorward_store::RemoveLink::Kept, "passkeys are off");
    assert_eq!(of_link(true).await, doorward_store::RemoveLink::Removed);
    assert_eq!(remove(1, NO_OTHERS).await, RemovePasskey::Kept);
    assert_eq!(remove(2, NO_OTHERS).await, RemovePasskey::Removed);
}

/// Checklist item 99: a password is a way in only where signing in with one is on.
pub(crate) async fn a_passkey_beside_a_password_goes(store: &Store) {
    create(store, 2).await;
    add(store, &passkey(2, 3)).await;
    let of_two = async |password| {
        let others = WaysIn { password, ..NO_OTHERS };
        store.remove_passkey((user_id(2), &digest(3)), others, false, &event()).await.unwrap()
    };
    assert_eq!(of_two(false).await, RemovePasskey::Kept, "passwords are off");
    assert_eq!(of_two(true).await, RemovePasskey::Removed);
}

/// Checklist item 99: where a second factor is required, the last one stays.
pub(crate) async fn the_last_factor_stays_where_one_is_required(store: &Store) {
    create(store, 1).await;
    add(store, &passkey(1, 1)).await;
    add(store, &Passkey { signs_in: false, ..passkey(1, 2) }).await;
    assert_eq!(store.factors(user_id(1)).await.unwrap().passkeys, 2);
    let event = event();
    let remove = async |n, required| {
        let key = (user_id(1), &digest(n));
        store.remove_passkey(key, NO_OTHERS, required, &event).await.unwrap()
    };
    assert_eq!(remove(1, true).await, RemovePasskey::Removed);
    assert_eq!(remove(2, true).await, RemovePasskey::Kept);
    assert_eq!(remove(2, false).await, RemovePasskey::Removed);
}

/// Checklist item 99: two passkeys, and a passkey and a link, are all the ways in.
pub(crate) async fn of_two_that_remove_the_last_two_ways_one_is_refused(store: &Store) {
    let event = event();
    for n in (10..60).step_by(10) {
        without_password(store, n).await;
        add(store, &passkey(n, n)).await;
        add(store, &passkey(n, n + 1)).await;
        let (one, two) = (digest(n), digest(n + 1));
        let remove = |id| store.remove_passkey((user_id(n), id), NO_OTHERS, false, &event);
        let (first, second) = join!(remove(&one), remove(&two));
        assert_ne!(first.unwrap(), second.unwrap());
        assert_eq!(store.passkeys_of(user_id(n)).await.unwrap().len(), 1);

        let link = link(n);
        store.add_link(user_id(n), &link, &event).await.unwrap();
        let left = store.passkeys_of(user_id(n)).await.unwrap().remove(0).id;
        let key = (link.issuer.as_str(), link.subject.as_str());
        let unlink = store.remove_link(user_id(n), key, NO_OTHERS, &event);
        let (first, second) = join!(remove(&left), unlink);
        let removed = first.unwrap() == RemovePasskey::Removed;
        assert_ne!(removed, second.unwrap() == doorward_store::RemoveLink::Removed);
    }
}

/// Checklist item 97: a challenge is answered once, by whom it was given to, for what it was given.
pub(crate) async fn a_ceremony_is_spent_once_by_whom_it_is_bound_to(store: &Store) {
    let purpose = CeremonyPurpose::SignIn;
    let key = CeremonyKey { handle: digest(1), binding: digest(2), purpose };
    store.begin_ceremony(&key, &sealed("state", 1), NOW.plus(LIFE_MS)).await.unwrap();
    let spend = async |key, now| store.spend_ceremony(&key, now).await.unwrap();
    for wrong in [
        CeremonyKey { handle: digest(2), ..key },
        CeremonyKey { binding: digest(1), ..key },
        CeremonyKey { purpose: CeremonyPurpose::Register, ..key },
        CeremonyKey { purpose: CeremonyPurpose::SecondFactor, ..key },
        CeremonyKey { purpose: CeremonyPurpose::Prove, ..key },
    ] {
        assert_eq!(spend(wrong, NOW).await, None, "{wrong:?}");
    }
    assert_eq!(spend(key, NOW.plus(LIFE_MS)).await, None, "its time is over");
    let tries = try_join_all((0..100).map(|_| store.spend_ceremony(&key, NOW))).await.unwrap();
    let got: Vec<_> = tries.into_iter().flatten().collect();
    assert_eq!(got, [sealed("state", 1)]);
    store.begin_ceremony(&key, &sealed("state", 2), NOW.plus(LIFE_MS)).await.unwrap();
    assert_eq!(store.sweep(NOW.plus(LIFE_MS), LIFE_MS).await.unwrap(), 1);
}
