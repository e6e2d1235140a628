//! The second step at other doors than the first: Auth.js's contract, the question whose an account is,
//! providers, and our own pages without a script.

use serde_json::json;

use crate::harness::authjs::{self, As};
use crate::harness::browser::Browser;
use crate::harness::provider::{HOME, asked, settings, sign_in};
use crate::harness::totp::{Authenticator, enrolled};
use crate::harness::{BEGIN, Doorward, PASSWORD};
use crate::hostile::Hostile;

const ALICE: &str = "alice@example.test";

/// Answers the second step on the page, and says where that leads.
async fn answer(browser: &mut Browser, door: &Doorward, app: &Authenticator) -> String {
    let code = app.code(door);
    let form = [("method", "app"), ("code", code.as_str())];
    browser.form("/login/2fa", &form).await.expect_status(303).location().to_owned()
}

/// The key that a page shows for typing.
fn secret(page: &str) -> String {
    let (_, rest) = page.split_once("id=\"secret\"").unwrap();
    let (_, rest) = rest.split_once('>').unwrap();
    rest.split_once('<').unwrap().0.to_owned()
}

/// The recovery codes that a page shows.
fn codes(page: &str) -> Vec<String> {
    let (_, list) = page.split_once("id=\"codes\"").unwrap();
    let (list, _) = list.split_once("</ul>").unwrap();
    let items = list.split("<li>").skip(1);
    items.map(|item| item.split_once("</li>").unwrap().0.to_owned()).collect()
}

/// Every kind of the contract's client is sent to the page, and back to where it wanted to go.
#[tokio::test]
async fn a_sign_in_by_auth_js_waits_too() {
    let settings = [
        ("NEXT_AUTH_SECRET", "a secret of both, long enough for anybody"),
        ("NEXTAUTH_URL", "http://localhost:0"),
    ];
    let door = Doorward::start(&settings).await;
    let alice = enrolled(&door, ALICE).await;
    for by in [As::V5, As::V4, As::Form] {
        let mut browser = door.browser();
        let answered = browser.credentials(by, ALICE, PASSWORD).await;
        let target = match by {
            As::Form => answered.location().to_owned(),
            _ => authjs::url(&answered),
        };
        assert!(target.ends_with("/login/2fa"), "{target}");
        let session = browser.session().await;
        assert!(session.is_null() || session == json!({}), "{session}");
        assert_eq!(answer(&mut browser, &door, &alice.app).await, "/after");
        assert_eq!(browser.session().await["user"]["email"], json!(ALICE));
        door.clock.advance(60_000);
    }
    door.stop().await;
}

/// A password alone links no provider to an account that asks for more: the provider would be a way past the
/// second factor.
#[tokio::test]
async fn a_link_waits_for_the_second_factor_like_the_session() {
    let hostile = Hostile::start(BEGIN.seconds());
    let door = Doorward::start(&settings(&hostile)).await;
    door.signed_in("admin@example.test").await;
    let alice = enrolled(&door, ALICE).await;
    let mut thief = door.browser();
    let handle = asked(&mut thief, &hostile).await;
    let form = [("handle", handle.as_str()), ("password", PASSWORD)];
    let waits = thief.form("/link", &form).await.expect_status(303);
    assert_eq!(waits.location(), "/login/2fa");
    assert_eq!(crate::linking::record(&door), [] as [(String, String); 0]);
    // Going to the provider once more asks once more: nothing is linked.
    asked(&mut door.browser(), &hostile).await;

    let mut owner = door.browser();
    let handle = asked(&mut owner, &hostile).await;
    let form = [("handle", handle.as_str()), ("password", PASSWORD)];
    owner.form("/link", &form).await.expect_status(303);
    answer(&mut owner, &door, &alice.app).await;
    owner.get("/").await.expect_status(200);
    assert_eq!(crate::linking::record(&door), [("link.add".to_owned(), "openid".to_owned())]);
    let mut by_provider = door.browser();
    let entered = sign_in(&mut by_provider, &hostile).await.expect_status(302);
    assert_eq!(entered.location(), format!("{HOME}/"), "providers have factors of their own");
    door.stop().await;
}

/// Whoever is banned while the sign-in waits does not get a provider into their account either.
#[tokio::test]
async fn a_link_that_waits_is_not_made_for_whoever_may_not_come_in_any_more() {
    let hostile = Hostile::start(BEGIN.seconds());
    let door = Doorward::start(&settings(&hostile)).await;
    door.signed_in("admin@example.test").await;
    let alice = enrolled(&door, ALICE).await;
    let mut browser = door.browser();
    let handle = asked(&mut browser, &hostile).await;
    let form = [("handle", handle.as_str()), ("password", PASSWORD)];
    browser.form("/link", &form).await.expect_status(303);
    let database = rusqlite::Connection::open(door.folder.path().join("data/doorward.db")).unwrap();
    let ban = "UPDATE users SET banned_until = ?1 WHERE email = ?2";
    let until = door.now().plus(60_000).0;
    assert_eq!(database.execute(ban, rusqlite::params![until, ALICE]).unwrap(), 1);
    let code = alice.app.code(&door);
    browser.form("/login/2fa", &[("method", "app"), ("code", &code)]).await;
    assert!(browser.get("/").await.expect_status(303).location().starts_with("/login"));
    assert_eq!(crate::linking::record(&door), [] as [(String, String); 0]);
    door.stop().await;
}

/// Where a factor is required, the word of a provider is two only if it says so, or if it is trusted.
#[tokio::test]
async fn providers_satisfy_a_rule_only_if_they_say_so_or_are_trusted() {
    let hostile = Hostile::start(BEGIN.seconds());
    let mut all = settings(&hostile);
    all.extend([
        ("ALLOW_SOCIAL_REGISTRATION", "true"),
        ("DOORWARD_REQUIRE_SECOND_FACTOR", "user,admin"),
    ]);
    let door = Doorward::start(&all).await;
    let mut browser = door.browser();
    let waits = sign_in(&mut browser, &hostile).await.expect_status(302);
    assert_eq!(waits.location(), format!("{HOME}/login/2fa"));
    assert_eq!(browser.who().await, None);
    let page = browser.form("/login/2fa/setup", &[]).await.expect_status(200);
    let app = Authenticator::typed(&secret(page.text()));
    let code = app.code(&door);
    browser.form("/login/2fa/setup/confirm", &[("code", &code)]).await.expect_status(200);
    browser.get("/").await.expect_status(200);

    let mut browser = door.browser();
    sign_in(&mut browser, &hostile).await.expect_status(302);
    door.clock.advance(60_000);
    assert_eq!(answer(&mut browser, &door, &app).await, "/");
    browser.get("/").await.expect_status(200);

    all.push(("DOORWARD_TRUST_PROVIDER_FACTORS", "true"));
    let door = door.restart_with(&all).await;
    let mut browser = door.browser();
    let entered = sign_in(&mut browser, &hostile).await.expect_status(302);
    assert_eq!(entered.location(), format!("{HOME}/"));
    door.stop().await;
}

/// Checklist items 96 and 99: set up after a fresh proof, changed with a factor, warned when few codes are
/// left; all without a script.
#[tokio::test]
async fn the_account_page_sets_an_app_up_and_takes_it_away() {
    let door = Doorward::start(&[]).await;
    let mut alice = door.signed_in(ALICE).await;
    assert!(alice.get("/").await.text().contains("/account/authenticator"));
    door.clock.advance(11 * 60_000);
    let asks = alice.form("/account/authenticator", &[]).await.expect_status(200);
    assert!(asks.text().contains("name=\"password\""), "a fresh proof (checklist item 68)");
    let wrong = [("password", "not the password")];
    alice.form("/account/authenticator", &wrong).await.expect_status(403);
    let page = alice.form("/account/authenticator", &[("password", PASSWORD)]).await;
    let page = page.expect_status(200);
    assert!(page.text().contains("<svg class=\"qr\"") && !page.text().contains("style="));
    assert_eq!(page.header("cache-control"), Some("no-store"));
    let app = Authenticator::typed(&secret(page.text()));
    let confirm = "/account/authenticator/confirm";
    let again = alice.form(confirm, &[("code", "000000")]).await.expect_status(401);
    assert_eq!(secret(again.text()), secret(page.text()), "the same code for another try");
    let code = app.code(&door);
    let shown = codes(alice.form(confirm, &[("code", &code)]).await.expect_status(200).text());
    assert_eq!(shown.len(), 10);
    assert!(!alice.get("/account/authenticator").await.text().contains(&shown[0]), "once");

    let regenerate = "/account/authenticator/recovery-codes";
    alice.form(regenerate, &[("code", &code)]).await.expect_status(401);
    for code in &shown[..7] {
        let mut browser = door.browser();
        let form = [("email", ALICE), ("password", PASSWORD)];
        browser.form("/login", &form).await.expect_status(303);
        browser.get("/login/2fa?method=recovery").await.expect_status(200);
        let form = [("method", "recovery"), ("code", code.as_str()), ("remember", "yes")];
        browser.form("/login/2fa", &form).await.expect_status(303);
        assert!(
            !browser.jar.contains_key("doorward-trusted"),
            "a recovery code is no ground for trust"
        );
    }
    let few = alice.get("/").await.text().contains("3 recovery codes are left");
    assert!(few && alice.get("/").await.text().contains("class=\"wrong\""));
    let new = alice.form(regenerate, &[("code", &shown[7])]).await.expect_status(200);
    assert_eq!(codes(new.text()).len(), 10);
    alice.form("/account/authenticator/remove", &[("code", &shown[8])]).await.expect_status(401);
    door.clock.advance(60_000);
    let code = app.code(&door);
    let removed = alice.form("/account/authenticator/remove", &[("code", &code)]).await;
    assert!(removed.expect_status(303).location().contains("authenticator-removed"));
    door.browser().login(ALICE, PASSWORD).await.expect_status(200).json()["token"]
        .as_str()
        .unwrap();
    door.stop().await;
}
