//! Signing in with a password.

use serde_json::json;

use crate::harness::{Doorward, PASSWORD};

#[tokio::test]
async fn a_person_signs_in_and_stays_signed_in_across_a_restart() {
    let door = Doorward::start(&[]).await;
    let mut alice = door.signed_in("alice@example.test").await;
    assert_eq!(alice.who().await.as_deref(), Some("alice@example.test"));
    let door = door.restart().await;
    alice.address = door.address;
    assert_eq!(alice.who().await.as_deref(), Some("alice@example.test"));
    alice.refresh().await.expect_status(200);
    assert_eq!(alice.get("/").await.expect_status(200).status, 200);
    door.stop().await;
}

#[tokio::test]
async fn the_answer_of_a_sign_in_is_what_the_stock_client_reads() {
    let door = Doorward::start(&[]).await;
    let mut alice = door.browser();
    alice.register("alice@example.test").await;
    let answer = alice.login("Alice@Example.TEST ", PASSWORD).await.expect_status(200);
    let body = answer.json();
    let user = &body["user"];
    assert_eq!(user["id"], user["_id"]);
    assert_eq!(user["id"].as_str().unwrap().len(), 24);
    assert_eq!(
        (&user["provider"], &user["email"]),
        (&json!("local"), &json!("alice@example.test"))
    );
    assert!(user.get("password").is_none());
    assert_eq!(body["token"].as_str().unwrap().split('.').count(), 3);
    let cookies: Vec<_> = answer.all("set-cookie").collect();
    for name in ["refreshToken=", "token_provider=librechat"] {
        let line = cookies.iter().find(|line| line.starts_with(name)).unwrap();
        assert!(line.contains("Path=/; Expires="), "{line}");
        assert!(line.contains("HttpOnly") && line.ends_with("SameSite=Strict"), "{line}");
        assert!(!line.contains("Secure"), "plain http on localhost: {line}");
    }
    door.stop().await;
}

/// Checklist items 79 and 83: one status and one text, whatever is wrong.
#[tokio::test]
async fn an_unknown_address_and_a_wrong_password_look_alike() {
    let door = Doorward::start(&[]).await;
    let mut browser = door.browser();
    browser.register("alice@example.test").await;
    let wrong = browser.login("alice@example.test", "wrong password").await.expect_status(404);
    let unknown = browser.login("nobody@example.test", "wrong password").await.expect_status(404);
    let absurd = browser.login("not an address", "wrong password").await.expect_status(404);
    assert_eq!(wrong.text(), unknown.text());
    assert_eq!(wrong.text(), absurd.text());
    let missing = browser.post("/api/auth/login", &json!({"email": "a@b.cd"})).await;
    assert_eq!(missing.expect_status(404).message(), "Missing credentials");
    door.stop().await;
}

#[tokio::test]
async fn without_sign_in_by_password_the_api_refuses_and_the_page_shows_no_form() {
    let door = Doorward::start(&[("ALLOW_EMAIL_LOGIN", "false")]).await;
    let mut browser = door.browser();
    browser.register("alice@example.test").await;
    let refused = browser.login("alice@example.test", PASSWORD).await.expect_status(403);
    assert_eq!(refused.message(), "Email login is not allowed.");
    assert!(!browser.get("/login").await.text().contains("name=\"password\""));
    let form = [("email", "alice@example.test"), ("password", PASSWORD)];
    browser.form("/login", &form).await.expect_status(403);
    door.stop().await;
}

/// Checklist item 73: 64 characters and more, no truncation, blanks and Unicode in one form.
#[tokio::test]
async fn long_and_unicode_passwords_count_to_their_last_character() {
    let door = Doorward::start(&[]).await;
    let mut browser = door.browser();
    for (n, password) in [long(), "pä ss 漢字 🚪 wörd".to_owned()].iter().enumerate() {
        let email = format!("p{n}@example.test");
        let body = json!({
            "name": "Some Body", "email": email, "password": password, "confirm_password": password,
        });
        browser.post("/api/auth/register", &body).await.expect_status(200);
        browser.login(&email, password).await.expect_status(200);
        let mut shorter = password.clone();
        shorter.pop();
        browser.login(&email, &shorter).await.expect_status(404);
    }
    let decomposed = "pa\u{308} ss 漢字 🚪 wo\u{308}rd";
    browser.login("p1@example.test", decomposed).await.expect_status(200);
    door.stop().await;
}

/// A password of the most characters that are allowed.
fn long() -> String {
    let numbers = (1..60).flat_map(|n| [(n * 7919 % 1009).to_string(), "k".to_owned()]);
    numbers.collect::<String>().chars().take(128).collect()
}
