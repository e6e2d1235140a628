//! Finding people, and what administrators do to them.

use doorward_core::account::Role;
use doorward_core::id::UserId;
use doorward_store::{Event, Grounds, NewRole, NewUser, Store, UserChanges, Wanted};
use tokio::join;

use crate::samples::{NOW, begin, create, event, new_user, user_id};

async fn admin(store: &Store, n: u64) {
    let new = NewUser { role: NewRole::Exactly(Role::Admin), ..new_user(n) };
    store.create_user(&new, None, Grounds::Open, &event()).await.unwrap();
}

/// Walks all pages of two.
async fn found(store: &Store, wanted: &Wanted) -> Vec<UserId> {
    let mut all: Vec<UserId> = Vec::new();
    loop {
        let page = store.find_users(wanted, all.last().copied(), 2).await.unwrap();
        if page.is_empty() {
            return all;
        }
        all.extend(page.into_iter().map(|user| user.id));
    }
}

fn by(prefix: &str) -> Wanted {
    Wanted { prefix: Some(prefix.to_owned()), ..Wanted::default() }
}

fn ids<const N: usize>(numbers: [u64; N]) -> Vec<UserId> {
    numbers.map(user_id).to_vec()
}

pub(crate) async fn people_are_found_by_how_a_word_of_theirs_begins(store: &Store) {
    for n in 1..=5 {
        create(store, n).await;
    }
    let named =
        NewUser { name: "Örjan Ek".to_owned(), username: "person".to_owned(), ..new_user(6) };
    store.create_user(&named, None, Grounds::Open, &event()).await.unwrap();
    assert_eq!(found(store, &by("person3@")).await, ids([3]));
    assert_eq!(found(store, &by("person")).await, ids([6, 1, 2, 3, 4, 5]), "each once");
    assert_eq!(found(store, &by("ek")).await, ids([6]));
    assert_eq!(found(store, &by("örjan e")).await, ids([6]));
    for nothing in ["%", "_", "erson", "person6@example.comm", "'; --"] {
        assert_eq!(found(store, &by(nothing)).await, [], "{nothing}");
    }
    assert_eq!(found(store, &Wanted::default()).await, ids([6, 5, 4, 3, 2, 1]), "newest first");
    let places: Vec<_> =
        store.users_at(1, 2).await.unwrap().into_iter().map(|user| user.id).collect();
    assert_eq!(places, ids([5, 4]));
}

pub(crate) async fn a_search_keeps_to_role_and_state(store: &Store) {
    for n in 1..=4 {
        create(store, n).await;
    }
    admin(store, 5).await;
    admin(store, 6).await;
    assert!(store.disable_user(user_id(2), &event()).await.unwrap());
    assert!(store.disable_user(user_id(5), &event()).await.unwrap());
    let wanted = |prefix: Option<&str>, role, disabled| Wanted {
        prefix: prefix.map(str::to_owned),
        role,
        disabled,
    };
    for (prefix, role, disabled, expected) in [
        (None, Some(Role::Admin), None, ids([6, 5])),
        (None, None, Some(true), ids([5, 2])),
        (None, Some(Role::Admin), Some(false), ids([6])),
        (None, Some(Role::User), Some(false), ids([4, 3, 1])),
        (Some("person"), Some(Role::User), Some(false), ids([1, 3, 4])),
        (Some("person5"), Some(Role::Admin), Some(true), ids([5])),
        (Some("person1"), Some(Role::Admin), None, vec![]),
    ] {
        let wanted = wanted(prefix, role, disabled);
        assert_eq!(found(store, &wanted).await, expected, "{wanted:?}");
    }
}

pub(crate) async fn somebody_is_found_by_what_they_are_called_now(store: &Store) {
    let user = create(store, 1).await;
    let old = UserChanges::from(&user);
    let new = UserChanges { name: "Grace Hopper".to_owned(), email: None, ..old.clone() };
    assert!(store.update_user(user.id, (&old, &new), NOW).await.unwrap());
    assert_eq!(found(store, &by("hopper")).await, [user.id]);
    assert_eq!(found(store, &by("person1@")).await, []);
    assert!(store.delete_user(user.id, &event()).await.unwrap());
    assert_eq!(found(store, &by("hopper")).await, []);
}

pub(crate) async fn the_last_administrator_stays(store: &Store) {
    let last = user_id(1);
    admin(store, 1).await;
    create(store, 2).await;
    admin(store, 3).await;
    assert!(store.disable_user(user_id(3), &event()).await.unwrap());
    assert!(!store.disable_user(last, &event()).await.unwrap(), "one who is off is none");
    assert!(!store.give_role(last, Role::User, &event()).await.unwrap());
    assert!(!store.remove_user(last, &event()).await.unwrap());
    assert!(store.enable_user(user_id(3), &event()).await.unwrap());
    assert!(!store.enable_user(user_id(3), &event()).await.unwrap());
    assert!(store.remove_user(last, &event()).await.unwrap());
}

pub(crate) async fn one_administrator_follows_another(store: &Store) {
    let (last, other) = (user_id(1), user_id(2));
    admin(store, 1).await;
    create(store, 2).await;
    assert!(store.give_role(other, Role::Admin, &event()).await.unwrap());
    assert!(!store.give_role(other, Role::Admin, &event()).await.unwrap(), "as it was");
    assert!(store.give_role(last, Role::User, &event()).await.unwrap());
    assert!(store.remove_user(last, &event()).await.unwrap());
    assert!(store.remove_user(other, &event()).await.unwrap(), "whoever is alone may leave");
}

pub(crate) async fn of_administrators_who_remove_each_other_one_remains(store: &Store) {
    for round in 0..8_u64 {
        let (a, b) = (round * 2 + 1, round * 2 + 2);
        admin(store, a).await;
        admin(store, b).await;
        create(store, 100 + round).await;
        let event = event();
        let one = store.give_role(user_id(a), Role::User, &event);
        let other = async {
            match round % 3 {
                0 => store.give_role(user_id(b), Role::User, &event).await,
                1 => store.disable_user(user_id(b), &event).await,
                _ => store.remove_user(user_id(b), &event).await,
            }
        };
        let (one, other) = join!(one, other);
        assert!(one.unwrap() != other.unwrap(), "round {round}");
        let left = Wanted { role: Some(Role::Admin), disabled: Some(false), prefix: None };
        for id in found(store, &left).await {
            store.delete_user(id, &event).await.unwrap();
        }
    }
}

/// Checklist item 94, as far as the record goes.
pub(crate) async fn what_is_switched_off_or_deleted_leaves_no_session_and_no_address(
    store: &Store,
) {
    create(store, 1).await;
    begin(store, 1, 1).await;
    assert!(store.disable_user(user_id(1), &event()).await.unwrap());
    assert!(store.sessions_of(user_id(1)).await.unwrap().is_empty());
    let told = Event {
        actor: Some(user_id(1)),
        subject: Some(user_id(1)),
        address: "192.0.2.7".to_owned(),
        detail: "Person 1".to_owned(),
        ..Event::new("test.told", NOW)
    };
    store.record(&told).await.unwrap();
    let gone = Event { subject: Some(user_id(1)), ..Event::new("user.delete", NOW.plus(1)) };
    assert!(store.remove_user(user_id(1), &gone).await.unwrap());
    let events = store.events(20).await.unwrap();
    assert!(events.iter().all(|event| event.address.is_empty() && event.detail.is_empty()));
    assert!(events.iter().any(|event| event.kind == "test.told"), "that it happened stays");
}
