//! How far the record has been told to the webhook.

use doorward_core::time::{MINUTE_MS, Timestamp};
use doorward_store::{Backlog, Event, Place, Store, Turn};
use futures_util::future::try_join_all;

use crate::samples::NOW;

const UNTIL: Timestamp = NOW.plus(MINUTE_MS);

async fn happen(store: &Store, kind: &'static str, at: Timestamp) {
    store.record(&Event::new(kind, at)).await.unwrap();
}

/// Takes a turn that is due.
async fn turn(store: &Store) -> Turn {
    store.take_delivery(NOW, UNTIL).await.unwrap().unwrap()
}

/// The kinds of what comes after a place.
async fn after(store: &Store, place: Place, limit: u32) -> Vec<String> {
    let events = store.events_after(place, UNTIL, limit).await.unwrap();
    events.into_iter().map(|event| event.kind).collect()
}

pub(crate) async fn one_node_tells_at_a_time(store: &Store) {
    assert_eq!(store.take_delivery(NOW, UNTIL).await.unwrap(), None, "nothing is to be told yet");
    store.begin_delivery(NOW).await.unwrap();
    let turns = (0..20).map(|_| store.take_delivery(NOW, UNTIL));
    let turns: Vec<_> = try_join_all(turns).await.unwrap().into_iter().flatten().collect();
    let [turn] = turns.as_slice() else { panic!("{} nodes have the turn", turns.len()) };
    // Whoever died with a turn loses it when it is over, and cannot give it back then.
    let later = UNTIL.plus(MINUTE_MS);
    let next = store.take_delivery(UNTIL, later).await.unwrap().unwrap();
    assert_eq!((next.told, next.attempts), (turn.told, 0));
    assert!(!store.end_delivery(*turn, turn.told, 1, NOW).await.unwrap());
    assert!(store.end_delivery(next, next.told, 1, later).await.unwrap());
    assert_eq!(store.take_delivery(UNTIL, later).await.unwrap(), None, "it is not due");
    assert!(store.retry_delivery(UNTIL).await.unwrap());
    let again = store.take_delivery(UNTIL, later).await.unwrap().unwrap();
    assert_eq!(again.attempts, 0);
    assert!(!store.retry_delivery(UNTIL).await.unwrap(), "nothing has failed");
}

pub(crate) async fn every_event_after_the_beginning_is_told_once_and_in_order(store: &Store) {
    happen(store, "session.end", NOW.plus(-1)).await;
    store.begin_delivery(NOW).await.unwrap();
    // A later start of the process begins nothing anew.
    store.begin_delivery(NOW.plus(5)).await.unwrap();
    happen(store, "user.create", NOW.plus(1)).await;
    happen(store, "session.begin", NOW.plus(1)).await;
    happen(store, "user.delete", NOW.plus(2)).await;
    happen(store, "user.late", UNTIL.plus(1)).await;
    let turn = turn(store).await;
    assert_eq!(after(store, turn.told, 2).await, ["user.create", "session.begin"]);
    let told = store.events_after(turn.told, UNTIL, 2).await.unwrap();
    let last = told.last().map(|event| Place { at: event.at, seq: event.seq }).unwrap();
    assert!(store.end_delivery(turn, last, 0, NOW).await.unwrap());
    let turn = self::turn(store).await;
    assert_eq!(after(store, turn.told, 9).await, ["user.delete"], "what is too new waits");
    let backlog = store.delivery_backlog(9).await.unwrap();
    assert_eq!(backlog, Some(Backlog { waiting: 2, attempts: 0, due: UNTIL }));
}

pub(crate) async fn what_waits_is_counted_as_far_as_is_asked(store: &Store) {
    assert_eq!(store.delivery_backlog(9).await.unwrap(), None);
    store.begin_delivery(NOW).await.unwrap();
    for after in 0..5 {
        for _ in 0..2 {
            happen(store, "user.create", NOW.plus(after)).await;
        }
    }
    for (most, counted) in [(0, 0), (1, 1), (9, 9), (10, 10), (50, 10)] {
        let backlog = store.delivery_backlog(most).await.unwrap().unwrap();
        assert_eq!(backlog.waiting, counted, "at most {most}");
    }
    let turn = turn(store).await;
    let told = store.events_after(turn.told, UNTIL, 7).await.unwrap().pop().unwrap();
    assert!(store.end_delivery(turn, Place { at: told.at, seq: told.seq }, 0, NOW).await.unwrap());
    assert_eq!(store.delivery_backlog(50).await.unwrap().unwrap().waiting, 3);
}
