//! Where sessions come from, and what a provider may do to them.

use doorward_core::group::Groups;
use doorward_store::{Event, Kept, LoggedOut, Logout, Store};
use futures_util::future::join_all;

use crate::samples::{
    ISSUER, LIFE_MS, NOW, begin, create, digest, event, from_provider, sealed, session_id, user_id,
};

async fn begin_from(store: &Store, user: u64, n: u64) {
    assert!(store.begin_session(&from_provider(user, n), None, &event()).await.unwrap());
}

async fn lives(store: &Store, n: u64) -> bool {
    store.session(session_id(n)).await.unwrap().is_some()
}

pub(crate) async fn a_session_remembers_where_it_comes_from(store: &Store) {
    create(store, 1).await;
    begin_from(store, 1, 1).await;
    begin(store, 1, 2).await;
    let found = store.origin(session_id(1)).await.unwrap().unwrap();
    assert_eq!((found.session, found.renewed_at), (session_id(1), NOW));
    assert_eq!(Some(found.origin), from_provider(1, 1).origin);
    assert!(store.origin(session_id(2)).await.unwrap().is_none());
    let mut bare = from_provider(1, 3);
    if let Some(origin) = &mut bare.origin {
        (origin.sid, origin.nonce, origin.kept) = (None, None, Kept::default());
    }
    assert!(store.begin_session(&bare, None, &event()).await.unwrap());
    assert_eq!(store.origin(session_id(3)).await.unwrap().map(|found| found.origin), bare.origin);
    store.end_session(user_id(1), session_id(1), &event()).await.unwrap();
    assert!(store.origin(session_id(1)).await.unwrap().is_none());
}

pub(crate) async fn one_session_of_a_provider_ends_what_stands_on_it(store: &Store) {
    create(store, 1).await;
    for n in [1, 2] {
        begin_from(store, 1, n).await;
    }
    let end = async |issuer, sid| store.end_sessions_by_sid(issuer, sid, &event()).await.unwrap();
    assert_eq!(end("https://other.example", "sid-1").await, 0);
    assert_eq!(end(ISSUER, "sid-9").await, 0);
    assert_eq!(end(ISSUER, "sid-1").await, 1);
    assert_eq!(end(ISSUER, "sid-1").await, 0);
    assert_eq!((lives(store, 1).await, lives(store, 2).await), (false, true));
    // What was under way to stand on it comes too late.
    let late = from_provider(1, 1);
    assert!(!store.begin_session(&late, None, &event()).await.unwrap());
    assert!(!lives(store, 1).await);
}

pub(crate) async fn a_person_of_a_provider_loses_every_session_that_it_vouched_for(store: &Store) {
    create(store, 1).await;
    create(store, 2).await;
    for (user, n) in [(1, 1), (1, 2), (2, 3)] {
        begin_from(store, user, n).await;
    }
    begin(store, 1, 4).await;
    let end = async |issuer, subject| {
        store.end_sessions_by_subject(issuer, subject, &event()).await.unwrap()
    };
    assert_eq!(end("https://other.example", "subject-1").await, 0);
    assert_eq!(end(ISSUER, "subject-1").await, 2);
    let left = [lives(store, 1).await, lives(store, 2).await, lives(store, 3).await];
    assert_eq!(left, [false, false, true]);
    // The one that began with a password is not the provider's to end.
    assert!(lives(store, 4).await);
}

fn logout<'a>(subject: Option<&'a str>, sid: Option<&'a str>, token: u64) -> Logout<'a> {
    let what = digest(if sid.is_some() { 901 } else { 902 });
    Logout { issuer: ISSUER, subject, sid, token: digest(token), until: NOW.plus(LIFE_MS), what }
}

pub(crate) async fn a_logout_counts_once_and_ends_what_it_names(store: &Store) {
    create(store, 1).await;
    for n in [1, 2, 3] {
        begin_from(store, 1, n).await;
    }
    let end = async |logout: Logout<'_>| store.logout(&logout, &event()).await.unwrap();
    let by_sid = logout(Some("subject-1"), Some("sid-1"), 1);
    assert_eq!(end(by_sid).await, LoggedOut::Ended(1));
    assert_eq!(end(by_sid).await, LoggedOut::Replayed);
    assert_eq!(end(logout(None, Some("sid-1"), 2)).await, LoggedOut::Ended(0));
    // Used up already, so it ends nothing though it names what is there.
    assert_eq!(end(logout(Some("subject-1"), None, 2)).await, LoggedOut::Replayed);
    assert_eq!((lives(store, 1).await, lives(store, 2).await), (false, true));
    assert_eq!(end(logout(Some("subject-1"), None, 3)).await, LoggedOut::Ended(2));
    assert_eq!(end(logout(Some("subject-9"), None, 4)).await, LoggedOut::Ended(0));
}

pub(crate) async fn a_sign_in_under_way_learns_that_its_session_was_ended(store: &Store) {
    create(store, 1).await;
    let at = event().at;
    let ended =
        async |issuer, what, since| store.ended_since(issuer, &digest(what), since).await.unwrap();
    let before = at.plus(-1);
    assert!(!ended(ISSUER, 901, before).await);
    store.logout(&logout(None, Some("sid-1"), 1), &event()).await.unwrap();
    assert!(ended(ISSUER, 901, before).await);
    assert!(!ended(ISSUER, 902, before).await, "something else");
    assert!(!ended("https://other.example", 901, before).await);
    assert!(!ended(ISSUER, 901, at).await, "a sign-in that began afterwards");
    // The last time counts.
    let later = Event { at: at.plus(9), ..event() };
    store.logout(&logout(None, Some("sid-1"), 2), &later).await.unwrap();
    assert!(ended(ISSUER, 901, at.plus(8)).await);
    assert!(!ended(ISSUER, 901, at.plus(9)).await);
}

pub(crate) async fn a_provider_may_not_end_the_session_of_another_person(store: &Store) {
    create(store, 1).await;
    begin_from(store, 1, 1).await;
    let end = async |logout: Logout<'_>| store.logout(&logout, &event()).await.unwrap();
    let foreign = logout(Some("subject-2"), Some("sid-1"), 1);
    assert_eq!(end(foreign).await, LoggedOut::SidOfAnother);
    assert!(lives(store, 1).await);
    // What was refused has not been used up.
    assert_eq!(end(foreign).await, LoggedOut::SidOfAnother);
    let other_issuer = Logout { issuer: "https://other.example", ..logout(None, Some("sid-1"), 1) };
    assert_eq!(end(other_issuer).await, LoggedOut::Ended(0));
    assert!(lives(store, 1).await);
}

pub(crate) async fn failures_are_counted_from_the_first_one_until_the_next_success(store: &Store) {
    create(store, 1).await;
    begin_from(store, 1, 1).await;
    let since = async || store.origin(session_id(1)).await.unwrap().unwrap().failing_since;
    assert_eq!(since().await, None);
    for later in [3, 9] {
        let tried = sealed("refresh", 1);
        assert!(store.note_renewal_failure(session_id(1), &tried, NOW.plus(later)).await.unwrap());
        assert_eq!(since().await, Some(NOW.plus(3)));
    }
    let kept = Kept { id_token: None, refresh_token: Some(sealed("refresh", 2)) };
    assert!(store.renew(session_id(1), &sealed("refresh", 1), (&kept, None), NOW).await.unwrap());
    assert_eq!(since().await, None);
    // Whoever failed with the old token comes too late to say anything about the new one.
    let old = sealed("refresh", 1);
    assert!(!store.note_renewal_failure(session_id(1), &old, NOW.plus(9)).await.unwrap());
    assert_eq!(since().await, None);
}

pub(crate) async fn the_origins_of_an_account_are_those_of_its_sessions(store: &Store) {
    create(store, 1).await;
    create(store, 2).await;
    for (user, n) in [(1, 2), (1, 1), (2, 3)] {
        begin_from(store, user, n).await;
    }
    begin(store, 1, 4).await;
    let of = async |user| {
        let origins = store.origins_of(user_id(user)).await.unwrap();
        origins.into_iter().map(|origin| origin.session).collect::<Vec<_>>()
    };
    assert_eq!(of(1).await, [session_id(1), session_id(2)]);
    assert_eq!(of(2).await, [session_id(3)]);
    assert_eq!(of(9).await, []);
    let first = store.origins_of(user_id(1)).await.unwrap().remove(0);
    assert_eq!(Some(first.origin), from_provider(1, 1).origin);
    store.end_session(user_id(1), session_id(1), &event()).await.unwrap();
    assert_eq!(of(1).await, [session_id(2)]);
}

pub(crate) async fn tokens_are_replaced_only_while_they_are_the_expected_ones(store: &Store) {
    create(store, 1).await;
    begin_from(store, 1, 1).await;
    let (old, new) = (sealed("refresh", 1), sealed("refresh", 7));
    let kept = Kept { id_token: Some(sealed("id", 7)), refresh_token: Some(new.clone()) };
    let later = NOW.plus(5);
    let renew =
        async |redeemed| store.renew(session_id(1), redeemed, (&kept, None), later).await.unwrap();
    assert!(!renew(&new).await);
    assert!(renew(&old).await);
    assert!(!renew(&old).await);
    let found = store.origin(session_id(1)).await.unwrap().unwrap();
    assert_eq!((found.origin.kept, found.renewed_at), (kept.clone(), later));
}

pub(crate) async fn groups_are_replaced_with_the_tokens_or_not_at_all(store: &Store) {
    create(store, 1).await;
    begin_from(store, 1, 1).await;
    begin_from(store, 1, 2).await;
    let (old, new) = (sealed("refresh", 1), sealed("refresh", 7));
    let kept = Kept { id_token: None, refresh_token: Some(new.clone()) };
    let groups = |names: &[&str]| Groups::of(names.iter().copied()).0;
    let some = groups(&["a", "b"]);
    let now = async |n| store.session(session_id(n)).await.unwrap().unwrap().session.groups;
    for (redeemed, given, expected) in [
        (&new, Some(&some), (false, &Groups::NONE)),
        (&old, Some(&some), (true, &some)),
        (&new, None, (true, &some)),
        (&new, Some(&Groups::NONE), (true, &Groups::NONE)),
    ] {
        let renewed = store.renew(session_id(1), redeemed, (&kept, given), NOW).await.unwrap();
        assert_eq!((renewed, &now(1).await), expected);
        assert_eq!(now(2).await, Groups::NONE);
    }
}

pub(crate) async fn a_refused_token_ends_its_session_only_while_it_is_the_kept_one(store: &Store) {
    create(store, 1).await;
    begin_from(store, 1, 1).await;
    let end = async |n| {
        store.end_refused_session(session_id(1), &sealed("refresh", n), &event()).await.unwrap()
    };
    assert!(!end(9).await);
    assert!(lives(store, 1).await);
    assert!(end(1).await);
    assert!(!lives(store, 1).await);
    assert!(!end(1).await);
}

pub(crate) async fn of_many_that_would_renew_one_session_one_may(store: &Store) {
    create(store, 1).await;
    begin_from(store, 1, 1).await;
    let token = sealed("refresh", 1);
    let claim = |now| store.claim_renewal(session_id(1), &token, now, NOW.plus(30));
    let claims = join_all((0..20).map(|_| claim(NOW))).await;
    assert_eq!(claims.into_iter().filter(|claim| *claim.as_ref().unwrap()).count(), 1);
    // Whoever had it went away without a word: the next one may when its time is over.
    assert!(!claim(NOW.plus(29)).await.unwrap());
    assert!(claim(NOW.plus(30)).await.unwrap());
    let other = sealed("refresh", 2);
    let later = NOW.plus(100);
    assert!(!store.claim_renewal(session_id(1), &other, later, later).await.unwrap());
}

pub(crate) async fn what_is_spent_is_spent_once_in_its_realm(store: &Store) {
    let spend = |realm, n: u64| async move { store.spend(realm, &digest(n), NOW).await.unwrap() };
    let first = join_all((0..20).map(|_| spend("one", 1))).await;
    assert_eq!(first.into_iter().filter(|first| *first).count(), 1);
    assert!(spend("other", 1).await);
    assert!(spend("one", 2).await);
    assert!(store.is_spent("one", &digest(1)).await.unwrap());
    assert!(!store.is_spent("other", &digest(2)).await.unwrap());
}

pub(crate) async fn a_turn_is_one_callers_until_it_is_given_back_or_over(store: &Store) {
    let until = NOW.plus(30);
    let claim = |now| async move { store.claim("turn", &digest(1), until, now).await.unwrap() };
    let first = join_all((0..20).map(|_| claim(NOW))).await;
    assert_eq!(first.into_iter().filter(|first| *first).count(), 1);
    store.release("turn", &digest(1), NOW.plus(29)).await.unwrap();
    assert!(!claim(NOW.plus(29)).await, "another's turn is not given back");
    store.release("turn", &digest(1), until).await.unwrap();
    assert!(claim(NOW).await && claim(until).await);
}

pub(crate) async fn of_two_versions_of_somebody_the_newer_one_is_heard(store: &Store) {
    let until = NOW.plus(30);
    let hear = |version| async move { store.hear(("one", "ada"), version, until).await.unwrap() };
    assert!(hear(2).await && hear(2).await && !hear(1).await && hear(3).await);
}
