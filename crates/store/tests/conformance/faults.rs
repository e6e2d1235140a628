//! What the database or its callers do wrong.

use std::fs::OpenOptions;
use std::os::unix::fs::FileExt as _;
use std::time::Duration;

use doorward_core::secret::Secret;
use doorward_store::{Grounds, Kind, Location, OpenError};
use futures_util::future::join_all;
use tokio::time::timeout;

use crate::opening::refused;
use crate::place::Place;
use crate::samples::{begin, create, event, new_session, new_user, session_id, user_id};

/// How long anything here may take.
const WITHIN: Duration = Duration::from_secs(20);

const SWITCH_OFF: &str = "UPDATE users SET disabled_at = 1";

#[tokio::test]
async fn an_account_that_is_switched_off_gets_no_session_and_says_so() {
    let (file, server) = (Place::sqlite(), Place::postgres().await);
    for place in [&file, &server] {
        let store = place.open().await;
        create(&store, 1).await;
        begin(&store, 1, 1).await;
        match place.location {
            Location::Sqlite(_) => {
                rusqlite::Connection::open(place.file())
                    .unwrap()
                    .execute_batch(SWITCH_OFF)
                    .unwrap();
            }
            Location::Postgres(_) => place.client().await.batch_execute(SWITCH_OFF).await.unwrap(),
        }
        assert!(!store.begin_session(&new_session(1, 2), None, &event()).await.unwrap());
        let found = store.session(session_id(1)).await.unwrap().unwrap();
        assert!(found.user.disabled_at.is_some());
        store.close().await;
    }
    file.remove().await;
    server.remove().await;
}

/// Clients hang up at any moment, and with them whatever was done for them.
#[tokio::test]
async fn on_postgres_writes_that_are_abandoned_half_way_leave_nothing_behind() {
    let place = Place::postgres().await;
    let store = place.open().await;
    create(&store, 0).await;
    let mut other = place.client().await;
    let watcher = place.client().await;
    let lock = other.transaction().await.unwrap();
    lock.batch_execute("LOCK TABLE users IN EXCLUSIVE MODE").await.unwrap();
    let (new, event): (Vec<_>, _) = ((1..=40).map(new_user).collect(), event());
    {
        let making =
            join_all(new.iter().map(|new| store.create_user(new, None, Grounds::Open, &event)));
        tokio::select! {
            _ = making => panic!("the lock held nobody up"),
            () = count(&watcher, "wait_event_type = 'Lock'", 16) => {}
        }
    }
    lock.commit().await.unwrap();
    // The connections are free again, none in the middle of something.
    count(&watcher, "state <> 'idle'", 0).await;
    assert_eq!(store.count_users().await.unwrap(), 1, "an abandoned write was made");
    assert_eq!(store.events(100).await.unwrap().len(), 1);
    for made in
        join_all(new.iter().map(|new| store.create_user(new, None, Grounds::Open, &event))).await
    {
        made.unwrap();
    }
    store.close().await;
    place.remove().await;
}

/// Waits until so many connections but the watcher's own are in a state.
async fn count(watcher: &tokio_postgres::Client, state: &str, wanted: i64) {
    let query = format!(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() \
         AND pid <> pg_backend_pid() AND {state}"
    );
    let waiting =
        async { while watcher.query_one(&query, &[]).await.unwrap().get::<_, i64>(0) != wanted {} };
    timeout(WITHIN, waiting).await.unwrap_or_else(|_| panic!("never {wanted} with {state}"));
}

/// The disk lost a part of the file while it was in use.
#[tokio::test]
async fn a_file_that_is_damaged_while_it_is_open_is_reported_and_never_counted_on_again() {
    let place = Place::sqlite();
    let store = place.open().await;
    for n in 0..200 {
        create(&store, n).await;
    }
    store.close().await;
    let store = place.open().await;
    store.ping().await.unwrap();
    let file = OpenOptions::new().write(true).open(place.file()).unwrap();
    let length = usize::try_from(file.metadata().unwrap().len()).unwrap();
    file.write_all_at(&vec![0xA5; length - 4096], 4096).unwrap();
    let error = store.user(user_id(100)).await.unwrap_err();
    assert_eq!(error.kind, Kind::Corrupt);
    let cause = std::error::Error::source(&error).unwrap().to_string();
    assert!(cause.contains("doorward.db"), "{cause}");
    assert!(store.create_user(&new_user(999), None, Grounds::Open, &event()).await.is_err());
    assert_eq!(store.ping().await.unwrap_err().kind, Kind::Corrupt);
    store.close().await;
    place.remove().await;
}

/// A server behind a proxy may be gone while the proxy still takes connections.
#[tokio::test]
async fn a_server_that_takes_the_connection_and_says_nothing_is_not_waited_for() {
    let mute = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = mute.local_addr().unwrap().port();
    let url = format!("postgres://ann:hunter2@127.0.0.1:{port}/door?connect_timeout=1");
    let location = Location::Postgres(Secret::from(url));
    let error = timeout(WITHIN, refused(&location)).await.expect("it is still waited for");
    assert!(matches!(error, OpenError::Connect { .. }), "{error}");
    let text = error.to_string();
    assert!(text.contains("DATABASE_URL") && !text.contains("hunter2"), "{text}");
}
