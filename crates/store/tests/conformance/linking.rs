//! Links between providers and accounts.

use doorward_store::{
    AddLink, Event, Grounds, Kind, LinkInSession, NewLink, NewUser, PendingLink, RemoveLink,
    SettleLink, Store, WaysIn,
};

use crate::samples::{
    LIFE_MS, NOW, begin, create, digest, event, hash, link, new_user, pending_link, session_id,
    user_id,
};

pub(crate) async fn a_link_leads_to_its_account(store: &Store) {
    let made =
        store.create_user(&new_user(1), Some(&link(1)), Grounds::Open, &event()).await.unwrap();
    let wanted = link(1);
    let linked = store.linked_user(&wanted.issuer, &wanted.subject).await.unwrap();
    assert_eq!(linked, Some(made));
    assert_eq!(store.linked_user("https://other.example", &wanted.subject).await.unwrap(), None);
    let listed = store.links_of(user_id(1)).await.unwrap();
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0].issuer, wanted.issuer);
    assert_eq!(listed[0].subject, wanted.subject);
    assert_eq!(listed[0].provider, "openid");
    assert_eq!(listed[0].created_at, NOW);
    assert!(store.links_of(user_id(2)).await.unwrap().is_empty());
}

pub(crate) async fn only_the_link_that_made_an_account_is_its_founding_one(store: &Store) {
    let new = |n, provider: &str| NewUser { provider: provider.to_owned(), ..new_user(n) };
    store.create_user(&new(1, "openid"), Some(&link(1)), Grounds::Open, &event()).await.unwrap();
    store.create_user(&new(2, "local"), None, Grounds::Open, &event()).await.unwrap();
    let other = NewLink { provider: "google".to_owned(), ..link(4) };
    let mut later = Event { at: NOW.plus(1), ..event() };
    for (user, link) in [(1, link(2)), (2, link(3)), (1, other)] {
        assert_eq!(store.add_link(user_id(user), &link, &later).await.unwrap(), AddLink::Added);
        later.at = later.at.plus(1);
    }
    for n in 1..=4 {
        let link = link(n);
        let linked = store.linked(&link.issuer, &link.subject).await.unwrap().unwrap();
        assert_eq!(linked.founding, n == 1, "{n}");
    }
}

pub(crate) async fn a_link_belongs_to_one_account(store: &Store) {
    let (one, two) = (create(store, 1).await, create(store, 2).await);
    let add = async |user, n| store.add_link(user, &link(n), &event()).await.unwrap();
    assert_eq!(add(one.id, 1).await, AddLink::Added);
    assert_eq!(add(one.id, 2).await, AddLink::Added);
    let events = store.events(10).await.unwrap().len();
    assert_eq!(add(two.id, 1).await, AddLink::Taken);
    assert_eq!(add(one.id, 1).await, AddLink::Taken);
    assert_eq!(add(user_id(9), 3).await, AddLink::NoAccount);
    assert_eq!(store.events(10).await.unwrap().len(), events);
    assert_eq!(store.links_of(one.id).await.unwrap().len(), 2);
}

pub(crate) async fn a_link_that_a_session_asked_for_ends_the_session(store: &Store) {
    create(store, 1).await;
    create(store, 2).await;
    begin(store, 1, 1).await;
    begin(store, 1, 2).await;
    let is_open = async |n| store.session(session_id(n)).await.unwrap().is_some();
    for (user, session, n, outcome) in [
        (2, 1, 1, LinkInSession::NoSession), // It is another's.
        (9, 1, 1, LinkInSession::NoAccount),
        (1, 1, 1, LinkInSession::Added),
        (1, 1, 2, LinkInSession::NoSession),
        (1, 2, 1, LinkInSession::Taken),
    ] {
        let before = is_open(session).await;
        let who = (user_id(user), session_id(session));
        let came = store.link_in_session(who, &link(n), &event()).await.unwrap();
        assert_eq!(came, outcome);
        assert_eq!(is_open(session).await, before && outcome != LinkInSession::Added);
    }
    assert_eq!(store.links_of(user_id(1)).await.unwrap().len(), 1);
}

pub(crate) async fn a_pending_link_is_settled_once(store: &Store) {
    create(store, 1).await;
    let pending = pending_link(1, 1);
    store.begin_link(&pending).await.unwrap();
    assert_eq!(store.begin_link(&pending).await.unwrap_err().kind, Kind::Conflict);
    assert_eq!(store.pending_link(&digest(2)).await.unwrap(), None);
    assert_eq!(store.pending_link(&digest(1)).await.unwrap(), Some(pending.clone()));
    let (wrong, right) = (hash("second"), hash("first"));
    let anothers = PendingLink { user: user_id(2), ..pending.clone() };
    let again = PendingLink { handle: digest(3), ..pending.clone() };
    store.begin_link(&again).await.unwrap();
    for (pending, proven, outcome) in [
        (&pending, Some(&wrong), SettleLink::NoAccount),
        (&anothers, None, SettleLink::Spent),
        (&pending, Some(&right), SettleLink::Linked),
        (&pending, Some(&right), SettleLink::Spent),
        (&again, None, SettleLink::Taken),
    ] {
        assert_eq!(store.settle_link(pending, proven, &event()).await.unwrap(), outcome);
    }
    assert_eq!(store.links_of(user_id(1)).await.unwrap().len(), 1);
}

pub(crate) async fn a_pending_link_ends_with_its_time_and_with_its_account(store: &Store) {
    create(store, 1).await;
    let pending = pending_link(1, 1);
    store.begin_link(&pending).await.unwrap();
    store.begin_link(&pending_link(1, 2)).await.unwrap();
    let late = Event { at: pending.expires_at, ..event() };
    assert_eq!(store.settle_link(&pending, None, &late).await.unwrap(), SettleLink::Spent);
    assert_eq!(store.sweep(pending.expires_at, LIFE_MS).await.unwrap(), 2);
    assert_eq!(store.pending_link(&digest(1)).await.unwrap(), None);
    store.begin_link(&pending).await.unwrap();
    store.delete_user(user_id(1), &event()).await.unwrap();
    assert_eq!(store.settle_link(&pending, None, &event()).await.unwrap(), SettleLink::Spent);
}

/// Checklist item 99.
pub(crate) async fn the_last_way_in_is_not_removed(store: &Store) {
    let none = NewUser { password_hash: None, ..new_user(1) };
    let one = store.create_user(&none, Some(&link(1)), Grounds::Open, &event()).await.unwrap();
    let two = create(store, 2).await;
    store.add_link(two.id, &link(2), &event()).await.unwrap();
    let remove = async |user, n, password, providers: &[&str]| {
        let NewLink { issuer, subject, .. } = link(n);
        let others = WaysIn { password, passkeys: true, providers };
        store.remove_link(user, (&issuer, &subject), others, &event()).await.unwrap()
    };
    assert_eq!(remove(one.id, 1, true, &["openid"]).await, RemoveLink::Kept, "it has no password");
    assert_eq!(remove(one.id, 2, true, &["openid"]).await, RemoveLink::Kept, "it is another's");
    assert_eq!(remove(two.id, 2, false, &["openid"]).await, RemoveLink::Kept, "passwords are off");
    assert_eq!(remove(two.id, 2, true, &[]).await, RemoveLink::Removed);
    store.add_link(one.id, &link(3), &event()).await.unwrap();
    for providers in [&[][..], &["open"], &["openid2"], &["pen", "openid2"]] {
        assert_eq!(remove(one.id, 1, true, providers).await, RemoveLink::Kept, "{providers:?}");
    }
    assert_eq!(remove(one.id, 1, true, &["github", "openid"]).await, RemoveLink::Removed);
    assert_eq!(remove(one.id, 3, true, &["github", "openid"]).await, RemoveLink::Kept);
}
