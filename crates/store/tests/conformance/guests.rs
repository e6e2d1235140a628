//! People without an account.

use doorward_store::{Guest, Store};

use crate::samples::{LIFE_MS, NOW, digest, event, session_id};

fn guest(n: u64) -> Guest {
    Guest {
        id: session_id(n),
        cookie: digest(n),
        code: digest(1000 + n),
        created_at: NOW,
        expires_at: NOW.plus(LIFE_MS),
        address: "192.0.2.1".to_owned(),
        user_agent: "a browser".to_owned(),
    }
}

pub(crate) async fn a_guest_is_found_until_the_visit_is_ended(store: &Store) {
    for n in [1, 2] {
        store.begin_guest(&guest(n), &event()).await.unwrap();
    }
    assert_eq!(store.guest(session_id(1)).await.unwrap(), Some(guest(1)));
    assert!(store.end_guest(session_id(1), &event()).await.unwrap());
    assert!(!store.end_guest(session_id(1), &event()).await.unwrap());
    assert_eq!(store.guest(session_id(1)).await.unwrap(), None);
    assert_eq!(store.guest(session_id(2)).await.unwrap(), Some(guest(2)));
    assert_eq!(store.events(9).await.unwrap().len(), 3);
}

pub(crate) async fn guests_are_listed_newest_first_and_ended_together(store: &Store) {
    for n in [1, 3, 2] {
        store.begin_guest(&guest(n), &event()).await.unwrap();
    }
    assert_eq!(store.guests(2).await.unwrap(), [guest(3), guest(2)]);
    assert_eq!(store.end_guests(&event()).await.unwrap(), 3);
    assert_eq!(store.end_guests(&event()).await.unwrap(), 0);
    assert_eq!(store.guests(9).await.unwrap(), []);
}

pub(crate) async fn guests_whose_time_is_over_are_swept(store: &Store) {
    let staying = Guest { expires_at: NOW.plus(2 * LIFE_MS), ..guest(2) };
    for guest in [&guest(1), &staying] {
        store.begin_guest(guest, &event()).await.unwrap();
    }
    assert_eq!(store.sweep(NOW.plus(LIFE_MS - 1), LIFE_MS).await.unwrap(), 0);
    assert_eq!(store.sweep(NOW.plus(LIFE_MS), LIFE_MS).await.unwrap(), 1);
    assert_eq!(store.guest(session_id(1)).await.unwrap(), None);
    assert_eq!(store.guest(session_id(2)).await.unwrap(), Some(staying));
}
