//! Auth.js's cookies: whatever a browser brings, nobody gets a 500, and what is broken is cleared.

use serde_json::Value;

use crate::harness::authjs::{As, ON, OTHER_SECRET, SECRET, SESSION, SESSION_V4};
use crate::harness::http::Answer;
use crate::harness::provider::{settings, way_back};
use crate::harness::{BEGIN, Doorward};
use crate::hostile::Hostile;

const ALICE: &str = "alice@example.test";

fn clears(answer: &Answer, name: &str) -> bool {
    answer.all("set-cookie").any(|line| line.starts_with(&format!("{name}=; Max-Age=0;")))
}

/// Checklist items 32 and 121.
#[tokio::test]
async fn no_cookie_makes_an_error_and_every_broken_one_is_cleared() {
    let door = Doorward::start(&[ON]).await;
    let mut alice = door.browser();
    alice.enters(As::V5, ALICE).await;
    let mut old = door.browser();
    old.enters(As::V4, ALICE).await;
    let (good, good_v4) = (alice.jar[SESSION].clone(), old.jar[SESSION_V4].clone());
    let parts: Vec<&str> = good.split('.').collect();
    let other = Doorward::start(&[("NEXT_AUTH_SECRET", OTHER_SECRET)]).await;
    let mut stranger = other.browser();
    stranger.enters(As::V5, ALICE).await;
    let broken = [
        "garbage".to_owned(),
        "....".to_owned(),
        "a.b.c".to_owned(),
        "%00%ff%c3%28".to_owned(),
        "a".repeat(9_000),
        good[..good.len() - 4].to_owned(),
        format!("{}..{}.{}.{}", parts[0], parts[2], parts[3], "A".repeat(43)),
        format!("{}.x.{}.{}.{}", parts[0], parts[2], parts[3], parts[4]),
        format!("eyJhbGciOiJub25lIn0..{}.{}.{}", parts[2], parts[3], parts[4]),
        alice.jar["doorward"].clone(),
        alice.jar["refreshToken"].clone(),
        alice.token.clone().unwrap_or_default() + "x",
        good_v4.clone(),
        stranger.jar[SESSION].clone(),
    ];
    for value in &broken {
        let mut browser = door.browser();
        browser.jar.insert(SESSION.to_owned(), value.clone());
        let answer = browser.get("/api/auth/session").await.expect_status(200);
        assert_eq!(answer.json(), Value::Null, "{value}");
        assert!(clears(&answer, SESSION), "{value}: {:?}", answer.headers);
        for path in ["/api/auth/csrf", "/api/auth/providers", "/next-auth/signin", "/", "/logout"] {
            let mut browser = door.browser();
            browser.jar.insert(SESSION.to_owned(), value.clone());
            assert!(browser.get(path).await.status < 400, "{path} {value}");
        }
    }
    // The newer generation's cookie under the older one's name.
    let mut browser = door.browser();
    browser.jar.insert(SESSION_V4.to_owned(), good.clone());
    let answer = browser.get("/api/auth/session").await.expect_status(200);
    assert!(clears(&answer, SESSION_V4));
    // A broken one does not hide a good one of the other generation.
    browser.jar.insert(SESSION.to_owned(), "garbage".to_owned());
    browser.jar.insert(SESSION_V4.to_owned(), good_v4);
    let answer = browser.get("/api/auth/session").await.expect_status(200);
    assert_eq!(answer.json()["user"]["email"], ALICE);
    assert!(clears(&answer, SESSION) && !clears(&answer, SESSION_V4));
    other.stop().await;
    door.stop().await;
}

#[tokio::test]
async fn a_value_in_parts_is_read_and_left_over_parts_are_cleared() {
    let door = Doorward::start(&[ON]).await;
    let mut alice = door.browser();
    alice.enters(As::V5, ALICE).await;
    let whole = alice.jar.remove(SESSION).unwrap();
    let (first, second) = whole.split_at(300);
    alice.jar.insert(format!("{SESSION}.0"), first.to_owned());
    alice.jar.insert(format!("{SESSION}.1"), second.to_owned());
    let answer = alice.get("/api/auth/session").await.expect_status(200);
    assert_eq!(answer.json()["user"]["email"], ALICE);
    assert!(clears(&answer, &format!("{SESSION}.0")) && clears(&answer, &format!("{SESSION}.1")));
    assert!(alice.jar.contains_key(SESSION) && alice.jar.len() < 12);
    // A gap belongs to nothing.
    alice.jar.remove(SESSION);
    alice.jar.insert(format!("{SESSION}.0"), first.to_owned());
    alice.jar.insert(format!("{SESSION}.2"), second.to_owned());
    let answer = alice.get("/api/auth/session").await.expect_status(200);
    assert_eq!(answer.json(), Value::Null);
    assert!(clears(&answer, &format!("{SESSION}.0")) && clears(&answer, &format!("{SESSION}.2")));
    // All at once at sign-out.
    for name in [".0", ".1", ".7", ""] {
        alice.jar.insert(format!("{SESSION}{name}"), "x".to_owned());
        alice.jar.insert(format!("{SESSION_V4}{name}"), "x".to_owned());
    }
    alice.act("signout", As::V5, &[]).await.expect_status(200);
    assert!(!alice.jar.keys().any(|name| name.contains("session-token")), "{:?}", alice.jar);
    door.stop().await;
}

/// The most that a head may hold is far above what the contract's largest cookies need.
#[tokio::test]
async fn cookies_up_to_the_limits_of_the_contract_are_taken() {
    let door = Doorward::start(&[ON]).await;
    let mut browser = door.browser();
    for part in 0..4 {
        browser.jar.insert(format!("{SESSION}.{part}"), "a".repeat(3936));
    }
    let answer = browser.get("/api/auth/session").await.expect_status(200);
    assert_eq!(answer.json(), Value::Null);
    assert!((0..4).all(|part| clears(&answer, &format!("{SESSION}.{part}"))));
    door.stop().await;
}

/// A person with a long name and picture needs two cookies, and both clients put them together.
#[tokio::test]
async fn a_value_that_is_too_long_is_written_in_parts() {
    let hostile = Hostile::start(BEGIN.seconds());
    let mut with = settings(&hostile);
    with.push(ON);
    let door = Doorward::start(&with).await;
    hostile.vouch_for(&serde_json::json!({
        "sub": "long", "email": format!("{0}@{0}.{0}.{0}.test", "a".repeat(60)), "email_verified": true,
        "name": "\u{1f511}".repeat(80),
        "picture": format!("https://pics.example.test/{}", "a".repeat(2000)),
    }));
    let mut alice = door.browser();
    let started = alice.get("/oauth/openid").await.expect_status(302);
    let back = way_back(started.location(), &hostile);
    let answer = alice.get(&back).await.expect_status(302);
    let sizes: Vec<_> = answer
        .all("set-cookie")
        .filter(|line| line.contains("session-token"))
        .map(|line| line.split(';').next().unwrap().split_once('=').unwrap().1.len())
        .collect();
    assert!(sizes.iter().all(|size| *size <= 3936), "{sizes:?}");
    let session = alice.session().await;
    assert_eq!(session["user"]["name"].as_str().unwrap().chars().count(), 80);
    assert_eq!(session["user"]["image"].as_str().unwrap().len(), 2026);
    assert_eq!(sizes.len(), 2, "{sizes:?}");
    door.stop().await;
}

/// A chat app that finds no cookie that it can read sends people to the sign-in page, whatever else they
/// have of us. They leave it with one that it can read: a circle would have no end.
#[tokio::test]
async fn who_is_signed_in_leaves_the_sign_in_page_with_the_cookie_of_the_chat_app() {
    let page = "/next-auth/signin?callbackUrl=%2Fchat";
    // Another secret; switched on later; and, last, the other generation.
    for before in [&[("NEXT_AUTH_SECRET", OTHER_SECRET)][..], &[]] {
        let door = Doorward::start(before).await;
        let mut alice = door.signed_in(ALICE).await;
        let door = door.restart_with(&[ON]).await;
        alice.address = door.address;
        let answer = alice.get(page).await.expect_status(303);
        assert_eq!(answer.location(), "/chat");
        assert_eq!(alice.session().await["user"]["email"], ALICE);
        door.stop().await;
    }
    let door = Doorward::start(&[ON, ("DOORWARD_AUTHJS_VERSION", "4")]).await;
    let mut alice = door.browser();
    alice.enters(As::V4, ALICE).await;
    let door = door.restart_with(&[ON]).await;
    alice.address = door.address;
    alice.session().await;
    alice.get(page).await.expect_status(303);
    assert!(alice.jar.contains_key(SESSION) && !alice.jar.contains_key(SESSION_V4));
    door.stop().await;
}

/// Checklist item 61, for the cookies of this contract.
#[tokio::test]
async fn under_https_every_cookie_is_for_https_and_plain_ones_are_cleared() {
    let public = ("DOMAIN_CLIENT", "https://chat.example.com");
    let door = Doorward::start(&[ON, public]).await;
    let mut alice = door.browser();
    alice.enters(As::V5, ALICE).await;
    let answer = alice.get("/api/auth/session").await.expect_status(200);
    let line = answer.all("set-cookie").next().unwrap();
    assert!(line.starts_with("__Secure-authjs.session-token="), "{line}");
    assert!(line.ends_with(
        "; Path=/; Expires=Thu, 08 Jan 2026 00:00:00 GMT; HttpOnly; Secure; SameSite=Lax"
    ));
    for name in ["__Host-authjs.csrf-token", "__Secure-authjs.callback-url"] {
        assert!(alice.jar.contains_key(name), "{name}");
    }
    // A cookie without the prefix may come from a neighbouring host, so it opens nothing.
    let mut plain = door.browser();
    plain.jar.insert(SESSION.to_owned(), alice.jar["__Secure-authjs.session-token"].clone());
    let answer = plain.get("/api/auth/session").await.expect_status(200);
    assert_eq!(answer.json(), Value::Null);
    assert!(clears(&answer, SESSION));
    door.stop().await;
}

#[tokio::test]
async fn a_secret_is_changed_without_signing_anybody_out() {
    let door = Doorward::start(&[("AUTH_SECRET", OTHER_SECRET)]).await;
    let mut alice = door.browser();
    alice.enters(As::V5, ALICE).await;
    let both = [("AUTH_SECRET", OTHER_SECRET), ("AUTH_SECRET_1", SECRET)];
    let door = door.restart_with(&both).await;
    alice.address = door.address;
    assert_eq!(alice.session().await["user"]["email"], ALICE);
    let door = door.restart_with(&[("AUTH_SECRET", SECRET)]).await;
    alice.address = door.address;
    assert_eq!(alice.session().await["user"]["email"], ALICE, "written anew with the new secret");
    let door = door.restart_with(&[("AUTH_SECRET", OTHER_SECRET)]).await;
    alice.address = door.address;
    assert_eq!(alice.session().await, Value::Null);
    door.stop().await;
}
