//! What one process changes, another hears within a second; and what this one changes, it hears too.

use std::process::Command;
use std::time::Duration;

use doorward_store::{Change, Changes, Grounds, Store};
use tokio::time::timeout;
use tokio_postgres::Client;

use crate::place::Place;
use crate::samples::{
    ISSUER, NOW, begin, create, digest, event, from_provider, hash, new_user, session_id, user_id,
};

const WITHIN: Duration = Duration::from_secs(1);

/// How long it may take to notice that nothing is heard any more, on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

async fn next(changes: &mut Changes) -> Change {
    timeout(WITHIN, changes.recv()).await.expect("nothing was heard in time").unwrap()
}

/// Two stores on one place, as two processes have them.
async fn two(place: &Place) -> (Store, Store) {
    (place.open().await, place.open().await)
}

#[tokio::test]
async fn on_sqlite_a_commit_of_another_process_means_everything() {
    let place = Place::sqlite();
    let (mine, theirs) = two(&place).await;
    let mut changes = mine.changes();
    create(&theirs, 1).await;
    assert_eq!(next(&mut changes).await, Change::Everything);
    mine.close().await;
    theirs.close().await;
    place.remove().await;
}

#[tokio::test]
async fn on_sqlite_commits_of_this_process_that_end_nothing_are_no_news() {
    let place = Place::sqlite();
    let (mine, theirs) = two(&place).await;
    let (mut here, mut there) = (mine.changes(), theirs.changes());
    create(&mine, 1).await;
    // The other process hears of it after at most one round; by then this one had its own.
    assert_eq!(next(&mut there).await, Change::Everything);
    begin(&mine, 1, 1).await;
    assert_eq!(next(&mut there).await, Change::Everything);
    mine.close().await;
    drop(mine);
    assert_eq!(timeout(WITHIN, here.recv()).await, Ok(None));
    theirs.close().await;
    place.remove().await;
}

/// Whoever asked to end a session may hang up before it is done; what is remembered of the session
/// must be forgotten all the same.
#[tokio::test]
async fn on_sqlite_what_ends_is_told_even_when_nobody_waits_for_it() {
    let place = Place::sqlite();
    let store = place.open().await;
    create(&store, 1).await;
    begin(&store, 1, 1).await;
    let mut changes = store.changes();
    let event = event();
    let mut ending = Box::pin(store.end_session(user_id(1), session_id(1), &event));
    // One poll hands the write over.
    drop(futures_util::poll!(&mut ending));
    drop(ending);
    assert_eq!(next(&mut changes).await, Change::Session(session_id(1)));
    store.close().await;
    place.remove().await;
}

#[tokio::test]
async fn on_postgres_other_nodes_are_told_who_or_what_changed() {
    let place = Place::postgres().await;
    let (mine, theirs) = two(&place).await;
    create(&theirs, 1).await;
    for n in [1, 2, 3] {
        begin(&theirs, 1, n).await;
    }
    let mut changes = mine.changes();
    let (user, told) = (user_id(1), Change::User(user_id(1)));
    theirs.end_session(user, session_id(1), &event()).await.unwrap();
    assert_eq!(next(&mut changes).await, Change::Session(session_id(1)));
    theirs.end_sessions(user, None, &event()).await.unwrap();
    assert_eq!(next(&mut changes).await, told);
    theirs.set_password(user, None, &hash("new"), NOW, None).await.unwrap();
    assert_eq!(next(&mut changes).await, told);
    let profile = doorward_store::UserChanges::from(&mine.user(user).await.unwrap().unwrap());
    theirs.update_user(user, (&profile, &profile), NOW).await.unwrap();
    assert_eq!(next(&mut changes).await, told);
    theirs.delete_user(user, &event()).await.unwrap();
    assert_eq!(next(&mut changes).await, told);
    // What did not happen is not told: the next thing heard is the fence.
    theirs.delete_user(user, &event()).await.unwrap();
    theirs.end_session(user, session_id(9), &event()).await.unwrap();
    theirs.create_user(&new_user(2), None, Grounds::Open, &event()).await.unwrap();
    theirs.delete_user(user_id(2), &event()).await.unwrap();
    assert_eq!(next(&mut changes).await, Change::User(user_id(2)));
    mine.close().await;
    theirs.close().await;
    place.remove().await;
}

#[tokio::test]
async fn on_postgres_other_nodes_are_told_what_a_provider_ended() {
    let place = Place::postgres().await;
    let (mine, theirs) = two(&place).await;
    create(&theirs, 1).await;
    for n in [1, 2] {
        assert!(theirs.begin_session(&from_provider(1, n), None, &event()).await.unwrap());
    }
    let mut changes = mine.changes();
    theirs.end_sessions_by_sid(ISSUER, "sid-2", &event()).await.unwrap();
    assert_eq!(next(&mut changes).await, Change::Session(session_id(2)));
    theirs.end_sessions_by_subject(ISSUER, "subject-1", &event()).await.unwrap();
    assert_eq!(next(&mut changes).await, Change::Session(session_id(1)));
    mine.close().await;
    theirs.close().await;
    place.remove().await;
}

#[tokio::test]
async fn on_sqlite_this_process_is_told_what_a_provider_ended() {
    let place = Place::sqlite();
    let store = place.open().await;
    create(&store, 1).await;
    assert!(store.begin_session(&from_provider(1, 1), None, &event()).await.unwrap());
    let mut changes = store.changes();
    store.end_sessions_by_sid(ISSUER, "sid-1", &event()).await.unwrap();
    assert_eq!(next(&mut changes).await, Change::Session(session_id(1)));
    store.close().await;
    place.remove().await;
}

#[tokio::test]
async fn on_postgres_lost_connections_come_back_and_everything_is_forgotten() {
    let place = Place::postgres().await;
    let store = place.open().await;
    create(&store, 1).await;
    begin(&store, 1, 1).await;
    let mut changes = store.changes();
    let cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
        WHERE datname = current_database() AND pid <> pg_backend_pid()";
    let watcher = place.client().await;
    watcher.batch_execute(cut).await.unwrap();
    assert_eq!(next(&mut changes).await, Change::Everything);
    wait_until_heard(&watcher, &mut changes).await;
    assert!(store.session(session_id(1)).await.unwrap().is_some());
    assert!(store.rotate(session_id(1), &digest(1001), &digest(7), NOW).await.unwrap());
    store.end_session(user_id(1), session_id(1), &event()).await.unwrap();
    wait_for(&mut changes, Change::Session(session_id(1))).await;
    store.close().await;
    place.remove().await;
}

/// A connection that is dead without anybody having been told: its other end is stopped.
#[tokio::test]
async fn on_postgres_a_listener_that_fell_silent_is_replaced_and_everything_is_forgotten() {
    let place = Place::postgres().await;
    let store = place.open().await;
    create(&store, 1).await;
    begin(&store, 1, 1).await;
    let watcher = place.client().await;
    let silent = Stopped::new(listener(&watcher).await);
    let mut changes = store.changes();
    let heard = timeout(PATIENCE, changes.recv()).await;
    assert_eq!(heard.expect("the silence was not noticed"), Some(Change::Everything));
    wait_until_heard(&watcher, &mut changes).await;
    store.end_session(user_id(1), session_id(1), &event()).await.unwrap();
    wait_for(&mut changes, Change::Session(session_id(1))).await;
    drop(silent);
    store.close().await;
    place.remove().await;
}

/// Waits for one change among others.
async fn wait_for(changes: &mut Changes, wanted: Change) {
    while next(changes).await != wanted {}
}

/// Tells something again and again until it is heard.
async fn wait_until_heard(watcher: &Client, changes: &mut Changes) {
    let told = Change::User(user_id(7));
    let tell = format!("SELECT pg_notify('doorward_changes', 'user {}')", user_id(7));
    let waiting = async {
        loop {
            watcher.batch_execute(&tell).await.unwrap();
            if let Ok(Some(heard)) = timeout(WITHIN / 10, changes.recv()).await
                && heard == told
            {
                return;
            }
        }
    };
    timeout(PATIENCE, waiting).await.expect("nobody listens any more");
}

/// The server process that listens for a store.
async fn listener(watcher: &Client) -> i32 {
    // The empty text is the sign of life that a listening connection is asked for.
    let query = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() \
        AND query IN ('LISTEN doorward_changes', '') AND state = 'idle'";
    let waiting = async {
        loop {
            if let Some(row) = watcher.query_opt(query, &[]).await.unwrap() {
                return row.get(0);
            }
        }
    };
    timeout(PATIENCE, waiting).await.expect("nobody listens")
}

/// A process that is stopped until this is dropped.
struct Stopped(i32);

impl Stopped {
    fn new(pid: i32) -> Self {
        let stopped = Self(pid);
        stopped.signal("-STOP");
        stopped
    }

    fn signal(&self, signal: &str) {
        let sent = Command::new("kill").args([signal, &self.0.to_string()]).status();
        assert!(sent.unwrap().success());
    }
}

impl Drop for Stopped {
    fn drop(&mut self) {
        self.signal("-CONT");
    }
}
