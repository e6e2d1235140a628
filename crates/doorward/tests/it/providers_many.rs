//! Several providers at once: which are offered, in what order, and whose answer counts for whom.

use serde_json::json;

use crate::harness::browser::Browser;
use crate::harness::provider::{HOME, failed_with, holds_no_session, way_back};
use crate::harness::{BEGIN, Doorward};
use crate::hostile::{CLIENT_ID, CLIENT_SECRET, Hostile};

/// What Auth.js's cookies are encrypted with.
const SECRET: &str = "c0ffee5e-a-secret-for-this-story-alone-8d1f";

struct Two {
    office: Hostile,
    school: Hostile,
    door: Doorward,
}

/// Doorward with two providers of the operator's naming.
async fn two(more: &[(&str, &str)]) -> Two {
    let (office, school) = (Hostile::start(BEGIN.seconds()), Hostile::start(BEGIN.seconds()));
    school.vouch_for(&json!({"email": "alice@school.example.test"}));
    let mut settings = settings(&office, &school);
    settings.extend(more);
    let door = Doorward::start(&settings).await;
    Two { office, school, door }
}

fn settings<'a>(office: &'a Hostile, school: &'a Hostile) -> Vec<(&'a str, &'a str)> {
    vec![
        ("DOORWARD_OPENID_PROVIDERS", "office,school"),
        ("DOORWARD_OPENID_OFFICE_ISSUER", office.base()),
        ("DOORWARD_OPENID_OFFICE_CLIENT_ID", CLIENT_ID),
        ("DOORWARD_OPENID_OFFICE_CLIENT_SECRET", CLIENT_SECRET),
        ("DOORWARD_OPENID_OFFICE_LABEL", "The office"),
        ("DOORWARD_OPENID_SCHOOL_ISSUER", school.base()),
        ("DOORWARD_OPENID_SCHOOL_CLIENT_ID", CLIENT_ID),
        ("DOORWARD_OPENID_SCHOOL_CLIENT_SECRET", CLIENT_SECRET),
    ]
}

/// Goes to a provider and gives the path with which it sends the browser back.
async fn go(browser: &mut Browser, id: &str, hostile: &Hostile) -> String {
    let started = browser.get(&format!("/oauth/{id}")).await.expect_status(302);
    way_back(started.location(), hostile)
}

async fn signed_in_id(browser: &mut Browser, path: &str) -> String {
    let answer = browser.get(path).await.expect_status(302);
    assert_eq!(answer.location(), format!("{HOME}/"));
    browser.refresh().await.expect_status(200);
    let who = browser.get("/api/user").await.expect_status(200).json();
    who["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn two_providers_are_two_ways_in_and_two_accounts() {
    let Two { office, school, door } = two(&[]).await;
    let mut one = door.browser();
    let back = go(&mut one, "office", &office).await;
    assert!(back.starts_with("/oauth/office/callback?"), "{back}");
    let at_office = signed_in_id(&mut one, &back).await;
    let mut other = door.browser();
    let back = go(&mut other, "school", &school).await;
    assert_ne!(at_office, signed_in_id(&mut other, &back).await);
    door.stop().await;
}

#[tokio::test]
async fn the_list_decides_the_order_of_the_buttons() {
    let listed = [("NEXT_AUTH_SSO_PROVIDERS", "school, office")];
    let Two { door, .. } = two(&listed).await;
    let page = door.browser().get("/login").await.expect_status(200);
    let place = |label: &str| page.text().find(label).unwrap();
    assert!(place("Continue with school") < place("The office"));
    door.stop().await;
}

#[tokio::test]
async fn the_button_that_was_used_last_is_marked() {
    let Two { office, door, .. } = two(&[]).await;
    let mut browser = door.browser();
    assert!(!browser.get("/login").await.text().contains("Last used"));
    let back = go(&mut browser, "office", &office).await;
    signed_in_id(&mut browser, &back).await;
    browser.form("/logout", &[]).await.expect_status(303);
    let page = browser.get("/login").await.expect_status(200);
    let (before, after) = page.text().split_once("Last used").unwrap();
    assert!(before.contains("The office") && after.contains("Continue with school"));
    assert_eq!(after.matches("Last used").count(), 0);
    door.stop().await;
}

/// Auth.js's and `LibreChat`'s shape of the way back both arrive, and so does another provider's path:
/// the state says whose sign-in it is.
#[tokio::test]
async fn an_answer_counts_on_whichever_callback_path_it_arrives() {
    let Two { office, door, .. } = two(&[]).await;
    let mut accounts = Vec::new();
    for path in ["/oauth/office/callback", "/api/auth/callback/office", "/oauth/school/callback"] {
        let mut browser = door.browser();
        let back = go(&mut browser, "office", &office).await;
        let (_, query) = back.split_once('?').unwrap();
        accounts.push(signed_in_id(&mut browser, &format!("{path}?{query}")).await);
    }
    accounts.dedup();
    assert_eq!(accounts.len(), 1);
    door.stop().await;
}

/// Checklist items 42 and 43: what one provider answers is worth nothing in a sign-in at another, even
/// on the other's path and in the same browser.
#[tokio::test]
async fn the_answer_of_one_provider_does_not_finish_a_sign_in_at_another() {
    let Two { office, school, door } = two(&[]).await;
    let mut browser = door.browser();
    let started = browser.get("/oauth/school").await.expect_status(302);
    let at_school = url::Url::parse(started.location()).unwrap();
    // The person was led to the wrong provider, which answers with a code of its own and their state.
    let mixed_up = office.visit(&at_school);
    let answer = browser.get(&format!("/oauth/school/callback?{mixed_up}")).await;
    let answer = answer.expect_status(302);
    assert!(holds_no_session(&browser));
    // Its code never reached the right one either: the answer names its issuer (RFC 9207).
    assert_eq!(answer.location(), failed_with("DW-OIDC-035"));
    assert_eq!(school.hits("/token"), 0);
    door.stop().await;
}

/// Checklist item 50.
#[tokio::test]
async fn a_provider_that_is_taken_away_neither_starts_nor_finishes() {
    let Two { office, school, door } = two(&[]).await;
    let mut browser = door.browser();
    let back = go(&mut browser, "school", &school).await;
    let door = {
        let mut settings = settings(&office, &school);
        settings[0] = ("DOORWARD_OPENID_PROVIDERS", "office");
        door.restart_with(&settings).await
    };
    let mut browser = Browser { address: door.address, ..browser };
    browser.get("/oauth/school").await.expect_status(404);
    browser.get(&back).await.expect_status(404);
    assert!(browser.jar.keys().all(|name| name.starts_with("doorward-login-")));
    let back = go(&mut browser, "office", &office).await;
    signed_in_id(&mut browser, &back).await;
    door.stop().await;
}

#[tokio::test]
async fn administrators_see_what_to_register_and_nobody_else_does() {
    let Two { school, door, .. } = two(&[]).await;
    door.browser().get("/admin/providers").await.expect_status(303);
    let mut root = door.signed_in("root@example.test").await;
    let page = root.get("/admin/providers").await.expect_status(200);
    for text in [
        "http://localhost:0/oauth/office/callback",
        "http://localhost:0/api/auth/callback/school",
        "The office",
    ] {
        assert!(page.text().contains(text), "{text}");
    }
    let mut member = door.browser();
    let back = go(&mut member, "school", &school).await;
    signed_in_id(&mut member, &back).await;
    member.get("/admin/providers").await.expect_status(404);
    door.stop().await;
}

/// Checklist item 126: codes and tokens go from page to page by redirects alone. Nothing opens a window,
/// hands anything to one, or can be reached from the one that opened it.
#[tokio::test]
async fn no_window_hands_anything_to_another() {
    let Two { office, door, .. } = two(&[("NEXT_AUTH_SECRET", SECRET)]).await;
    let mut browser = door.browser();
    let started = browser.get("/oauth/office").await.expect_status(302);
    let back = way_back(started.location(), &office);
    let finished = browser.get(&back).await.expect_status(302);
    let page = browser.get("/login?redirect=false").await;
    let login = door.browser().get("/login").await.expect_status(200);
    for answer in [&started, &finished, &page, &login] {
        assert_eq!(answer.header("cross-origin-opener-policy"), Some("same-origin"));
        assert!(
            !answer.text().contains("postMessage") && !answer.text().contains("target=\"_blank\"")
        );
    }
    let scripts = login.text().split('"').filter(|part| {
        part.starts_with("/assets/")
            && std::path::Path::new(part).extension().is_some_and(|e| e == "js")
    });
    let mut seen = 0;
    for script in scripts {
        let source = door.browser().get(script).await.expect_status(200);
        for word in ["postMessage", "opener", "window.open", "BroadcastChannel", "localStorage"] {
            assert!(!source.text().contains(word), "{script} says {word}");
        }
        seen += 1;
    }
    assert_eq!(seen, 2);
    door.stop().await;
}
