//! A session of Clerk's and ours on it end together.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::clerk_api::{ADA, ClerkApi, Fault, SUFFIX};
use crate::harness::Doorward;
use crate::harness::authjs::ON;
use crate::harness::clerk::{settings, signed_in};

/// Waits until the stand-in was asked to revoke this session.
#[expect(clippy::disallowed_methods, reason = "a condition of another process, with a deadline")]
async fn revoked(api: &ClerkApi, sid: &str) {
    let (what, began) = (format!("POST /v1/sessions/{sid}/revoke"), Instant::now());
    while api.hits(&what) == 0 {
        assert!(
            began.elapsed() < Duration::from_secs(20),
            "{sid} was not revoked: {:?}",
            api.asked()
        );
        tokio::task::yield_now().await;
    }
}

/// Checklist item 57.
#[tokio::test]
async fn signing_out_here_ends_the_session_there() {
    let api = ClerkApi::start();
    let door = Doorward::start(&settings(&api)).await;
    let mut page = signed_in(&door, ADA, "sess_page").await;
    page.form("/logout", &[]).await.expect_status(303);
    assert!(!page.jar.contains_key("__session"), "nobody is taken for signed in");
    revoked(&api, "sess_page").await;
    let mut client = signed_in(&door, ADA, "sess_api").await;
    client.post("/api/auth/logout", &json!({})).await.expect_status(200);
    revoked(&api, "sess_api").await;
    door.stop().await;
}

/// Checklist item 64.
#[tokio::test]
async fn ending_other_sessions_ends_those_there_and_not_this_one() {
    let api = ClerkApi::start();
    let door = Doorward::start(&settings(&api)).await;
    let mut here = signed_in(&door, ADA, "sess_here").await;
    let mut there = signed_in(&door, ADA, "sess_there").await;
    here.form("/account/sessions/end-others", &[]).await.expect_status(303);
    assert_eq!(there.who().await, None);
    revoked(&api, "sess_there").await;
    assert_eq!(here.who().await.as_deref(), Some("ada@example.com"));
    assert_eq!(api.hits("POST /v1/sessions/sess_here"), 0);
    door.stop().await;
}

/// Checklist item 59: signing out does not wait for Clerk, and Clerk is told again until it has heard.
#[tokio::test]
async fn an_outage_of_clerk_keeps_nobody_signed_in() {
    let api = ClerkApi::start();
    let door = Doorward::start(&settings(&api)).await;
    let mut ada = signed_in(&door, ADA, "sess_1").await;
    api.play(Fault::Broken);
    ada.form("/logout", &[]).await.expect_status(303);
    assert_eq!(ada.who().await, None);
    revoked(&api, "sess_1").await;
    api.play(Fault::None);
    revoked(&api, "sess_1").await;
    door.stop().await;
}

/// When the browser's cookies say that nobody is signed in at Clerk any more, our session is over too;
/// one that began with a password is not.
#[tokio::test]
async fn leaving_clerk_leaves_this_service() {
    let api = ClerkApi::start();
    let mut all = settings(&api);
    all.push(ON);
    let door = Doorward::start(&all).await;
    let mut root = door.signed_in("root@example.com").await;
    let mut page = signed_in(&door, ADA, "sess_1").await;
    let mut client = signed_in(&door, ADA, "sess_2").await;
    let mut app = signed_in(&door, ADA, "sess_3").await;
    let suffixed = format!("__client_uat_{SUFFIX}");
    // The suffix tells instances apart, so it counts before the plain name; and alone it says nothing.
    for (plain, with_suffix) in [("0", "1767225600"), ("1767225600", "0")] {
        page.jar.insert("__client_uat".to_owned(), plain.to_owned());
        page.jar.insert(suffixed.clone(), with_suffix.to_owned());
        assert!(page.who().await.is_some(), "{plain} {with_suffix}");
    }
    for browser in [&mut page, &mut client, &mut app, &mut root] {
        browser.jar.remove("__session");
        browser.jar.insert("__client_uat".to_owned(), "0".to_owned());
        browser.jar.insert(suffixed.clone(), "0".to_owned());
    }
    app.jar.remove("doorward");
    assert_eq!(app.session().await, serde_json::Value::Null, "by the chat app's cookie neither");
    page.get("/").await.expect_status(303);
    assert_eq!(client.who().await, None);
    for browser in [&mut page, &mut client] {
        browser.jar.insert(suffixed.clone(), "1767225600".to_owned());
        assert_eq!(browser.who().await, None, "it is over, whatever the cookies say later");
    }
    assert_eq!(root.who().await.as_deref(), Some("root@example.com"));
    // Nothing proves those cookies, so nobody is signed out at Clerk for them.
    root.form("/logout", &[]).await.expect_status(303);
    signed_in(&door, ADA, "sess_4").await.form("/logout", &[]).await.expect_status(303);
    revoked(&api, "sess_4").await;
    assert_eq!(api.hits("POST /v1/sessions/"), 1, "{:?}", api.asked());
    door.stop().await;
}
