//! Housekeeping.

use doorward_store::Store;
use futures_util::future::try_join_all;

use crate::samples::{LIFE_MS, NOW, begin, create, digest, event, login, new_session, session_id};

pub(crate) async fn ended_and_idle_sessions_are_swept_and_live_ones_stay(store: &Store) {
    create(store, 1).await;
    let mut long = new_session(1, 2);
    long.session.expires_at = NOW.plus(100 * LIFE_MS);
    assert!(store.begin_session(&long, None, &event()).await.unwrap());
    begin(store, 1, 1).await;
    begin(store, 1, 3).await;
    let idle_ms = 10 * LIFE_MS;
    assert_eq!(store.sweep(NOW.plus(LIFE_MS - 1), idle_ms).await.unwrap(), 0);
    assert_eq!(store.sweep(NOW.plus(LIFE_MS), idle_ms).await.unwrap(), 2);
    assert!(store.session(session_id(2)).await.unwrap().is_some());
    assert_eq!(store.sweep(NOW.plus(idle_ms - 1), idle_ms).await.unwrap(), 0);
    assert_eq!(store.sweep(NOW.plus(idle_ms), idle_ms).await.unwrap(), 1);
    assert!(store.session(session_id(2)).await.unwrap().is_none());
}

pub(crate) async fn stale_logins_are_swept_beyond_one_slice(store: &Store) {
    let logins: Vec<_> = (0..1200).map(login).collect();
    try_join_all(logins.iter().map(|login| store.begin_login(login))).await.unwrap();
    let mut fresh = login(5000);
    fresh.expires_at = NOW.plus(2 * LIFE_MS);
    store.begin_login(&fresh).await.unwrap();
    assert_eq!(store.sweep(NOW.plus(LIFE_MS), LIFE_MS).await.unwrap(), 1200);
    assert_eq!(store.spend_login(&digest(0)).await.unwrap(), None);
    assert_eq!(store.spend_login(&digest(5000)).await.unwrap(), Some(fresh));
}

pub(crate) async fn what_was_spent_long_ago_is_swept(store: &Store) {
    assert!(store.spend("one", &digest(1), NOW.plus(LIFE_MS)).await.unwrap());
    assert!(store.spend("one", &digest(2), NOW.plus(2 * LIFE_MS)).await.unwrap());
    assert_eq!(store.sweep(NOW.plus(LIFE_MS), LIFE_MS).await.unwrap(), 1);
    assert!(store.spend("one", &digest(1), NOW.plus(LIFE_MS)).await.unwrap());
    assert!(!store.spend("one", &digest(2), NOW.plus(LIFE_MS)).await.unwrap());
}
