//! Guessing at one account, and its owner meanwhile.

use crate::harness::browser::Browser;
use crate::harness::{Doorward, PASSWORD};

const ALICE: &str = "alice@example.test";

const SETTINGS: [(&str, &str); 3] =
    [("TRUST_PROXY", "1"), ("DOORWARD_ACCOUNT_LOGIN_MAX", "5"), ("LOGIN_MAX", "3")];

/// Guesses once from each of so many addresses, and gives the last status.
async fn guess(stranger: &Browser, email: &str, network: &str, times: u8) -> u16 {
    let mut status = 0;
    for n in 0..times {
        status = stranger.at(&format!("{network}.{n}")).login(email, "wrong password").await.status;
    }
    status
}

/// Checklist item 103: a counter per account slows a guesser who has many addresses.
#[tokio::test]
async fn a_guesser_with_many_addresses_is_slowed_at_one_account_and_at_no_other() {
    let door = Doorward::start(&SETTINGS).await;
    let mut alice = door.browser().at("192.0.2.1");
    alice.register(ALICE).await;
    let stranger = door.browser();
    assert_eq!(guess(&stranger, ALICE, "203.0.113", 5).await, 404);
    let mut late = stranger.at("203.0.113.99");
    let refused = late.login(ALICE, PASSWORD).await.expect_status(429);
    assert_eq!(refused.message(), "Too many login attempts, please try again after 5 minutes.");
    assert_eq!(refused.header("retry-after"), Some("900"));
    late.form("/login", &[("email", ALICE), ("password", PASSWORD)]).await.expect_status(429);
    // An address that nobody has is slowed just so: nothing tells the two apart.
    assert_eq!(guess(&stranger, "nobody@example.test", "198.51.100", 6).await, 429);
    let mut bob = door.browser().at("192.0.2.2");
    bob.register("bob@example.test").await;
    bob.login("bob@example.test", PASSWORD).await.expect_status(200);
    door.clock.advance(15 * 60_000);
    late.login(ALICE, PASSWORD).await.expect_status(200);
    door.stop().await;
}

/// Checklist item 104.
#[tokio::test]
async fn spellings_of_one_address_share_a_counter() {
    let door = Doorward::start(&SETTINGS).await;
    let stranger = door.browser();
    let spellings = [
        ALICE,
        "Alice@Example.TEST",
        " alice@example.test ",
        "ＡＬＩＣＥ@example.test",
        "𝐚lice@example.test",
    ];
    for (n, spelling) in spellings.iter().enumerate() {
        let mut one = stranger.at(&format!("203.0.113.{n}"));
        one.login(spelling, "wrong password").await.expect_status(404);
    }
    stranger.at("203.0.113.99").login(ALICE, "wrong password").await.expect_status(429);
    door.stop().await;
}

/// Checklist item 105: a browser that the account knows is let in while strangers are not.
#[tokio::test]
async fn the_owner_comes_in_with_a_known_browser_while_strangers_guess() {
    let door = Doorward::start(&SETTINGS).await;
    let mut alice = door.browser().at("192.0.2.1");
    alice.register(ALICE).await;
    alice.login(ALICE, PASSWORD).await.expect_status(200);
    alice.post("/api/auth/logout", &serde_json::Value::Null).await.expect_status(200);
    assert!(alice.is_forgotten());
    assert_eq!(guess(&door.browser(), ALICE, "203.0.113", 6).await, 429);
    let mut travelling = alice.at("192.0.2.77");
    travelling.login(ALICE, PASSWORD).await.expect_status(200);
    // The same browser is nobody to another account, and no key to this one.
    assert_eq!(guess(&alice, "bob@example.test", "198.51.100", 6).await, 429);
    travelling.login(ALICE, "wrong password").await.expect_status(404);
    // Nor does a cookie of one's own making help.
    let mut forger = door.browser().at("203.0.113.99");
    forger
        .jar
        .insert("doorward-device".to_owned(), "v1.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA".to_owned());
    forger.login(ALICE, PASSWORD).await.expect_status(429);
    // A stolen one guesses five times and no more.
    let thief = alice.clone();
    assert_eq!(guess(&thief, ALICE, "198.51.101", 6).await, 429);
    door.stop().await;
}

/// Checklist item 103: all strangers together are bounded, and the people of the house are not.
#[tokio::test]
async fn a_flood_from_everywhere_leaves_known_browsers_alone() {
    let settings = [("TRUST_PROXY", "1"), ("LOGIN_MAX", "2"), ("DOORWARD_LIMIT_ALL_FACTOR", "3")];
    let door = Doorward::start(&settings).await;
    let mut alice = door.browser().at("192.0.2.1");
    alice.register(ALICE).await;
    alice.login(ALICE, PASSWORD).await.expect_status(200);
    let stranger = door.browser();
    for n in 0..5 {
        let email = format!("p{n}@example.test");
        stranger
            .at(&format!("203.0.113.{n}"))
            .login(&email, "wrong password")
            .await
            .expect_status(404);
    }
    let refused = stranger.at("203.0.113.9").login("x@example.test", "wrong password").await;
    assert_eq!(refused.expect_status(429).header("retry-after"), Some("300"));
    alice.at("192.0.2.8").login(ALICE, PASSWORD).await.expect_status(200);
    door.stop().await;
}

/// Checklist item 103: one /64 of IPv6 is one household.
#[tokio::test]
async fn a_whole_64_of_ipv6_counts_as_one_address() {
    let door = Doorward::start(&SETTINGS).await;
    let stranger = door.browser();
    for (n, status) in [404, 404, 404, 429].into_iter().enumerate() {
        let email = format!("p{n}@example.test");
        let mut one = stranger.at(&format!("2001:db8:0:7:{n}::1"));
        one.login(&email, "wrong password").await.expect_status(status);
    }
    let mut next_door = stranger.at("2001:db8:0:8::1");
    next_door.login("p9@example.test", "wrong password").await.expect_status(404);
    door.stop().await;
}
