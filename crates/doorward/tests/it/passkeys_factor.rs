//! Passkeys as second factors: beside a password, and where one is required.

use serde_json::{Value, json};

use crate::harness::authenticator::Authenticator;
use crate::harness::browser::Browser;
use crate::harness::{Doorward, PASSWORD};
use crate::passkeys::{ALICE, ORIGIN, add, alice, ask, assert_refused, send, sign_in, start};

/// Settings under which everybody needs a second factor.
const REQUIRED: (&str, &str) = ("DOORWARD_REQUIRE_SECOND_FACTOR", "user,admin");

/// A house with Alice's passkey in which second factors are required from now on. She is signed in with
/// the passkey, if that alone does: the session of before was begun with her password alone.
async fn strict(key: Authenticator) -> (Doorward, Browser, Authenticator) {
    let door = start(&[]).await;
    let mut browser = door.signed_in(ALICE).await;
    let mut key = key;
    add(&mut browser, &mut key).await.expect_status(200);
    let all = [("DOMAIN_SERVER", ORIGIN), ("SESSION_COOKIE_SECURE", "false"), REQUIRED];
    let door = door.restart_with(&all).await;
    let mut browser = door.browser();
    if key.verifies {
        sign_in(&mut browser, &mut key).await.expect_status(200);
    }
    (door, browser, key)
}

/// Types the password, and stands before the second step.
async fn half_way(door: &Doorward) -> Browser {
    let mut browser = door.browser();
    let answer = browser.form("/login", &[("email", ALICE), ("password", PASSWORD)]).await;
    assert_eq!(answer.expect_status(303).location(), "/login/2fa");
    browser
}

/// The methods that the session of a browser stands on.
fn methods(door: &Doorward) -> String {
    let database = rusqlite::Connection::open(door.folder.path().join("data/doorward.db")).unwrap();
    let query = "SELECT amr FROM sessions ORDER BY rowid DESC LIMIT 1";
    database.query_row(query, [], |row| row.get(0)).unwrap()
}

/// Checklist item 101: the session says what was proved, and nothing else.
#[tokio::test]
async fn a_passkey_stands_beside_a_password() {
    let careless = Authenticator { verifies: false, ..Authenticator::at(ORIGIN) };
    for (key, amr) in [(careless, "pwd hwk"), (Authenticator::at(ORIGIN), "pwd hwk user")] {
        let (door, _, mut key) = strict(key).await;
        let mut browser = half_way(&door).await;
        let page = browser.get("/login/2fa").await.expect_status(200);
        assert!(page.text().contains("data-path=\"/passkeys/second-factor\""));
        let asked = ask(&mut browser, "second-factor").await;
        let allowed = asked["options"]["publicKey"]["allowCredentials"].as_array().unwrap().len();
        assert_eq!(allowed, 1);
        let answer = key.get(&asked["options"]);
        let done = send(&mut browser, "second-factor", &asked, answer.clone()).await;
        assert_eq!(done.expect_status(200).json()["location"], json!("/"));
        assert_eq!(methods(&door), amr);
        browser.get("/").await.expect_status(200);
        let again = send(&mut browser, "second-factor", &asked, answer).await;
        assert_refused(&again, 401, "DW-2FA-003");
        door.stop().await;
    }
}

/// Checklist item 97: a verified passkey is two factors in one, also where a second one is required.
#[tokio::test]
async fn a_verified_passkey_needs_no_second_step() {
    let (door, _, mut key) = strict(Authenticator::at(ORIGIN)).await;
    let mut browser = door.browser();
    sign_in(&mut browser, &mut key).await.expect_status(200);
    assert_eq!(methods(&door), "hwk user");
    browser.get("/").await.expect_status(200);
    door.stop().await;
}

/// Checklist items 97 and 101: an answer counts for the sign-in that waits, and for its person.
#[tokio::test]
async fn a_second_step_takes_no_answer_of_another_ceremony() {
    let (door, mut signed_in, mut key) = strict(Authenticator::at(ORIGIN)).await;
    let (mut one, mut two) = (half_way(&door).await, half_way(&door).await);
    let mut nobody = door.browser();
    let refused = nobody.post("/passkeys/second-factor/begin", &json!({})).await;
    assert_refused(&refused, 401, "DW-2FA-003");
    let asked = ask(&mut one, "second-factor").await;
    let answer = key.get(&asked["options"]);
    assert_refused(
        &send(&mut two, "second-factor", &asked, answer.clone()).await,
        400,
        "DW-KEY-002",
    );
    assert_refused(&send(&mut signed_in, "prove", &asked, answer.clone()).await, 400, "DW-KEY-002");
    let other = ask(&mut two, "sign-in").await;
    let swapped = key.get(&other["options"]);
    assert_refused(&send(&mut two, "second-factor", &other, swapped).await, 400, "DW-KEY-002");
    let mut stranger = Authenticator::at(ORIGIN);
    let mut bob = door.browser();
    bob.register("bob@example.test").await;
    let foreign = forged(&mut stranger, &asked);
    assert_refused(&send(&mut one, "second-factor", &asked, foreign).await, 401, "DW-KEY-001");
    // That has used the question up.
    assert_refused(&send(&mut one, "second-factor", &asked, answer).await, 400, "DW-KEY-002");
    let asked = ask(&mut one, "second-factor").await;
    let answer = key.get(&asked["options"]);
    send(&mut one, "second-factor", &asked, answer).await.expect_status(200);
    door.stop().await;
}

/// What an authenticator answers that nobody here knows.
fn forged(key: &mut Authenticator, asked: &Value) -> Value {
    let options = json!({"publicKey": {
        "rp": {"id": "chat.example.test"}, "user": {"id": "AAAA"}, "challenge": "AAAA",
    }});
    key.create(&options);
    key.get(&asked["options"])
}

/// Checklist item 99: where a second factor is required, the last one stays.
#[tokio::test]
async fn the_last_factor_stays() {
    let (door, mut browser, mut key) = strict(Authenticator::at(ORIGIN)).await;
    let page = browser.get("/").await.expect_status(200);
    let (_, rest) = page.text().split_once("/account/passkeys/").unwrap();
    let id = rest.split_once('/').unwrap().0.to_owned();
    let remove = format!("/account/passkeys/{id}/remove");
    let refused = browser.form(&remove, &[("password", PASSWORD)]).await.expect_status(409);
    assert!(refused.text().contains("DW-2FA-005"));
    add(&mut browser, &mut key).await.expect_status(200);
    browser.form(&remove, &[]).await.expect_status(303);
    door.stop().await;
}

/// A passkey alone does not make a password need a second step, unless that is required.
#[tokio::test]
async fn a_password_alone_does_where_no_factor_is_required() {
    let door = start(&[]).await;
    let (_, _) = alice(&door).await;
    let mut browser = door.browser();
    let answer = browser.form("/login", &[("email", ALICE), ("password", PASSWORD)]).await;
    assert_eq!(answer.expect_status(303).location(), "/");
    door.stop().await;
}
