//! Bans that follow from violations, over HTTP.

use std::time::Duration;

use serde_json::Value;

use crate::commands::doorward;
use crate::harness::browser::Browser;
use crate::harness::{Doorward, PASSWORD};

const ALICE: &str = "alice@example.test";

const SETTINGS: [(&str, &str); 6] = [
    ("TRUST_PROXY", "1"),
    ("BAN_VIOLATIONS", "true"),
    ("BAN_DURATION", "1000 * 60 * 60 * 2"),
    ("BAN_INTERVAL", "5"),
    ("LOGIN_MAX", "2"),
    ("LOGIN_WINDOW", "5"),
];

/// Goes on until an address gets this status at the sign-in page.
async fn until(browser: &mut Browser, status: u16) {
    let waiting = async {
        while browser.get("/login").await.status != status {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(5), waiting).await.expect("it took too long");
}

fn json(door: &Doorward, args: &[&str]) -> Value {
    let output = doorward(door.folder.path(), &[], args, "");
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)))
}

/// Two may be tried; five more are violations.
async fn flood(browser: &mut Browser, times: usize) {
    for _ in 0..times {
        let answer = browser.login("nobody@example.test", "wrong password").await;
        assert!([404, 429].contains(&answer.status), "{}", answer.status);
    }
}

#[tokio::test]
async fn a_flood_of_nobody_known_bans_its_address_and_nothing_else() {
    let door = Doorward::start_today(&SETTINGS).await;
    let mut alice = door.browser().at("2001:db8:0:7::1");
    alice.register(ALICE).await;
    alice.login(ALICE, PASSWORD).await.expect_status(200);
    let mut stranger = door.browser().at("2001:db8:0:7::2");
    flood(&mut stranger, 1 + 4).await;
    stranger.get("/login").await.expect_status(200);
    flood(&mut stranger, 1).await;
    until(&mut stranger, 403).await;
    // The whole /64, and no other.
    door.browser().at("2001:db8:0:7:ffff::1").get("/login").await.expect_status(403);
    door.browser().at("2001:db8:0:8::1").get("/login").await.expect_status(200);
    assert!(alice.who().await.is_some(), "whoever is signed in there goes on");
    let bans = json(&door, &["bans", "list", "--json"]);
    assert_eq!(bans.as_array().unwrap().len(), 1);
    assert_eq!(bans[0]["subject"], "address:2001:db8:0:7::/64");
    assert_eq!((&bans[0]["by"], &bans[0]["violation"]), (&"rules".into(), &"logins".into()));
    let scores = json(&door, &["bans", "violations", "--json"]);
    assert_eq!((&scores[0]["kind"], &scores[0]["score"]), (&"logins".into(), &"5".into()));
    door.clock.advance(2 * 60 * 60_000);
    until(&mut stranger, 200).await;
    door.stop().await;
}

#[tokio::test]
async fn what_somebody_does_signed_in_counts_for_them_and_a_soft_ban_ends_sessions_alone() {
    let settings =
        [&SETTINGS[..], &[("BAN_DURATION", "0"), ("LOGIN_VIOLATION_SCORE", "5")]].concat();
    let door = Doorward::start_today(&settings).await;
    let mut alice = door.browser().at("192.0.2.1");
    alice.register(ALICE).await;
    alice.login(ALICE, PASSWORD).await.expect_status(200);
    let mut beside = door.browser().at("192.0.2.1");
    let form = [("confirm", ALICE), ("password", "wrong password")];
    alice.form("/account/delete", &form).await.expect_status(403);
    alice.form("/account/delete", &form).await.expect_status(429);
    let waiting = async {
        while alice.who().await.is_some() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(5), waiting).await.expect("it took too long");
    assert_eq!(json(&door, &["bans", "list", "--json"]), Value::Array(Vec::new()));
    beside.get("/login").await.expect_status(200);
    alice.at("192.0.2.2").login(ALICE, PASSWORD).await.expect_status(200);
    door.stop().await;
}

/// Checklist items 68 and 103: guesses where a proof is asked for score as those at the sign-in do.
#[tokio::test]
async fn wrong_passwords_at_a_confirm_form_score_like_a_sign_in() {
    let door = Doorward::start_today(&SETTINGS).await;
    let mut alice = door.browser().at("192.0.2.1");
    alice.register(ALICE).await;
    alice.login(ALICE, PASSWORD).await.expect_status(200);
    door.clock.advance(10 * 60_000);
    let wrong = [("password", "wrong password")];
    alice.form("/account/export", &wrong).await.expect_status(403);
    alice.form("/account/passkeys/add", &wrong).await.expect_status(403);
    for path in ["/account/export", "/account/passkeys/add", "/account/authenticator"] {
        alice.form(path, &wrong).await.expect_status(429);
    }
    let counted = async {
        while json(&door, &["bans", "violations", "--json"])[0]["events"] != 3 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), counted).await.expect("it was not counted");
    let scores = json(&door, &["bans", "violations", "--json"]);
    let who = scores[0]["subject"].as_str().unwrap();
    assert!(who.starts_with("person:"), "{who}");
    assert_eq!((&scores[0]["kind"], &scores[0]["score"]), (&"logins".into(), &"3".into()));
    door.stop().await;
}

#[tokio::test]
async fn without_the_switch_and_with_a_score_of_nothing_nobody_is_banned() {
    for (name, value) in [("BAN_VIOLATIONS", "false"), ("LOGIN_VIOLATION_SCORE", "0")] {
        let settings = [&SETTINGS[..], &[(name, value)]].concat();
        let door = Doorward::start_today(&settings).await;
        let mut stranger = door.browser().at("203.0.113.7");
        flood(&mut stranger, 20).await;
        let counted = async {
            while json(&door, &["bans", "violations", "--json"])[0]["events"] != 18 {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(10), counted).await.expect("it was not counted");
        stranger.get("/login").await.expect_status(200);
        assert_eq!(json(&door, &["bans", "list", "--json"]), Value::Array(Vec::new()));
        door.stop().await;
    }
}

#[tokio::test]
async fn a_score_is_forgotten_when_nothing_was_added_for_long() {
    let door = Doorward::start_today(&SETTINGS).await;
    let mut stranger = door.browser().at("203.0.113.7");
    flood(&mut stranger, 2 + 4).await;
    let counted = async {
        while json(&door, &["bans", "violations", "--json"])[0]["score"] != "4" {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), counted).await.expect("it was not counted");
    door.clock.advance(24 * 60 * 60_000);
    flood(&mut stranger, 2 + 4).await;
    stranger.get("/login").await.expect_status(200);
    flood(&mut stranger, 1).await;
    until(&mut stranger, 403).await;
    door.stop().await;
}
