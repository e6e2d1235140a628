//! Accounts, one at a time.

use doorward_core::account::Role;
use doorward_core::address::Email;
use doorward_core::secret::Secret;
use doorward_store::{
    CreateUserError, Grounds, NewRole, NewUser, Store, UpdateUserError, UserChanges,
};

use crate::samples::{NOW, begin, create, email, event, hash, link, new_user, session_id, user_id};

pub(crate) async fn every_statement_can_be_prepared(store: &Store) {
    store.ping().await.unwrap();
    assert!(store.check_statements().await.unwrap() > 30);
}

pub(crate) async fn a_new_account_is_found_by_id_and_by_address(store: &Store) {
    let new = NewUser {
        email_verified: true,
        avatar: Some("https://pictures.example/1".to_owned()),
        ..new_user(1)
    };
    let made = store.create_user(&new, None, Grounds::Open, &event()).await.unwrap();
    assert_eq!(made.created_at, NOW);
    assert!(made.email_verified);
    assert_eq!(store.user(made.id).await.unwrap(), Some(made.clone()));
    let by_email = store.credentials_by_email(&email(1)).await.unwrap().unwrap();
    let by_id = store.credentials(made.id).await.unwrap().unwrap();
    for found in [by_email, by_id] {
        assert_eq!(found.user, made);
        assert_eq!(found.password_hash.unwrap().expose(), "first");
    }
    assert_eq!(store.user(user_id(2)).await.unwrap(), None);
    assert!(store.credentials(user_id(2)).await.unwrap().is_none());
    assert!(store.credentials_by_email(&email(2)).await.unwrap().is_none());
}

pub(crate) async fn an_account_needs_neither_address_nor_password(store: &Store) {
    for n in [1, 2] {
        let new = NewUser { email: None, password_hash: None, ..new_user(n) };
        let made = store.create_user(&new, None, Grounds::Open, &event()).await.unwrap();
        let found = store.credentials(made.id).await.unwrap().unwrap();
        assert_eq!(found.user.email, None);
        assert!(found.password_hash.is_none());
    }
}

pub(crate) async fn an_address_belongs_to_one_account(store: &Store) {
    create(store, 1).await;
    let same = NewUser { email: Some(email(1)), ..new_user(2) };
    let refused = store.create_user(&same, None, Grounds::Open, &event()).await;
    assert!(matches!(refused, Err(CreateUserError::AddressTaken)), "{refused:?}");
    assert_eq!(store.count_users().await.unwrap(), 1);
}

pub(crate) async fn a_refused_account_leaves_nothing_behind(store: &Store) {
    store.create_user(&new_user(1), Some(&link(1)), Grounds::Open, &event()).await.unwrap();
    let events = store.events(10).await.unwrap().len();
    let refused = store.create_user(&new_user(2), Some(&link(1)), Grounds::Open, &event()).await;
    assert!(matches!(refused, Err(CreateUserError::LinkTaken)), "{refused:?}");
    assert_eq!(store.user(user_id(2)).await.unwrap(), None);
    assert_eq!(store.events(10).await.unwrap().len(), events);
}

fn first_is_admin(n: u64) -> NewUser {
    NewUser { role: NewRole::FirstIsAdmin, ..new_user(n) }
}

pub(crate) async fn only_the_first_account_becomes_administrator(store: &Store) {
    assert!(!store.has_users().await.unwrap());
    for (n, role) in [(1, Role::Admin), (2, Role::User)] {
        let made =
            store.create_user(&first_is_admin(n), None, Grounds::Open, &event()).await.unwrap();
        assert_eq!(made.role, role);
        assert_eq!(store.user(made.id).await.unwrap().unwrap().role, role);
    }
    assert!(store.has_users().await.unwrap());
}

pub(crate) async fn a_deleted_administrator_leaves_the_role_to_nobody_until_all_are_gone(
    store: &Store,
) {
    let role = async |n| {
        store.create_user(&first_is_admin(n), None, Grounds::Open, &event()).await.unwrap().role
    };
    assert_eq!((role(1).await, role(2).await), (Role::Admin, Role::User));
    assert!(store.delete_user(user_id(1), &event()).await.unwrap());
    assert_eq!(role(3).await, Role::User);
    for n in [2, 3] {
        assert!(store.delete_user(user_id(n), &event()).await.unwrap());
    }
    assert_eq!(role(4).await, Role::Admin);
}

pub(crate) async fn an_account_that_must_be_the_first_is_refused_when_one_exists(store: &Store) {
    let made = store.create_user(&first_is_admin(1), None, Grounds::First, &event()).await.unwrap();
    assert_eq!(made.role, Role::Admin);
    for new in [first_is_admin(2), new_user(2), new_user(1)] {
        let refused = store.create_user(&new, None, Grounds::First, &event()).await;
        assert!(matches!(refused, Err(CreateUserError::NotFirst)), "{refused:?}");
    }
    assert_eq!(store.count_users().await.unwrap(), 1);
}

pub(crate) async fn accounts_are_listed_page_by_page(store: &Store) {
    for n in [3, 1, 5, 2, 4] {
        create(store, n).await;
    }
    let mut after = None;
    for page in [vec![1, 2], vec![3, 4], vec![5], vec![]] {
        let users = store.users(after, 2).await.unwrap();
        let ids: Vec<_> = users.iter().map(|user| user.id).collect();
        assert_eq!(ids, page.into_iter().map(user_id).collect::<Vec<_>>());
        after = ids.last().copied();
    }
    assert_eq!(store.count_users().await.unwrap(), 5);
}

pub(crate) async fn an_account_remembers_the_language_of_its_person(store: &Store) {
    let user = create(store, 1).await;
    assert_eq!(user.language, None);
    let later = NOW.plus(1);
    assert!(store.set_language(user.id, "zh-Hans", later).await.unwrap());
    assert!(!store.set_language(user.id, "zh-Hans", later).await.unwrap());
    assert!(!store.set_language(user_id(2), "de", later).await.unwrap());
    let kept = store.user(user.id).await.unwrap().unwrap();
    assert_eq!((kept.language.as_deref(), kept.updated_at), (Some("zh-Hans"), later));
}

pub(crate) async fn a_password_is_replaced_only_while_it_is_the_expected_one(store: &Store) {
    let id = create(store, 1).await.id;
    let later = NOW.plus(1);
    let set = async |expected: Option<&str>, new: &str| {
        let expected: Option<Secret<String>> = expected.map(hash);
        store.set_password(id, expected.as_ref(), &hash(new), later, Some(&event())).await.unwrap()
    };
    assert!(set(Some("first"), "second").await);
    let events = store.events(10).await.unwrap().len();
    assert!(!set(Some("first"), "third").await);
    assert_eq!(store.events(10).await.unwrap().len(), events);
    assert!(set(None, "fourth").await);
    let found = store.credentials(id).await.unwrap().unwrap();
    assert_eq!(found.password_hash.unwrap().expose(), "fourth");
    assert_eq!(found.user.updated_at, later);
    assert!(!store.set_password(user_id(9), None, &hash("x"), later, None).await.unwrap());
}

pub(crate) async fn a_profile_follows_but_never_takes_an_address(store: &Store) {
    let (one, _) = (create(store, 1).await, create(store, 2).await);
    let wanted = UserChanges {
        email: Some(Email::parse("new@example.com").unwrap()),
        email_verified: true,
        name: "New".to_owned(),
        username: "new".to_owned(),
        avatar: Some("https://pictures.example/2".to_owned()),
    };
    let old = UserChanges::from(&one);
    assert!(store.update_user(one.id, (&old, &wanted), NOW.plus(5)).await.unwrap());
    let found = store.user(one.id).await.unwrap().unwrap();
    assert_eq!(UserChanges::from(&found), wanted);
    assert_eq!((found.updated_at, found.created_at), (NOW.plus(5), NOW));
    let taken = UserChanges { email: Some(email(2)), ..wanted.clone() };
    let refused = store.update_user(one.id, (&wanted, &taken), NOW).await;
    assert!(matches!(refused, Err(UpdateUserError::AddressTaken)), "{refused:?}");
    assert_eq!(store.user(one.id).await.unwrap(), Some(found));
    let nobody = UserChanges { email: None, ..wanted.clone() };
    assert!(!store.update_user(user_id(9), (&wanted, &nobody), NOW).await.unwrap());
}

pub(crate) async fn a_profile_is_replaced_only_while_it_is_the_expected_one(store: &Store) {
    let old = UserChanges::from(&create(store, 1).await);
    let id = user_id(1);
    let all_empty = UserChanges { email: None, avatar: None, ..old.clone() };
    for changed in [
        UserChanges { email: None, ..old.clone() },
        UserChanges { email_verified: true, ..old.clone() },
        UserChanges { name: "other".to_owned(), ..old.clone() },
        UserChanges { username: "other".to_owned(), ..old.clone() },
        UserChanges { avatar: Some("https://pictures.example/3".to_owned()), ..old.clone() },
    ] {
        assert!(store.update_user(id, (&old, &changed), NOW).await.unwrap());
        assert!(!store.update_user(id, (&old, &all_empty), NOW).await.unwrap(), "{changed:?}");
        assert!(store.update_user(id, (&changed, &old), NOW).await.unwrap());
    }
}

pub(crate) async fn deleting_an_account_deletes_its_sessions_and_links(store: &Store) {
    let id = create(store, 1).await.id;
    create(store, 2).await;
    begin(store, 1, 1).await;
    begin(store, 2, 2).await;
    store.add_link(id, &link(1), &event()).await.unwrap();
    assert!(store.delete_user(id, &event()).await.unwrap());
    assert!(store.session(session_id(1)).await.unwrap().is_none());
    assert_eq!(store.linked_user(&link(1).issuer, &link(1).subject).await.unwrap(), None);
    assert!(store.session(session_id(2)).await.unwrap().is_some());
    let events = store.events(10).await.unwrap().len();
    assert!(!store.delete_user(id, &event()).await.unwrap());
    assert_eq!(store.events(10).await.unwrap().len(), events);
}
