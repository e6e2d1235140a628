//! Making accounts.

use serde_json::{Value, json};

use crate::commands::doorward;
use crate::harness::{Doorward, PASSWORD, together};

#[tokio::test]
async fn the_first_account_is_the_administrator_and_the_next_is_not() {
    let door = Doorward::start(&[]).await;
    let mut first = door.signed_in("first@example.test").await;
    let mut second = door.signed_in("second@example.test").await;
    assert_eq!(first.get("/api/user").await.json()["role"], "ADMIN");
    assert_eq!(second.get("/api/user").await.json()["role"], "USER");
    door.stop().await;
}

#[tokio::test]
async fn sixteen_first_registrations_at_once_make_one_administrator() {
    let door = Doorward::start(&[("DOORWARD_HASH_QUEUE", "64")]).await;
    let tasks: Vec<_> = (0..16)
        .map(|n| {
            let mut browser = door.browser();
            together::begin(async move {
                browser.register(&format!("p{n}@example.test")).await.expect_status(200);
                browser.login(&format!("p{n}@example.test"), PASSWORD).await.expect_status(200);
                browser.get("/api/user").await.json()["role"].clone()
            })
        })
        .collect();
    let mut admins = 0;
    for task in tasks {
        admins += usize::from(task.await.unwrap() == "ADMIN");
    }
    assert_eq!(admins, 1);
    door.stop().await;
}

/// Checklist item 83: the answer for a taken address is the one for a new address.
#[tokio::test]
async fn a_taken_address_gets_the_answer_of_a_new_one_and_changes_nothing() {
    let door = Doorward::start(&[]).await;
    let mut browser = door.browser();
    let new = browser.register("alice@example.test").await.expect_status(200);
    let body = json!({
        "name": "Mallory", "username": "", "email": "ALICE@example.test",
        "password": "another password", "confirm_password": "another password",
    });
    let taken = browser.post("/api/auth/register", &body).await.expect_status(200);
    assert_eq!(new.text(), taken.text());
    assert_eq!(new.message(), "Please check your email to verify your email address.");
    let mut page = door.browser();
    let form = |email| [("name", "Some Body"), ("email", email), ("password", PASSWORD)];
    let new = page.form("/register", &form("bob@example.test")).await.expect_status(303);
    let taken = page.form("/register", &form("alice@example.test")).await.expect_status(303);
    assert_eq!(new.location(), taken.location());
    assert!(page.jar.is_empty());
    // Each of the four was one write: none was answered sooner because there was nothing to write.
    let listed = doorward(door.folder.path(), &[], &["audit", "list", "--json"], "");
    let listed = String::from_utf8(listed.stdout).unwrap();
    let told: Vec<Value> = listed.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let of = |kind: &str| told.iter().filter(|one| one["kind"] == kind).count();
    assert_eq!((of("user.create"), of("user.create_failed")), (2, 2), "{listed}");
    browser.login("alice@example.test", "another password").await.expect_status(404);
    browser.login("alice@example.test", PASSWORD).await.expect_status(200);
    assert_eq!(browser.get("/api/user").await.json()["name"], "Some Body");
    door.stop().await;
}

/// Checklist item 92 as far as this goes: the switch holds in the API, not only in the page.
#[tokio::test]
async fn closed_registration_lets_the_first_account_in_and_nobody_after() {
    let door = Doorward::start(&[("ALLOW_REGISTRATION", "false")]).await;
    let mut browser = door.browser();
    assert!(browser.get("/register").await.text().contains("name=\"password\""));
    browser.register("first@example.test").await.expect_status(200);
    let refused = browser.register("second@example.test").await.expect_status(403);
    assert_eq!(refused.message(), "Registration is not allowed.");
    let form = [("name", "Second"), ("email", "second@example.test"), ("password", PASSWORD)];
    browser.form("/register", &form).await.expect_status(403);
    assert!(!browser.get("/register").await.text().contains("name=\"password\""));
    browser.login("second@example.test", PASSWORD).await.expect_status(404);
    door.stop().await;
}

/// Checklist item 80: with `DOORWARD_FIRST_ADMIN=link` only the set-up link makes the administrator.
#[tokio::test]
async fn where_only_the_link_counts_nobody_else_makes_the_first_account() {
    let door = Doorward::start(&[("DOORWARD_FIRST_ADMIN", "link")]).await;
    let mut stranger = door.browser();
    stranger.register("stranger@example.test").await.expect_status(403);
    assert!(!stranger.get("/register").await.text().contains("name=\"password\""));
    let form = [
        ("name", "Stranger"),
        ("email", "stranger@example.test"),
        ("password", PASSWORD),
        ("setup_token", "guessed"),
    ];
    stranger.form("/register", &form).await.expect_status(403);
    door.stop().await;
}

#[tokio::test]
async fn what_is_typed_wrongly_is_said_in_the_known_words() {
    let door = Doorward::start(&[]).await;
    let mut browser = door.browser();
    let body =
        json!({"name": "Al", "email": "x", "password": "short", "confirm_password": "short"});
    let answer = browser.post("/api/auth/register", &body).await.expect_status(404);
    assert_eq!(
        answer.message(),
        "name: String must contain at least 3 character(s) email: Invalid email \
         password: String must contain at least 15 character(s) \
         confirm_password: String must contain at least 15 character(s)"
    );
    let body = json!({
        "name": "Alice", "email": "a@example.test",
        "password": "the first password", "confirm_password": "the second password",
    });
    let answer = browser.post("/api/auth/register", &body).await.expect_status(404);
    assert_eq!(answer.message(), ": The passwords did not match");
    door.stop().await;
}
