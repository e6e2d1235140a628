//! Changing how an account is opened, where the account has a second factor.

use serde_json::json;

use crate::harness::browser::Browser;
use crate::harness::provider::settings;
use crate::harness::totp::enrolled;
use crate::harness::{BEGIN, Doorward, PASSWORD};
use crate::hostile::Hostile;

const ALICE: &str = "alice@example.test";
const TEN_MINUTES_MS: i64 = 600_000;
const LINK: &str = "/account/links/openid";

/// Asks to link the provider. Gives the page that asks for a proof, if one is asked for.
async fn asks(browser: &mut Browser, form: &[(&str, &str)]) -> Option<String> {
    let page = browser.form(LINK, form).await.expect_status(200);
    page.header("refresh").is_none().then(|| page.text().to_owned())
}

/// Checklist items 68 and 99: a stolen session and a stolen password give no way past the second factor.
#[tokio::test]
async fn a_second_factor_is_proved_anew_before_a_way_in_is_added() {
    let hostile = Hostile::start(BEGIN.seconds());
    let door = Doorward::start(&settings(&hostile)).await;
    let alice = enrolled(&door, ALICE).await;
    let (mut browser, app) = (alice.browser, alice.app);
    let page = asks(&mut browser, &[]).await.unwrap();
    assert!(page.contains("name=\"code\"") && !page.contains("name=\"password\""), "{page}");
    assert!(asks(&mut browser, &[("password", PASSWORD)]).await.is_some());
    let wrong = browser.form(LINK, &[("code", "000000")]).await.expect_status(401);
    assert!(wrong.text().contains("name=\"code\"") && wrong.text().contains("DW-2FA-"));
    let code = app.code(&door);
    assert!(asks(&mut browser, &[("code", &code)]).await.is_none());
    assert!(asks(&mut browser, &[]).await.is_none(), "for ten minutes");

    door.clock.advance(TEN_MINUTES_MS);
    let page = asks(&mut browser, &[]).await.unwrap();
    assert!(page.contains("name=\"code\"") && page.contains("name=\"password\""), "{page}");
    let code = app.code(&door);
    assert!(asks(&mut browser, &[("code", &code)]).await.is_some(), "a code is no password");
    let recovery = alice.recovery_codes[0].as_str();
    let both = [("password", PASSWORD), ("code", recovery)];
    assert!(asks(&mut browser, &both).await.is_none());
    door.stop().await;
}

/// Checklist item 68: deletion asks for as much as linking does.
#[tokio::test]
async fn an_account_with_a_second_factor_is_not_deleted_by_its_password_alone() {
    let door = Doorward::start(&[]).await;
    door.signed_in("admin@example.test").await;
    let mut alice = enrolled(&door, ALICE).await;
    let delete = [("confirm", ALICE), ("password", PASSWORD)];
    let path = "/account/delete";
    let page = alice.browser.form(path, &delete).await.expect_status(200);
    assert!(page.text().contains("name=\"code\""));
    let code = alice.app.code(&door);
    let proved = alice.browser.form(path, &[("code", &code)]).await.expect_status(303);
    assert_eq!(proved.location(), "/?notice=confirmed");
    alice.browser.form(path, &delete).await.expect_status(303);
    alice.browser.login(ALICE, PASSWORD).await.expect_status(404);
    door.stop().await;
}

/// Checklist item 68: whoever has stolen a session does not lock its person out by a factor of their own.
#[tokio::test]
async fn the_stock_client_sets_a_factor_up_after_a_fresh_proof_only() {
    let door = Doorward::start(&[]).await;
    let mut alice = door.signed_in(ALICE).await;
    let path = "/api/auth/2fa/enable";
    alice.post(path, &json!({})).await.expect_status(200);
    door.clock.advance(TEN_MINUTES_MS);
    alice.refresh().await.expect_status(200);
    let refused = alice.post(path, &json!({})).await.expect_status(403);
    assert!(refused.message().contains("/account/authenticator"), "{}", refused.message());
    let wrong = alice.post(path, &json!({"password": "not the password"})).await;
    assert_eq!(wrong.expect_status(403).message(), "Incorrect password.");
    alice.post(path, &json!({"password": PASSWORD})).await.expect_status(200);
    door.stop().await;
}
