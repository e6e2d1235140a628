//! Bans and violations.

use doorward_core::moderation::{Ban, By, Kind, Network, Score, Subject};
use doorward_core::time::Timestamp;
use doorward_store::{Added, Store};
use futures_util::future::try_join_all;
use futures_util::try_join;

use crate::samples::{NOW, begin, create, event, new_session, session_id, user_id};

fn ban(n: u64, subject: Subject, expires_at: Option<i64>) -> Ban {
    Ban {
        id: session_id(n),
        subject,
        reason: "Spam".to_owned(),
        violation: Some("logins".to_owned()),
        by: By::Rules,
        created_at: NOW,
        expires_at: expires_at.map(|ms| NOW.plus(ms)),
        lifted: None,
    }
}

fn address(text: &str) -> Subject {
    Subject::Address(Network::of(text.parse().unwrap()))
}

pub(crate) async fn a_banned_person_has_no_session_and_gets_none_until_it_ends(store: &Store) {
    create(store, 1).await;
    begin(store, 1, 1).await;
    let person = Subject::Person(user_id(1));
    assert!(store.add_ban(&ban(1, person, Some(5)), &event()).await.unwrap());
    assert!(store.session(session_id(1)).await.unwrap().is_none());
    let user = store.user(user_id(1)).await.unwrap().unwrap();
    assert_eq!(user.banned_until, Some(NOW.plus(5)));
    let mut again = new_session(1, 2);
    again.session.created_at = NOW.plus(4);
    assert!(!store.begin_session(&again, None, &event()).await.unwrap());
    again.session.created_at = NOW.plus(5);
    assert!(store.begin_session(&again, None, &event()).await.unwrap());
    let nobody = Subject::Person(user_id(9));
    assert!(!store.add_ban(&ban(2, nobody, None), &event()).await.unwrap());
    assert_eq!(store.ban(session_id(2)).await.unwrap(), None, "nothing is left of it");
}

pub(crate) async fn of_several_bans_the_longest_counts_until_it_is_lifted(store: &Store) {
    create(store, 1).await;
    let person = Subject::Person(user_id(1));
    let (short, long) = (ban(1, person, Some(5)), ban(2, person, None));
    for one in [&short, &long] {
        assert!(store.add_ban(one, &event()).await.unwrap());
    }
    let until = async || store.user(user_id(1)).await.unwrap().unwrap().banned_until;
    assert_eq!(until().await, Some(Timestamp(i64::MAX)));
    let by = By::Person(user_id(1));
    assert!(store.lift_ban(&long, by, &event()).await.unwrap());
    assert!(!store.lift_ban(&long, by, &event()).await.unwrap(), "once");
    assert_eq!(until().await, Some(NOW.plus(5)));
    assert!(store.lift_ban(&short, By::CommandLine, &event()).await.unwrap());
    assert_eq!(until().await, None);
    let lifted = store.ban(session_id(2)).await.unwrap().unwrap();
    assert_eq!(lifted, Ban { lifted: Some((event().at, by)), ..long });
}

pub(crate) async fn bans_are_listed_newest_first_and_by_whom_they_strike(store: &Store) {
    let (one, other) = (address("203.0.113.7"), address("2001:db8::1"));
    let bans = [ban(1, one, Some(5)), ban(2, other, None), ban(3, one, Some(50))];
    for one in &bans {
        assert!(store.add_ban(one, &event()).await.unwrap());
    }
    let [first, second, third] = bans;
    let all = store.bans(None, 2, None).await.unwrap();
    assert_eq!(all, [third.clone(), second.clone()]);
    assert_eq!(store.bans(Some(second.id), 2, None).await.unwrap(), std::slice::from_ref(&first));
    let counting = store.bans(None, 9, Some(NOW.plus(5))).await.unwrap();
    assert_eq!(counting, [third.clone(), second.clone()]);
    assert_eq!(store.bans_of(one, 9).await.unwrap(), [third, first]);
    let mut addresses = store.banned_addresses(NOW.plus(5)).await.unwrap();
    addresses.sort();
    let mut expected = [(one, Some(NOW.plus(50))), (other, None)];
    expected.sort();
    assert_eq!(addresses, expected);
    store.lift_ban(&second, By::CommandLine, &event()).await.unwrap();
    assert_eq!(store.banned_addresses(NOW.plus(50)).await.unwrap(), []);
}

pub(crate) async fn scores_add_up_until_they_are_forgotten(store: &Store) {
    let whose = address("203.0.113.7");
    let added = |kind, points| Added {
        subject: whose,
        kind: Kind(kind),
        score: Score::points(points),
        events: 1,
    };
    let add = async |kind, points, now: i64, forgotten: i64| {
        let (now, forgotten) = (NOW.plus(now), NOW.plus(forgotten));
        store.add_violation(&added(kind, points), now, forgotten).await.unwrap()
    };
    assert_eq!(add("logins", 1, 0, -10).await, Score::points(1));
    assert_eq!(add("logins", 20, 1, -9).await, Score::points(21));
    assert_eq!(add("registrations", 3, 2, -8).await, Score::points(3), "each kind for itself");
    assert_eq!(add("logins", 1, -5, -15).await, Score::points(22), "a clock set back");
    let counters = store.violations_of(whose, NOW.plus(-10)).await.unwrap();
    let told: Vec<_> = counters.iter().map(|one| (&*one.kind, one.score, one.events)).collect();
    let expected = [("logins", Score::points(22), 3), ("registrations", Score::points(3), 1)];
    assert_eq!(told, expected);
    assert_eq!(add("logins", 1, 20, 10).await, Score::points(1), "forgotten");
    let newest = store.violations(NOW.plus(10), 9).await.unwrap();
    assert_eq!(newest.len(), 1);
    assert_eq!(store.sweep_violations(NOW.plus(2)).await.unwrap(), 1);
    assert_eq!(store.violations(NOW.plus(-99), 9).await.unwrap(), newest);
}

/// Two nodes count at once: each sees what the ones before have made of it, and the last the whole sum.
pub(crate) async fn of_scores_that_are_added_at_once_none_is_lost(store: &Store) {
    let added = Added {
        subject: address("203.0.113.7"),
        kind: Kind("logins"),
        score: Score::points(1),
        events: 1,
    };
    let tries = (0..100).map(|_| store.add_violation(&added, NOW, Timestamp(0)));
    let mut seen: Vec<_> = try_join_all(tries).await.unwrap();
    seen.sort();
    let expected: Vec<_> = (1..=100).map(|n| Score(Score::points(1).0 * n)).collect();
    assert_eq!(seen, expected, "each sum is seen once, so a ban is made once");
    let counters = store.violations_of(added.subject, Timestamp(0)).await.unwrap();
    assert_eq!(counters.iter().map(|one| one.events).collect::<Vec<_>>(), [100]);
}

/// Two nodes ban one person at once while a third lifts a ban: the account has the end of what is left.
pub(crate) async fn of_bans_made_and_lifted_at_once_the_longest_counts(store: &Store) {
    create(store, 1).await;
    let person = Subject::Person(user_id(1));
    let old = ban(1, person, None);
    assert!(store.add_ban(&old, &event()).await.unwrap());
    let (new, event): (Vec<_>, _) =
        ((2..=20).map(|n| ban(n, person, Some(i64::try_from(n).unwrap()))).collect(), event());
    let banned = try_join_all(new.iter().map(|one| store.add_ban(one, &event)));
    let lifted = store.lift_ban(&old, By::CommandLine, &event);
    let (banned, lifted) = try_join!(banned, lifted).unwrap();
    assert!(lifted && banned.iter().all(|made| *made));
    let user = store.user(user_id(1)).await.unwrap().unwrap();
    assert_eq!(user.banned_until, Some(NOW.plus(20)));
}
