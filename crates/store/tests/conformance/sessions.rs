//! Sessions, one at a time.

use doorward_core::group::Groups;
use doorward_core::refresh::Family;
use doorward_store::{Grounds, NewUser, Store};

use crate::samples::{
    NOW, begin, create, digest, event, hash, new_session, new_user, session_id, user_id,
};

pub(crate) async fn a_session_is_found_with_its_account(store: &Store) {
    let user = create(store, 1).await;
    begin(store, 1, 1).await;
    let found = store.session(session_id(1)).await.unwrap().unwrap();
    assert_eq!(found.session, new_session(1, 1).session);
    assert_eq!(found.user, user);
    assert_eq!(found.cookie, digest(1));
    let family = Family { generation: 0, current: digest(1001), previous: None };
    assert_eq!(found.family, family);
    assert!(store.session(session_id(2)).await.unwrap().is_none());
    let mut other = new_session(1, 2);
    other.session.groups = Groups::of(["staff", "Zoë's \"team\""]).0;
    assert!(store.begin_session(&other, None, &event()).await.unwrap());
    let found = store.session(session_id(2)).await.unwrap().unwrap();
    assert_eq!(found.session, other.session);
}

pub(crate) async fn nobody_gets_a_session_for_an_account_that_is_gone(store: &Store) {
    assert!(!store.begin_session(&new_session(1, 1), None, &event()).await.unwrap());
    assert!(store.session(session_id(1)).await.unwrap().is_none());
    assert!(store.events(1).await.unwrap().is_empty());
}

pub(crate) async fn no_session_begins_with_a_password_that_was_changed_meanwhile(store: &Store) {
    let user = create(store, 1).await;
    let (old, new) = (hash("first"), hash("second"));
    store.set_password(user.id, None, &new, NOW, None).await.unwrap();
    let session = new_session(1, 1);
    assert!(!store.begin_session(&session, Some(&old), &event()).await.unwrap());
    assert!(store.session(session_id(1)).await.unwrap().is_none());
    assert!(store.begin_session(&session, Some(&new), &event()).await.unwrap());
}

pub(crate) async fn an_account_without_a_password_is_not_opened_by_one(store: &Store) {
    let without = NewUser { password_hash: None, ..new_user(1) };
    store.create_user(&without, None, Grounds::Open, &event()).await.unwrap();
    let session = new_session(1, 1);
    assert!(!store.begin_session(&session, Some(&hash("first")), &event()).await.unwrap());
    assert!(store.begin_session(&session, None, &event()).await.unwrap());
}

pub(crate) async fn sessions_are_listed_last_used_first(store: &Store) {
    create(store, 1).await;
    create(store, 2).await;
    for n in [1, 2, 3] {
        begin(store, 1, n).await;
    }
    begin(store, 2, 4).await;
    store.touch(&[(session_id(1), NOW.plus(20)), (session_id(3), NOW.plus(10))]).await.unwrap();
    let listed = store.sessions_of(user_id(1)).await.unwrap();
    let ids: Vec<_> = listed.iter().map(|session| session.id).collect();
    assert_eq!(ids, [1, 3, 2].map(session_id));
}

pub(crate) async fn ending_a_session_needs_its_owner(store: &Store) {
    create(store, 1).await;
    create(store, 2).await;
    begin(store, 1, 1).await;
    assert!(!store.end_session(user_id(2), session_id(1), &event()).await.unwrap());
    assert!(store.end_session(user_id(1), session_id(1), &event()).await.unwrap());
    assert!(!store.end_session(user_id(1), session_id(1), &event()).await.unwrap());
    assert!(store.session(session_id(1)).await.unwrap().is_none());
}

pub(crate) async fn all_sessions_but_one_can_be_ended(store: &Store) {
    create(store, 1).await;
    create(store, 2).await;
    for n in [1, 2, 3] {
        begin(store, 1, n).await;
    }
    begin(store, 2, 4).await;
    let ended = store.end_sessions(user_id(1), Some(session_id(2)), &event()).await.unwrap();
    assert_eq!(ended, 2);
    assert!(store.session(session_id(2)).await.unwrap().is_some());
    assert_eq!(store.end_sessions(user_id(1), None, &event()).await.unwrap(), 1);
    assert_eq!(store.end_sessions(user_id(1), None, &event()).await.unwrap(), 0);
    assert!(store.session(session_id(4)).await.unwrap().is_some());
}

pub(crate) async fn a_token_rotates_once_and_its_family_moves_on(store: &Store) {
    create(store, 1).await;
    begin(store, 1, 1).await;
    let (first, second, third) = (digest(1001), digest(7), digest(8));
    let later = NOW.plus(9);
    assert!(store.rotate(session_id(1), &first, &second, later).await.unwrap());
    assert!(!store.rotate(session_id(1), &first, &third, later).await.unwrap());
    let found = store.session(session_id(1)).await.unwrap().unwrap();
    let family = Family { generation: 1, current: second, previous: Some(first) };
    assert_eq!(found.family, family);
    assert_eq!(found.session.last_seen_at, later);
    assert!(store.rotate(session_id(1), &second, &third, later).await.unwrap());
    assert!(!store.rotate(session_id(2), &first, &second, later).await.unwrap());
}

pub(crate) async fn touching_moves_the_time_forward_only(store: &Store) {
    create(store, 1).await;
    begin(store, 1, 1).await;
    let seen = async |at| {
        store.touch(&[(session_id(1), at), (session_id(9), at)]).await.unwrap();
        store.session(session_id(1)).await.unwrap().unwrap().session.last_seen_at
    };
    assert_eq!(seen(NOW.plus(5)).await, NOW.plus(5));
    assert_eq!(seen(NOW.plus(2)).await, NOW.plus(5));
    store.touch(&[]).await.unwrap();
    let many: Vec<_> = (0..600).map(|n| (session_id(n), NOW.plus(7))).collect();
    store.touch(&many).await.unwrap();
    assert_eq!(seen(NOW).await, NOW.plus(7));
}

pub(crate) async fn a_session_remembers_the_last_proof_of_its_person(store: &Store) {
    create(store, 1).await;
    let mut new = new_session(1, 1);
    new.session.proved_at = None;
    store.begin_session(&new, None, &event()).await.unwrap();
    let proved_at = async || store.session(session_id(1)).await.unwrap().unwrap().session.proved_at;
    assert_eq!(proved_at().await, None);
    assert!(store.prove_session(session_id(1), NOW.plus(5)).await.unwrap());
    assert_eq!(proved_at().await, Some(NOW.plus(5)));
    assert!(!store.prove_session(session_id(2), NOW).await.unwrap());
}
