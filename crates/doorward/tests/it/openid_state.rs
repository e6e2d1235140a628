//! What ties a sign-in at a provider to the browser that began it, once.

use std::collections::HashSet;

use url::Url;

use crate::harness::provider::{
    HOME, failed_with, go, holds_no_session, local, settings, sign_in, way_back,
};
use crate::harness::{BEGIN, Doorward, together};
use crate::hostile::Hostile;

async fn start() -> (Hostile, Doorward) {
    let hostile = Hostile::start(BEGIN.seconds());
    let door = Doorward::start(&settings(&hostile)).await;
    (hostile, door)
}

/// Whether an account was made: without one, the start leads to registration.
async fn nobody_is_there(door: &Doorward) -> bool {
    door.browser().get("/").await.location() == "/register"
}

/// Checklist item 42.
#[tokio::test]
async fn a_callback_counts_only_in_the_browser_that_began_it() {
    let (hostile, door) = start().await;
    let mut another = door.browser();
    go(&mut another, &hostile).await;
    for mut stranger in [door.browser(), another] {
        let mut alice = door.browser();
        let back = go(&mut alice, &hostile).await;
        let answer = stranger.get(&back).await.expect_status(302);
        assert_eq!(answer.location(), failed_with("DW-LOGIN-002"));
        assert!(holds_no_session(&stranger));
        // Who had it in hand once may have it again: it is spent.
        let late = alice.get(&back).await.expect_status(302);
        assert_eq!(late.location(), failed_with("DW-LOGIN-001"));
    }
    assert_eq!(hostile.hits("/token"), 0);
    assert!(nobody_is_there(&door).await);
    door.stop().await;
}

/// Checklist items 42 and 69: an attacker's answer in the victim's browser signs nobody in.
#[tokio::test]
async fn a_victim_is_not_signed_in_to_an_attackers_account() {
    let (hostile, door) = start().await;
    let mut victim = door.browser();
    // With a sign-in of their own under way, and with none.
    for under_way in [true, false] {
        let mut attacker = door.browser();
        let trap = go(&mut attacker, &hostile).await;
        let own = if under_way { Some(go(&mut victim, &hostile).await) } else { None };
        let elsewhere = [("Sec-Fetch-Site", "cross-site"), ("Referer", "https://evil.test/")];
        let answer = victim.send("GET", &trap, &elsewhere, b"").await.expect_status(302);
        assert_eq!(answer.location(), failed_with("DW-LOGIN-002"));
        assert!(holds_no_session(&victim));
        if let Some(own) = own {
            let answer = victim.get(&own).await.expect_status(302);
            assert_eq!(answer.location(), format!("{HOME}/"), "their own is not disturbed");
            victim.form("/logout", &[]).await.expect_status(303);
        }
    }
    door.stop().await;
}

/// Checklist item 69: a sign-in cannot be planted by setting the attacker's cookie for a browser that has a
/// session: what was there before is not mixed with what comes.
#[tokio::test]
async fn a_sign_in_replaces_the_session_that_was_there() {
    let (hostile, door) = start().await;
    let mut browser = door.signed_in("bob@example.test").await;
    let before = browser.jar.clone();
    let answer = sign_in(&mut browser, &hostile).await.expect_status(302);
    assert_eq!(answer.location(), format!("{HOME}/"));
    for name in ["doorward", "refreshToken"] {
        assert_ne!(browser.jar[name], before[name]);
    }
    browser.refresh().await.expect_status(200);
    assert_eq!(browser.who().await.as_deref(), Some("alice@example.test"));
    door.stop().await;
}

/// Checklist item 42: spent once, one after the other and at once.
#[tokio::test]
async fn a_callback_counts_once() {
    let (hostile, door) = start().await;
    let mut alice = door.browser();
    let back = go(&mut alice, &hostile).await;
    let mut copy = alice.clone();
    alice.get(&back).await.expect_status(302);
    let replayed = copy.get(&back).await.expect_status(302);
    assert_eq!(replayed.location(), failed_with("DW-LOGIN-001"));
    assert!(holds_no_session(&copy));
    alice.refresh().await.expect_status(200);
    assert!(alice.who().await.is_some(), "the first one is not disturbed");
    assert_eq!(hostile.hits("/token"), 1);

    let back = go(&mut alice, &hostile).await;
    let tries: Vec<_> = (0..8)
        .map(|_| {
            let (mut copy, back) = (alice.clone(), back.clone());
            together::begin(async move { copy.get(&back).await.location().to_owned() })
        })
        .collect();
    let mut ends = Vec::new();
    for one in tries {
        ends.push(one.await.unwrap());
    }
    ends.sort_unstable();
    assert_eq!(ends[0], format!("{HOME}/"));
    assert!(ends[1..].iter().all(|end| *end == failed_with("DW-LOGIN-001")), "{ends:?}");
    assert_eq!(hostile.hits("/token"), 2);
    door.stop().await;
}

/// Checklist item 42.
#[tokio::test]
async fn a_state_that_was_not_given_out_leads_nowhere() {
    let (hostile, door) = start().await;
    let mut alice = door.browser();
    let back = go(&mut alice, &hostile).await;
    let state = Url::parse(&format!("{HOME}{back}")).unwrap();
    let (_, state) = state.query_pairs().into_owned().find(|(name, _)| name == "state").unwrap();
    let long = "s".repeat(50_000);
    for (query, code) in [
        ("code=c&state=unknown", "DW-LOGIN-001"),
        ("code=c", "DW-OIDC-032"),
        ("code=c&state=", "DW-OIDC-032"),
        ("", "DW-OIDC-032"),
        (&format!("code=c&state={state}&state={state}"), "DW-OIDC-039"),
        (&format!("code=c&state={}", state.to_lowercase()), "DW-LOGIN-001"),
        (&format!("code=c&state={state}%00"), "DW-LOGIN-001"),
        ("code=c&state=%ff%fe", "DW-LOGIN-001"),
        (&format!("code=c&state={long}"), "DW-LOGIN-001"),
        ("error=access_denied&error_description=%3Cscript%3Ealert(1)%3C/script%3E", "DW-OIDC-032"),
    ] {
        let answer = alice.get(&format!("/oauth/openid/callback?{query}")).await.expect_status(302);
        assert_eq!(answer.location(), failed_with(code), "{query:.80}");
        let page = alice.get(local(answer.location())).await.expect_status(200);
        assert!(page.text().contains(code) && !page.text().contains("<script>alert"));
    }
    assert_eq!(hostile.hits("/token"), 0);
    assert!(nobody_is_there(&door).await);
    let answer = alice.get(&back).await.expect_status(302);
    assert_eq!(answer.location(), format!("{HOME}/"), "the true one was not touched");
    door.stop().await;
}

/// Checklist item 42.
#[tokio::test]
async fn a_sign_in_may_take_ten_minutes_and_no_longer() {
    let (hostile, door) = start().await;
    for (minutes_ms, signed_in) in [(600_000 - 1, true), (600_000, false)] {
        let mut alice = door.browser();
        let back = go(&mut alice, &hostile).await;
        door.clock.advance(minutes_ms);
        hostile.set_clock(BEGIN.seconds() + 600);
        let answer = alice.get(&back).await.expect_status(302);
        let end = if signed_in { format!("{HOME}/") } else { failed_with("DW-LOGIN-001") };
        assert_eq!(answer.location(), end);
        assert_eq!(holds_no_session(&alice), !signed_in);
    }
    door.stop().await;
}

/// Each sign-in has a cookie of its own, so that every tab of a fresh browser comes through.
#[tokio::test]
async fn twenty_tabs_of_a_fresh_browser_all_sign_in() {
    let (hostile, door) = start().await;
    let mut alice = door.browser();
    let requests: Vec<_> = (0..20)
        .map(|_| {
            let mut tab = door.browser();
            together::begin(async move {
                let to = tab.get("/oauth/openid").await.location().to_owned();
                (to, tab.jar)
            })
        })
        .collect();
    let mut ways_back = Vec::new();
    for request in requests {
        let (to, cookies) = request.await.unwrap();
        ways_back.push(way_back(&to, &hostile));
        alice.jar.extend(cookies);
    }
    assert_eq!(alice.jar.len(), 20);
    let tabs: Vec<_> = ways_back
        .into_iter()
        .map(|back| {
            let mut tab = alice.clone();
            together::begin(async move {
                let end = tab.get(&back).await.location().to_owned();
                assert_eq!(tab.jar.keys().filter(|name| name.contains("-login-")).count(), 19);
                tab.refresh().await.expect_status(200);
                (end, tab.get("/api/user").await.json()["id"].clone())
            })
        })
        .collect();
    let mut people = HashSet::new();
    for tab in tabs {
        let (end, who) = tab.await.unwrap();
        assert_eq!(end, format!("{HOME}/"));
        people.insert(who.to_string());
    }
    assert_eq!(people.len(), 1, "all at once, and yet one account: {people:?}");
    door.stop().await;
}

/// What one node began, another ends; a restart between the two does not matter either.
#[tokio::test]
async fn a_sign_in_is_finished_wherever_it_comes_back() {
    let (hostile, door) = start().await;
    let mut alice = door.browser();
    let (one, two) = (go(&mut alice, &hostile).await, go(&mut alice, &hostile).await);
    let second = door.another().await;
    alice.address = second.address;
    assert_eq!(alice.get(&one).await.expect_status(302).location(), format!("{HOME}/"));
    second.stop().await;
    let door = door.restart().await;
    alice.address = door.address;
    assert_eq!(alice.get(&two).await.expect_status(302).location(), format!("{HOME}/"));
    door.stop().await;
}

/// Checklist item 50.
#[tokio::test]
async fn a_provider_that_is_switched_off_meanwhile_finishes_nothing() {
    let (hostile, door) = start().await;
    let mut alice = door.browser();
    let back = go(&mut alice, &hostile).await;
    let mut off = settings(&hostile);
    off[0] = ("ALLOW_SOCIAL_LOGIN", "false");
    let door = door.restart_with(&off).await;
    alice.address = door.address;
    let page = alice.get(&back).await.expect_status(404);
    assert!(page.text().contains("DW-LOGIN-003"));
    assert!(holds_no_session(&alice) && nobody_is_there(&door).await);
    assert_eq!(hostile.hits("/token"), 0);
    door.stop().await;
}

/// Checklist item 50: what began at a provider does not outlive it, neither in use nor by a refresh, and
/// once it was refused it stays over.
#[tokio::test]
async fn a_provider_that_is_switched_off_keeps_no_session_alive() {
    let (hostile, door) = start().await;
    let mut local = door.signed_in("bob@example.test").await;
    let mut alice = door.browser();
    sign_in(&mut alice, &hostile).await.expect_status(302);
    alice.refresh().await.expect_status(200);
    let mut off = settings(&hostile);
    off[0] = ("ALLOW_SOCIAL_LOGIN", "false");
    let door = door.restart_with(&off).await;
    (alice.address, local.address) = (door.address, door.address);
    assert_eq!(alice.who().await, None);
    alice.refresh().await.expect_status(401);
    assert!(local.who().await.is_some());
    local.refresh().await.expect_status(200);
    let door = door.restart_with(&settings(&hostile)).await;
    alice.address = door.address;
    alice.refresh().await.expect_status(401);
    door.stop().await;
}
