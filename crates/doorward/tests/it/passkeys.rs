//! Passkeys, with what no browser would do: an authenticator in software that misbehaves.

use serde_json::{Value, json};

use crate::harness::authenticator::Authenticator;
use crate::harness::browser::Browser;
use crate::harness::http::Answer;
use crate::harness::{Doorward, PASSWORD, together};

pub(crate) const ORIGIN: &str = "https://chat.example.test";
pub(crate) const ALICE: &str = "alice@example.test";
const FIVE_MINUTES_MS: i64 = 300_000;
const TEN_MINUTES_MS: i64 = 600_000;

pub(crate) async fn start(settings: &[(&str, &str)]) -> Doorward {
    let mut all = vec![("DOMAIN_SERVER", ORIGIN), ("SESSION_COOKIE_SECURE", "false")];
    all.extend(settings);
    Doorward::start(&all).await
}

/// Asks for a ceremony, which is `sign-in`, `register` or `prove`.
pub(crate) async fn ask(browser: &mut Browser, what: &str) -> Value {
    let path = format!("/passkeys/{what}/begin");
    browser.post(&path, &json!({})).await.expect_status(200).json()
}

/// Sends an answer to what was asked.
pub(crate) async fn send(
    browser: &mut Browser,
    what: &str,
    asked: &Value,
    credential: Value,
) -> Answer {
    let path = format!("/passkeys/{what}/finish");
    let mut body = json!({"handle": asked["handle"], "credential": credential});
    if what == "register" {
        body["name"] = json!("Test key");
    }
    browser.post(&path, &body).await
}

/// Adds a passkey to the account that the browser is signed in to.
pub(crate) async fn add(browser: &mut Browser, key: &mut Authenticator) -> Answer {
    let asked = ask(browser, "register").await;
    let made = key.create(&asked["options"]);
    send(browser, "register", &asked, made).await
}

/// Signs in with the last passkey.
pub(crate) async fn sign_in(browser: &mut Browser, key: &mut Authenticator) -> Answer {
    let asked = ask(browser, "sign-in").await;
    let answer = key.get(&asked["options"]);
    send(browser, "sign-in", &asked, answer).await
}

/// Somebody with a passkey, and who else knows of it.
pub(crate) async fn alice(door: &Doorward) -> (Browser, Authenticator) {
    let mut browser = door.signed_in(ALICE).await;
    let mut key = Authenticator::at(ORIGIN);
    add(&mut browser, &mut key).await.expect_status(200);
    (browser, key)
}

#[track_caller]
pub(crate) fn assert_refused(answer: &Answer, status: u16, code: &str) {
    assert_eq!((answer.status, answer.json()["code"].as_str()), (status, Some(code)));
}

/// The kinds of what is on record, oldest first.
pub(crate) fn kinds(door: &Doorward) -> Vec<String> {
    let database = rusqlite::Connection::open(door.folder.path().join("data/doorward.db")).unwrap();
    let query = "SELECT kind FROM audit WHERE kind LIKE 'passkey.%' ORDER BY rowid";
    let mut statement = database.prepare(query).unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

/// Checklist items 62 and 101: a sign-in with a passkey begins a session of its own.
#[tokio::test]
async fn a_passkey_opens_the_account_that_made_it() {
    let door = start(&[]).await;
    let (mut browser, mut key) = alice(&door).await;
    let page = browser.get("/").await.expect_status(200);
    assert!(page.text().contains("Test key") && page.text().contains("On one device only"));
    let mut elsewhere = door.browser();
    let answer = sign_in(&mut elsewhere, &mut key).await.expect_status(200);
    assert_eq!(answer.json()["location"], json!("/"));
    elsewhere.refresh().await.expect_status(200);
    assert_eq!(elsewhere.who().await.as_deref(), Some(ALICE));
    let page = elsewhere.get("/").await.expect_status(200);
    assert!(page.text().contains("Passkey · "), "the list of sessions says how");
    assert_eq!(kinds(&door), ["passkey.add"]);
    door.stop().await;
}

/// Checklist item 97: the challenge is single use, also for a hundred at once.
#[tokio::test]
async fn an_answer_counts_once() {
    let door = start(&[("LOGIN_MAX", "1000")]).await;
    let (_, mut key) = alice(&door).await;
    let mut browser = door.browser();
    let asked = ask(&mut browser, "sign-in").await;
    let answer = key.get(&asked["options"]);
    let tries: Vec<_> = (0..100)
        .map(|_| {
            let (mut tab, asked, answer) = (browser.clone(), asked.clone(), answer.clone());
            together::begin(async move { send(&mut tab, "sign-in", &asked, answer).await.status })
        })
        .collect();
    let mut won = 0;
    for one in tries {
        won += usize::from(one.await.unwrap() == 200);
    }
    assert_eq!(won, 1);
    let again = send(&mut browser, "sign-in", &asked, answer.clone()).await;
    assert_refused(&again, 400, "DW-KEY-002");
    let fresh = ask(&mut browser, "sign-in").await;
    let replayed = send(&mut browser, "sign-in", &fresh, answer).await;
    assert_refused(&replayed, 401, "DW-KEY-001");
    door.stop().await;
}

/// Checklist item 97: a challenge is bound to its browser, its session and its purpose, and ends.
#[tokio::test]
async fn an_answer_counts_for_who_was_asked_what_and_not_too_late() {
    let door = start(&[]).await;
    let (mut browser, mut key) = alice(&door).await;
    let mut stranger = door.browser();
    let asked = ask(&mut stranger, "sign-in").await;
    let answer = key.get(&asked["options"]);
    for mut other in [door.browser(), browser.clone()] {
        ask(&mut other, "sign-in").await;
        let refused = send(&mut other, "sign-in", &asked, answer.clone()).await;
        assert_refused(&refused, 400, "DW-KEY-002");
    }
    let mut without = stranger.clone();
    without.jar.clear();
    let refused = send(&mut without, "sign-in", &asked, answer.clone()).await;
    assert_refused(&refused, 400, "DW-KEY-002");
    for what in ["register", "prove"] {
        let refused = send(&mut browser, what, &asked, answer.clone()).await;
        assert_refused(&refused, 400, "DW-KEY-002");
    }
    door.clock.advance(FIVE_MINUTES_MS);
    let refused = send(&mut stranger, "sign-in", &asked, answer).await;
    assert_refused(&refused, 400, "DW-KEY-002");

    let mut bob = door.signed_in("bob@example.test").await;
    let mut browser = door.signed_in(ALICE).await;
    let asked = ask(&mut browser, "register").await;
    let made = key.create(&asked["options"]);
    let refused = send(&mut bob, "register", &asked, made.clone()).await;
    assert_refused(&refused, 400, "DW-KEY-002");
    let mut again = door.signed_in(ALICE).await;
    let refused = send(&mut again, "register", &asked, made).await;
    assert_refused(&refused, 400, "DW-KEY-002");
    door.stop().await;
}

/// Checklist item 97: origin and relying party are exact.
#[tokio::test]
async fn an_answer_from_another_origin_is_refused() {
    let door = start(&[]).await;
    let (mut browser, key) = alice(&door).await;
    for origin in [
        "https://example.test",
        "https://badchat.example.test",
        "https://evil.chat.example.test",
        "http://chat.example.test",
        "https://chat.example.test:8443",
        "https://chat.example.test.evil.test",
        "null",
    ] {
        let mut astray = Authenticator { origin: origin.to_owned(), ..key.clone() };
        let refused = sign_in(&mut door.browser(), &mut astray).await;
        assert!(matches!(refused.status, 400 | 401), "{origin}: {}", refused.text());
        let refused = add(&mut browser, &mut astray).await;
        assert!(matches!(refused.status, 400 | 401), "{origin}: {}", refused.text());
    }
    for other in ["example.test", "evil.test", "localhost"] {
        let mut astray = Authenticator { relying_party: Some(other.to_owned()), ..key.clone() };
        assert_refused(&sign_in(&mut door.browser(), &mut astray).await, 401, "DW-KEY-001");
        assert_refused(&add(&mut browser, &mut astray).await, 401, "DW-KEY-001");
    }
    let mut framed = Authenticator { framed: true, ..key.clone() };
    assert_refused(&sign_in(&mut door.browser(), &mut framed).await, 401, "DW-KEY-001");
    assert_refused(&add(&mut browser, &mut framed).await, 401, "DW-KEY-001");
    // None of that has harmed the passkey.
    sign_in(&mut door.browser(), &mut key.clone()).await.expect_status(200);
    door.stop().await;
}

/// Checklist item 97: a counter that does not go on is refused and put on record.
#[tokio::test]
async fn a_passkey_that_exists_twice_is_noticed() {
    let door = start(&[]).await;
    let (_, mut key) = alice(&door).await;
    let mut copy = key.clone();
    sign_in(&mut door.browser(), &mut key).await.expect_status(200);
    sign_in(&mut door.browser(), &mut key).await.expect_status(200);
    assert_refused(&sign_in(&mut door.browser(), &mut copy).await, 401, "DW-KEY-001");
    assert_eq!(kinds(&door), ["passkey.add", "passkey.counter"]);
    sign_in(&mut door.browser(), &mut key).await.expect_status(200);
    // One that never counts is no sign of anything: most of those that are synced do not.
    let mut browser = door.signed_in("bob@example.test").await;
    let mut silent = Authenticator { synced: true, step: 0, ..Authenticator::at(ORIGIN) };
    add(&mut browser, &mut silent).await.expect_status(200);
    for _ in 0..2 {
        sign_in(&mut door.browser(), &mut silent).await.expect_status(200);
    }
    let page = browser.get("/").await.expect_status(200);
    assert!(page.text().contains("Synced between your devices"));
    door.stop().await;
}

/// Checklist item 97: user verification is a policy. A key that makes sure of nobody is a second factor.
#[tokio::test]
async fn a_passkey_without_verification_opens_nothing_by_itself() {
    let door = start(&[]).await;
    let mut browser = door.signed_in(ALICE).await;
    let mut key = Authenticator { verifies: false, ..Authenticator::at(ORIGIN) };
    add(&mut browser, &mut key).await.expect_status(200);
    let page = browser.get("/").await.expect_status(200);
    assert!(page.text().contains("Second factor only"));
    assert_refused(&sign_in(&mut door.browser(), &mut key).await, 401, "DW-KEY-001");
    let mut verified = Authenticator { verifies: true, ..key.clone() };
    assert_refused(&sign_in(&mut door.browser(), &mut verified).await, 401, "DW-KEY-001");
    // One that did make sure of its person must do so for ever.
    let mut good = Authenticator::at(ORIGIN);
    add(&mut browser, &mut good).await.expect_status(200);
    let mut careless = Authenticator { verifies: false, ..good.clone() };
    assert_refused(&sign_in(&mut door.browser(), &mut careless).await, 401, "DW-KEY-001");
    door.stop().await;
}

/// Checklist item 105: whoever locks the password of a stranger does not lock out the passkey.
#[tokio::test]
async fn a_passkey_works_while_passwords_are_locked() {
    let door = start(&[("LOGIN_MAX", "3"), ("DOORWARD_ACCOUNT_LOGIN_MAX", "2")]).await;
    let (_, mut key) = alice(&door).await;
    let mut guesser = door.browser();
    for _ in 0..5 {
        guesser.login(ALICE, "not the password").await;
    }
    guesser.login(ALICE, PASSWORD).await.expect_status(429);
    sign_in(&mut door.browser(), &mut key).await.expect_status(200);
    door.stop().await;
}

/// Adding and removing need a fresh proof, which a passkey can be (checklist items 68 and 99).
#[tokio::test]
async fn a_passkey_is_a_fresh_proof_and_needs_one() {
    let door = start(&[]).await;
    let (mut browser, mut key) = alice(&door).await;
    door.clock.advance(TEN_MINUTES_MS);
    let refused = browser.post("/passkeys/register/begin", &json!({})).await;
    assert_refused(&refused, 403, "DW-KEY-005");
    let page = browser.form("/account/passkeys/add", &[]).await.expect_status(200);
    assert!(page.text().contains("Confirm that it is you"));
    assert!(page.text().contains("data-path=\"/passkeys/prove\""));
    let asked = ask(&mut browser, "prove").await;
    assert_eq!(asked["options"]["publicKey"]["allowCredentials"].as_array().unwrap().len(), 1);
    let mut astray = Authenticator { origin: "https://evil.test".to_owned(), ..key.clone() };
    let wrong = astray.get(&asked["options"]);
    assert_refused(&send(&mut browser, "prove", &asked, wrong).await, 401, "DW-KEY-001");
    let mut bob = door.signed_in("bob@example.test").await;
    bob.post("/passkeys/prove/begin", &json!({})).await.expect_status(404);
    let asked = ask(&mut browser, "prove").await;
    let proof = key.get(&asked["options"]);
    assert_refused(&send(&mut bob, "prove", &asked, proof.clone()).await, 400, "DW-KEY-002");
    send(&mut browser, "prove", &asked, proof.clone()).await.expect_status(200);
    assert_refused(&send(&mut browser, "prove", &asked, proof).await, 400, "DW-KEY-002");
    add(&mut browser, &mut key).await.expect_status(200);
    door.clock.advance(TEN_MINUTES_MS);
    let done = browser.form("/account/passkeys/add", &[("password", PASSWORD)]).await;
    assert_eq!(done.expect_status(303).location(), "/?notice=confirmed");
    add(&mut browser, &mut key).await.expect_status(200);
    door.stop().await;
}
