//! Sessions: listed, ended, ended everywhere.

use serde_json::Value;

use crate::harness::authjs::As;
use crate::harness::{BEGIN, Doorward, PASSWORD, provider};
use crate::hostile::Hostile;

/// The ids of the sessions that the page shows.
fn listed(page: &str) -> Vec<String> {
    let ids = page.split("/account/sessions/").skip(1);
    ids.filter_map(|rest| rest.split_once("/end\"")).map(|(id, _)| id.to_owned()).collect()
}

/// Checklist items 57 and 62.
#[tokio::test]
async fn signing_out_ends_every_projection_of_the_session() {
    let door = Doorward::start(&[]).await;
    let mut alice = door.signed_in("alice@example.test").await;
    let mut copy = alice.clone();
    let answer = alice.post("/api/auth/logout", &Value::Null).await.expect_status(200);
    assert_eq!(answer.message(), "Logout successful");
    assert!(alice.is_forgotten(), "{:?}", alice.jar);
    assert_eq!(copy.who().await, None);
    copy.refresh().await.expect_status(401);
    copy.get("/").await.expect_status(303);
    let again = alice.post("/api/auth/logout", &Value::Null).await.expect_status(401);
    assert_eq!(again.message(), "Unauthorized");
    door.stop().await;
}

/// Checklist item 64, the list and the ending of it.
#[tokio::test]
async fn a_person_sees_their_sessions_and_ends_one_or_all_others() {
    let door = Doorward::start(&[]).await;
    let mut here = door.signed_in("alice@example.test").await;
    let mut there = door.signed_in("alice@example.test").await;
    let mut elsewhere = door.signed_in("alice@example.test").await;
    let page = here.get("/").await.expect_status(200);
    let others = listed(page.text());
    assert!(others.len() >= 2, "{others:?}");
    let mut mallory = door.signed_in("mallory@example.test").await;
    mallory.form(&format!("/account/sessions/{}/end", others[0]), &[]).await;
    let alive = [there.who().await, elsewhere.who().await];
    assert!(alive.iter().all(Option::is_some), "nobody ends other people's sessions: {alive:?}");
    here.form(&format!("/account/sessions/{}/end", others[others.len() - 1]), &[])
        .await
        .expect_status(303);
    let alive = [there.who().await, elsewhere.who().await];
    assert_eq!(alive.iter().filter(|who| who.is_some()).count(), 1, "{alive:?}");
    here.form("/account/sessions/end-others", &[]).await.expect_status(303);
    assert_eq!((there.who().await, elsewhere.who().await), (None, None));
    assert!(here.who().await.is_some());
    assert!(mallory.who().await.is_some());
    door.stop().await;
}

/// Checklist item 62: whoever signs in again, in whichever way, leaves no session behind.
#[tokio::test]
async fn a_sign_in_takes_the_place_of_the_session_that_the_browser_has() {
    let hostile = Hostile::start(BEGIN.seconds());
    let mut all = provider::settings(&hostile);
    all.extend([("NEXT_AUTH_SECRET", "a secret of thirty-two characters"), ("ACCESS_CODE", "x")]);
    let door = Doorward::start(&all).await;
    let mut browser = door.signed_in("bob@example.test").await;
    let fields = [("email", "bob@example.test"), ("password", PASSWORD)];
    for way in ["api", "page", "provider", "contract"] {
        let mut before = browser.clone();
        assert!(before.who().await.is_some(), "{way}");
        match way {
            "api" => drop(browser.login("bob@example.test", PASSWORD).await.expect_status(200)),
            "page" => drop(browser.form("/login", &fields).await.expect_status(303)),
            "provider" => drop(provider::sign_in(&mut browser, &hostile).await.expect_status(302)),
            _ => drop(browser.credentials(As::V5, "bob@example.test", PASSWORD).await),
        }
        assert_eq!(before.who().await, None, "{way}");
        before.clone().refresh().await.expect_status(401);
        browser.get("/").await.expect_status(200);
        browser.refresh().await.expect_status(200);
    }
    // A wrong password ends nothing.
    browser.login("bob@example.test", "wrong password").await.expect_status(404);
    browser.get("/").await.expect_status(200);
    door.stop().await;
}

/// Checklist item 62: what a browser brought before signing in never becomes a session.
#[tokio::test]
async fn a_cookie_from_before_the_sign_in_is_worth_nothing_after_it() {
    let door = Doorward::start(&[]).await;
    let mut mallory = door.signed_in("mallory@example.test").await;
    let planted = mallory.jar["doorward"].clone();
    let mut alice = door.browser();
    alice.jar.insert("doorward".to_owned(), planted.clone());
    alice.register("alice@example.test").await;
    alice.login("alice@example.test", PASSWORD).await.expect_status(200);
    assert_ne!(alice.jar["doorward"], planted);
    assert_eq!(mallory.who().await, None, "what was planted is over");
    door.stop().await;
}

/// Checklist items 57 and 60: a link signs nobody out.
#[tokio::test]
async fn opening_the_sign_out_page_asks_and_ends_nothing() {
    let door = Doorward::start(&[]).await;
    let mut alice = door.signed_in("alice@example.test").await;
    assert!(alice.get("/logout").await.expect_status(200).text().contains("<form"));
    assert!(alice.who().await.is_some());
    let gone = alice.form("/logout", &[]).await.expect_status(303);
    assert_eq!(gone.header("cache-control"), Some("no-store"));
    assert!(gone.header("clear-site-data").is_some());
    assert_eq!(alice.who().await, None);
    door.stop().await;
}
