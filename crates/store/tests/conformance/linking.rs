//! Links between providers and accounts.

use doorward_store::{AddLink, Store};

use crate::samples::{NOW, create, event, link, new_user, user_id};

pub(crate) async fn a_link_leads_to_its_account(store: &Store) {
    let made = store.create_user(&new_user(1), Some(&link(1)), false, &event()).await.unwrap();
    let wanted = link(1);
    assert_eq!(store.linked_user(&wanted.issuer, &wanted.subject).await.unwrap(), Some(made));
    assert_eq!(store.linked_user("https://other.example", &wanted.subject).await.unwrap(), None);
    let listed = store.links_of(user_id(1)).await.unwrap();
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0].issuer, wanted.issuer);
    assert_eq!(listed[0].subject, wanted.subject);
    assert_eq!(listed[0].provider, "openid");
    assert_eq!(listed[0].created_at, NOW);
    assert!(store.links_of(user_id(2)).await.unwrap().is_empty());
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
