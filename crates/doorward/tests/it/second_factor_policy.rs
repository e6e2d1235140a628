//! Whom a second factor is asked of: browsers that are trusted, roles of which it is required, and other
//! ways to prove a password.

use doorward_app::{Role, people};
use serde_json::json;

use crate::harness::browser::Browser;
use crate::harness::mail::Sink;
use crate::harness::totp::{Authenticator, Enrolled, enrolled, second_step};
use crate::harness::{Doorward, PASSWORD};

const ALICE: &str = "alice@example.test";
const BOB: &str = "bob@example.test";
const DAY_MS: i64 = 24 * 60 * 60_000;

/// Signs in on the page, and says where that leads.
async fn sign_in(browser: &mut Browser, email: &str, password: &str) -> String {
    let form = [("email", email), ("password", password), ("return_to", "/")];
    browser.form("/login", &form).await.expect_status(303).location().to_owned()
}

/// Signs in on the page and chooses not to be asked again.
async fn trusted(door: &Doorward, alice: &Enrolled) -> Browser {
    let mut browser = door.browser();
    assert_eq!(sign_in(&mut browser, ALICE, PASSWORD).await, "/login/2fa");
    let code = alice.app.code(door);
    let form = [("method", "app"), ("code", code.as_str()), ("remember", "yes")];
    assert_eq!(browser.form("/login/2fa", &form).await.expect_status(303).location(), "/");
    assert!(browser.jar.contains_key("doorward-trusted"));
    door.clock.advance(60_000);
    browser
}

/// The browser after its session has ended.
fn signed_out(browser: &Browser) -> Browser {
    let mut browser = browser.clone();
    browser.jar.retain(|name, _| name == "doorward-trusted");
    browser
}

#[tokio::test]
async fn a_trusted_browser_is_not_asked_for_thirty_days() {
    let door = Doorward::start(&[]).await;
    let alice = enrolled(&door, ALICE).await;
    enrolled(&door, BOB).await;
    let browser = trusted(&door, &alice).await;
    assert_eq!(sign_in(&mut signed_out(&browser), ALICE, PASSWORD).await, "/");
    assert_eq!(sign_in(&mut signed_out(&browser), BOB, PASSWORD).await, "/login/2fa");
    assert_eq!(sign_in(&mut door.browser(), ALICE, PASSWORD).await, "/login/2fa");
    let mut forged = signed_out(&browser);
    forged.jar.insert("doorward-trusted".to_owned(), "A".repeat(43));
    assert_eq!(sign_in(&mut forged, ALICE, PASSWORD).await, "/login/2fa");
    door.clock.advance(30 * DAY_MS);
    assert_eq!(sign_in(&mut signed_out(&browser), ALICE, PASSWORD).await, "/login/2fa");
    door.stop().await;
}

#[tokio::test]
async fn trust_ends_with_a_word_a_password_or_a_factor() {
    let door = Doorward::start(&[]).await;
    let mut alice = enrolled(&door, ALICE).await;
    let mut browser = trusted(&door, &alice).await;
    assert!(browser.get("/account/authenticator").await.text().contains("One browser"));
    browser.form("/account/trusted/end-all", &[]).await.expect_status(303);
    assert_eq!(sign_in(&mut signed_out(&browser), ALICE, PASSWORD).await, "/login/2fa");

    let browser = trusted(&door, &alice).await;
    let proof = json!({ "token": alice.app.code(&door) });
    let offer = alice.browser.post("/api/auth/2fa/enable", &proof).await.expect_status(200).json();
    let app = Authenticator::scanned(offer["otpauthUrl"].as_str().unwrap());
    let confirm = json!({ "token": app.code(&door) });
    alice.browser.post("/api/auth/2fa/confirm", &confirm).await.expect_status(200);
    alice.app = app;
    door.clock.advance(60_000);
    assert_eq!(sign_in(&mut signed_out(&browser), ALICE, PASSWORD).await, "/login/2fa");

    let browser = trusted(&door, &alice).await;
    let (app, new) = (door.app(), "another horse battery");
    let user = people::find(&app, ALICE).await.unwrap();
    people::set_password(&app, &user, new.to_owned().into()).await.unwrap();
    drop(app);
    assert_eq!(sign_in(&mut signed_out(&browser), ALICE, new).await, "/login/2fa");
    door.stop().await;
}

/// The names of the browsers that the account page lists, the last chosen first.
async fn listed(browser: &mut Browser) -> Vec<String> {
    let page = browser.get("/").await.expect_status(200).text().to_owned();
    let parts = page.split("/account/trusted/").skip(1);
    let ids = parts.filter_map(|part| part.split_once("/end\"").map(|(id, _)| id.to_owned()));
    ids.filter(|id| id.len() == 24).collect()
}

/// Checklist item 116: each is its owner's to forget, and nobody else's.
#[tokio::test]
async fn trust_ends_browser_by_browser() {
    let door = Doorward::start(&[]).await;
    let alice = enrolled(&door, ALICE).await;
    let mut bob = enrolled(&door, BOB).await.browser;
    let mut first = trusted(&door, &alice).await;
    let second = trusted(&door, &alice).await;
    let ids = listed(&mut first).await;
    assert_eq!(ids.len(), 2);
    let path = format!("/account/trusted/{}/end", ids[0]);
    bob.form(&path, &[]).await.expect_status(404);
    assert_eq!(sign_in(&mut signed_out(&second), ALICE, PASSWORD).await, "/");
    let done = first.form(&path, &[]).await.expect_status(303);
    assert_eq!(done.location(), "/?notice=device-forgotten");
    first.form(&path, &[]).await.expect_status(404);
    assert_eq!(sign_in(&mut signed_out(&second), ALICE, PASSWORD).await, "/login/2fa");
    assert_eq!(sign_in(&mut signed_out(&first), ALICE, PASSWORD).await, "/");
    first.form("/account/trusted/end-all", &[]).await.expect_status(303);
    assert!(listed(&mut first).await.is_empty());
    assert_eq!(sign_in(&mut signed_out(&first), ALICE, PASSWORD).await, "/login/2fa");
    door.stop().await;
}

#[tokio::test]
async fn whoever_must_have_a_factor_gets_one_before_anything_else() {
    let required = [("DOORWARD_REQUIRE_SECOND_FACTOR", "admin")];
    let door = Doorward::start(&required).await;
    let mut admin = door.browser();
    admin.register(ALICE).await;
    admin.register(BOB).await;
    let refused = admin.login(ALICE, PASSWORD).await.expect_status(403).json();
    assert!(refused.get("tempToken").is_none() && refused.get("token").is_none());
    door.browser().login(BOB, PASSWORD).await.expect_status(200).json()["token"].as_str().unwrap();

    assert_eq!(sign_in(&mut admin, ALICE, PASSWORD).await, "/login/2fa");
    assert_eq!(admin.get("/login/2fa").await.expect_status(303).location(), "/login/2fa/setup");
    admin.get("/login/2fa/setup").await.expect_status(200);
    assert_eq!(admin.who().await, None);
    assert!(admin.get("/").await.expect_status(303).location().starts_with("/login"));
    let page = admin.form("/login/2fa/setup", &[]).await.expect_status(200);
    let app = Authenticator::typed(&secret(page.text()));
    admin.form("/login/2fa/setup/confirm", &[("code", "000000")]).await.expect_status(401);
    assert!(admin.get("/").await.expect_status(303).location().starts_with("/login"));
    let code = app.code(&door);
    let page = admin.form("/login/2fa/setup/confirm", &[("code", &code)]).await.expect_status(200);
    assert_eq!(page.text().matches("<li>").count(), 10, "recovery codes, once");
    admin.get("/").await.expect_status(200);

    // The last factor stays while one is required (checklist item 99).
    door.clock.advance(60_000);
    let code = app.code(&door);
    let form = [("code", code.as_str())];
    let page = admin.form("/account/authenticator/remove", &form).await.expect_status(409);
    assert!(page.text().contains("DW-2FA-005"));
    admin.get("/account/authenticator").await.expect_status(200);
    door.stop().await;
}

/// The key that a page shows for typing.
fn secret(page: &str) -> String {
    let (_, rest) = page.split_once("id=\"secret\"").unwrap();
    let (_, rest) = rest.split_once('>').unwrap();
    rest.split_once('<').unwrap().0.to_owned()
}

/// A factor that begins to be required asks whoever has one, and sends others to set one up.
#[tokio::test]
async fn a_new_rule_holds_from_the_next_sign_in_on() {
    let door = Doorward::start(&[]).await;
    enrolled(&door, ALICE).await;
    door.browser().register(BOB).await;
    let door = door.restart_with(&[("DOORWARD_REQUIRE_SECOND_FACTOR", "user,admin")]).await;
    let mut browser = door.browser();
    sign_in(&mut browser, ALICE, PASSWORD).await;
    browser.get("/login/2fa").await.expect_status(200);
    browser.get("/login/2fa/setup").await.expect_status(303);
    let mut browser = door.browser();
    sign_in(&mut browser, BOB, PASSWORD).await;
    browser.get("/login/2fa").await.expect_status(303);
    // Nobody sets an app up over one that counts.
    let mut alice = door.browser();
    sign_in(&mut alice, ALICE, PASSWORD).await;
    alice.form("/login/2fa/setup", &[]).await.expect_status(303);
    alice.form("/login/2fa/setup/confirm", &[("code", "000000")]).await.expect_status(303);
    door.stop().await;
}

/// Sessions of one factor count no more once a second one is required of their person; those of browsers
/// that are not asked for one go on.
#[tokio::test]
async fn a_new_rule_ends_sessions_that_stand_on_one_factor() {
    let door = Doorward::start(&[]).await;
    let alice = enrolled(&door, ALICE).await;
    let remembers = trusted(&door, &alice).await;
    let mut trusting = signed_out(&remembers);
    assert_eq!(sign_in(&mut trusting, ALICE, PASSWORD).await, "/");
    let bob = door.signed_in(BOB).await;
    let door = door.restart_with(&[("DOORWARD_REQUIRE_SECOND_FACTOR", "user,admin")]).await;
    let returns = |before: Browser| {
        let (jar, token) = (before.jar, before.token);
        Browser { jar, token, ..door.browser() }
    };
    for mut browser in [alice.browser, bob].map(returns) {
        assert_eq!(browser.who().await, None);
        browser.refresh().await.expect_status(401);
        assert!(browser.get("/").await.expect_status(303).location().starts_with("/login"));
    }
    for mut browser in [remembers, trusting].map(returns) {
        browser.get("/").await.expect_status(200);
        browser.refresh().await.expect_status(200);
    }
    door.stop().await;
}

/// Whoever becomes an administrator signs in as one.
#[tokio::test]
async fn a_new_administrator_proves_what_is_asked_of_administrators() {
    let door = Doorward::start(&[("DOORWARD_REQUIRE_SECOND_FACTOR", "admin")]).await;
    door.browser().register(ALICE).await;
    let mut bob = door.signed_in(BOB).await;
    assert_eq!(bob.who().await.as_deref(), Some(BOB));
    let app = door.app();
    let user = people::find(&app, BOB).await.unwrap();
    people::set_role(&app, user.id, Role::Admin, people::By::CommandLine).await.unwrap();
    drop(app);
    assert_eq!(bob.who().await, None);
    bob.refresh().await.expect_status(401);
    assert!(bob.get("/admin").await.expect_status(303).location().starts_with("/login"));
    assert_eq!(sign_in(&mut bob, BOB, PASSWORD).await, "/login/2fa");
    door.stop().await;
}

/// The address with the token is left at once, and the page does not show it.
#[tokio::test]
async fn the_stock_clients_address_leads_to_our_page_without_its_token() {
    let door = Doorward::start(&[]).await;
    let alice = enrolled(&door, ALICE).await;
    let mut browser = door.browser();
    let body = browser.login(ALICE, PASSWORD).await.json();
    let token = body["tempToken"].as_str().unwrap();
    let answer = browser.get(&format!("/login/2fa?tempToken={token}")).await.expect_status(303);
    assert_eq!(answer.location(), "/login/2fa");
    let page = browser.get("/login/2fa").await.expect_status(200);
    assert!(!page.text().contains(token) && page.text().contains("one-time-code"));
    let code = alice.app.code(&door);
    browser.form("/login/2fa", &[("method", "app"), ("code", &code)]).await.expect_status(303);
    browser.get("/").await.expect_status(200);
    let mut stranger = door.browser();
    let answer = stranger.get("/login/2fa?tempToken=x.y.z").await.expect_status(303);
    assert!(answer.location().contains("DW-2FA-003"));
    stranger.get("/login/2fa").await.expect_status(303);
    door.stop().await;
}

/// Checklist item 88: factors that come and go, and browsers that the account has not had.
#[tokio::test]
async fn people_are_told_of_new_browsers_and_of_their_factors() {
    let sink = Sink::plain();
    let door = Doorward::start(&sink.settings()).await;
    let mut alice = enrolled(&door, ALICE).await;
    door.clock.advance(2 * 60 * 60_000);
    let mut browser = door.browser();
    let body = browser.login(ALICE, PASSWORD).await.json();
    let token = body["tempToken"].as_str().unwrap().to_owned();
    let proof = json!({ "token": alice.app.code(&door) });
    second_step(&mut browser, &token, proof).await.expect_status(200);
    door.clock.advance(60_000);
    alice.browser.refresh().await.expect_status(200);
    let proof = json!({ "token": alice.app.code(&door) });
    alice.browser.post("/api/auth/2fa/disable", &proof).await.expect_status(200);
    let kinds = recorded(&door);
    assert_eq!(kinds.iter().filter(|kind| *kind == "factor.add").count(), 1);
    assert_eq!(kinds.iter().filter(|kind| *kind == "factor.remove").count(), 1);
    let mails = sink.mails(3).await;
    let to_alice = mails.iter().filter(|mail| mail.0["recipients"] == json!([ALICE])).count();
    assert!(to_alice >= 3, "added, new browser, removed: {mails:#?}");
    door.stop().await;
}

fn recorded(door: &Doorward) -> Vec<String> {
    let database = rusqlite::Connection::open(door.folder.path().join("data/doorward.db")).unwrap();
    let mut all = database.prepare("SELECT kind FROM audit").unwrap();
    let rows = all.query_map([], |row| row.get(0)).unwrap();
    rows.map(Result::unwrap).collect()
}

/// Checklist item 101: what a session was opened with is recorded of that session alone.
#[tokio::test]
async fn a_session_records_its_own_proofs() {
    let door = Doorward::start(&[]).await;
    let alice = enrolled(&door, ALICE).await;
    let browser = trusted(&door, &alice).await;
    sign_in(&mut signed_out(&browser), ALICE, PASSWORD).await;
    let database = rusqlite::Connection::open(door.folder.path().join("data/doorward.db")).unwrap();
    let mut all =
        database.prepare("SELECT amr, factor_at IS NOT NULL FROM sessions ORDER BY id").unwrap();
    let rows = all.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    let proofs: Vec<(String, bool)> = rows.map(Result::unwrap).collect();
    let expected = [("pwd", false), ("pwd otp", true), ("pwd trusted", false)];
    assert_eq!(proofs, expected.map(|(amr, factor)| (amr.to_owned(), factor)));
    door.stop().await;
}
