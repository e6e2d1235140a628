//! The second step of a sign-in, as `LibreChat`'s client takes it.

use serde_json::{Value, json};

use crate::harness::totp::{Authenticator, enrolled, first_step, second_step};
use crate::harness::{Doorward, PASSWORD, together};

const ALICE: &str = "alice@example.test";

#[tokio::test]
async fn an_app_is_set_up_and_asked_for_as_the_stock_client_knows_it() {
    let door = Doorward::start(&[]).await;
    let mut alice = door.signed_in(ALICE).await;
    let nothing = alice.post("/api/auth/2fa/confirm", &json!({"token": "123456"})).await;
    assert_eq!(nothing.expect_status(400).message(), "2FA not initiated");
    let offer = alice.post("/api/auth/2fa/enable", &json!({})).await.expect_status(200).json();
    assert_eq!(offer["backupCodes"].as_array().unwrap().len(), 10);
    let url = offer["otpauthUrl"].as_str().unwrap();
    assert!(url.starts_with("otpauth://totp/") && url.contains("alice%40example.test?secret="));
    assert_eq!(alice.get("/api/user").await.json()["twoFactorEnabled"], json!(false));
    let app = Authenticator::scanned(url);
    let wrong = alice.post("/api/auth/2fa/verify", &json!({"token": "000000"})).await;
    assert_eq!(wrong.expect_status(400).message(), "Invalid token or backup code.");
    let right = json!({ "token": app.code(&door) });
    assert!(alice.post("/api/auth/2fa/verify", &right).await.expect_status(200).body.is_empty());
    let wrong = alice.post("/api/auth/2fa/confirm", &json!({"token": "000000"})).await;
    assert_eq!(wrong.expect_status(400).message(), "Invalid token.");
    assert!(alice.post("/api/auth/2fa/confirm", &right).await.expect_status(200).body.is_empty());
    assert_eq!(alice.get("/api/user").await.json()["twoFactorEnabled"], json!(true));

    door.clock.advance(60_000);
    let mut browser = door.browser();
    let token = first_step(&mut browser, ALICE).await;
    assert!(browser.jar.is_empty(), "no session before the second step: {:?}", browser.jar);
    let proof = json!({ "token": app.code(&door) });
    let body = second_step(&mut browser, &token, proof).await.expect_status(200).json();
    assert_eq!(body["user"]["twoFactorEnabled"], json!(true));
    assert!(body["token"].is_string() && browser.jar.contains_key("refreshToken"));
    assert_eq!(browser.who().await.as_deref(), Some(ALICE));
    door.stop().await;
}

#[tokio::test]
async fn what_the_stock_client_is_refused_it_is_refused_in_words_that_it_knows() {
    let door = Doorward::start(&[]).await;
    let mut alice = enrolled(&door, ALICE).await;
    let mut browser = door.browser();
    let missing = browser.post("/api/auth/2fa/verify-temp", &json!({"token": "123456"})).await;
    assert_eq!(missing.expect_status(400).message(), "Missing temporary token");
    let invalid = second_step(&mut browser, "nonsense", json!({"token": "123456"})).await;
    assert_eq!(invalid.expect_status(401).message(), "Invalid or expired temporary token");
    let token = first_step(&mut browser, ALICE).await;
    for proof in [json!({"token": "000000"}), json!({"backupCode": "0000-0000"}), json!({})] {
        let wrong = second_step(&mut browser, &token, proof).await.expect_status(401);
        assert_eq!(wrong.message(), "Invalid 2FA code or backup code");
    }
    for (path, missing) in [
        ("enable", "TOTP token or backup code is required to re-enroll 2FA"),
        ("disable", "Either token or backup code is required to disable 2FA"),
        ("backup/regenerate", "TOTP token or backup code is required to regenerate backup codes"),
    ] {
        let path = format!("/api/auth/2fa/{path}");
        let answer = alice.browser.post(&path, &json!({})).await.expect_status(400);
        assert_eq!(answer.message(), missing);
        let answer = alice.browser.post(&path, &json!({"token": "000000"})).await;
        assert_eq!(answer.expect_status(401).message(), "Invalid token or backup code");
    }
    for path in ["enable", "verify", "confirm", "disable", "backup/regenerate"] {
        door.browser().post(&format!("/api/auth/2fa/{path}"), &json!({})).await.expect_status(401);
    }
    door.stop().await;
}

#[tokio::test]
async fn codes_are_regenerated_the_app_is_removed_and_the_account_deleted_with_a_proof() {
    let door = Doorward::start(&[]).await;
    let mut alice = enrolled(&door, ALICE).await;
    let proof = json!({"backupCode": alice.recovery_codes[0]});
    let path = "/api/auth/2fa/backup/regenerate";
    let body = alice.browser.post(path, &proof).await.expect_status(200).json();
    let codes = body["backupCodes"].as_array().unwrap();
    assert_eq!((codes.len(), body["backupCodesHash"].as_array().unwrap().len()), (10, 10));
    assert_eq!(body["backupCodesHash"][0]["used"], json!(false));
    let old = json!({"backupCode": alice.recovery_codes[1]});
    alice.browser.post("/api/auth/2fa/disable", &old).await.expect_status(401);

    let delete = async |browser: &mut crate::harness::browser::Browser, body: Value| {
        let json = [("Content-Type", "application/json")];
        browser.send("DELETE", "/api/user/delete", &json, body.to_string().as_bytes()).await
    };
    let missing = delete(&mut alice.browser, json!({})).await.expect_status(400);
    let expected = "TOTP token or backup code is required to delete account with 2FA enabled";
    assert_eq!(missing.message(), expected);
    let wrong = delete(&mut alice.browser, json!({"token": "000000"})).await.expect_status(401);
    assert_eq!(wrong.message(), "Invalid token or backup code");

    let proof = json!({ "token": alice.app.code(&door) });
    alice.browser.post("/api/auth/2fa/disable", &proof).await.expect_status(200);
    assert_eq!(alice.browser.get("/api/user").await.json()["twoFactorEnabled"], json!(false));
    let again = alice.browser.post("/api/auth/2fa/disable", &proof).await.expect_status(400);
    assert_eq!(again.message(), "2FA is not setup for this user");
    door.browser().login(ALICE, PASSWORD).await.expect_status(200).json()["token"]
        .as_str()
        .unwrap();
    delete(&mut alice.browser, json!({})).await.expect_status(200);
    door.stop().await;
}

/// Checklist item 95: one step of drift to each side by the server's clock, each code once, and none before
/// the last one, also when the clock is set back.
#[tokio::test]
async fn a_code_counts_once_and_close_to_its_time() {
    let door = Doorward::start(&[]).await;
    let alice = enrolled(&door, ALICE).await;
    let enter = async |proof: String| {
        let mut browser = door.browser();
        let token = first_step(&mut browser, ALICE).await;
        second_step(&mut browser, &token, json!({ "token": proof })).await.status
    };
    assert_eq!(enter(alice.app.shows(&door, -60)).await, 401);
    assert_eq!(enter(alice.app.shows(&door, 60)).await, 401);
    let first = alice.app.shows(&door, -30);
    assert_eq!(enter(first.clone()).await, 200);
    assert_eq!(enter(first).await, 401, "a code is used once");
    let ahead = alice.app.shows(&door, 30);
    assert_eq!(enter(ahead).await, 200);
    assert_eq!(enter(alice.app.code(&door)).await, 401, "older than one that was used");
    door.clock.advance(-90_000);
    assert_eq!(
        enter(alice.app.code(&door)).await,
        401,
        "a clock that is set back brings none back"
    );
    door.clock.advance(180_000);
    assert_eq!(enter(alice.app.code(&door)).await, 200);
    door.stop().await;
}

/// Checklist item 95: of a hundred that use one code, or one token, at once, one gets in.
#[tokio::test]
async fn of_a_hundred_with_one_code_at_once_one_gets_in() {
    let door = Doorward::start(&[]).await;
    let alice = enrolled(&door, ALICE).await;
    let mut tokens = Vec::new();
    for _ in 0..4 {
        tokens.push(first_step(&mut door.browser(), ALICE).await);
    }
    let code = alice.app.code(&door);
    let all: Vec<_> = (0..100)
        .map(|n| {
            let mut browser = door.browser();
            let (token, proof) = (tokens[n % 4].clone(), json!({ "token": code }));
            together::begin(async move { second_step(&mut browser, &token, proof).await.status })
        })
        .collect();
    let mut entered = 0;
    for one in all {
        entered += u32::from(one.await.unwrap() == 200);
    }
    assert_eq!(entered, 1);
    door.stop().await;
}

/// Checklist item 32: the token of the second step opens nothing else, and nothing else opens it.
#[tokio::test]
async fn the_token_of_the_second_step_is_no_other_token() {
    let door = Doorward::start(&[]).await;
    let mut alice = enrolled(&door, ALICE).await;
    let mut bob = enrolled(&door, "bob@example.test").await;
    let access = alice.browser.token.clone().unwrap();
    let refresh = alice.browser.jar["refreshToken"].clone();
    let cookie = alice.browser.jar["doorward"].clone();
    let mut browser = door.browser();
    let token = first_step(&mut browser, ALICE).await;
    let code = || json!({ "token": alice.app.code(&door) });
    for other in [&access, &refresh, &cookie] {
        second_step(&mut door.browser(), other, code()).await.expect_status(401);
    }
    let mut bearer = door.browser();
    bearer.token = Some(token.clone());
    assert_eq!(bearer.who().await, None);
    for (name, path) in [("refreshToken", "/api/auth/refresh"), ("doorward", "/api/auth/refresh")] {
        let mut holder = door.browser();
        holder.jar.insert(name.to_owned(), token.clone());
        assert!(holder.post(path, &Value::Null).await.text().find("\"token\"").is_none());
    }
    // The token of one, and the code of another.
    let theirs = json!({ "token": bob.app.code(&door) });
    second_step(&mut browser, &token, theirs).await.expect_status(401);
    second_step(&mut browser, &token, code()).await.expect_status(200);
    door.clock.advance(30_000);
    second_step(&mut browser, &token, code()).await.expect_status(401);
    assert_eq!(alice.browser.who().await.as_deref(), Some(ALICE));
    assert!(bob.browser.who().await.is_some());
    door.stop().await;
}

#[tokio::test]
async fn a_sign_in_that_waits_ends_with_time_and_with_the_password() {
    let door = Doorward::start(&[]).await;
    let alice = enrolled(&door, ALICE).await;
    let mut browser = door.browser();
    let token = first_step(&mut browser, ALICE).await;
    door.clock.advance(5 * 60_000);
    let proof = json!({ "token": alice.app.code(&door) });
    second_step(&mut browser, &token, proof).await.expect_status(401);

    let token = first_step(&mut browser, ALICE).await;
    let app = door.app();
    let user = doorward_app::people::find(&app, ALICE).await.unwrap();
    let new = "another horse battery".to_owned().into();
    doorward_app::people::set_password(&app, &user, new).await.unwrap();
    drop(app);
    let proof = json!({ "token": alice.app.code(&door) });
    second_step(&mut browser, &token, proof).await.expect_status(401);
    door.stop().await;
}
