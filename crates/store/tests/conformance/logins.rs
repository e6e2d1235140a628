//! Sign-ins under way.

use doorward_store::{Kind, Store};

use crate::samples::{digest, login};

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
