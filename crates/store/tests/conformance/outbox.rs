//! Letters that wait to be sent.

use doorward_core::address::Email;
use doorward_core::one_time::{Purpose as OneTime, Token};
use doorward_core::outbox::{DEAD_KEPT_MS, LetterId};
use doorward_core::secret::Sealed;
use doorward_core::time::{DAY_MS, MINUTE_MS, Timestamp};
use doorward_store::{Event, NewLetter, Store};
use futures_util::future::{join_all, try_join_all};

use crate::samples::{LIFE_MS, NOW, create, digest, email, event, user_id};

const TURN: Timestamp = NOW.plus(MINUTE_MS);

fn id(n: u8) -> LetterId {
    LetterId::new(NOW.plus(n.into()), [n; 10])
}

fn retried(at: Timestamp) -> Event {
    Event::new("mail.retry", at)
}

fn letter(n: u8) -> NewLetter {
    NewLetter {
        id: id(n),
        recipient: Email::parse(&format!("person{n}@example.test")).unwrap(),
        kind: "test",
        person: None,
        token: None,
        body: Sealed::new(format!("sealed {n}")),
        created_at: NOW,
        give_up_at: NOW.plus(DAY_MS),
    }
}

async fn post(store: &Store, n: u8) {
    store.post_letter(&letter(n), None).await.unwrap();
}

/// The identifiers of the letters that wait, the newest first.
async fn waiting(store: &Store) -> Vec<LetterId> {
    store.letters(9).await.unwrap().into_iter().map(|letter| letter.id).collect()
}

/// Checklist item 94.
pub(crate) async fn letters_go_with_their_account(store: &Store) {
    for n in [1, 2] {
        create(store, n).await;
    }
    let about = |n| NewLetter { person: Some(user_id(1)), ..letter(n) };
    store.post_letter(&about(1), None).await.unwrap();
    store.post_letter(&NewLetter { recipient: email(1), ..letter(2) }, None).await.unwrap();
    store.post_letter(&NewLetter { person: Some(user_id(2)), ..letter(3) }, None).await.unwrap();
    post(store, 4).await;
    assert!(store.delete_user(user_id(1), &event()).await.unwrap());
    assert_eq!(waiting(store).await, [id(4), id(3)]);
    assert!(store.post_letter(&about(5), None).await.is_err());
}

/// A letter goes in with the token that it carries, or not at all.
pub(crate) async fn a_letter_and_its_token_are_kept_together(store: &Store) {
    create(store, 1).await;
    let token = Token {
        digest: digest(1),
        purpose: OneTime::VerifyAddress,
        user: user_id(1),
        email: Some(email(1)),
        from: None,
        password: None,
        created_at: NOW,
        expires_at: NOW.plus(LIFE_MS),
    };
    let carrying = NewLetter { token: Some(token.digest), ..letter(1) };
    store.keep_token(&token, &event(), Some(&carrying)).await.unwrap();
    let orphan = Token { digest: digest(2), user: user_id(7), ..token.clone() };
    assert!(store.keep_token(&orphan, &event(), Some(&letter(2))).await.is_err());
    assert_eq!(waiting(store).await, [id(1)]);
    let claimed = store.claim_letters(NOW, TURN, 9).await.unwrap().pop().unwrap();
    assert_eq!(claimed.token, Some(token.digest));
}

pub(crate) async fn a_letter_is_one_senders_until_it_is_sent(store: &Store) {
    assert_eq!(store.next_letter_due().await.unwrap(), None);
    post(store, 1).await;
    assert_eq!(store.next_letter_due().await.unwrap(), Some(NOW));
    let letter = store.claim_letters(NOW, TURN, 9).await.unwrap().pop().unwrap();
    assert_eq!((letter.lease.id, letter.attempts), (id(1), 1));
    assert_eq!((letter.body.as_str(), letter.give_up_at), ("sealed 1", NOW.plus(DAY_MS)));
    assert!(store.claim_letters(NOW, TURN, 9).await.unwrap().is_empty());
    assert_eq!(store.next_letter_due().await.unwrap(), Some(TURN));
    assert!(store.letter_sent(letter.lease).await.unwrap());
    assert!(!store.letter_sent(letter.lease).await.unwrap());
    assert!(store.letters(9).await.unwrap().is_empty());
}

pub(crate) async fn whose_turn_is_over_changes_nothing(store: &Store) {
    post(store, 1).await;
    let first = store.claim_letters(NOW, TURN, 9).await.unwrap().pop().unwrap().lease;
    let later = TURN.plus(MINUTE_MS);
    let second = store.claim_letters(TURN, later, 9).await.unwrap().pop().unwrap();
    assert_eq!(second.attempts, 2);
    assert!(!store.letter_sent(first).await.unwrap());
    assert!(!store.postpone_letter(first, NOW, "x").await.unwrap());
    assert!(!store.return_letter(first, NOW).await.unwrap());
    assert!(!store.give_up_letter(first, NOW, "x").await.unwrap());
    assert!(store.return_letter(second.lease, TURN).await.unwrap());
    assert_eq!(store.claim_letters(TURN, later, 9).await.unwrap().pop().unwrap().attempts, 2);
}

pub(crate) async fn letters_are_put_back_given_up_and_revived(store: &Store) {
    for n in [1, 2] {
        post(store, n).await;
    }
    let letters = store.claim_letters(NOW, TURN, 9).await.unwrap();
    assert_eq!(
        store.revive_letters(None, TURN, &retried(NOW)).await.unwrap(),
        0,
        "senders have them"
    );
    let due = NOW.plus(5 * MINUTE_MS);
    assert!(store.postpone_letter(letters[0].lease, due, "come back").await.unwrap());
    assert!(store.give_up_letter(letters[1].lease, TURN, "no such user").await.unwrap());
    assert!(store.claim_letters(TURN, due, 9).await.unwrap().is_empty());
    assert_eq!(store.next_letter_due().await.unwrap(), Some(due));
    let listed = store.letters(9).await.unwrap();
    let seen = listed.iter().map(|one| (one.id, one.due_at, one.died_at, one.problem.as_str()));
    let expected =
        [(id(2), None, Some(TURN), "no such user"), (id(1), Some(due), None, "come back")];
    assert_eq!(seen.collect::<Vec<_>>(), expected);
    revive(store, due).await;
}

async fn revive(store: &Store, due: Timestamp) {
    assert_eq!(store.revive_letters(Some(id(2)), due, &retried(TURN)).await.unwrap(), 1);
    assert_eq!(store.revive_letters(Some(id(3)), due, &retried(TURN)).await.unwrap(), 0);
    let told = store.events(9).await.unwrap();
    let told: Vec<_> = told.iter().filter(|told| told.kind == "mail.retry").collect();
    assert_eq!(told.len(), 2, "of all and of the second, not of the one that there is not");
    assert_eq!(store.claim_letters(TURN, due, 9).await.unwrap()[0].lease.id, id(2));
}

pub(crate) async fn letters_given_up_long_ago_are_swept(store: &Store) {
    for n in [1, 2] {
        post(store, n).await;
    }
    let letter = store.claim_letters(NOW, TURN, 1).await.unwrap().pop().unwrap();
    assert!(store.give_up_letter(letter.lease, NOW, "x").await.unwrap());
    assert_eq!(store.sweep(NOW.plus(DEAD_KEPT_MS - 1), LIFE_MS).await.unwrap(), 0);
    assert_eq!(store.sweep(NOW.plus(DEAD_KEPT_MS), LIFE_MS).await.unwrap(), 1);
    assert_eq!(store.letters(9).await.unwrap().len(), 1);
}

pub(crate) async fn of_many_senders_each_letter_has_one(store: &Store) {
    let posting = (0..100).map(|n| post(store, n));
    join_all(posting).await;
    let claims = (0..30).map(|_| store.claim_letters(NOW, TURN, 8));
    let taken = try_join_all(claims).await.unwrap();
    let mut ids: Vec<_> = taken.iter().flatten().map(|letter| letter.lease.id).collect();
    let count = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), count, "one letter for two senders");
    // Claims that met may have left some behind; nothing is lost.
    let rest = store.claim_letters(NOW, TURN, 100).await.unwrap().len();
    assert_eq!(count + rest, 100);
}
