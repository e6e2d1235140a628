//! Whose address lets them in, on every path and at all times.

use serde_json::json;

use crate::commands;
use crate::harness::provider::{failed_with, holds_no_session, settings, sign_in};
use crate::harness::{BEGIN, Doorward, Folder, PASSWORD};
use crate::hostile::Hostile;

const LIST: (&str, &str) = ("AUTH_ALLOWED_EMAILS", "Alice@Example.test，club.test");

const REFUSED: &str =
    "The email address provided cannot be used. Please use a different email address.";

/// Checklist item 92: the list holds in the API, not only in the page.
#[tokio::test]
async fn only_listed_addresses_make_an_account() {
    let door = Doorward::start(&[LIST]).await;
    let mut browser = door.browser();
    for address in ["bob@example.test", "x@sub.club.test", "x@club.test.evil.test"] {
        let answer = browser.register(address).await.expect_status(403);
        assert_eq!(answer.message(), REFUSED);
        let form = [("name", "Some Body"), ("email", address), ("password", PASSWORD)];
        let page = browser.form("/register", &form).await.expect_status(403);
        assert!(page.text().contains("DW-AUTH-010") && page.text().contains("value=\"Some Body\""));
        browser.login(address, PASSWORD).await.expect_status(404);
    }
    for address in ["alice@example.test", "Bob@CLUB.test"] {
        browser.register(address).await.expect_status(200);
        browser.login(address, PASSWORD).await.expect_status(200);
    }
    let body =
        json!({"name": "Al", "email": "x", "password": "short", "confirm_password": "short"});
    browser.post("/api/auth/register", &body).await.expect_status(404);
    door.stop().await;
}

/// Checklist items 26 and 92: an address that is taken off the list is out, sessions included.
#[tokio::test]
async fn whoever_is_taken_off_the_list_is_out_at_once() {
    let door = Doorward::start(&[]).await;
    let mut alice = door.signed_in("alice@example.test").await;
    let mut bob = door.signed_in("bob@example.test").await;
    let door = door.restart_with(&[LIST]).await;
    (alice.address, bob.address) = (door.address, door.address);
    assert_eq!(alice.who().await.as_deref(), Some("alice@example.test"));
    alice.refresh().await.expect_status(200);
    assert_eq!(bob.who().await, None);
    bob.refresh().await.expect_status(401);
    assert_eq!(bob.get("/").await.expect_status(303).location(), "/login");
    let mut again = door.browser();
    let answer = again.login("bob@example.test", PASSWORD).await.expect_status(403);
    assert_eq!(answer.message(), REFUSED);
    again.login("bob@example.test", "a wrong password").await.expect_status(404);
    let form = [("email", "bob@example.test"), ("password", PASSWORD)];
    let page = again.form("/login", &form).await.expect_status(403);
    assert!(page.text().contains("DW-AUTH-010"));
    assert!(again.jar.is_empty() && again.token.is_none());
    let door = door.restart_with(&[]).await;
    bob.address = door.address;
    again.address = door.address;
    again.login("bob@example.test", PASSWORD).await.expect_status(200);
    door.stop().await;
}

/// Checklist item 92, at a provider: no account is made, and one that exists is not opened.
#[tokio::test]
async fn the_list_holds_at_providers_too() {
    let hostile = Hostile::start(BEGIN.seconds());
    let mut limited = settings(&hostile);
    limited.push(("AUTH_ALLOWED_EMAILS", "bob@example.test"));
    let door = Doorward::start(&limited).await;
    let mut stranger = door.browser();
    let answer = sign_in(&mut stranger, &hostile).await.expect_status(302);
    assert_eq!(answer.location(), failed_with("DW-AUTH-010"));
    assert!(holds_no_session(&stranger));
    // Without the list an account comes to be, and with it nobody gets into it any more.
    let door = door.restart_with(&settings(&hostile)).await;
    let mut person = door.browser();
    sign_in(&mut person, &hostile).await.expect_status(302);
    person.get("/").await.expect_status(200);
    let door = door.restart_with(&limited).await;
    person.address = door.address;
    person.get("/").await.expect_status(303);
    stranger.address = door.address;
    let answer = sign_in(&mut stranger, &hostile).await.expect_status(302);
    assert_eq!(answer.location(), failed_with("DW-AUTH-010"));
    assert!(holds_no_session(&stranger));
    door.stop().await;
}

/// Checklist item 92: claiming an address of the list, which a provider has not checked, opens nothing.
#[tokio::test]
async fn an_unchecked_address_of_the_list_lets_nobody_in() {
    let hostile = Hostile::start(BEGIN.seconds());
    let mut limited = settings(&hostile);
    limited.push(("AUTH_ALLOWED_EMAILS", "alice@example.test"));
    let door = Doorward::start(&limited).await;
    hostile.vouch_for(&json!({"email": "alice@example.test", "email_verified": false}));
    let mut stranger = door.browser();
    let answer = sign_in(&mut stranger, &hostile).await.expect_status(302);
    assert_eq!(answer.location(), failed_with("DW-AUTH-010"));
    assert!(holds_no_session(&stranger));
    hostile.vouch_for(&json!({"email": "alice@example.test", "email_verified": true}));
    sign_in(&mut stranger, &hostile).await.expect_status(302);
    stranger.get("/").await.expect_status(200);
    // Whom the account was made for does not get in by an address that they had once.
    for person in [
        json!({"email": "alice@example.test", "email_verified": false}),
        json!({"email": null}),
        json!({"email": "alice@elsewhere.test", "email_verified": true}),
    ] {
        hostile.vouch_for(&person);
        let mut again = door.browser();
        let answer = sign_in(&mut again, &hostile).await.expect_status(302);
        assert_eq!(answer.location(), failed_with("DW-AUTH-010"), "{person}");
        assert!(holds_no_session(&again));
    }
    // Their new address is known by now, and none of the list.
    stranger.get("/").await.expect_status(303);
    door.stop().await;
}

/// Checklist item 92: a name that looks like an address is none of the list's, unless the operator says so.
#[tokio::test]
async fn a_name_that_looks_like_an_address_lets_nobody_in() {
    let hostile = Hostile::start(BEGIN.seconds());
    let name =
        json!({"email": null, "email_verified": null, "preferred_username": "alice@example.test"});
    hostile.vouch_for(&name);
    let mut limited = settings(&hostile);
    limited.push(("AUTH_ALLOWED_EMAILS", "alice@example.test"));
    let door = Doorward::start(&limited).await;
    let mut stranger = door.browser();
    let answer = sign_in(&mut stranger, &hostile).await.expect_status(302);
    assert_eq!(answer.location(), failed_with("DW-AUTH-010"));
    assert!(holds_no_session(&stranger));
    limited.push(("OPENID_EMAIL_CLAIM", "preferred_username"));
    let door = door.restart_with(&limited).await;
    stranger.address = door.address;
    // What is said of another address is no doubt about this one.
    hostile.vouch_for(&json!({
        "email": "a@else.test", "email_verified": true, "preferred_username": "alice@example.test",
    }));
    sign_in(&mut stranger, &hostile).await.expect_status(302);
    stranger.get("/").await.expect_status(200);
    door.stop().await;
}

#[test]
fn the_command_line_makes_such_an_account_and_says_that_it_stays_out() {
    let folder = Folder::new();
    let run = |address: &str| {
        let args = ["user", "create", address];
        let output = commands::doorward(folder.path(), &[LIST], &args, "a good password\n");
        assert_eq!(output.status.code(), Some(0));
        String::from_utf8(output.stderr).unwrap().contains("AUTH_ALLOWED_EMAILS")
    };
    assert!(run("bob@example.test"));
    assert!(!run("alice@example.test"));
}

#[tokio::test]
async fn passwords_that_are_switched_off_are_off_on_every_path() {
    let door = Doorward::start(&[("AUTH_DISABLE_EMAIL_PASSWORD", "1")]).await;
    let mut browser = door.browser();
    assert_eq!(browser.get("/").await.expect_status(303).location(), "/login");
    assert!(!browser.get("/register").await.text().contains("name=\"password\""));
    browser.register("alice@example.test").await.expect_status(403);
    let answer = browser.login("alice@example.test", PASSWORD).await.expect_status(403);
    assert_eq!(answer.message(), "Email login is not allowed.");
    let form = [("email", "alice@example.test"), ("password", PASSWORD)];
    browser.form("/login", &form).await.expect_status(403);
    door.stop().await;
}
