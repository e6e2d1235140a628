//! One-time tokens of mailed links.

use doorward_core::address::Email;
use doorward_core::one_time::{Purpose, Token, UNDONE_REST_MS};
use doorward_core::password::UNUSABLE;
use doorward_core::secret::Sealed;
use doorward_core::time::{DAY_MS, Timestamp};
use doorward_store::{
    AddLink, AddPasskey, CreateUserError, Event, Grounds, NewTotp, NewUser, Passkey, PendingTotp,
    Redeemed, Reset, Store, Undo, UpdateUserError, UserChanges, Wanted,
};
use futures_util::future::try_join_all;

use crate::passkeys::passkey;
use crate::samples::{
    LIFE_MS, NOW, begin, create, digest, email, event, hash, link, new_user, session_id, user_id,
};

/// Token `n` of account `user`, mailed to its address.
fn token(user: u64, n: u64, purpose: Purpose) -> Token {
    Token {
        digest: digest(n),
        purpose,
        user: user_id(user),
        email: Some(email(user)),
        from: None,
        password: None,
        created_at: NOW,
        expires_at: NOW.plus(LIFE_MS),
    }
}

/// A token that changes the address of account 1 to that of person `to`.
fn change(n: u64, to: u64) -> Token {
    let token = token(1, n, Purpose::ChangeAddress);
    Token { email: Some(email(to)), from: Some(email(1)), ..token }
}

async fn keep(store: &Store, token: &Token) {
    store.keep_token(token, &event(), None).await.unwrap();
}

async fn address(store: &Store) -> (Option<Email>, bool) {
    let user = store.user(user_id(1)).await.unwrap().unwrap();
    let prefix = user.email.as_ref().map(ToString::to_string);
    let found = store.find_users(&Wanted { prefix, ..Wanted::default() }, None, 9).await.unwrap();
    assert_eq!(found.first(), Some(&user), "the search knows it too");
    (user.email, user.email_verified)
}

pub(crate) async fn a_token_is_found_as_it_was_kept_and_a_new_one_voids_it(store: &Store) {
    create(store, 1).await;
    let full = Token { password: Some(digest(99)), ..change(1, 2) };
    keep(store, &full).await;
    assert_eq!(store.token(&digest(1)).await.unwrap(), Some(full));
    let other = token(1, 2, Purpose::ResetPassword);
    keep(store, &other).await;
    keep(store, &change(3, 4)).await;
    assert_eq!(store.token(&digest(1)).await.unwrap(), None);
    assert_eq!(store.token(&digest(2)).await.unwrap(), Some(other));
    assert!(store.keep_token(&token(7, 9, Purpose::ResetPassword), &event(), None).await.is_err());
}

/// Checklist items 67 and 81.
pub(crate) async fn a_reset_changes_the_password_once_and_ends_every_session(store: &Store) {
    create(store, 1).await;
    begin(store, 1, 1).await;
    let token = token(1, 1, Purpose::ResetPassword);
    keep(store, &token).await;
    keep(store, &change(2, 5)).await;
    let redeem = async |expected: &str| {
        let (expected, new) = (hash(expected), hash("second"));
        let reset = Reset { expected: Some(&expected), new: &new, letter: None };
        store.redeem_reset(&token, reset, &event()).await.unwrap()
    };
    assert_eq!(redeem("another").await, Redeemed::Overtaken);
    assert_eq!(store.sessions_of(user_id(1)).await.unwrap().len(), 1, "nothing is half done");
    assert_eq!(redeem("first").await, Redeemed::Done);
    assert_eq!(redeem("second").await, Redeemed::Spent);
    assert!(store.sessions_of(user_id(1)).await.unwrap().is_empty());
    assert_eq!(store.token(&digest(2)).await.unwrap(), None, "a thief may have asked for it");
}

pub(crate) async fn a_token_ends_with_its_time_and_with_its_account(store: &Store) {
    create(store, 1).await;
    let token = token(1, 1, Purpose::VerifyAddress);
    keep(store, &token).await;
    let mut late = event();
    late.at = NOW.plus(LIFE_MS);
    assert_eq!(store.redeem_verification(&token, &late).await.unwrap(), Redeemed::Spent);
    assert_eq!(store.sweep(NOW.plus(LIFE_MS - 1), LIFE_MS).await.unwrap(), 0);
    assert_eq!(store.sweep(NOW.plus(LIFE_MS), LIFE_MS).await.unwrap(), 1);
    keep(store, &token).await;
    assert!(store.delete_user(user_id(1), &event()).await.unwrap());
    assert_eq!(store.token(&digest(1)).await.unwrap(), None);
}

pub(crate) async fn an_address_is_verified_as_long_as_it_is_the_accounts(store: &Store) {
    create(store, 1).await;
    let other = Token { email: Some(email(5)), ..token(1, 1, Purpose::VerifyAddress) };
    keep(store, &other).await;
    assert_eq!(store.redeem_verification(&other, &event()).await.unwrap(), Redeemed::Overtaken);
    let right = token(1, 2, Purpose::VerifyAddress);
    keep(store, &right).await;
    assert_eq!(store.redeem_verification(&right, &event()).await.unwrap(), Redeemed::Done);
    assert_eq!(address(store).await, (Some(email(1)), true));
}

async fn redeem_change(store: &Store, token: &Token, undo: Option<&Token>) -> Redeemed {
    store
        .redeem_address(token, undo.map(|token| Undo { token, letter: None }), &event())
        .await
        .unwrap()
}

/// Checklist item 87.
pub(crate) async fn an_address_is_never_changed_to_a_taken_one(store: &Store) {
    create(store, 1).await;
    create(store, 2).await;
    keep(store, &change(1, 2)).await;
    assert_eq!(redeem_change(store, &change(1, 2), None).await, Redeemed::Taken);
    assert_eq!(address(store).await, (Some(email(1)), false));
    assert_eq!(store.token(&digest(1)).await.unwrap(), Some(change(1, 2)), "nothing is half done");
}

/// Checklist item 87: of changes that overtake each other, each finds the address that it was asked for.
pub(crate) async fn an_address_changes_once_and_only_from_what_it_was(store: &Store) {
    create(store, 1).await;
    keep(store, &change(1, 2)).await;
    keep(store, &change(3, 3)).await;
    let outdated = redeem_change(store, &change(1, 2), None).await;
    assert_eq!(outdated, Redeemed::Spent, "a newer one took its place");
    assert_eq!(redeem_change(store, &change(3, 3), None).await, Redeemed::Done);
    assert_eq!(address(store).await, (Some(email(3)), true));
    keep(store, &change(5, 6)).await;
    assert_eq!(redeem_change(store, &change(5, 6), None).await, Redeemed::Overtaken);
}

pub(crate) async fn a_former_address_is_held_while_it_can_be_taken_back(store: &Store) {
    create(store, 1).await;
    keep(store, &change(1, 3)).await;
    let undo = token(1, 2, Purpose::UndoAddress);
    assert_eq!(redeem_change(store, &change(1, 3), Some(&undo)).await, Redeemed::Done);
    for (address, at, held) in [(1, NOW, true), (1, NOW.plus(LIFE_MS), false), (3, NOW, false)] {
        assert_eq!(store.is_address_held(&email(address), user_id(9), at).await.unwrap(), held);
    }
    assert!(!store.is_address_held(&email(1), user_id(1), NOW).await.unwrap(), "it is its own");
}

async fn undo(store: &Store, token: &Token) -> Redeemed {
    store.redeem_undo(token, &event()).await.unwrap()
}

/// Checklist item 87: whoever changes the address twice does not void the first way back, and whoever has
/// the second one does not void it either.
pub(crate) async fn a_change_is_undone_from_the_first_address_after_two_changes(store: &Store) {
    create(store, 1).await;
    let first = token(1, 1, Purpose::UndoAddress);
    let second = Token {
        email: Some(email(2)),
        created_at: NOW.plus(1),
        ..token(1, 2, Purpose::UndoAddress)
    };
    keep(store, &first).await;
    keep(store, &second).await;
    assert_eq!(undo(store, &second).await, Redeemed::Done);
    assert_eq!(address(store).await, (Some(email(2)), true));
    assert_eq!(undo(store, &first).await, Redeemed::Done);
    assert_eq!(address(store).await, (Some(email(1)), true));
    assert_eq!(undo(store, &first).await, Redeemed::Spent);
}

/// Checklist item 87: what a thief has asked for is void, and the thief is out.
pub(crate) async fn undoing_a_change_voids_what_came_after_it(store: &Store) {
    create(store, 1).await;
    begin(store, 1, 1).await;
    let first = token(1, 1, Purpose::UndoAddress);
    let later = Token {
        email: Some(email(2)),
        created_at: NOW.plus(1),
        ..token(1, 3, Purpose::UndoAddress)
    };
    for token in [&first, &later, &token(1, 4, Purpose::ResetPassword), &change(5, 6)] {
        keep(store, token).await;
    }
    assert_eq!(undo(store, &first).await, Redeemed::Done);
    for n in [3, 4, 5] {
        assert_eq!(store.token(&digest(n)).await.unwrap(), None, "{n}");
    }
    assert!(store.sessions_of(user_id(1)).await.unwrap().is_empty());
}

fn at(at: Timestamp) -> Event {
    Event { at, ..event() }
}

/// A moment before a thief can have prepared the change.
const LONG_BEFORE: Timestamp = Timestamp(NOW.0 - DAY_MS - 1);

/// Checklist item 87: of what opens the account, what was there a day before the change is left, but for
/// the password and recovery codes: a thief sees to their own way in first.
pub(crate) async fn an_undone_change_leaves_a_thief_nothing(store: &Store) {
    create(store, 1).await;
    let early = Passkey { created_at: LONG_BEFORE, ..passkey(1, 1) };
    let prepared = Passkey { created_at: Timestamp(NOW.0 - 1), ..passkey(1, 3) };
    for key in [&early, &prepared, &passkey(1, 2)] {
        store.add_passkey(key, 9, &event()).await.unwrap();
    }
    store.add_link(user_id(1), &link(1), &at(LONG_BEFORE)).await.unwrap();
    store.add_link(user_id(1), &link(2), &event()).await.unwrap();
    let undo_token = token(1, 1, Purpose::UndoAddress);
    keep(store, &undo_token).await;
    assert_eq!(undo(store, &undo_token).await, Redeemed::Done);
    assert_eq!(store.passkeys_of(user_id(1)).await.unwrap(), [early]);
    assert_eq!(store.links_of(user_id(1)).await.unwrap().len(), 1);
    let known = store.credentials(user_id(1)).await.unwrap().unwrap();
    assert_eq!(known.password_hash.unwrap().expose(), UNUSABLE);
}

async fn set_totp(store: &Store, user: u64, when: Timestamp) {
    let pending = PendingTotp {
        seed: Sealed::new(format!("seed {user}")),
        codes: vec![digest(90 + user)],
        replaces: true,
        expires_at: when.plus(LIFE_MS),
    };
    store.begin_totp(user_id(user), &pending).await.unwrap();
    let (seed, codes) = (pending.seed.clone(), pending.codes.clone());
    let new = NewTotp { pending: &pending, seed, last_step: 1, codes };
    assert!(store.set_totp(user_id(user), &new, &at(when)).await.unwrap());
}

/// Checklist item 87: a factor that a thief has set up does not keep the owner out, and the owner's stays.
pub(crate) async fn an_undone_change_takes_the_thiefs_authenticator_away(store: &Store) {
    for (user, when, stays) in
        [(1, NOW, false), (2, Timestamp(NOW.0 - 1), false), (3, LONG_BEFORE, true)]
    {
        create(store, user).await;
        set_totp(store, user, when).await;
        let undo_token = token(user, user, Purpose::UndoAddress);
        keep(store, &undo_token).await;
        assert_eq!(undo(store, &undo_token).await, Redeemed::Done);
        let left = store.factors(user_id(user)).await.unwrap();
        assert_eq!((left.totp, left.recovery_codes), (stays, 0), "{user}");
    }
}

/// Checklist item 87: what a thief has asked for just before it comes too late.
pub(crate) async fn what_was_asked_before_an_undo_adds_nothing_after_it(store: &Store) {
    create(store, 1).await;
    let undo_token = token(1, 1, Purpose::UndoAddress);
    keep(store, &undo_token).await;
    assert_eq!(undo(store, &undo_token).await, Redeemed::Done);
    let late = store.add_passkey(&passkey(1, 1), 9, &event()).await.unwrap();
    assert_eq!(late, AddPasskey::NoAccount);
    let late = store.add_link(user_id(1), &link(1), &event()).await.unwrap();
    assert_eq!(late, AddLink::NoAccount);
    let then = at(NOW.plus(1));
    // Let in under a session that has ended while the request was read.
    let ended = Event { session: Some(session_id(7)), ..then.clone() };
    assert_eq!(store.add_passkey(&passkey(1, 1), 9, &ended).await.unwrap(), AddPasskey::NoAccount);
    assert_eq!(store.add_passkey(&passkey(1, 1), 9, &then).await.unwrap(), AddPasskey::Added);
    assert_eq!(store.add_link(user_id(1), &link(1), &then).await.unwrap(), AddLink::Added);
}

/// Checklist item 87.
pub(crate) async fn an_undone_change_leaves_the_address_for_a_day(store: &Store) {
    create(store, 1).await;
    let undo_token = token(1, 1, Purpose::UndoAddress);
    keep(store, &undo_token).await;
    assert_eq!(undo(store, &undo_token).await, Redeemed::Done);
    let day = NOW.plus(UNDONE_REST_MS);
    for (when, rests, redeemed) in
        [(day.plus(-1), true, Redeemed::Overtaken), (day, false, Redeemed::Done)]
    {
        assert_eq!(store.does_address_rest(user_id(1), when).await.unwrap(), rests);
        let change = Token { expires_at: day.plus(LIFE_MS), ..change(2, 5) };
        keep(store, &change).await;
        assert_eq!(store.redeem_address(&change, None, &at(when)).await.unwrap(), redeemed);
    }
}

/// Account 1 changes its address to that of person 3, and may take back its own.
async fn hold(store: &Store) {
    create(store, 1).await;
    keep(store, &change(1, 3)).await;
    let back = token(1, 2, Purpose::UndoAddress);
    assert_eq!(redeem_change(store, &change(1, 3), Some(&back)).await, Redeemed::Done);
}

/// Checklist item 87: no account is made with an address that somebody may take back.
pub(crate) async fn a_held_address_makes_no_account(store: &Store) {
    hold(store).await;
    let new = NewUser { email: Some(email(1)), ..new_user(9) };
    let made = store.create_user(&new, None, Grounds::Open, &event()).await;
    assert!(matches!(made, Err(CreateUserError::AddressHeld)), "{made:?}");
    assert_eq!(store.user(user_id(9)).await.unwrap(), None, "nothing is half done");
    let late = NewUser { created_at: NOW.plus(LIFE_MS), ..new };
    store.create_user(&late, None, Grounds::Open, &event()).await.unwrap();
}

/// Checklist item 87: nor does an account get it, but the one that had it.
pub(crate) async fn a_held_address_is_nobody_elses(store: &Store) {
    hold(store).await;
    create(store, 2).await;
    let old = UserChanges::from(&store.user(user_id(2)).await.unwrap().unwrap());
    let followed = UserChanges { email: Some(email(1)), ..old.clone() };
    let update = store.update_user(user_id(2), (&old, &followed), NOW).await;
    assert!(matches!(update, Err(UpdateUserError::AddressTaken)), "{update:?}");
    let theirs = Token { user: user_id(2), from: Some(email(2)), ..change(3, 1) };
    keep(store, &theirs).await;
    assert_eq!(redeem_change(store, &theirs, None).await, Redeemed::Taken);
    let own = Token { from: Some(email(3)), ..change(4, 1) };
    keep(store, &own).await;
    assert_eq!(redeem_change(store, &own, None).await, Redeemed::Done, "it is theirs");
}

/// Checklist items 82 and 100: who reads somebody's mail does not get as many guesses as they like.
pub(crate) async fn only_the_operators_link_forgives_wrong_codes(store: &Store) {
    create(store, 1).await;
    let tried = async || store.count_factor_try(user_id(1), 1).await.unwrap();
    assert!(tried().await && !tried().await);
    let (first, second) = (hash("first"), hash("second"));
    for (token, expected, forgiven) in [
        (token(1, 1, Purpose::ResetPassword), &first, false),
        (Token { email: None, ..token(1, 2, Purpose::ResetPassword) }, &second, true),
    ] {
        keep(store, &token).await;
        let reset = Reset { expected: Some(expected), new: &second, letter: None };
        assert_eq!(store.redeem_reset(&token, reset, &event()).await.unwrap(), Redeemed::Done);
        assert_eq!(tried().await, forgiven);
    }
}

/// Checklist item 81.
pub(crate) async fn of_a_hundred_that_redeem_one_token_one_does(store: &Store) {
    create(store, 1).await;
    let token = token(1, 1, Purpose::ResetPassword);
    keep(store, &token).await;
    let (first, event) = (new_user(1).password_hash, event());
    let hashes: Vec<_> = (0..100).map(|n| hash(&format!("new {n}"))).collect();
    let tries = hashes.iter().map(|new| {
        store.redeem_reset(&token, Reset { expected: first.as_ref(), new, letter: None }, &event)
    });
    let outcomes = try_join_all(tries).await.unwrap();
    assert_eq!(outcomes.iter().filter(|one| **one == Redeemed::Done).count(), 1);
    let kept = store.credentials(user_id(1)).await.unwrap().unwrap().password_hash.unwrap();
    let winner = outcomes.iter().position(|one| *one == Redeemed::Done).unwrap();
    assert_eq!(kept.expose(), hashes[winner].expose());
}
