//! Sign-ins under way.

use doorward_store::{Kind, PendingLogin, Purpose, Store};

use crate::samples::{digest, login, session_id, user_id};

pub(crate) async fn a_login_is_spent_once(store: &Store) {
    store.begin_login(&login(1)).await.unwrap();
    assert_eq!(store.spend_login(&digest(2)).await.unwrap(), None);
    assert_eq!(store.spend_login(&digest(1)).await.unwrap(), Some(login(1)));
    assert_eq!(store.spend_login(&digest(1)).await.unwrap(), None);
}

pub(crate) async fn a_handle_is_never_used_twice(store: &Store) {
    store.begin_login(&login(1)).await.unwrap();
    let mut other = login(1);
    other.return_to = "/elsewhere".to_owned();
    let refused = store.begin_login(&other).await.unwrap_err();
    assert_eq!(refused.kind, Kind::Conflict);
    assert_eq!(store.spend_login(&digest(1)).await.unwrap(), Some(login(1)));
}

pub(crate) async fn a_login_remembers_what_it_was_begun_for(store: &Store) {
    let (user, session) = (user_id(1), session_id(1));
    let purposes = [
        Purpose::Link { user, session },
        Purpose::Prove { user, session },
        Purpose::Join(digest(7)),
        Purpose::DryRun(digest(8)),
    ];
    for (n, purpose) in (1..).zip(purposes) {
        let begun = PendingLogin { purpose, ..login(n) };
        store.begin_login(&begun).await.unwrap();
        assert_eq!(store.spend_login(&digest(n)).await.unwrap(), Some(begun));
    }
}
