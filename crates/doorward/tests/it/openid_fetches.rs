//! How often a provider is asked for its discovery document and its keys: once for however many who need
//! them at the same time, and never for a session that is being checked.

use doorward_app::time::HOUR_MS;

use crate::harness::browser::Browser;
use crate::harness::provider::{HOME, settings, way_back};
use crate::harness::{BEGIN, Doorward, together};
use crate::hostile::{Fault, Hostile};

const PEOPLE: usize = 100;
const DISCOVERY: &str = "/.well-known/openid-configuration";

/// A server whose limiter lets everybody through, and which knows nothing of the provider yet.
async fn start() -> (Hostile, Doorward) {
    let hostile = Hostile::start(BEGIN.seconds());
    let mut all = settings(&hostile);
    all.push(("LOGIN_MAX", "10000"));
    let door = Doorward::start(&all).await;
    (hostile, door)
}

/// Everybody sets out at once, and comes back at once. Gives one of the browsers.
async fn all_sign_in(door: &Doorward, hostile: &Hostile) -> Browser {
    let leaving: Vec<_> = (0..PEOPLE)
        .map(|_| {
            let mut browser = door.browser();
            together::begin(async move {
                let started = browser.get("/oauth/openid").await.expect_status(302);
                (started.location().to_owned(), browser)
            })
        })
        .collect();
    let mut away = Vec::new();
    for one in leaving {
        let (request, browser) = one.await.unwrap();
        away.push((way_back(&request, hostile), browser));
    }
    let coming: Vec<_> = away
        .into_iter()
        .map(|(back, mut browser)| {
            together::begin(async move {
                let answer = browser.get(&back).await.expect_status(302);
                assert_eq!(answer.location(), format!("{HOME}/"));
                browser
            })
        })
        .collect();
    let mut last = door.browser();
    for one in coming {
        last = one.await.unwrap();
    }
    last
}

/// Lets so much time pass that what was fetched is outdated.
fn pass_two_hours(door: &Doorward, hostile: &Hostile) {
    door.clock.advance(2 * HOUR_MS);
    hostile.set_clock(BEGIN.plus(2 * HOUR_MS).seconds());
}

fn fetched(hostile: &Hostile) -> (u32, u32) {
    (hostile.hits(DISCOVERY), hostile.hits("/jwks"))
}

#[tokio::test]
async fn a_hundred_sign_ins_at_once_fetch_once_at_a_cold_start_and_once_when_that_is_outdated() {
    let (hostile, door) = start().await;
    all_sign_in(&door, &hostile).await;
    assert_eq!(fetched(&hostile), (1, 1), "nothing was known");
    all_sign_in(&door, &hostile).await;
    assert_eq!(fetched(&hostile), (1, 1), "everything was known");
    pass_two_hours(&door, &hostile);
    all_sign_in(&door, &hostile).await;
    assert_eq!(fetched(&hostile), (2, 2), "everything was outdated");
    assert_eq!(hostile.hits("/token"), 3 * u32::try_from(PEOPLE).unwrap());
    door.stop().await;
}

#[tokio::test]
async fn a_hundred_tokens_with_a_new_key_at_once_make_one_more_look() {
    let (hostile, door) = start().await;
    hostile.play(Fault::RotatesKeys);
    all_sign_in(&door, &hostile).await;
    assert_eq!(fetched(&hostile), (1, 2));
    door.stop().await;
}

#[tokio::test]
async fn a_session_is_checked_without_the_provider_however_old_its_documents_are() {
    let (hostile, door) = start().await;
    let mut alice = all_sign_in(&door, &hostile).await;
    let before = (fetched(&hostile), hostile.hits("/token"), hostile.hits("/userinfo"));
    pass_two_hours(&door, &hostile);
    alice.get("/").await.expect_status(200);
    alice.refresh().await.expect_status(200);
    for _ in 0..20 {
        alice.get("/api/user").await.expect_status(200);
    }
    let after = (fetched(&hostile), hostile.hits("/token"), hostile.hits("/userinfo"));
    assert_eq!(before, after);
    // A server that has just started knows nothing, and needs to know nothing.
    let door = door.restart().await;
    alice.address = door.address;
    alice.get("/api/user").await.expect_status(200);
    assert_eq!(fetched(&hostile), before.0);
    door.stop().await;
}
