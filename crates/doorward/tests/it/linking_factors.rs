//! Changing how an account is opened, where the account has a second factor.

use serde_json::json;

use crate::harness::authenticator::Authenticator;
use crate::harness::browser::Browser;
use crate::harness::links::{House, NEW, RESET, ask, reset};
use crate::harness::mail::Mail;
use crate::harness::provider::settings;
use crate::harness::totp::{Enrolled, enrolled, second_step};
use crate::harness::{BEGIN, Doorward, PASSWORD};
use crate::hostile::Hostile;
use crate::passkeys::{self, ORIGIN};

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

/// Checklist items 68 and 99: every change asks for as much, and with nothing typed does nothing.
#[tokio::test]
async fn every_sensitive_change_asks_for_a_fresh_second_factor() {
    let door = Doorward::start(&[]).await;
    let mut admin = enrolled(&door, "admin@example.test").await;
    let bob = door.signed_in("bob@example.test").await.get("/api/user").await.json();
    let person = format!("/admin/people/{}", bob["id"].as_str().unwrap());
    let (disable, delete) = (format!("{person}/disable"), format!("{person}/delete"));
    let password = [("current-password", PASSWORD), ("new-password", "a brand new umbrella")];
    let invitation = [("email", ""), ("role", "admin"), ("days", "3")];
    let ban = [("who", "bob@example.test"), ("for", "1h"), ("reason", "rude")];
    let acts: [(&str, &[(&str, &str)]); 6] = [
        ("/account/password", &password),
        ("/account/export", &[]),
        ("/admin/invitations", &invitation),
        ("/admin/bans", &ban),
        (&disable, &[]),
        (&delete, &[("confirm", "bob@example.test")]),
    ];
    let mut browser = admin.browser.clone();
    for (path, form) in acts {
        let page = browser.form(path, form).await.expect_status(200);
        assert!(page.text().contains("Confirm that it is you"), "{path}");
        assert!(page.text().contains("name=\"code\""), "{path}");
        assert!(page.text().contains(&format!("action=\"{path}\"")), "{path}");
    }
    let code = admin.app.code(&door);
    let exported = admin.browser.form("/account/export", &[("code", &code)]).await;
    assert!(exported.expect_status(200).header("content-disposition").is_some());
    admin.browser.form(&disable, &[]).await.expect_status(303);
    admin.browser.form("/account/password", &password).await.expect_status(303);
    door.stop().await;
}

/// Checklist items 68 and 99: a code that somebody has read over a shoulder takes no factor away.
#[tokio::test]
async fn factors_and_recovery_codes_change_with_a_code_and_a_fresh_proof() {
    let door = Doorward::start(&[]).await;
    let Enrolled { mut browser, app, .. } = enrolled(&door, ALICE).await;
    door.clock.advance(TEN_MINUTES_MS);
    for path in ["", "/recovery-codes", "/remove"] {
        let path = format!("/account/authenticator{path}");
        let code = app.code(&door);
        let page = browser.form(&path, &[("code", &code)]).await.expect_status(200);
        assert!(page.text().contains("Confirm that it is you"), "{path}");
        assert!(page.text().contains("name=\"password\""), "{path}");
        door.clock.advance(60_000);
    }
    let proved = browser.form("/account/authenticator", &[("password", PASSWORD)]).await;
    assert_eq!(proved.expect_status(303).location(), "/?notice=confirmed");
    let code = app.code(&door);
    let codes = browser.form("/account/authenticator/recovery-codes", &[("code", &code)]).await;
    assert!(codes.expect_status(200).text().contains("id=\"codes\""));
    door.clock.advance(60_000);
    let code = app.code(&door);
    browser.form("/account/authenticator/remove", &[("code", &code)]).await.expect_status(303);
    door.stop().await;
}

/// Checklist items 68 and 103: where a proof is asked for, guesses count as they do at the sign-in.
#[tokio::test]
async fn guesses_at_the_confirm_page_count_like_those_at_the_sign_in() {
    let settings =
        [("TRUST_PROXY", "1"), ("DOORWARD_ACCOUNT_LOGIN_MAX", "5"), ("LOGIN_MAX", "1000")];
    let door = Doorward::start(&settings).await;
    let mut browser = door.browser().at("192.0.2.1");
    browser.register(ALICE).await;
    browser.login(ALICE, PASSWORD).await.expect_status(200);
    door.clock.advance(TEN_MINUTES_MS);
    let wrong = [("password", "not the password")];
    let change = [("current-password", "not the password"), ("new-password", "an umbrella stand")];
    let deletion = [("confirm", ALICE), ("password", "not the password")];
    let tries: [(&str, &[(&str, &str)]); 5] = [
        ("/account/export", &wrong),
        ("/account/passkeys/add", &wrong),
        ("/account/password", &change),
        ("/account/delete", &deletion),
        ("/account/authenticator", &wrong),
    ];
    for (path, form) in tries {
        let page = browser.form(path, form).await;
        assert!((401..=403).contains(&page.status), "{path} {}", page.status);
    }
    for form in [&[("password", PASSWORD)][..], &wrong] {
        let refused = browser.form("/account/export", form).await.expect_status(429);
        assert!(refused.header("retry-after").is_some());
    }
    // It is one counter, which this browser has at the sign-in too.
    browser.login(ALICE, PASSWORD).await.expect_status(429);
    door.stop().await;
}

/// Checklist items 68 and 73: the proof counts a long password in Unicode to its last character.
#[tokio::test]
async fn a_long_password_proves_with_every_character_of_it() {
    let door = Doorward::start(&[]).await;
    let mut alice = door.signed_in(ALICE).await;
    let start = "un été très long \u{1f98a} ".repeat(5);
    let (composed, decomposed) = (format!("{start}caf\u{e9}"), format!("{start}cafe\u{301}"));
    let form = [("current-password", PASSWORD), ("new-password", &composed)];
    alice.form("/account/password", &form).await.expect_status(303);
    door.clock.advance(TEN_MINUTES_MS);
    let path = "/account/export";
    for wrong in [start.as_str(), &format!("{start}cafe"), &composed[..64]] {
        alice.form(path, &[("password", wrong)]).await.expect_status(403);
    }
    let exported = alice.form(path, &[("password", &decomposed)]).await.expect_status(200);
    assert!(exported.header("content-disposition").is_some());
    door.stop().await;
}

/// Checklist item 102: whoever reads somebody's mail resets their password and comes no further. Nothing
/// that is mailed is a second factor, and none is mailed for the asking.
#[tokio::test]
async fn no_code_by_mail_is_a_second_factor() {
    let house = House::of_the_trusting(&[]).await;
    let alice = enrolled(&house.door, ALICE).await;
    let mut reader = house.door.browser();
    ask(&mut reader, ALICE).await.expect_status(200);
    let link = house.link(RESET, 1).await;
    reset(&mut reader, &link, NEW).await.expect_status(200);
    let answer = reader.form("/login", &[("email", ALICE), ("password", NEW)]).await;
    assert_eq!(answer.expect_status(303).location(), "/login/2fa");
    let page = reader.get("/login/2fa").await.expect_status(200);
    let page = page.text().to_lowercase();
    assert!(page.contains("value=\"app\"") && !page.contains("mail"), "{page}");
    let mailed = link.token();
    for method in ["app", "recovery", "email", "mail"] {
        let form = [("method", method), ("code", mailed.as_str())];
        let refused = reader.form("/login/2fa", &form).await;
        assert!((400..=401).contains(&refused.status), "{method} {}", refused.status);
    }
    let body = reader.login(ALICE, NEW).await.expect_status(200).json();
    let token = body["tempToken"].as_str().unwrap();
    for proof in [json!({"token": mailed}), json!({"backupCode": mailed}), json!({"email": ALICE})]
    {
        second_step(&mut reader, token, proof).await.expect_status(401);
    }
    assert_eq!(reader.who().await, None);
    ask(&mut reader, ALICE).await.expect_status(200);
    house.link(RESET, 2).await;
    let mails = house.sink.mails(5).await;
    let mut subjects: Vec<_> = mails.iter().map(Mail::subject).collect();
    subjects.sort_unstable();
    assert_eq!(
        subjects,
        [
            "An authenticator app was added",
            "Confirm your address",
            "Set a new password",
            "Set a new password",
            "Your password was changed",
        ]
    );
    let proof = json!({"token": alice.app.code(&house.door)});
    second_step(&mut reader, token, proof).await.expect_status(200);
    house.close().await;
}

/// Asks for a proof by a passkey, and answers.
async fn prove(browser: &mut Browser, key: &mut Authenticator) {
    let asked = passkeys::ask(browser, "prove").await;
    let answer = key.get(&asked["options"]);
    passkeys::send(browser, "prove", &asked, answer).await.expect_status(200);
}

/// Checklist items 68 and 97: a passkey that makes sure of nobody shows the second factor, and no more.
#[tokio::test]
async fn an_unverified_passkey_refreshes_the_second_factor_alone() {
    let door = passkeys::start(&[]).await;
    let Enrolled { mut browser, app, .. } = enrolled(&door, ALICE).await;
    let mut key = Authenticator { verifies: false, ..Authenticator::at(ORIGIN) };
    let code = app.code(&door);
    browser.form("/account/passkeys/add", &[("code", &code)]).await.expect_status(303);
    passkeys::add(&mut browser, &mut key).await.expect_status(200);
    door.clock.advance(TEN_MINUTES_MS);
    prove(&mut browser, &mut key).await;
    let page = browser.form("/account/export", &[]).await.expect_status(200);
    let page = page.text();
    assert!(page.contains("name=\"password\"") && !page.contains("name=\"code\""), "{page}");
    browser.post("/passkeys/prove/begin", &json!({})).await.expect_status(404);
    let exported = browser.form("/account/export", &[("password", PASSWORD)]).await;
    assert!(exported.expect_status(200).header("content-disposition").is_some());
    door.clock.advance(TEN_MINUTES_MS);
    let page = browser.form("/account/export", &[("password", PASSWORD)]).await.expect_status(200);
    assert!(page.text().contains("name=\"code\""), "both have to be fresh");
    door.stop().await;
}

/// Checklist items 68 and 99: a passkey that made sure of its person is both proofs in one.
#[tokio::test]
async fn a_verified_passkey_refreshes_both_proofs() {
    let door = passkeys::start(&[]).await;
    let mut alice = enrolled(&door, ALICE).await;
    let mut key = Authenticator::at(ORIGIN);
    let page = alice.browser.form("/account/passkeys/add", &[]).await.expect_status(200);
    assert!(page.text().contains("name=\"code\""));
    let refused = alice.browser.post("/passkeys/register/begin", &json!({})).await;
    passkeys::assert_refused(&refused, 403, "DW-KEY-005");
    let code = alice.app.code(&door);
    let form = [("code", code.as_str())];
    alice.browser.form("/account/passkeys/add", &form).await.expect_status(303);
    passkeys::add(&mut alice.browser, &mut key).await.expect_status(200);
    door.clock.advance(TEN_MINUTES_MS);
    let page = alice.browser.form("/account/export", &[]).await.expect_status(200);
    assert!(page.text().contains("data-path=\"/passkeys/prove\""));
    prove(&mut alice.browser, &mut key).await;
    let exported = alice.browser.form("/account/export", &[]).await.expect_status(200);
    assert!(exported.header("content-disposition").is_some());
    door.stop().await;
}

/// Checklist item 68: what one session has begun is neither shown to nor finished by one that has not
/// proved of late who it is.
#[tokio::test]
async fn an_app_that_is_being_set_up_is_nobody_elses_to_finish() {
    let door = Doorward::start(&[]).await;
    let mut alice = door.signed_in("alice@example.test").await;
    let begun = alice.post("/api/auth/2fa/enable", &json!({})).await.expect_status(200).json();
    let url = begun["otpauthUrl"].as_str().unwrap().to_owned();
    let secret = url.split("secret=").nth(1).unwrap().split('&').next().unwrap().to_owned();
    door.clock.advance(11 * 60_000);
    let code = json!({"token": "000000"});
    alice.post("/api/auth/2fa/confirm", &code).await.expect_status(403);
    let page = alice.form("/account/authenticator/confirm", &[("code", "000000")]).await;
    assert!(page.text().contains("name=\"password\""), "it asks for a proof: {}", page.text());
    assert!(!page.text().contains(&secret), "{}", page.text());
    door.stop().await;
}

/// Checklist item 99: recovery codes come with an authenticator app. Without one nobody gets any, who could
/// then do without the factor that there is.
#[tokio::test]
async fn nobody_gets_recovery_codes_for_the_asking() {
    let door = Doorward::start(&[]).await;
    let mut alice = door.signed_in("alice@example.test").await;
    let refused = alice.post("/api/auth/2fa/backup/regenerate", &json!({})).await;
    assert_eq!(refused.expect_status(400).message(), "2FA is not setup for this user");
    door.stop().await;
}
