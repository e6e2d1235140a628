//! Staying signed in.

use doorward_app::time::{DAY_MS, MINUTE_MS};

use crate::harness::{Doorward, PASSWORD, together};

/// Checklist items 21 and 22.
#[tokio::test]
async fn a_refresh_token_rotates_and_an_old_one_ends_the_session_once_its_successor_was_used() {
    let door = Doorward::start(&[]).await;
    let mut alice = door.signed_in("alice@example.test").await;
    let mut thief = alice.clone();
    alice.refresh().await.expect_status(200);
    assert_ne!(alice.jar["refreshToken"], thief.jar["refreshToken"]);
    alice.refresh().await.expect_status(200);
    let refused = thief.refresh().await.expect_status(401);
    assert_eq!(refused.text(), "Refresh token expired or not found for this user");
    assert_eq!(alice.who().await, None, "the family has ended, and the access token with it");
    alice.refresh().await.expect_status(401);
    door.stop().await;
}

/// Checklist items 23 and 24: a lost answer, a second tab.
#[tokio::test]
async fn a_lost_answer_and_a_second_tab_cost_nobody_their_session() {
    let door = Doorward::start(&[]).await;
    let mut alice = door.signed_in("alice@example.test").await;
    let before = alice.clone();
    alice.refresh().await.expect_status(200);
    let mut tab = before.clone();
    let answer = tab.refresh().await.expect_status(200);
    assert_eq!(tab.jar["refreshToken"], alice.jar["refreshToken"], "there is one successor");
    assert_eq!(answer.all("set-cookie").filter(|c| c.contains("1970")).count(), 0);
    alice.refresh().await.expect_status(200);
    tab.refresh().await.expect_status(200);
    assert_eq!(tab.jar["refreshToken"], alice.jar["refreshToken"]);
    door.stop().await;
}

/// Checklist item 23, in parallel: advisory 90 of the reference.
#[tokio::test]
async fn a_hundred_tabs_that_refresh_at_once_get_one_successor() {
    let door = Doorward::start(&[]).await;
    let alice = door.signed_in("alice@example.test").await;
    let tabs: Vec<_> = (0..100)
        .map(|_| {
            let mut tab = alice.clone();
            together::begin(async move {
                tab.refresh().await.expect_status(200);
                tab.jar.remove("refreshToken").unwrap()
            })
        })
        .collect();
    let mut successors = std::collections::BTreeSet::new();
    for tab in tabs {
        successors.insert(tab.await.unwrap());
    }
    assert_eq!(successors.len(), 1);
    door.stop().await;
}

#[tokio::test]
async fn an_access_token_expires_and_a_refresh_brings_a_new_one() {
    let door = Doorward::start(&[]).await;
    let mut alice = door.signed_in("alice@example.test").await;
    door.clock.advance(15 * MINUTE_MS);
    let expired = alice.get("/api/user").await.expect_status(401);
    assert_eq!(expired.message(), "jwt expired");
    alice.refresh().await.expect_status(200);
    assert_eq!(alice.who().await.as_deref(), Some("alice@example.test"));
    door.stop().await;
}

/// Checklist items 25 and 63: absolute and idle ends, at use, on the server.
#[tokio::test]
async fn a_session_ends_at_its_absolute_end_however_busy_it_is() {
    let door = Doorward::start(&[("REFRESH_TOKEN_EXPIRY", "1000 * 60 * 60 * 24 * 2")]).await;
    let mut alice = door.signed_in("alice@example.test").await;
    door.clock.advance(DAY_MS);
    alice.refresh().await.expect_status(200);
    door.clock.advance(DAY_MS - MINUTE_MS);
    alice.refresh().await.expect_status(200);
    door.clock.advance(MINUTE_MS);
    let refused = alice.refresh().await.expect_status(403);
    assert_eq!(refused.text(), "Invalid refresh token");
    assert_eq!(alice.who().await, None);
    assert_eq!(alice.get("/").await.expect_status(303).location(), "/login");
    door.stop().await;
}

#[tokio::test]
async fn a_session_ends_when_nobody_uses_it() {
    let door = Doorward::start(&[("DOORWARD_SESSION_IDLE", "1000 * 60 * 60")]).await;
    let mut alice = door.signed_in("alice@example.test").await;
    for _ in 0..3 {
        door.clock.advance(59 * MINUTE_MS);
        alice.get("/").await.expect_status(200);
    }
    door.clock.advance(60 * MINUTE_MS);
    alice.get("/").await.expect_status(303);
    alice.refresh().await.expect_status(401);
    door.stop().await;
}

#[tokio::test]
async fn a_clock_set_back_neither_ends_a_session_nor_breaks_a_refresh() {
    let door = Doorward::start(&[]).await;
    let mut alice = door.signed_in("alice@example.test").await;
    door.clock.advance(-DAY_MS);
    assert_eq!(alice.who().await.as_deref(), Some("alice@example.test"));
    alice.refresh().await.expect_status(200);
    alice.refresh().await.expect_status(200);
    door.stop().await;
}

#[tokio::test]
async fn without_a_cookie_the_answer_is_the_one_that_the_stock_client_expects() {
    let door = Doorward::start(&[]).await;
    let mut stranger = door.browser();
    let answer = stranger.refresh().await.expect_status(200);
    assert_eq!(answer.text(), "Refresh token not provided");
    let mut alice = door.signed_in("alice@example.test").await;
    let kept = alice.jar.clone();
    alice.post("/api/auth/logout", &serde_json::Value::Null).await.expect_status(200);
    alice.jar = kept;
    alice.refresh().await.expect_status(401);
    let retried = alice.post("/api/auth/refresh?retry=true", &serde_json::Value::Null).await;
    assert_eq!(retried.expect_status(403).text(), "No session found");
    door.stop().await;
}

/// Checklist items 32 and 127: no token of one kind is taken for one of another, and none in a query.
#[tokio::test]
async fn tokens_in_each_others_place_are_refused() {
    let door = Doorward::start(&[]).await;
    let mut alice = door.signed_in("alice@example.test").await;
    let access = alice.token.clone().unwrap();
    let (refresh, session) = (alice.jar["refreshToken"].clone(), alice.jar["doorward"].clone());
    for bearer in [&refresh, &session] {
        alice.token = Some(bearer.clone());
        assert_eq!(alice.who().await, None);
    }
    for cookie in [&access, &session] {
        alice.jar.insert("refreshToken".to_owned(), cookie.clone());
        alice.refresh().await.expect_status(403);
    }
    for cookie in [&access, &refresh] {
        alice.jar.insert("doorward".to_owned(), cookie.clone());
        alice.get("/").await.expect_status(303);
    }
    // A token in the query is not looked at.
    alice.token = None;
    let answer = alice.get(&format!("/api/user?access_token={access}")).await.expect_status(401);
    assert_eq!(answer.message(), "No auth token");
    alice.token = Some(access);
    assert!(alice.login("alice@example.test", PASSWORD).await.status == 200);
    door.stop().await;
}
