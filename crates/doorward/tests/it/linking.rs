//! "This address already has an account": what it takes until a provider opens it too.

use serde_json::json;

use crate::commands::doorward;
use crate::harness::browser::Browser;
use crate::harness::http::Answer;
use crate::harness::provider::{
    HOME, asked, failed_with, holds_no_session, local, settings, sign_in,
};
use crate::harness::{BEGIN, Doorward, PASSWORD, together};
use crate::hostile::Hostile;

const ALICE: &str = "alice@example.test";

/// A house with a provider, an administrator and Alice, who has a password.
async fn start(more: &[(&str, &str)]) -> (Hostile, Doorward) {
    let hostile = Hostile::start(BEGIN.seconds());
    let mut all = settings(&hostile);
    all.extend(more);
    let door = Doorward::start(&all).await;
    door.signed_in("admin@example.test").await;
    door.signed_in(ALICE).await;
    (hostile, door)
}

async fn answer(browser: &mut Browser, handle: &str, password: &str) -> Answer {
    browser.form("/link", &[("handle", handle), ("password", password)]).await
}

/// Signs in at the provider, which opens an account without a question.
async fn in_at_once(door: &Doorward, hostile: &Hostile) -> Browser {
    let mut browser = door.browser();
    let answer = sign_in(&mut browser, hostile).await.expect_status(302);
    assert_eq!(answer.location(), format!("{HOME}/"));
    browser.refresh().await.expect_status(200);
    browser
}

/// What the record says of links, the newest last: kind and detail.
pub(crate) fn record(door: &Doorward) -> Vec<(String, String)> {
    let database = rusqlite::Connection::open(door.folder.path().join("data/doorward.db")).unwrap();
    let query = "SELECT kind, detail FROM audit WHERE kind LIKE 'link.%' ORDER BY rowid";
    let mut statement = database.prepare(query).unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    rows.map(Result::unwrap).collect()
}

/// Changes an account by hand, as there is no command for it yet.
fn change(door: &Doorward, what: &str) {
    let database = rusqlite::Connection::open(door.folder.path().join("data/doorward.db")).unwrap();
    let update = format!("UPDATE users SET {what} WHERE email = '{ALICE}'");
    assert_eq!(database.execute(&update, []).unwrap(), 1);
}

/// Checklist item 48: proof of both sides, the provider's word and the password.
#[tokio::test]
async fn the_password_of_the_account_links_the_provider_and_signs_in() {
    let (hostile, door) = start(&[]).await;
    let mut alice = door.browser();
    let started = alice.get("/oauth/openid?return_to=/c/new").await.expect_status(302);
    let back = crate::harness::provider::way_back(started.location(), &hostile);
    let question = alice.get(&back).await.expect_status(302);
    let path = local(question.location()).to_owned();
    let page = alice.get(&path).await.expect_status(200);
    assert!(page.text().contains("has an account already") && page.text().contains(ALICE));
    let handle = path.strip_prefix("/link?handle=").unwrap();
    let done = answer(&mut alice, handle, PASSWORD).await.expect_status(303);
    assert_eq!(done.location(), "/c/new");
    alice.refresh().await.expect_status(200);
    assert_eq!(alice.who().await.as_deref(), Some(ALICE));
    assert!(!alice.jar.keys().any(|name| name.contains("-login-")), "{:?}", alice.jar.keys());
    // From now on the provider opens it, and so does the password.
    assert_eq!(in_at_once(&door, &hostile).await.who().await.as_deref(), Some(ALICE));
    door.browser().login(ALICE, PASSWORD).await.expect_status(200);
    assert_eq!(record(&door), [("link.add".to_owned(), "openid".to_owned())]);
    door.stop().await;
}

#[tokio::test]
async fn a_wrong_password_links_nothing_and_counts() {
    let (hostile, door) = start(&[("LOGIN_MAX", "7")]).await;
    // Two people have signed in. The way out and back counts apart: five tries are left.
    let mut alice = door.browser();
    let handle = asked(&mut alice, &hostile).await;
    for _ in 0..5 {
        let page = answer(&mut alice, &handle, "not the password").await.expect_status(403);
        assert!(page.text().contains("DW-LINK-007") && page.text().contains("Error: "));
    }
    let page = answer(&mut alice, &handle, PASSWORD).await.expect_status(429);
    assert!(page.header("retry-after").is_some() && page.text().contains("DW-AUTH-005"));
    assert!(holds_no_session(&alice));
    assert_eq!(record(&door).len(), 5);
    assert!(record(&door).iter().all(|(kind, _)| kind == "link.refused"));
    // A wrong one does not spend the question.
    door.clock.advance(5 * 60_000);
    answer(&mut alice, &handle, PASSWORD).await.expect_status(303);
    door.stop().await;
}

#[tokio::test]
async fn a_question_is_answered_in_the_browser_that_was_asked_and_once() {
    let (hostile, door) = start(&[]).await;
    let mut alice = door.browser();
    let handle = asked(&mut alice, &hostile).await;
    let mut other = door.browser();
    asked(&mut other, &hostile).await;
    for mut stranger in [door.browser(), other] {
        let path = format!("/link?handle={handle}");
        let shown = stranger.get(&path).await.expect_status(302);
        assert_eq!(shown.location(), failed_with("DW-LOGIN-002"));
        let refused = answer(&mut stranger, &handle, PASSWORD).await.expect_status(302);
        assert_eq!(refused.location(), failed_with("DW-LOGIN-002"));
        let way = stranger.get(&format!("/link/openid?handle={handle}")).await;
        assert_eq!(way.expect_status(302).location(), failed_with("DW-LOGIN-002"));
        assert!(holds_no_session(&stranger));
    }
    let tries: Vec<_> = (0..4)
        .map(|_| {
            let (mut tab, handle) = (alice.clone(), handle.clone());
            together::begin(async move { answer(&mut tab, &handle, PASSWORD).await.status })
        })
        .collect();
    let mut statuses = Vec::new();
    for one in tries {
        statuses.push(one.await.unwrap());
    }
    statuses.sort_unstable();
    assert_eq!(statuses, [302, 302, 302, 303]);
    let spent = answer(&mut alice, &handle, PASSWORD).await.expect_status(302);
    assert_eq!(spent.location(), failed_with("DW-LOGIN-001"));
    assert_eq!(record(&door).len(), 1);
    door.stop().await;
}

#[tokio::test]
async fn a_question_is_open_for_ten_minutes() {
    let (hostile, door) = start(&[]).await;
    let mut alice = door.browser();
    for (wait_ms, location) in [(599_999, "/".to_owned()), (600_000, failed_with("DW-LOGIN-001"))] {
        hostile.vouch_for(&json!({"sub": format!("alice|{wait_ms}")}));
        hostile.set_clock(door.now().seconds());
        let handle = asked(&mut alice, &hostile).await;
        door.clock.advance(wait_ms);
        assert_eq!(answer(&mut alice, &handle, PASSWORD).await.location(), location);
    }
    for handle in ["", "unknown"] {
        let answer = answer(&mut alice, handle, PASSWORD).await.expect_status(302);
        assert_eq!(answer.location(), failed_with("DW-LOGIN-001"));
    }
    door.stop().await;
}

/// Checklist item 48: an account that is switched off is not opened, and its page tells nothing.
#[tokio::test]
async fn an_account_that_is_switched_off_is_not_linked() {
    let (hostile, door) = start(&[("DOORWARD_TRUSTED_EMAIL_DOMAINS", "openid:example.test")]).await;
    change(&door, "disabled_at = 1, email_verified = 1");
    let mut alice = door.browser();
    let handle = asked(&mut alice, &hostile).await;
    answer(&mut alice, &handle, "not the password").await.expect_status(403);
    let refused = answer(&mut alice, &handle, PASSWORD).await.expect_status(302);
    assert_eq!(refused.location(), failed_with("DW-AUTH-002"));
    assert!(holds_no_session(&alice));
    assert!(!record(&door).iter().any(|(kind, _)| kind == "link.add"));
    door.stop().await;
}

/// Checklist item 48: whoever registers under a stranger's address waits in vain for the stranger.
#[tokio::test]
async fn an_account_under_an_unproven_address_is_not_joined_even_by_a_trusted_provider() {
    let (hostile, door) = start(&[("DOORWARD_TRUSTED_EMAIL_DOMAINS", "openid:example.test")]).await;
    let mut victim = door.browser();
    let handle = asked(&mut victim, &hostile).await;
    answer(&mut victim, &handle, "what the attacker chose, I do not know").await.expect_status(403);
    assert!(holds_no_session(&victim) && record(&door).len() == 1);
    door.stop().await;
}

/// Checklist item 49: trust is for one provider, one domain, and addresses that it has checked.
#[tokio::test]
async fn a_trusted_provider_opens_the_account_that_has_proved_its_address() {
    for (rule, verified, joins) in [
        ("openid:example.test", json!(true), true),
        ("openid:example.test", json!("true"), false),
        ("openid:example.test", json!(false), false),
        ("openid:elsewhere.test", json!(true), false),
        ("another:example.test", json!(true), false),
    ] {
        let (hostile, door) = start(&[("DOORWARD_TRUSTED_EMAIL_DOMAINS", rule)]).await;
        change(&door, "email_verified = 1");
        hostile.vouch_for(&json!({"email_verified": verified}));
        let mut alice = door.browser();
        let answer = sign_in(&mut alice, &hostile).await.expect_status(302);
        let to_question = local(answer.location()).starts_with("/link?");
        assert_eq!(to_question, !joins, "{rule} {verified}");
        if joins {
            alice.refresh().await.expect_status(200);
            assert_eq!(alice.who().await.as_deref(), Some(ALICE));
            let expected = ("link.add".to_owned(), "openid, trusted with the address".to_owned());
            assert_eq!(record(&door), [expected]);
        }
        door.stop().await;
    }
}

/// Where passwords are off, a password proves nothing, and the page says so.
#[tokio::test]
async fn where_passwords_are_off_none_answers() {
    let (hostile, door) = start(&[]).await;
    let mut off = settings(&hostile);
    off.push(("ALLOW_EMAIL_LOGIN", "false"));
    let door = door.restart_with(&off).await;
    let mut alice = door.browser();
    let handle = asked(&mut alice, &hostile).await;
    let page = alice.get(&format!("/link?handle={handle}")).await.expect_status(200);
    assert!(!page.text().contains("type=\"password\""));
    let refused = answer(&mut alice, &handle, PASSWORD).await.expect_status(302);
    assert_eq!(refused.location(), failed_with("DW-AUTH-003"));
    door.stop().await;
}

/// Checklist item 50.
#[tokio::test]
async fn a_provider_that_is_switched_off_meanwhile_is_not_linked() {
    let (hostile, door) = start(&[]).await;
    let mut alice = door.browser();
    let handle = asked(&mut alice, &hostile).await;
    let door = door.restart_with(&[]).await;
    alice.address = door.address;
    alice.get(&format!("/link?handle={handle}")).await.expect_status(404);
    let refused = answer(&mut alice, &handle, PASSWORD).await.expect_status(404);
    assert!(refused.text().contains("DW-LOGIN-003"));
    assert!(holds_no_session(&alice) && record(&door).is_empty());
    door.stop().await;
}

/// Checklist items 69 and 70.
#[tokio::test]
async fn another_site_cannot_answer() {
    let (hostile, door) = start(&[]).await;
    let mut alice = door.browser();
    let handle = asked(&mut alice, &hostile).await;
    let body = format!("handle={handle}&password=x");
    for stated in [("Origin", "https://evil.test"), ("Sec-Fetch-Site", "cross-site")] {
        let headers = [("Content-Type", "application/x-www-form-urlencoded"), stated];
        alice.send("POST", "/link", &headers, body.as_bytes()).await.expect_status(403);
    }
    assert!(record(&door).is_empty());
    let listed = doorward(door.folder.path(), &[], &["user", "list", "--json"], "");
    let listed: serde_json::Value = serde_json::from_slice(&listed.stdout).unwrap();
    assert_eq!(listed.as_array().unwrap().len(), 2);
    door.stop().await;
}
