//! `LibreChat`'s routes for administrators (reference 1.5 and 1.6).

use serde_json::json;

use crate::harness::totp::{enrolled, second_step};
use crate::harness::{Doorward, PASSWORD};

#[tokio::test]
async fn administrators_list_and_search_people_by_bearer_token() {
    let door = Doorward::start(&[]).await;
    let mut root = door.signed_in("root@example.test").await;
    let mut alice = door.signed_in("alice@example.test").await;
    door.signed_in("alina@example.test").await;
    for path in ["/api/admin/verify", "/api/admin/users", "/api/admin/users/search?q=al"] {
        let refused = alice.get(path).await.expect_status(403);
        assert_eq!(refused.json(), json!({"message": "Forbidden"}));
        assert_eq!(door.browser().get(path).await.expect_status(401).message(), "No auth token");
    }
    let who = root.get("/api/admin/verify").await.expect_status(200).json();
    assert_eq!(who["user"]["email"], "root@example.test");
    let all = root.get("/api/admin/users?limit=2&offset=1").await.expect_status(200).json();
    assert_eq!((&all["total"], &all["limit"], &all["offset"]), (&3.into(), &2.into(), &1.into()));
    let rows = all["users"].as_array().unwrap();
    assert_eq!(rows.len(), 2);
    let mut fields: Vec<_> = rows[0].as_object().unwrap().keys().map(String::as_str).collect();
    fields.sort_unstable();
    let named = "avatar createdAt email id name provider role updatedAt username";
    assert_eq!(fields, named.split(' ').collect::<Vec<_>>());
    let capped = root.get("/api/admin/users?limit=9999&offset=-1").await.json();
    assert_eq!((&capped["limit"], &capped["offset"]), (&200.into(), &0.into()));
    let found = root.get("/api/admin/users/search?q=ALI&limit=50").await.expect_status(200).json();
    assert_eq!((&found["total"], &found["capped"]), (&2.into(), &false.into()));
    let one = root.get("/api/admin/users/search?q=al&limit=1").await.json();
    assert_eq!((&one["total"], &one["capped"]), (&1.into(), &true.into()));
    for query in ["", "?q=", "?q=a", &format!("?q={}", "a".repeat(201))] {
        let refused = root.get(&format!("/api/admin/users/search{query}")).await;
        assert!(refused.expect_status(400).json()["error"].is_string());
    }
    door.stop().await;
}

/// The sign-in of `LibreChat`'s panel for administrators: the same limits and the same second step as the
/// usual one, and nobody else comes in by it.
#[tokio::test]
async fn administrators_alone_sign_in_at_the_panel() {
    let door = Doorward::start(&[("LOGIN_MAX", "6")]).await;
    let root = enrolled(&door, "root@example.test").await;
    door.signed_in("alice@example.test").await;
    let at = |email: &str, password: &str| json!({"email": email, "password": password});
    let path = "/api/admin/login/local";
    let mut browser = door.browser();
    let refused = browser.post(path, &at("alice@example.test", PASSWORD)).await.expect_status(403);
    assert_eq!(refused.json(), json!({"message": "Forbidden"}));
    assert!(browser.jar.is_empty(), "no session was made: {:?}", browser.jar);
    for email in ["alice@example.test", "root@example.test"] {
        browser.post(path, &at(email, "wrong password")).await.expect_status(404);
    }
    let waits = browser.post(path, &at("root@example.test", PASSWORD)).await.expect_status(200);
    assert_eq!(waits.json()["twoFAPending"], json!(true));
    let token = waits.json()["tempToken"].as_str().unwrap().to_owned();
    door.clock.advance(60_000);
    let proof = json!({ "token": root.app.code(&door) });
    let opened = second_step(&mut browser, &token, proof).await.expect_status(200).json();
    assert_eq!(opened["user"]["role"], "ADMIN");
    browser.get("/api/admin/verify").await.expect_status(200);
    // One counter with the usual sign-in.
    let mut left = 6;
    while browser.login("root@example.test", "wrong password").await.status == 404 {
        left -= 1;
        assert!(left > 0, "the limit is passed at last");
    }
    browser.post(path, &at("root@example.test", PASSWORD)).await.expect_status(429);
    door.stop().await;
}
