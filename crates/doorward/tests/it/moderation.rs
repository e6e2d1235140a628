//! Bans by hand: who is kept out, where, and for how long.

use std::time::Duration;

use serde_json::{Value, json};

use crate::commands::doorward;
use crate::harness::browser::Browser;
use crate::harness::{Doorward, PASSWORD};

const ALICE: &str = "alice@example.test";
const BANNED: &str = "Your account has been temporarily banned due to violations of our service.";

/// Runs a command beside the server; it must succeed.
fn run(door: &Doorward, args: &[&str]) -> String {
    let output = doorward(door.folder.path(), &[], args, "");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    said
}

/// Waits for as long as another process is promised to take.
async fn within_a_second(browser: &mut Browser, signed_in: bool) {
    let waiting = async {
        while browser.who().await.is_some() != signed_in {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(1), waiting).await.expect("it took too long");
}

/// Checklist item 66: a ban ends bearer, cookie, refresh and Auth.js's session within a second, here and
/// on another node. Checklist item 106: the person reads why and until when, after proof alone.
#[tokio::test]
async fn a_banned_person_is_out_everywhere_within_a_second_and_in_again_when_it_is_lifted() {
    let secret = "NEXT_AUTH_SECRET";
    let door = Doorward::start_today(&[(secret, "one secret of thirty-two characters!")]).await;
    let second = door.another().await;
    door.browser().register("root@example.test").await;
    let mut alice = door.signed_in(ALICE).await;
    let mut there = alice.clone();
    there.address = second.address;
    assert!(there.who().await.is_some() && alice.who().await.is_some());
    let said =
        run(&door, &["user", "ban", ALICE, "--for", "2h", "--reason", "Spam in  chats", "--json"]);
    let ban: Value = serde_json::from_str(&said).unwrap();
    assert_eq!((&ban["reason"], &ban["by"]), (&"Spam in chats".into(), &"command line".into()));
    within_a_second(&mut alice, false).await;
    within_a_second(&mut there, false).await;
    for one in [&mut alice, &mut there] {
        let session = one.get("/api/auth/session").await;
        assert!(!session.text().contains("alice"), "{}", session.text());
        one.get("/").await.expect_status(303);
        assert_eq!(one.refresh().await.expect_status(403).message(), BANNED);
        assert!(!one.jar.contains_key("refreshToken"));
        assert_eq!(one.login(ALICE, PASSWORD).await.expect_status(403).message(), BANNED);
        let form = [("email", ALICE), ("password", PASSWORD)];
        let page = one.form("/login", &form).await.expect_status(403);
        assert!(page.text().contains("Spam in chats") && page.text().contains("DW-BAN-001"));
        // Without proof nothing is told.
        let wrong = [("email", ALICE), ("password", "wrong password")];
        let page = one.form("/login", &wrong).await.expect_status(401);
        assert!(!page.text().contains("ban"), "{}", page.text());
        one.login(ALICE, "wrong password").await.expect_status(404);
    }
    assert!(run(&door, &["bans", "list"]).contains("Spam in chats"));
    run(&door, &["user", "unban", ALICE]);
    assert!(!run(&door, &["bans", "list"]).contains("Spam in chats"));
    assert!(run(&door, &["bans", "list", "--all"]).contains("lifted"));
    alice.login(ALICE, PASSWORD).await.expect_status(200);
    there.login(ALICE, PASSWORD).await.expect_status(200);
    let events = run(&door, &["audit", "list", "--json"]);
    assert!(events.contains("ban.add") && events.contains("ban.lift"));
    second.stop().await;
    door.stop().await;
}

#[tokio::test]
async fn the_same_story_of_a_ban_runs_on_postgresql() {
    let url = crate::harness::postgres::database();
    let door = Doorward::start_today(&[("DATABASE_URL", &url)]).await;
    let second = door.another().await;
    door.browser().register("root@example.test").await;
    let alice = door.signed_in(ALICE).await;
    let mut there = alice.clone();
    there.address = second.address;
    assert!(there.who().await.is_some());
    let run = |args: &[&str]| {
        let output = doorward(door.folder.path(), &[("DATABASE_URL", &url)], args, "");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    run(&["user", "ban", ALICE, "--for-good", "--reason", "Spam"]);
    within_a_second(&mut there, false).await;
    run(&["user", "unban", ALICE]);
    there.login(ALICE, PASSWORD).await.expect_status(200);
    run(&["bans", "add-address", "127.0.0.1", "--for", "1h", "--reason", "Noise"]);
    let stranger = second.browser();
    let shut = async {
        while stranger.clone().get("/login").await.status != 403 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(1), shut).await.expect("it took too long");
    second.stop().await;
    door.stop().await;
}

#[tokio::test]
async fn a_ban_ends_by_the_clock_and_a_clock_set_back_neither_ends_nor_lengthens_it() {
    let door = Doorward::start_today(&[]).await;
    door.browser().register("root@example.test").await;
    let mut alice = door.signed_in(ALICE).await;
    run(&door, &["user", "ban", ALICE, "--for", "30m", "--reason", "Spam"]);
    within_a_second(&mut alice, false).await;
    door.clock.advance(-3_600_000);
    alice.login(ALICE, PASSWORD).await.expect_status(403);
    door.clock.advance(3_600_000 + 29 * 60_000);
    alice.login(ALICE, PASSWORD).await.expect_status(403);
    door.clock.advance(2 * 60_000);
    alice.login(ALICE, PASSWORD).await.expect_status(200);
    assert!(alice.who().await.is_some());
    door.stop().await;
}

/// The weapons of reference 4.3: naming a victim in a body, and coming from a banned address.
#[tokio::test]
async fn a_ban_is_not_catching() {
    let door = Doorward::start_today(&[("TRUST_PROXY", "1")]).await;
    let mut alice = door.browser().at("192.0.2.1");
    alice.register(ALICE).await;
    alice.login(ALICE, PASSWORD).await.expect_status(200);
    let mut bob = door.browser().at("203.0.113.7");
    bob.register("bob@example.test").await;
    bob.login("bob@example.test", PASSWORD).await.expect_status(200);
    run(&door, &["bans", "add-address", "203.0.113.7", "--for", "2h", "--reason", "Noise"]);
    let mut stranger = door.browser().at("203.0.113.7");
    let waiting = async {
        while stranger.get("/login").await.status != 403 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(1), waiting).await.expect("it took too long");
    // A stranger there names a victim, in every body that takes an address.
    for path in ["/api/auth/login", "/api/auth/register", "/api/auth/requestPasswordReset"] {
        let body = json!({"email": ALICE, "password": "wrong password"});
        assert_eq!(stranger.post(path, &body).await.expect_status(403).message(), BANNED);
    }
    let page = stranger.get("/register").await.expect_status(403);
    assert!(page.text().contains("DW-BAN-002") && !page.text().contains("Noise"), "it is neutral");
    stranger.get("/health").await.expect_status(200);
    assert!(alice.who().await.is_some(), "the victim is as before");
    alice.login(ALICE, PASSWORD).await.expect_status(200);
    // Whoever is signed in behind the address goes on, there and elsewhere.
    assert!(bob.who().await.is_some());
    bob.get("/").await.expect_status(200);
    bob.refresh().await.expect_status(200);
    assert!(bob.at("192.0.2.9").who().await.is_some());
    bob.at("192.0.2.9").login("bob@example.test", PASSWORD).await.expect_status(200);
    // Checklist item 107: a header that no trusted proxy wrote changes nothing.
    let forged = stranger.at("192.0.2.55, 203.0.113.7");
    forged.clone().get("/login").await.expect_status(403);
    door.stop().await;
}

#[tokio::test]
async fn an_administrator_behind_a_banned_address_lifts_it_at_the_command_line() {
    let door = Doorward::start_today(&[]).await;
    let mut root = door.browser();
    root.register("root@example.test").await;
    run(&door, &["bans", "add-address", "127.0.0.1", "--for-good", "--reason", "A mistake"]);
    let shut = async {
        while root.get("/login").await.status != 403 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(1), shut).await.expect("it took too long");
    run(&door, &["bans", "lift", "127.0.0.1"]);
    let open = async {
        while root.get("/login").await.status != 200 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(1), open).await.expect("it took too long");
    root.login("root@example.test", PASSWORD).await.expect_status(200);
    door.stop().await;
}

#[tokio::test]
async fn what_is_no_ban_is_refused_with_a_reason() {
    let door = Doorward::start_today(&[]).await;
    door.browser().register(ALICE).await;
    for (args, said) in [
        (&["user", "ban", ALICE, "--for", "120", "--reason", "x"][..], "has no unit"),
        (&["user", "ban", ALICE, "--for", "2h", "--reason", " "][..], "needs a reason"),
        (&["user", "ban", ALICE, "--reason", "x"][..], "--for"),
        (&["user", "ban", ALICE, "--for", "999w", "--reason", "x"][..], "at most ten years"),
        (&["user", "ban", "nobody@example.test", "--for", "2h", "--reason", "x"][..], "no account"),
        (&["user", "unban", ALICE][..], "is not banned"),
        (&["bans", "add-address", "10.0.0.0/8", "--for", "2h", "--reason", "x"][..], "/64"),
        (&["bans", "lift", "10.0.0.1"][..], "there is no ban"),
    ] {
        let output = doorward(door.folder.path(), &[], args, "");
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && error.contains(said), "{args:?}: {error}");
    }
    door.stop().await;
}
