//! The whole server against a provider that plays every fault. Each is refused with its own code, nothing
//! is made of it, and nothing is asked for that the fault forbids.

use crate::harness::provider::{HOME, failed_with, holds_no_session, local, settings, sign_in};
use crate::harness::{BEGIN, Doorward, together};
use crate::hostile::{Fault, Hostile, Stage};

/// Agrees with the provider on what `fault` needs.
fn settings_for(hostile: &Hostile, fault: Fault) -> Vec<(&str, &str)> {
    let mut all = settings(hostile);
    if fault.needs_hs256() {
        all.push(("DOORWARD_OPENID_ID_TOKEN_ALG", "HS256"));
    }
    all
}

/// What the server says to a fault. A state that it did not give out is unknown to it, however it came
/// about; all else is said by the checks themselves.
fn code_of(fault: Fault, code: &'static str) -> &'static str {
    if fault == Fault::StateWrong { "DW-LOGIN-001" } else { code }
}

/// Plays one fault to a server that knows nothing of the provider yet.
async fn is_refused(door: &Doorward, hostile: &Hostile, (fault, code): (Fault, &'static str)) {
    let code = code_of(fault, code);
    hostile.play(fault);
    let mut browser = door.browser();
    let answer = sign_in(&mut browser, hostile).await.expect_status(302);
    assert_eq!(answer.location(), failed_with(code), "{fault:?}");
    assert!(holds_no_session(&browser), "{fault:?}: {:?}", browser.jar);
    let page = browser.get(local(answer.location())).await.expect_status(200);
    assert!(page.text().contains(code), "{fault:?}");
    assert!(!page.text().contains("alert(1)"), "{fault:?}");
    assert_eq!(browser.refresh().await.text(), "Refresh token not provided", "{fault:?}");
    assert_eq!(hostile.evil_hits(), 0, "{fault:?}");
}

/// Plays every fault of a stage to one store, and then signs in: the account is the first one.
async fn all_are_refused(stage: Stage) {
    let hostile = Hostile::start(BEGIN.seconds());
    let mut door = Doorward::start(&[]).await;
    for row in Fault::refused_at(stage).iter().filter(|(fault, _)| !fault.is_slow()) {
        door = door.restart_with(&settings_for(&hostile, row.0)).await;
        is_refused(&door, &hostile, *row).await;
        for (path, most) in stage.most() {
            assert!(hostile.hits(path) <= most, "{:?}: {path}", row.0);
        }
    }
    hostile.play(Fault::None);
    nothing_was_made(door.restart_with(&settings(&hostile)).await, &hostile).await;
}

/// Whoever comes now is the first of all, and has one session and no other.
async fn nothing_was_made(door: Doorward, hostile: &Hostile) {
    let mut alice = door.browser();
    let answer = sign_in(&mut alice, hostile).await.expect_status(302);
    assert_eq!(answer.location(), format!("{HOME}/"));
    let page = alice.get("/").await.expect_status(200);
    assert_eq!(page.text().matches("/account/sessions/").count(), 0, "no other session to end");
    alice.refresh().await.expect_status(200);
    let who = alice.get("/api/user").await.expect_status(200).json();
    assert_eq!((&who["email"], &who["role"]), (&"alice@example.test".into(), &"ADMIN".into()));
    door.stop().await;
}

/// Checklist items 44 and 51; row 27 of what must be rejected.
#[tokio::test]
async fn each_bad_discovery_document_ends_at_the_sign_in_page() {
    all_are_refused(Stage::Discovery).await;
}

/// Checklist items 42 and 43; rows 28 to 30.
#[tokio::test]
async fn each_bad_answer_to_the_browser_ends_there_without_a_token_request() {
    all_are_refused(Stage::Response).await;
}

/// Checklist item 51; row 31.
#[tokio::test]
async fn each_bad_token_answer_ends_there_and_is_followed_by_nothing() {
    all_are_refused(Stage::TokenAnswer).await;
}

/// Checklist item 45; rows 16 to 20 and 23 to 25.
#[tokio::test]
async fn each_badly_signed_or_formed_id_token_ends_there_before_userinfo() {
    all_are_refused(Stage::Form).await;
}

/// Checklist item 45; rows 1 to 14.
#[tokio::test]
async fn each_bad_claim_ends_there_before_userinfo() {
    all_are_refused(Stage::Claims).await;
}

/// Checklist items 45 and 51; rows 21, 22 and 26.
#[tokio::test]
async fn each_bad_key_set_ends_there_after_one_more_look_at_most() {
    all_are_refused(Stage::Keys).await;
}

/// Checklist item 46; row 32.
#[tokio::test]
async fn each_bad_userinfo_answer_ends_there() {
    all_are_refused(Stage::Userinfo).await;
}

/// Checklist item 51: a provider that never answers is waited for until the deadline and no longer. All
/// four at once, since the deadline is real.
#[tokio::test]
async fn a_provider_that_keeps_silent_is_not_waited_for_long() {
    let stages = [Stage::Discovery, Stage::Keys, Stage::TokenAnswer, Stage::Userinfo];
    let slow = stages.into_iter().flat_map(|stage| Fault::refused_at(stage));
    let stories: Vec<_> = slow
        .filter(|(fault, _)| fault.is_slow())
        .map(|row| {
            together::begin(async move {
                let hostile = Hostile::start(BEGIN.seconds());
                let door = Doorward::start(&settings(&hostile)).await;
                is_refused(&door, &hostile, *row).await;
                hostile.play(Fault::None);
                nothing_was_made(door.restart().await, &hostile).await;
            })
        })
        .collect();
    assert_eq!(stories.len(), 4);
    for story in stories {
        story.await.unwrap();
    }
}

/// Checklist items 44, 45 and 49: the rows that must be accepted.
#[tokio::test]
async fn what_is_odd_but_within_the_standard_signs_in() {
    let hostile = Hostile::start(BEGIN.seconds());
    for fault in Fault::ACCEPTED.iter().filter(|fault| **fault != Fault::EmailAsArray) {
        hostile.play(*fault);
        let door = Doorward::start(&settings_for(&hostile, *fault)).await;
        let mut alice = door.browser();
        let answer = sign_in(&mut alice, &hostile).await.expect_status(302);
        assert_eq!(answer.location(), format!("{HOME}/"), "{fault:?}");
        alice.refresh().await.expect_status(200);
        let who = alice.get("/api/user").await.expect_status(200).json();
        assert_eq!(who["email"], "alice@example.test", "{fault:?}");
        let unproven = matches!(
            fault,
            Fault::EmailUnverified
                | Fault::EmailVerifiedAsText
                | Fault::UserinfoDownButAddressInToken
                | Fault::NoUserinfo
        );
        assert_eq!(who["emailVerified"], !unproven, "{fault:?}");
        door.stop().await;
    }
}

/// Checklist item 49; row 33: a list of addresses is no address, and an account here needs one.
#[tokio::test]
async fn a_list_of_addresses_makes_no_account() {
    let hostile = Hostile::start(BEGIN.seconds());
    let door = Doorward::start(&settings(&hostile)).await;
    is_refused(&door, &hostile, (Fault::EmailAsArray, "DW-LOGIN-007")).await;
    hostile.play(Fault::None);
    nothing_was_made(door, &hostile).await;
}

/// Checklist item 45: a key that is not there is looked for at most twice a minute, whoever asks.
#[tokio::test]
async fn tokens_with_unknown_keys_do_not_make_us_hammer_the_provider() {
    let hostile = Hostile::start(BEGIN.seconds());
    let door = Doorward::start(&settings(&hostile)).await;
    hostile.play(Fault::KidUnknown);
    for _ in 0..5 {
        sign_in(&mut door.browser(), &hostile).await.expect_status(302);
    }
    assert_eq!(hostile.hits("/jwks"), 2);
    door.clock.advance(30_000);
    sign_in(&mut door.browser(), &hostile).await.expect_status(302);
    assert_eq!(hostile.hits("/jwks"), 3);
    // The provider has published its new key in the meantime.
    hostile.play(Fault::RotatesKeys);
    door.clock.advance(30_000);
    hostile.set_clock(BEGIN.seconds() + 60);
    let mut alice = door.browser();
    sign_in(&mut alice, &hostile).await;
    let answer = sign_in(&mut alice, &hostile).await.expect_status(302);
    assert_eq!(answer.location(), failed_with("DW-OIDC-069"), "asked a moment ago");
    door.clock.advance(30_000);
    let answer = sign_in(&mut alice, &hostile).await.expect_status(302);
    assert_eq!(answer.location(), format!("{HOME}/"));
    door.stop().await;
}
