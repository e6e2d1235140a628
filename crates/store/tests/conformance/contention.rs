//! Many at once. What is promised to one is given to one.

use doorward_core::account::Role;
use doorward_store::{
    CreateUserError, Grounds, NewLink, NewRole, NewUser, SettleLink, Store, WaysIn,
};
use futures_util::future::{join_all, try_join_all};
use futures_util::join;

use crate::samples::{
    NOW, begin, create, digest, event, hash, link, login, new_session, new_user, pending_link,
    session_id, user_id,
};

pub(crate) async fn of_a_hundred_rotations_of_one_token_one_succeeds(store: &Store) {
    create(store, 1).await;
    begin(store, 1, 1).await;
    let current = digest(1001);
    let successors: Vec<_> = (0..100).map(|n| digest(2000 + n)).collect();
    let tries = successors.iter().map(|next| store.rotate(session_id(1), &current, next, NOW));
    let rotated = try_join_all(tries).await.unwrap();
    assert_eq!(rotated.iter().filter(|won| **won).count(), 1);
    let winner = rotated.iter().position(|won| *won).unwrap();
    let family = store.session(session_id(1)).await.unwrap().unwrap().family;
    assert_eq!((family.generation, family.current), (1, successors[winner]));
}

fn first_is_admin(n: u64) -> NewUser {
    NewUser { role: NewRole::FirstIsAdmin, ..new_user(n) }
}

pub(crate) async fn of_sixteen_first_registrations_one_becomes_administrator(store: &Store) {
    let (new, event): (Vec<_>, _) = ((1..=16).map(first_is_admin).collect(), event());
    let made = new.iter().map(|new| store.create_user(new, None, Grounds::Open, &event));
    let made = try_join_all(made).await.unwrap();
    assert_eq!(made.iter().filter(|user| user.role == Role::Admin).count(), 1);
    assert_eq!(made.len(), 16);
}

pub(crate) async fn of_sixteen_that_must_be_first_one_is_made(store: &Store) {
    let (new, event): (Vec<_>, _) = ((1..=16).map(first_is_admin).collect(), event());
    let results =
        join_all(new.iter().map(|new| store.create_user(new, None, Grounds::First, &event))).await;
    let (made, refused): (Vec<_>, Vec<_>) = results.into_iter().partition(Result::is_ok);
    assert_eq!((made.len(), refused.len()), (1, 15));
    assert!(refused.iter().all(|r| matches!(r, Err(CreateUserError::NotFirst))), "{refused:?}");
}

pub(crate) async fn of_a_hundred_that_spend_one_login_one_gets_it(store: &Store) {
    store.begin_login(&login(1)).await.unwrap();
    let handle = digest(1);
    let spent = try_join_all((0..100).map(|_| store.spend_login(&handle))).await.unwrap();
    assert_eq!(spent.iter().flatten().count(), 1);
}

pub(crate) async fn of_many_that_claim_one_fact_one_gets_it(store: &Store) {
    let claims = (0..50).map(|_| store.claim_fact("name", "value"));
    let claimed = try_join_all(claims).await.unwrap();
    assert_eq!(claimed.iter().filter(|won| **won).count(), 1);
}

pub(crate) async fn jobs_that_fail_do_not_hurt_their_neighbours(store: &Store) {
    store.begin_login(&login(0)).await.unwrap();
    let (taken, event) = (login(0), event());
    create(store, 1).await;
    let same = NewUser { email: new_user(1).email, ..new_user(2) };
    let logins: Vec<_> = (1..50).map(login).collect();
    let good = try_join_all(logins.iter().map(|login| store.begin_login(login)));
    let broken = join_all((0..20).map(|_| store.begin_login(&taken)));
    let undone = join_all((0..20).map(|_| store.create_user(&same, None, Grounds::Open, &event)));
    let (broken, good, undone) = join!(broken, good, undone);
    good.unwrap();
    assert!(broken.iter().all(Result::is_err));
    assert!(undone.iter().all(|r| matches!(r, Err(CreateUserError::AddressTaken))), "{undone:?}");
    for login in &logins {
        assert_eq!(store.spend_login(&login.handle).await.unwrap().as_ref(), Some(login));
    }
    assert_eq!(store.count_users().await.unwrap(), 1);
    let told = store.events(100).await.unwrap();
    assert_eq!(told.len(), 1, "an undone job must not leave its event behind");
}

pub(crate) async fn sessions_and_the_deletion_of_their_account_do_not_fail_each_other(
    store: &Store,
) {
    let event = event();
    for round in 0..5 {
        create(store, round).await;
        let new: Vec<_> = (0..20).map(|n| new_session(round, 100 * round + n)).collect();
        let begun = try_join_all(new.iter().map(|new| store.begin_session(new, None, &event)));
        let (begun, deleted) = join!(begun, store.delete_user(user_id(round), &event));
        begun.unwrap();
        assert!(deleted.unwrap());
        assert!(store.sessions_of(user_id(round)).await.unwrap().is_empty());
    }
}

/// Whichever comes first: a session of the old password never outlives the reset, which changes the
/// password and then ends what there is.
pub(crate) async fn a_reset_beats_sign_ins_with_the_old_password(store: &Store) {
    let (event, old) = (event(), hash("first"));
    for round in 0..5 {
        let user = create(store, round).await.id;
        let new: Vec<_> = (0..20).map(|n| new_session(round, 100 * round + n)).collect();
        let begun = try_join_all(new.iter().map(|s| store.begin_session(s, Some(&old), &event)));
        let reset = async {
            assert!(store.set_password(user, None, &hash("second"), NOW, None).await.unwrap());
            store.end_sessions(user, None, &event).await.unwrap();
        };
        let (begun, ()) = join!(begun, reset);
        begun.unwrap();
        assert!(store.sessions_of(user).await.unwrap().is_empty(), "round {round}");
    }
}

/// Checklist item 99: two links are all the ways in, and both are removed at once.
pub(crate) async fn of_two_that_remove_the_last_two_links_one_is_refused(store: &Store) {
    for n in (10..60).step_by(10) {
        let none = NewUser { password_hash: None, ..new_user(n) };
        let user = store.create_user(&none, Some(&link(n)), Grounds::Open, &event()).await.unwrap();
        store.add_link(user.id, &link(n + 1), &event()).await.unwrap();
        let (one, two, event) = (link(n), link(n + 1), event());
        let remove = |link: &NewLink| {
            let others = WaysIn { password: true, passkeys: true, providers: &["openid"] };
            let key = (link.issuer.clone(), link.subject.clone());
            let event = &event;
            async move { store.remove_link(user.id, (&key.0, &key.1), others, event).await.unwrap() }
        };
        let (first, second) = join!(remove(&one), remove(&two));
        assert_ne!(first, second);
        assert_eq!(store.links_of(user.id).await.unwrap().len(), 1);
    }
}

pub(crate) async fn of_a_hundred_that_settle_one_link_one_does(store: &Store) {
    create(store, 1).await;
    let pending = pending_link(1, 1);
    store.begin_link(&pending).await.unwrap();
    let event = event();
    let tries = (0..100).map(|_| store.settle_link(&pending, None, &event));
    let settled = try_join_all(tries).await.unwrap();
    assert_eq!(settled.iter().filter(|one| **one == SettleLink::Linked).count(), 1);
    assert_eq!(settled.iter().filter(|one| **one == SettleLink::Spent).count(), 99);
}
