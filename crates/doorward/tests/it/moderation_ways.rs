//! A ban, whichever way the person came in.

use std::time::Duration;

use doorward_app::moderation::{self, By, NewBan, Subject};
use doorward_app::people;
use serde_json::json;

use crate::clerk_api::{ADA, ClerkApi};
use crate::harness::authjs::{As, ON, SESSION, nobody};
use crate::harness::browser::Browser;
use crate::harness::provider::{go, holds_no_session, settings, sign_in};
use crate::harness::{BEGIN, Doorward, clerk};
use crate::hostile::Hostile;

const ALICE: &str = "alice@example.test";

/// Bans somebody for good, and waits as long as a ban may take.
async fn ban(door: &Doorward, email: &str, theirs: &mut Browser) {
    let app = door.app();
    let user = people::find(&app, email).await.unwrap();
    let new = NewBan {
        subject: Subject::Person(user.id),
        reason: "Spam".to_owned(),
        for_ms: None,
        by: By::CommandLine,
    };
    moderation::ban(&app, new).await.unwrap();
    let out = async { while theirs.who().await.is_some() {} };
    tokio::time::timeout(Duration::from_secs(1), out).await.expect("it took too long");
}

/// Checklist item 66: who came by Clerk is out, and Clerk's word does not let them in again.
#[tokio::test]
async fn who_came_by_clerk_is_out_and_not_let_in_again() {
    let api = ClerkApi::start();
    let door = Doorward::start(&clerk::settings(&api)).await;
    door.browser().register("root@example.test").await;
    let mut ada = clerk::signed_in(&door, ADA, "sess_one").await;
    ban(&door, "ada@example.com", &mut ada).await;
    assert_ne!(ada.refresh().await.status, 200);
    let mut again = door.browser();
    let claims = json!({"sub": ADA, "sid": "sess_two"});
    clerk::sign_in(&mut again, BEGIN.seconds(), &claims).await;
    // Without a refresh token there is nothing to refresh, which this API says with 200 and no token.
    again.refresh().await;
    assert_eq!(again.who().await, None);
    door.stop().await;
}

/// Checklist item 66: Auth.js's cookie and the refresh token of `LibreChat` are worth nothing any more, each
/// presented alone.
#[tokio::test]
async fn each_projection_of_a_session_is_refused_alone() {
    let door = Doorward::start(&[ON]).await;
    door.browser().register("root@example.test").await;
    let mut alice = door.browser();
    alice.enters(As::V5, ALICE).await;
    alice.refresh().await.expect_status(200);
    let only = |name: &str| {
        let mut one = alice.clone();
        one.token = None;
        one.jar.retain(|known, _| known == name);
        assert_eq!(one.jar.len(), 1, "{name}");
        one
    };
    let (mut authjs, mut refresh) = (only(SESSION), only("refreshToken"));
    assert_ne!(authjs.session().await, nobody(As::V5));
    ban(&door, ALICE, &mut alice).await;
    assert_eq!(authjs.session().await, nobody(As::V5));
    assert_ne!(refresh.refresh().await.status, 200);
    let right = alice.credentials(As::V5, ALICE, crate::harness::PASSWORD).await;
    assert!(right.status < 500);
    assert_eq!(alice.session().await, nobody(As::V5));
    door.stop().await;
}

/// Checklist item 66: a sign-in at a provider that was begun before the ban ends outside the door.
#[tokio::test]
async fn a_sign_in_that_is_under_way_does_not_end_inside() {
    let hostile = Hostile::start(BEGIN.seconds());
    let door = Doorward::start(&settings(&hostile)).await;
    door.browser().register("root@example.test").await;
    let mut first = door.browser();
    sign_in(&mut first, &hostile).await.expect_status(302);
    first.refresh().await.expect_status(200);
    let email = first.who().await.unwrap();
    let mut second = door.browser();
    let back = go(&mut second, &hostile).await;
    ban(&door, &email, &mut first).await;
    second.get(&back).await;
    assert!(holds_no_session(&second), "{:?}", second.jar);
    door.stop().await;
}
