//! Guessing at second factors, losing them, and moving them about in the database.

use serde_json::{Value, json};

use crate::commands::doorward;
use crate::harness::mail::Sink;
use crate::harness::totp::{Enrolled, enrolled, first_step, second_step};
use crate::harness::{Doorward, PASSWORD};
use crate::watching::{WATCHED, metrics, value};

const ALICE: &str = "alice@example.test";

/// Tries one proof in a fresh sign-in.
async fn try_in(door: &Doorward, proof: Value) -> u16 {
    let mut browser = door.browser();
    let token = first_step(&mut browser, ALICE).await;
    second_step(&mut browser, &token, proof).await.status
}

/// How much a limiter has refused.
async fn refusals(door: &Doorward, limiter: &str) -> u64 {
    let series = format!("doorward_limiter_refusals_total{{limiter=\"{limiter}\"}}");
    value(&metrics(door).await, &series)
}

fn database(door: &Doorward) -> rusqlite::Connection {
    rusqlite::Connection::open(door.folder.path().join("data/doorward.db")).unwrap()
}

/// Checklist item 100: codes are counted by address and by account, in whatever sign-in they are tried.
#[tokio::test]
async fn codes_are_limited_by_account_and_not_by_sign_in() {
    let settings = [
        ("TWO_FACTOR_TEMP_MAX", "3"),
        ("TWO_FACTOR_TEMP_WINDOW", "2"),
        ("TRUST_PROXY", "1"),
        WATCHED,
    ];
    let door = Doorward::start(&settings).await;
    let alice = enrolled(&door, ALICE).await;
    for n in 0..3 {
        let mut browser = door.browser().at(&format!("192.0.2.{n}"));
        let token = first_step(&mut browser, ALICE).await;
        let wrong = second_step(&mut browser, &token, json!({"token": "000000"})).await;
        assert_eq!(wrong.expect_status(401).header("x-ratelimit-limit"), Some("3"));
    }
    let mut browser = door.browser().at("192.0.2.99");
    let token = first_step(&mut browser, ALICE).await;
    let right = json!({ "token": alice.app.code(&door) });
    let refused = second_step(&mut browser, &token, right).await.expect_status(429);
    let sentence = "Too many verification attempts, please try again after 2 minutes.";
    assert_eq!(refused.message(), sentence);
    assert!(refused.header("retry-after").is_some());
    assert_eq!(refusals(&door, "account_two_factor").await, 1);
    door.clock.advance(5 * 60_000);
    assert_eq!(try_in(&door, json!({ "token": alice.app.code(&door) })).await, 200);
    door.stop().await;
}

/// Checklist item 100: after a hundred wrong codes in a row none counts any more, whatever the time, before
/// somebody has recovered the account.
#[tokio::test]
async fn a_hundred_wrong_codes_in_a_row_end_the_guessing() {
    let door = Doorward::start(&[WATCHED]).await;
    let alice = enrolled(&door, ALICE).await;
    let mut browser = door.browser();
    for n in 0..100 {
        if n % 20 == 0 {
            door.clock.advance(30 * 60_000);
        }
        let token = first_step(&mut browser, ALICE).await;
        let proof = json!({ "token": format!("{n:06}") });
        second_step(&mut browser, &token, proof).await.expect_status(401);
    }
    door.clock.advance(24 * 60 * 60_000);
    let right = json!({ "token": alice.app.code(&door) });
    assert_eq!(try_in(&door, right).await, 403);
    let door = door.restart().await;
    let right = json!({ "token": alice.app.code(&door) });
    assert_eq!(try_in(&door, right.clone()).await, 403);
    let recovery = json!({ "backupCode": alice.recovery_codes[0] });
    assert_eq!(try_in(&door, recovery).await, 403);
    assert_eq!(refusals(&door, "wrong_codes_in_a_row").await, 2);

    let data = door.folder.path().join("data").display().to_string();
    let settings = [("DOORWARD_DATA", data.as_str())];
    let args = ["user", "reset-factors", ALICE, "--yes"];
    let output = doorward(door.folder.path(), &settings, &args, "");
    assert!(output.status.success(), "{output:?}");
    let mut browser = door.browser();
    browser.login(ALICE, PASSWORD).await.expect_status(200);
    assert_eq!(browser.who().await.as_deref(), Some(ALICE));
    let recorded: i64 = database(&door)
        .query_row("SELECT count(*) FROM audit WHERE kind = 'factor.reset'", [], |row| row.get(0))
        .unwrap();
    assert_eq!(recorded, 1);
    door.stop().await;
}

/// Checklist item 96: recovery codes are long, kept as digests, used once, read however they are typed, and
/// replaced together.
#[tokio::test]
async fn a_recovery_code_opens_once_however_it_is_typed() {
    let door = Doorward::start(&[]).await;
    let alice = enrolled(&door, ALICE).await;
    assert_eq!(alice.recovery_codes.len(), 10);
    let stored: Vec<String> = {
        let database = database(&door);
        let mut all = database.prepare("SELECT code_hash FROM recovery_codes").unwrap();
        let rows = all.query_map([], |row| row.get(0)).unwrap();
        rows.map(Result::unwrap).collect()
    };
    assert!(stored.len() == 10 && stored.iter().all(|hash| hash.len() == 64));
    let code = &alice.recovery_codes[3];
    assert_eq!(code.replace('-', "").len(), 13, "of 32 symbols each: 65 bits");
    let typed = format!(" {} ", code.replace('-', " ").to_uppercase());
    assert_eq!(try_in(&door, json!({ "backupCode": typed })).await, 200);
    assert_eq!(try_in(&door, json!({ "backupCode": code })).await, 401);
    assert_eq!(try_in(&door, json!({ "backupCode": alice.recovery_codes[4] })).await, 200);
    door.stop().await;
}

/// Checklist item 82: a new password is one factor, like the old one.
#[tokio::test]
async fn a_password_reset_leads_past_no_second_factor() {
    let sink = Sink::plain();
    let mut settings = sink.settings();
    settings.extend([("ALLOW_PASSWORD_RESET", "true"), ("RESET_PASSWORD_MAX", "100")]);
    let door = Doorward::start(&settings).await;
    let Enrolled { app, .. } = enrolled(&door, ALICE).await;
    let mut browser = door.browser();
    browser.post("/api/auth/requestPasswordReset", &json!({ "email": ALICE })).await;
    // After those that confirm the address and tell of the app.
    let mails = sink.mails(3).await;
    let resets = |link: &str| link.contains("reset-password");
    let mail = mails.iter().find(|mail| mail.links().any(resets)).unwrap();
    let link = url::Url::parse(mail.link()).unwrap();
    let value =
        |name: &str| link.query_pairs().find(|(key, _)| key == name).unwrap().1.into_owned();
    let new = "another horse battery";
    let body = json!({ "userId": value("userId"), "token": value("token"), "password": new });
    browser.post("/api/auth/resetPassword", &body).await.expect_status(200);
    assert_eq!(browser.who().await, None, "a reset signs nobody in");
    let body = browser.login(ALICE, new).await.expect_status(200).json();
    let token = body["tempToken"].as_str().unwrap().to_owned();
    let proof = json!({ "token": app.code(&door) });
    second_step(&mut browser, &token, proof).await.expect_status(200);
    door.stop().await;
}

/// Checklist item 125: a seed that is moved to another account's row opens nothing there.
#[tokio::test]
async fn seeds_that_are_swapped_in_the_database_open_no_account() {
    let door = Doorward::start(&[]).await;
    let alice = enrolled(&door, ALICE).await;
    let bob = enrolled(&door, "bob@example.test").await;
    database(&door)
        .execute_batch(
            "UPDATE totp SET seed = (SELECT other.seed FROM totp other \
             WHERE other.user_id <> totp.user_id), last_step = 0",
        )
        .unwrap();
    for app in [&alice.app, &bob.app] {
        assert_eq!(try_in(&door, json!({ "token": app.code(&door) })).await, 500);
    }
    door.stop().await;
}
