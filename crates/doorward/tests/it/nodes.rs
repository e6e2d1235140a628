//! Two processes on one store.

use std::time::Duration;

use crate::harness::Doorward;
use crate::harness::browser::Browser;

/// Waits until somebody is signed out, for as long as other nodes are promised to take.
async fn signed_out_within_a_second(browser: &mut Browser) {
    let waiting = async {
        while browser.who().await.is_some() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(1), waiting).await.expect("still signed in");
}

/// Checklist item 66: within a second on every node.
#[tokio::test]
async fn what_one_node_ends_is_over_on_the_other_within_a_second() {
    let door = Doorward::start(&[]).await;
    let second = door.another().await;
    let mut alice = door.signed_in("alice@example.test").await;
    let mut there = alice.clone();
    there.address = second.address;
    assert!(there.who().await.is_some());
    alice.form("/logout", &[]).await.expect_status(303);
    signed_out_within_a_second(&mut there).await;
    second.stop().await;
    door.stop().await;
}

#[tokio::test]
async fn the_same_story_runs_on_postgresql() {
    let url = crate::harness::postgres::database();
    let door = Doorward::start(&[("DATABASE_URL", &url)]).await;
    let second = door.another().await;
    let mut alice = door.signed_in("alice@example.test").await;
    alice.refresh().await.expect_status(200);
    let mut there = alice.clone();
    there.address = second.address;
    assert!(there.who().await.is_some());
    there.refresh().await.expect_status(200);
    alice.form("/logout", &[]).await.expect_status(303);
    signed_out_within_a_second(&mut there).await;
    there.refresh().await.expect_status(401);
    second.stop().await;
    door.stop().await;
}
