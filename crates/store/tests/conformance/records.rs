//! Facts and events.

use doorward_store::{Event, EventFilter, Grounds, Outcome, SETUP_LINK, Store};

use crate::samples::{NOW, create, new_user, session_id, user_id};

pub(crate) async fn a_fact_is_claimed_once_and_stated_anew(store: &Store) {
    assert_eq!(store.fact("link").await.unwrap(), None);
    assert!(store.claim_fact("link", "a").await.unwrap());
    assert!(!store.claim_fact("link", "b").await.unwrap());
    assert_eq!(store.fact("link").await.unwrap().as_deref(), Some("a"));
    store.set_fact("link", "c").await.unwrap();
    assert_eq!(store.fact("link").await.unwrap().as_deref(), Some("c"));
    store.set_fact("link", "").await.unwrap();
    assert_eq!(store.fact("link").await.unwrap().as_deref(), Some(""));
}

pub(crate) async fn the_set_up_link_goes_with_the_first_account(store: &Store) {
    store.set_fact(SETUP_LINK, "digest").await.unwrap();
    create(store, 1).await;
    assert_eq!(store.fact(SETUP_LINK).await.unwrap(), None);
}

pub(crate) async fn events_are_told_newest_first(store: &Store) {
    let full = Event {
        actor: Some(user_id(1)),
        subject: Some(user_id(2)),
        session: Some(session_id(3)),
        address: "2001:db8::1".to_owned(),
        detail: "a word".to_owned(),
        ..Event::new("session.end", NOW.plus(2))
    };
    store.record(&full).await.unwrap();
    store.record(&Event::new("user.create", NOW)).await.unwrap();
    store.record(&Event::new("user.delete", NOW.plus(1))).await.unwrap();
    let told = store.events(2).await.unwrap();
    let kinds: Vec<_> = told.iter().map(|event| event.kind.as_str()).collect();
    assert_eq!(kinds, ["session.end", "user.delete"]);
    assert_eq!((told[0].actor, told[0].subject), (full.actor, full.subject));
    assert_eq!((told[0].session, told[0].at), (full.session, full.at));
    assert_eq!((&told[0].address, &told[0].detail), (&full.address, &full.detail));
}

pub(crate) async fn events_are_read_page_by_page_and_none_twice(store: &Store) {
    let kinds = ["a.b", "c.d"];
    for n in 0..20 {
        let event = Event {
            actor: (n % 4 == 0).then(|| user_id(1)),
            subject: Some(user_id(n % 3)),
            outcome: Outcome::Refused,
            ..Event::new(kinds[usize::from(n % 2 == 0)], NOW.plus(i64::from(n >= 15)))
        };
        store.record(&event).await.unwrap();
    }
    let read = async |filter: EventFilter| {
        let mut all = Vec::new();
        loop {
            let before = all.last().map(doorward_store::Recorded::place);
            let page = store.find_events(&filter, before, 3).await.unwrap();
            if page.is_empty() {
                return all;
            }
            all.extend(page);
        }
    };
    let all = read(EventFilter::default()).await;
    assert_eq!(all.len(), 20);
    assert!(all.windows(2).all(|pair| pair[0].place().seq > pair[1].place().seq));
    assert!(all.iter().all(|event| event.outcome == Outcome::Refused.as_str()));
    let kind = Some("a.b".to_owned());
    let person = Some(user_id(1));
    assert_eq!(read(EventFilter { kind: kind.clone(), ..EventFilter::default() }).await.len(), 10);
    assert_eq!(read(EventFilter { person, ..EventFilter::default() }).await.len(), 10);
    assert_eq!(read(EventFilter { person, kind, ..EventFilter::default() }).await.len(), 4);
    let late = EventFilter { since: Some(NOW.plus(1)), ..EventFilter::default() };
    let early = EventFilter { until: Some(NOW.plus(1)), ..EventFilter::default() };
    assert_eq!((read(late).await.len(), read(early).await.len()), (5, 15));
    assert_eq!(store.kinds_of_events().await.unwrap(), kinds);
}

pub(crate) async fn old_events_are_swept(store: &Store) {
    assert!(store.kinds_of_events().await.unwrap().is_empty());
    for n in 0..5 {
        store.record(&Event::new("a.b", NOW.plus(n))).await.unwrap();
    }
    assert_eq!(store.sweep_events(NOW.plus(2)).await.unwrap(), 3);
    assert_eq!(store.events(10).await.unwrap().len(), 2);
}

pub(crate) async fn what_a_person_typed_comes_back_as_it_was(store: &Store) {
    let texts = ["", "'; DROP TABLE users; --", "?1 $1 %s {}", "Zoë 🚪 \u{202e}", "a\n\tb\\"];
    for (n, text) in (1..).zip(texts) {
        let mut new = new_user(n);
        text.clone_into(&mut new.name);
        let made =
            store.create_user(&new, None, Grounds::Open, &Event::new("x", NOW)).await.unwrap();
        assert_eq!(store.user(made.id).await.unwrap().unwrap().name, text);
    }
}
