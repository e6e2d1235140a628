//! Linking with two providers, and with a certified one.

use serde_json::json;

use crate::harness::browser::Browser;
use crate::harness::http::Answer;
use crate::harness::peer::{Peer, Person, visit};
use crate::harness::provider::{HOME, failed_with, holds_no_session, local, way_back};
use crate::harness::{BEGIN, Doorward, PASSWORD};
use crate::hostile::{CLIENT_ID, CLIENT_SECRET, Hostile};
use crate::linking::record;
use crate::linking_account::onward;

const ALICE: &str = "alice@example.test";

fn settings<'a>(work: &'a str, school: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("DOORWARD_OPENID_PROVIDERS", "work,school"),
        ("DOORWARD_OPENID_WORK_ISSUER", work),
        ("DOORWARD_OPENID_WORK_CLIENT_ID", CLIENT_ID),
        ("DOORWARD_OPENID_WORK_CLIENT_SECRET", CLIENT_SECRET),
        ("DOORWARD_OPENID_WORK_LABEL", "The office"),
        ("DOORWARD_OPENID_SCHOOL_ISSUER", school),
        ("DOORWARD_OPENID_SCHOOL_CLIENT_ID", CLIENT_ID),
        ("DOORWARD_OPENID_SCHOOL_CLIENT_SECRET", CLIENT_SECRET),
    ]
}

async fn start() -> (Hostile, Hostile, Doorward) {
    let (work, school) = (Hostile::start(BEGIN.seconds()), Hostile::start(BEGIN.seconds()));
    let door = Doorward::start(&settings(work.base(), school.base())).await;
    (work, school, door)
}

async fn sign_in(browser: &mut Browser, id: &str, hostile: &Hostile) -> Answer {
    let started = browser.get(&format!("/oauth/{id}")).await.expect_status(302);
    let back = way_back(started.location(), hostile);
    browser.get(&back).await.expect_status(302)
}

/// Alice, whose account work has made, comes by school, which gives the same address: the name of the
/// question that she is asked.
async fn asked(door: &Doorward, work: &Hostile, school: &Hostile) -> (Browser, String) {
    sign_in(&mut door.browser(), "work", work).await;
    school.vouch_for(&json!({"sub": "a.liddell"}));
    let mut alice = door.browser();
    let question = sign_in(&mut alice, "school", school).await;
    let handle = local(question.location()).strip_prefix("/link?handle=").unwrap().to_owned();
    (alice, handle)
}

/// Goes to the provider that is to prove it, and comes back.
async fn prove(browser: &mut Browser, (id, handle): (&str, &str), hostile: &Hostile) -> Answer {
    let started = browser.get(&format!("/link/{id}?handle={handle}")).await.expect_status(302);
    let back = way_back(started.location(), hostile);
    browser.get(&back).await.expect_status(302)
}

/// Checklist items 43 and 48: proof of both sides, at two providers.
#[tokio::test]
async fn a_provider_that_opens_the_account_proves_that_it_is_ones_own() {
    let (work, school, door) = start().await;
    let (mut alice, handle) = asked(&door, &work, &school).await;
    let page = alice.get(&format!("/link?handle={handle}")).await.expect_status(200);
    assert!(page.text().contains("The office") && !page.text().contains("/link/school?"));
    let done = prove(&mut alice, ("work", &handle), &work).await;
    assert_eq!(done.location(), format!("{HOME}/"));
    alice.refresh().await.expect_status(200);
    assert_eq!(alice.who().await.as_deref(), Some(ALICE));
    for (id, hostile) in [("work", &work), ("school", &school)] {
        let mut browser = door.browser();
        assert_eq!(sign_in(&mut browser, id, hostile).await.location(), format!("{HOME}/"));
        browser.refresh().await.expect_status(200);
        assert_eq!(browser.who().await.as_deref(), Some(ALICE), "{id}");
    }
    let again = alice.get(&format!("/link/work?handle={handle}")).await.expect_status(302);
    assert_eq!(again.location(), failed_with("DW-LOGIN-001"), "it is answered");
    assert_eq!(record(&door), [("link.add".to_owned(), "school".to_owned())]);
    door.stop().await;
}

/// Checklist item 48: somebody else's sign-in proves nothing, and opens nothing either.
#[tokio::test]
async fn somebody_else_at_the_other_provider_proves_nothing() {
    let (work, school, door) = start().await;
    let (mut alice, handle) = asked(&door, &work, &school).await;
    work.vouch_for(&json!({"sub": "bob|7", "email": "bob@example.test"}));
    sign_in(&mut door.browser(), "work", &work).await;
    for sub in ["bob|7", "nobody|8"] {
        work.vouch_for(&json!({"sub": sub, "email": "bob@example.test"}));
        let refused = prove(&mut alice, ("work", &handle), &work).await;
        assert_eq!(refused.location(), failed_with("DW-LINK-003"));
        assert!(holds_no_session(&alice));
    }
    // Whom school vouches for is linked to nobody, so it cannot vouch for itself.
    let refused = prove(&mut alice, ("school", &handle), &school).await;
    assert_eq!(refused.location(), failed_with("DW-LINK-003"));
    assert!(record(&door).iter().all(|(kind, _)| kind == "link.refused"));
    work.vouch_for(&json!({}));
    let done = prove(&mut alice, ("work", &handle), &work).await;
    assert_eq!(done.location(), format!("{HOME}/"), "the question is still open");
    door.stop().await;
}

/// Checklist item 50: what is linked at a provider that is gone neither proves nor counts as a way in.
#[tokio::test]
async fn a_provider_that_is_taken_away_counts_no_more() {
    let (work, school, door) = start().await;
    work.vouch_for(&json!({"auth_time": BEGIN.seconds()}));
    let mut alice = door.browser();
    sign_in(&mut alice, "work", &work).await;
    let page = alice.form("/account/links/school", &[]).await.expect_status(200);
    school.vouch_for(&json!({"sub": "a.liddell"}));
    let back = way_back(&onward(&page), &school);
    let linked = alice.get(&back).await.expect_status(302);
    assert_eq!(linked.location(), format!("{HOME}/?notice=provider-linked"));
    assert_eq!(alice.get("/").await.text().matches("/remove\"").count(), 2);
    let mut one = settings(work.base(), school.base());
    one[0].1 = "work";
    let door = door.restart_with(&one).await;
    alice.address = door.address;
    // The session of school's is over too.
    alice.get("/").await.expect_status(303);
    sign_in(&mut alice, "work", &work).await;
    let page = alice.get("/").await.expect_status(200);
    assert!(page.text().contains("not set up here any more"));
    assert!(page.text().contains("Your only way in") && !page.text().contains("/remove\""));
    alice.form("/account/confirm/school", &[]).await.expect_status(404);
    door.stop().await;
}

/// Checklist items 62 and 68: a certified provider lets Alice sign in anew and says when she did.
#[tokio::test]
async fn a_certified_provider_links_and_proves_anew() {
    let peer = Peer::start(&[]);
    let secret = "basic-secret-0123456789abcdef0123456789";
    let door = Doorward::start_today(&peer.settings("basic", secret)).await;
    let mut alice = door.signed_in("liddell@example.test").await;
    let mut there = peer.browser();
    let page = alice.form("/account/links/openid", &[]).await.expect_status(200);
    let back = visit(&mut there, &onward(&page), Person::Agrees("alice")).await;
    let linked = alice.get(&back).await.expect_status(302);
    assert_eq!(linked.location(), format!("{HOME}/?notice=provider-linked"));
    let before = alice.jar["doorward"].clone();
    // The provider remembers her, and still has to ask.
    let page = alice.form("/account/confirm/openid", &[]).await.expect_status(200);
    let asked = peer.asked("/token").await.len();
    let back = visit(&mut there, &onward(&page), Person::Agrees("alice")).await;
    let proved = alice.get(&back).await.expect_status(302);
    assert_eq!(proved.location(), format!("{HOME}/?notice=confirmed"));
    assert_eq!(peer.asked("/token").await.len(), asked + 1);
    assert_ne!(alice.jar["doorward"], before);
    // The address that Alice has there is free, and she is not asked about it.
    let mut elsewhere = door.browser();
    let started = elsewhere.get("/oauth/openid").await.expect_status(302);
    let back = visit(&mut peer.browser(), started.location(), Person::Agrees("alice")).await;
    assert_eq!(elsewhere.get(&back).await.location(), format!("{HOME}/"));
    elsewhere.refresh().await.expect_status(200);
    assert_eq!(elsewhere.who().await.as_deref(), Some("liddell@example.test"));
    elsewhere.login("liddell@example.test", PASSWORD).await.expect_status(200);
    door.stop().await;
}
