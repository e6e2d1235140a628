//! What one process changes, another hears within a second.

use std::time::Duration;

use doorward_store::{Change, Changes, Store};
use tokio::time::timeout;

use crate::place::Place;
use crate::samples::{NOW, begin, create, digest, event, hash, new_user, session_id, user_id};

const WITHIN: Duration = Duration::from_secs(1);

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
async fn on_sqlite_commits_of_this_process_are_no_news() {
    let place = Place::sqlite();
    let (mine, theirs) = two(&place).await;
    let (mut here, mut there) = (mine.changes(), theirs.changes());
    create(&mine, 1).await;
    // The other process hears of it after at most one round; by then this one had its own.
    assert_eq!(next(&mut there).await, Change::Everything);
    create(&mine, 2).await;
    assert_eq!(next(&mut there).await, Change::Everything);
    mine.close().await;
    drop(mine);
    assert_eq!(timeout(WITHIN, here.recv()).await, Ok(None));
    theirs.close().await;
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
    theirs.update_user(user, &profile, NOW).await.unwrap();
    assert_eq!(next(&mut changes).await, told);
    theirs.delete_user(user, &event()).await.unwrap();
    assert_eq!(next(&mut changes).await, told);
    // What did not happen is not told: the next thing heard is the fence.
    theirs.delete_user(user, &event()).await.unwrap();
    theirs.end_session(user, session_id(9), &event()).await.unwrap();
    theirs.create_user(&new_user(2), None, false, &event()).await.unwrap();
    theirs.delete_user(user_id(2), &event()).await.unwrap();
    assert_eq!(next(&mut changes).await, Change::User(user_id(2)));
    mine.close().await;
    theirs.close().await;
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
    place.client().await.batch_execute(cut).await.unwrap();
    assert_eq!(next(&mut changes).await, Change::Everything);
    assert_eq!(next(&mut changes).await, Change::Everything);
    assert!(store.session(session_id(1)).await.unwrap().is_some());
    assert!(store.rotate(session_id(1), &digest(1001), &digest(7), NOW).await.unwrap());
    store.end_session(user_id(1), session_id(1), &event()).await.unwrap();
    assert_eq!(next(&mut changes).await, Change::Session(session_id(1)));
    store.close().await;
    place.remove().await;
}
