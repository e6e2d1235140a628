//! What counts as a fresh proof of who somebody is.

use serde_json::json;

use crate::harness::browser::Browser;
use crate::harness::provider::{HOME, local, settings, sign_in, way_back};
use crate::harness::social::{Social, borrowed};
use crate::harness::{BEGIN, Doorward, PASSWORD};
use crate::hostile::Hostile;
use crate::linking_account::onward;

const ALICE: &str = "alice@example.test";
const TEN_MINUTES_MS: i64 = 600_000;

async fn start() -> (Hostile, Doorward) {
    let hostile = Hostile::start(BEGIN.seconds());
    let door = Doorward::start(&settings(&hostile)).await;
    (hostile, door)
}

/// Whether how the account is opened may be changed without one more proof.
async fn is_trusted(browser: &mut Browser) -> bool {
    let page = browser.form("/account/links/openid", &[]).await.expect_status(200);
    assert_eq!(page.header("refresh").is_none(), page.text().contains("Confirm that it is you"));
    page.header("refresh").is_some()
}

/// Deletes the account, as far as it may be.
async fn delete(browser: &mut Browser, password: Option<&str>) -> u16 {
    let mut fields = vec![("confirm", ALICE)];
    fields.extend(password.map(|password| ("password", password)));
    browser.form("/account/delete", &fields).await.status
}

/// Checklist item 68: at an unattended browser the provider may still know the last person.
#[tokio::test]
async fn a_provider_that_lets_somebody_through_without_a_question_proves_nothing() {
    let (hostile, door) = start().await;
    let now_s = BEGIN.seconds();
    for (auth_time, trusted) in [
        (json!(null), false),
        (json!(now_s - 600), false),
        (json!(now_s - 599), true),
        (json!(now_s + 30), true),
    ] {
        hostile.vouch_for(&json!({"auth_time": auth_time}));
        let mut alice = door.browser();
        sign_in(&mut alice, &hostile).await.expect_status(302);
        alice.get("/").await.expect_status(200);
        assert_eq!(is_trusted(&mut alice).await, trusted, "{auth_time}");
    }
    door.stop().await;
}

/// Checklist item 68: going round by what is linked already does not make a proof last longer.
#[tokio::test]
async fn what_is_linked_already_renews_no_proof() {
    let (hostile, door) = start().await;
    hostile.vouch_for(&json!({"auth_time": BEGIN.seconds()}));
    let mut alice = door.browser();
    sign_in(&mut alice, &hostile).await.expect_status(302);
    door.clock.advance(TEN_MINUTES_MS - 1000);
    hostile.set_clock(door.now().seconds());
    let page = alice.form("/account/links/openid", &[]).await.expect_status(200);
    let back = way_back(&onward(&page), &hostile);
    let linked = alice.get(&back).await.expect_status(302);
    assert_eq!(linked.location(), format!("{HOME}/?notice=provider-linked"));
    assert!(is_trusted(&mut alice).await);
    door.clock.advance(1000);
    assert!(!is_trusted(&mut alice).await);
    door.stop().await;
}

#[tokio::test]
async fn a_password_is_a_proof_for_ten_minutes_wherever_it_is_typed() {
    let (_hostile, door) = start().await;
    let mut alice = door.signed_in(ALICE).await;
    assert!(is_trusted(&mut alice).await);
    door.clock.advance(TEN_MINUTES_MS);
    assert!(!is_trusted(&mut alice).await);
    let page = alice.form("/account/links/openid", &[("password", PASSWORD)]).await;
    assert!(page.expect_status(200).header("refresh").is_some());
    assert!(is_trusted(&mut alice).await);
    door.clock.advance(TEN_MINUTES_MS);
    assert!(!is_trusted(&mut alice).await);
    door.stop().await;
}

/// Where a provider cannot say when somebody signed in there, the session's age has to do.
#[tokio::test]
async fn of_a_provider_that_cannot_say_the_age_of_the_session_counts() {
    let social = Social::start();
    let door = Doorward::start(&borrowed(&social.settings())).await;
    let mut octocat = door.browser();
    social.sign_in(&mut octocat, "github", "octocat").await;
    let step = async |browser: &mut Browser| {
        browser.form("/account/links/discord", &[]).await.expect_status(200)
    };
    assert!(step(&mut octocat).await.header("refresh").is_some());
    door.clock.advance(TEN_MINUTES_MS);
    let page = step(&mut octocat).await;
    assert!(page.header("refresh").is_none());
    assert!(page.text().contains("Sign out and sign in again"));
    door.stop().await;
}

/// Checklist item 68: an account without a password is deleted by whoever proves to be its owner.
#[tokio::test]
async fn an_account_without_a_password_is_deleted_after_a_fresh_proof_only() {
    let (hostile, door) = start().await;
    let mut alice = door.browser();
    sign_in(&mut alice, &hostile).await.expect_status(302);
    assert!(!alice.get("/").await.text().contains("id=\"password\""));
    let fields = [("confirm", ALICE), ("password", "anything")];
    let page = alice.form("/account/delete", &fields).await.expect_status(200);
    assert!(page.text().contains("You are about to delete your account."));
    assert!(page.text().contains("/account/confirm/openid"));
    alice.get("/").await.expect_status(200);
    hostile.vouch_for(&json!({"auth_time": BEGIN.seconds()}));
    let page = alice.form("/account/confirm/openid", &[]).await.expect_status(200);
    let back = way_back(&onward(&page), &hostile);
    let proved = alice.get(&back).await.expect_status(302);
    assert_eq!(local(proved.location()), "/?notice=confirmed");
    door.clock.advance(TEN_MINUTES_MS);
    assert_eq!(delete(&mut alice, None).await, 200);
    door.clock.advance(-1);
    assert_eq!(delete(&mut alice, None).await, 303);
    assert_eq!(alice.get("/").await.expect_status(303).location(), "/register");
    door.stop().await;
}

/// An account that a provider made may have got a password since.
#[tokio::test]
async fn wherever_an_account_has_a_password_it_is_asked_for_before_deletion() {
    let (hostile, door) = start().await;
    hostile.vouch_for(&json!({"auth_time": BEGIN.seconds()}));
    let mut alice = door.browser();
    sign_in(&mut alice, &hostile).await.expect_status(302);
    let args = ["user", "set-password", ALICE];
    crate::commands::doorward(door.folder.path(), &[], &args, &format!("{PASSWORD}\n"));
    let mut alice = door.browser();
    sign_in(&mut alice, &hostile).await.expect_status(302);
    let page = alice.get("/").await.expect_status(200);
    assert!(page.text().contains("type=\"password\""));
    assert_eq!(delete(&mut alice, None).await, 403);
    assert_eq!(delete(&mut alice, Some("wrong password")).await, 403);
    assert_eq!(delete(&mut alice, Some(PASSWORD)).await, 303);
    door.stop().await;
}

/// Checklist item 103: setting out from the account page counts like any other way to a provider.
#[tokio::test]
async fn ways_to_providers_from_the_account_page_are_limited() {
    let hostile = Hostile::start(BEGIN.seconds());
    let mut few = settings(&hostile);
    few.push(("LOGIN_MAX", "4"));
    let door = Doorward::start(&few).await;
    hostile.vouch_for(&json!({"auth_time": BEGIN.seconds()}));
    let mut alice = door.browser();
    sign_in(&mut alice, &hostile).await.expect_status(302);
    alice.form("/account/links/openid", &[]).await.expect_status(200);
    alice.form("/account/confirm/openid", &[]).await.expect_status(200);
    for path in ["/account/links/openid", "/account/confirm/openid"] {
        let refused = alice.form(path, &[]).await.expect_status(429);
        assert!(refused.header("retry-after").is_some(), "{path}");
    }
    door.stop().await;
}
