//! Invitations, and people who wait to be let in.

use doorward_core::account::Role;
use doorward_store::{CreateUserError, Grounds, Invitation, NewRole, NewUser, Store};
use futures_util::future::join_all;
use futures_util::join;

use crate::samples::{
    LIFE_MS, NOW, begin, create, digest, email, event, new_user, session_id, user_id,
};

fn invitation(n: u64) -> Invitation {
    Invitation {
        id: format!("{n:016x}"),
        email: None,
        role: Role::User,
        mailed: false,
        invited_by: Some(user_id(9)),
        created_at: NOW.plus(i64::try_from(n).unwrap()),
        expires_at: NOW.plus(LIFE_MS),
        redeemed_at: None,
        redeemed_by: None,
        revoked_at: None,
    }
}

async fn redeem(store: &Store, n: u64, token: u64) -> Result<(), CreateUserError> {
    let (new, token) = (new_user(n), digest(token));
    store.create_user(&new, None, Grounds::Invitation(&token), &event()).await.map(drop)
}

/// Checklist item 90.
pub(crate) async fn an_invitation_is_redeemed_with_the_account_or_not_at_all(store: &Store) {
    create(store, 1).await;
    store.add_invitation(&invitation(1), &digest(1), &event(), None).await.unwrap();
    // The address is taken, so nothing is used up.
    let twin = NewUser { email: Some(email(1)), ..new_user(2) };
    let token = digest(1);
    let refused = store.create_user(&twin, None, Grounds::Invitation(&token), &event()).await;
    assert!(matches!(refused, Err(CreateUserError::AddressTaken)));
    redeem(store, 2, 1).await.unwrap();
    let found = store.invitation(&digest(1)).await.unwrap().unwrap();
    assert_eq!((found.redeemed_at, found.redeemed_by), (Some(NOW), Some(user_id(2))));
    assert!(matches!(redeem(store, 3, 1).await, Err(CreateUserError::NotInvited)));
    assert!(store.user(user_id(3)).await.unwrap().is_none());
    assert!(!store.revoke_invitation(&found.id, &event()).await.unwrap());
}

/// Checklist item 90.
pub(crate) async fn what_is_over_taken_back_or_for_somebody_else_is_not_redeemed(store: &Store) {
    let over = Invitation { expires_at: NOW, ..invitation(1) };
    let bound = Invitation { email: Some(email(7)), ..invitation(3) };
    for (invitation, token) in [(over, 1), (invitation(2), 2), (bound, 3)] {
        store.add_invitation(&invitation, &digest(token), &event(), None).await.unwrap();
    }
    assert!(store.revoke_invitation(&invitation(2).id, &event()).await.unwrap());
    assert!(!store.revoke_invitation(&invitation(2).id, &event()).await.unwrap());
    for token in 1..=4 {
        assert!(matches!(redeem(store, 1, token).await, Err(CreateUserError::NotInvited)));
    }
    redeem(store, 7, 3).await.unwrap();
    let newest: Vec<_> = store.invitations(9).await.unwrap();
    assert_eq!(
        newest.iter().map(|one| &one.id).collect::<Vec<_>>(),
        [&invitation(3).id, &invitation(2).id, &invitation(1).id]
    );
    assert_eq!(store.invitations_of(user_id(9), 2).await.unwrap().len(), 2);
}

/// Checklist item 90.
pub(crate) async fn of_a_hundred_that_redeem_one_invitation_one_does(store: &Store) {
    store.add_invitation(&invitation(1), &digest(1), &event(), None).await.unwrap();
    let made = join_all((1..=100).map(|n| redeem(store, n, 1))).await;
    assert_eq!(made.iter().filter(|made| made.is_ok()).count(), 1);
    assert_eq!(store.count_users().await.unwrap(), 1);
}

/// Checklist item 94.
pub(crate) async fn a_deleted_person_is_forgotten_by_invitations(store: &Store) {
    let bound = Invitation { email: Some(email(7)), ..invitation(1) };
    store.add_invitation(&bound, &digest(1), &event(), None).await.unwrap();
    redeem(store, 7, 1).await.unwrap();
    let sent = Invitation { invited_by: Some(user_id(7)), ..invitation(2) };
    store.add_invitation(&sent, &digest(2), &event(), None).await.unwrap();
    assert!(store.delete_user(user_id(7), &event()).await.unwrap());
    assert!(store.invitation(&digest(1)).await.unwrap().is_none());
    assert_eq!(store.invitation(&digest(2)).await.unwrap().unwrap().invited_by, None);
}

pub(crate) async fn invitations_are_swept_a_month_after_their_end(store: &Store) {
    store.add_invitation(&invitation(1), &digest(1), &event(), None).await.unwrap();
    let month = 30 * 24 * 3_600_000;
    store.sweep(NOW.plus(LIFE_MS + month - 1), LIFE_MS).await.unwrap();
    assert!(store.invitation(&digest(1)).await.unwrap().is_some());
    store.sweep(NOW.plus(LIFE_MS + month), LIFE_MS).await.unwrap();
    assert!(store.invitation(&digest(1)).await.unwrap().is_none());
}

fn waiting(n: u64) -> NewUser {
    NewUser { waits: true, role: NewRole::FirstIsAdmin, ..new_user(n) }
}

/// Checklist item 92.
pub(crate) async fn whoever_waits_gets_no_session_and_the_first_does_not_wait(store: &Store) {
    for n in [1, 2, 3] {
        let new = waiting(n);
        let made = store.create_user(&new, None, Grounds::Open, &event()).await.unwrap();
        assert_eq!(made.waiting_since.is_some(), n > 1);
        let new = crate::samples::new_session(n, n);
        let begun = store.begin_session(&new, None, &event()).await.unwrap();
        assert_eq!(begun, n == 1);
    }
    let queue: Vec<_> = store.waiting_users(9).await.unwrap();
    assert_eq!(queue.iter().map(|user| user.id).collect::<Vec<_>>(), [user_id(2), user_id(3)]);
    assert!(store.approve_user(user_id(2), &event()).await.unwrap());
    assert!(!store.approve_user(user_id(2), &event()).await.unwrap());
    assert!(!store.reject_user(user_id(2), &event()).await.unwrap());
    begin(store, 2, 22).await;
    assert!(store.reject_user(user_id(3), &event()).await.unwrap());
    assert!(store.user(user_id(3)).await.unwrap().is_none());
}

pub(crate) async fn the_last_administrator_is_not_made_to_wait(store: &Store) {
    for n in [1, 2] {
        let new = NewUser { role: NewRole::Exactly(Role::Admin), ..new_user(n) };
        store.create_user(&new, None, Grounds::Open, &event()).await.unwrap();
    }
    let event = event();
    let tries = [1, 2].map(|n| store.withdraw_approval(user_id(n), &event));
    let done: Vec<_> = join_all(tries).await.into_iter().map(Result::unwrap).collect();
    assert_eq!(done.iter().filter(|done| **done).count(), 1);
    assert!(store.session(session_id(1)).await.unwrap().is_none());
}

/// Some let a person in who waits while others take that back: each act happens once at a time, and the
/// account is as the last of them left it.
pub(crate) async fn approvals_and_withdrawals_take_turns(store: &Store) {
    let admin = NewUser { role: NewRole::Exactly(Role::Admin), ..new_user(1) };
    store.create_user(&admin, None, Grounds::Open, &event()).await.unwrap();
    create(store, 2).await;
    let event = event();
    assert!(store.withdraw_approval(user_id(2), &event).await.unwrap());
    let approvals = join_all((0..50).map(|_| store.approve_user(user_id(2), &event)));
    let withdrawals = join_all((0..50).map(|_| store.withdraw_approval(user_id(2), &event)));
    let (approvals, withdrawals) = join!(approvals, withdrawals);
    let count =
        |done: Vec<Result<bool, _>>| done.into_iter().filter(|one| *one.as_ref().unwrap()).count();
    let (approved, withdrawn) = (count(approvals), count(withdrawals));
    let waits = store.user(user_id(2)).await.unwrap().unwrap().waiting_since.is_some();
    assert!(approved >= 1, "somebody let them in");
    assert_eq!(approved, withdrawn + usize::from(!waits), "one at a time, in turns");
    for _ in 0..2 {
        store.approve_user(user_id(2), &event).await.unwrap();
    }
    let alone = join_all((0..50).map(|_| store.withdraw_approval(user_id(2), &event))).await;
    assert_eq!(count(alone), 1);
    let alone = join_all((0..50).map(|_| store.approve_user(user_id(2), &event))).await;
    assert_eq!(count(alone), 1);
}
