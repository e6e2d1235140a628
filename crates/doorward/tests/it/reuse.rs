//! Sessions that go on as long as the provider renews its own (`OPENID_REUSE_TOKENS`).

use doorward_app::ports::Clock;
use doorward_app::time::{HOUR_MS, MINUTE_MS};
use serde_json::json;

use crate::harness::browser::Browser;
use crate::harness::process::Process;
use crate::harness::provider::{HOME, settings, sign_in};
use crate::harness::{BEGIN, Doorward, Folder};
use crate::hostile::{Fault, Hostile, SUBJECT, Stage};

/// A moment after the provider's word has become too old.
const STALE_MS: i64 = 15 * MINUTE_MS + 1000;

fn reusing(hostile: &Hostile) -> Vec<(&str, &str)> {
    let mut all = settings(hostile);
    all.push(("OPENID_REUSE_TOKENS", "true"));
    all.push(("OPENID_SCOPE", "openid profile email offline_access"));
    all.push(("REFRESH_TOKEN_EXPIRY", "1000 * 60 * 60 * 24 * 30"));
    all
}

async fn start() -> (Hostile, Doorward) {
    let hostile = Hostile::start(BEGIN.seconds());
    let door = Doorward::start(&reusing(&hostile)).await;
    (hostile, door)
}

/// A browser that has just signed in at the provider.
async fn alice(door: &Doorward, hostile: &Hostile) -> Browser {
    let mut browser = door.browser();
    let answer = sign_in(&mut browser, hostile).await.expect_status(302);
    assert_eq!(answer.location(), format!("{HOME}/"));
    browser.refresh().await.expect_status(200);
    browser
}

/// Lets the provider's word become old, on both clocks.
fn pass(door: &Doorward, hostile: &Hostile, ms: i64) {
    door.clock.advance(ms);
    hostile.set_clock(door.now().seconds());
}

/// Plays `fault` from now on; what was asked before is forgotten.
fn from_now_on(hostile: &Hostile, fault: Fault) {
    hostile.play(fault);
}

#[tokio::test]
async fn the_provider_is_asked_again_once_its_word_is_old_and_its_tokens_rotate() {
    let hostile = Hostile::start(BEGIN.seconds());
    let mut settings = reusing(&hostile);
    settings.push(("OPENID_REFRESH_AUDIENCE", "https://api.example"));
    let door = Doorward::start(&settings).await;
    let mut alice = alice(&door, &hostile).await;
    for round in 1..=3 {
        from_now_on(&hostile, Fault::None);
        alice.refresh().await.expect_status(200);
        assert_eq!(hostile.hits("/token"), 0, "its word is fresh");
        pass(&door, &hostile, STALE_MS);
        alice.refresh().await.expect_status(200);
        alice.refresh().await.expect_status(200);
        assert_eq!(hostile.hits("/token"), 1, "round {round}");
        let (form, _) = hostile.token_request().unwrap();
        assert_eq!(form["grant_type"], "refresh_token");
        assert_eq!(form["scope"], "openid profile email offline_access");
        assert_eq!(form["audience"], "https://api.example");
        assert!(alice.who().await.is_some());
    }
    door.stop().await;
}

#[tokio::test]
async fn of_many_tabs_on_two_nodes_one_asks() {
    let (hostile, door) = start().await;
    let second = door.another().await;
    let mut alice = alice(&door, &hostile).await;
    from_now_on(&hostile, Fault::None);
    pass(&door, &hostile, STALE_MS);
    let tabs = (0..12).map(|n| {
        let mut tab = alice.clone();
        tab.address = if n % 2 == 0 { door.address } else { second.address };
        async move { tab.refresh().await.status }
    });
    let answers = futures_util::future::join_all(tabs).await;
    assert!(answers.iter().all(|status| *status == 200), "{answers:?}");
    assert_eq!(hostile.hits("/token"), 1);
    alice.refresh().await.expect_status(200);
    second.stop().await;
    door.stop().await;
}

/// Rows 34 and 35 of what must be rejected, and every other fault of an ID token.
#[tokio::test]
async fn a_renewed_token_that_breaks_a_rule_ends_the_session() {
    let (hostile, door) = start().await;
    let faults = Fault::refused_at(Stage::Claims).iter().chain(Fault::refused_at(Stage::Form));
    // A renewed token needs no nonce (Core §12.2), and what was announced before still holds.
    let fine = [Fault::NonceMissing, Fault::AlgNotAnnounced];
    let faults = faults.filter(|(fault, _)| !fine.contains(fault));
    for (fault, _) in faults {
        from_now_on(&hostile, Fault::None);
        let mut alice = alice(&door, &hostile).await;
        pass(&door, &hostile, STALE_MS);
        from_now_on(&hostile, *fault);
        assert_eq!(alice.refresh().await.status, 401, "{fault:?}");
        assert_eq!(alice.who().await, None, "{fault:?}");
        assert_eq!(hostile.hits("/userinfo"), 0, "{fault:?}");
        from_now_on(&hostile, Fault::None);
        alice.refresh().await.expect_status(401);
        assert_eq!(hostile.hits("/token"), 0, "{fault:?}: it is over");
    }
    door.stop().await;
}

/// Row 34 of what must be rejected.
#[tokio::test]
async fn a_renewed_token_about_somebody_else_ends_the_session() {
    let (hostile, door) = start().await;
    let mut alice = alice(&door, &hostile).await;
    pass(&door, &hostile, STALE_MS);
    hostile.vouch_for(&json!({"sub": "mallory"}));
    alice.refresh().await.expect_status(401);
    assert_eq!(alice.who().await, None);
    door.stop().await;
}

#[tokio::test]
async fn what_a_provider_may_leave_out_of_its_answer_changes_nothing() {
    let (hostile, door) = start().await;
    let mut alice = alice(&door, &hostile).await;
    for fault in [Fault::NoIdToken, Fault::NonceMissing, Fault::AudArrayOfOne] {
        from_now_on(&hostile, fault);
        pass(&door, &hostile, STALE_MS);
        alice.refresh().await.expect_status(200);
        assert_eq!(hostile.hits("/token"), 1, "{fault:?}");
    }
    // No new refresh token: the old one stays.
    hostile.renewal(|renewal| renewal.rotates = false);
    for _ in 0..3 {
        from_now_on(&hostile, Fault::None);
        pass(&door, &hostile, STALE_MS);
        alice.refresh().await.expect_status(200);
        assert_eq!(hostile.hits("/token"), 1);
    }
    assert!(alice.who().await.is_some());
    door.stop().await;
}

#[tokio::test]
async fn a_provider_that_ended_its_session_ends_ours() {
    let (hostile, door) = start().await;
    let mut alice = alice(&door, &hostile).await;
    hostile.renewal(|renewal| renewal.accepts = false);
    alice.refresh().await.expect_status(200);
    pass(&door, &hostile, STALE_MS);
    alice.refresh().await.expect_status(401);
    assert_eq!(alice.who().await, None);
    alice.get("/").await.expect_status(303);
    door.stop().await;
}

/// Checklist item 53: an outage signs nobody out at once, and nobody stays for ever on an old word.
#[tokio::test]
async fn while_the_provider_is_down_a_session_goes_on_for_an_hour() {
    let (hostile, door) = start().await;
    let mut alice = alice(&door, &hostile).await;
    for fault in [Fault::Token500, Fault::TokenHtml, Fault::TokenCut] {
        from_now_on(&hostile, fault);
        pass(&door, &hostile, STALE_MS);
        alice.refresh().await.expect_status(200);
        assert_eq!(hostile.hits("/token"), 1, "{fault:?}");
        alice.refresh().await.expect_status(200);
        assert_eq!(hostile.hits("/token"), 1, "{fault:?}: it is not asked again at once");
    }
    pass(&door, &hostile, HOUR_MS);
    alice.refresh().await.expect_status(502);
    // Nothing was ended: it goes on as soon as the provider answers.
    from_now_on(&hostile, Fault::None);
    pass(&door, &hostile, MINUTE_MS);
    alice.refresh().await.expect_status(200);
    assert!(alice.who().await.is_some());
    door.stop().await;
}

/// The original goes round in circles between the app and its sign-in page.
#[tokio::test]
async fn without_a_refresh_token_people_stay_signed_in_and_the_provider_is_left_alone() {
    let (hostile, door) = start().await;
    hostile.renewal(|renewal| renewal.offers = false);
    let mut alice = alice(&door, &hostile).await;
    from_now_on(&hostile, Fault::None);
    for _ in 0..3 {
        pass(&door, &hostile, STALE_MS);
        alice.refresh().await.expect_status(200);
    }
    assert_eq!(hostile.hits("/token"), 0);
    assert!(alice.who().await.is_some());
    door.stop().await;
}

/// Checklist items 39, 56 and 125: no answer and no byte at rest holds a token of the provider, and a
/// sealed one that is moved to another row opens nothing.
#[tokio::test]
async fn the_providers_tokens_are_sealed_at_rest_and_never_shown() {
    let (hostile, mut door) = start().await;
    let mut alice = alice(&door, &hostile).await;
    pass(&door, &hostile, STALE_MS);
    let shown = alice.refresh().await.expect_status(200);
    let user = alice.get("/api/user").await.expect_status(200);
    door = door.restart().await;
    let data = door.folder.path().join("data");
    let files: Vec<u8> = std::fs::read_dir(&data)
        .unwrap()
        .flat_map(|entry| std::fs::read(entry.unwrap().path()).unwrap_or_default())
        .collect();
    let held = |bytes: &[u8], secret: &str| {
        bytes.windows(secret.len()).any(|window| window == secret.as_bytes())
    };
    for secret in hostile.secrets() {
        assert!(!held(&files, &secret), "at rest");
        assert!(!held(&shown.body, &secret) && !held(&user.body, &secret));
        assert!(!shown.headers.iter().any(|(_, value)| value.contains(&secret)));
    }
    assert!(held(&files, "v1."), "the sealed token is there");
    door.stop().await;
}

/// What operators ask for to find out what is wrong must not give anything away: the log of the real
/// program names what was asked, and holds no secret and nothing about the person.
#[test]
fn requests_in_the_log_are_masked() {
    let hostile = Hostile::start(Clock::System.now().seconds());
    let mut all = settings(&hostile);
    all.push(("OPENID_REUSE_TOKENS", "true"));
    all.push(("OPENID_USE_END_SESSION_ENDPOINT", "true"));
    all.push(("DEBUG_OPENID_REQUESTS", "true"));
    all.push(("DOORWARD_LOG", "debug"));
    let folder = Folder::new();
    let door = Process::start(folder.path(), &all);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let mut browser = door.browser();
        sign_in(&mut browser, &hostile).await.expect_status(302);
        browser.refresh().await.expect_status(200);
    });
    let log = door.stop();
    for shown in ["asked the provider", "grant_type=authorization_code", "\\\"token_type\\\""] {
        assert!(log.contains(shown), "{shown} is not in {log}");
    }
    for secret in
        hostile.secrets().iter().map(String::as_str).chain(["alice@example.test", SUBJECT])
    {
        assert!(!log.contains(secret), "{secret}");
    }
}
