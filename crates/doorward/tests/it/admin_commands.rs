//! Administration by the command line, beside a running server.

use std::time::Duration;

use serde_json::Value;

use crate::commands::doorward;
use crate::harness::browser::Browser;
use crate::harness::{Doorward, PASSWORD};

/// How soon the server must know what a command did.
const SOON: Duration = Duration::from_secs(1);

/// Runs a command: its status, what it printed, and what it complained of.
fn run(door: &Doorward, args: &[&str]) -> (Option<i32>, String, String) {
    let output = doorward(door.folder.path(), &[], args, "");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

fn json(door: &Doorward, args: &[&str]) -> Value {
    let (code, out, err) = run(door, args);
    assert_eq!(code, Some(0), "{err}");
    serde_json::from_str(&out).unwrap()
}

/// Waits until the server knows that a person is out.
async fn expect_out(browser: &mut Browser) {
    let out = async { while browser.who().await.is_some() {} };
    tokio::time::timeout(SOON, out).await.expect("out within a second");
}

/// Checklist item 66, as far as switching off goes: sessions, bearer and refresh end within a second.
#[tokio::test]
async fn somebody_who_is_switched_off_is_out_within_a_second_and_back_only_by_signing_in() {
    let door = Doorward::start_today(&[]).await;
    let mut root = door.signed_in("root@example.test").await;
    let mut alice = door.signed_in("alice@example.test").await;
    assert!(alice.who().await.is_some());
    assert_eq!(run(&door, &["user", "disable", "alice@example.test"]).0, Some(0));
    expect_out(&mut alice).await;
    alice.refresh().await.expect_status(401);
    alice.get("/").await.expect_status(303);
    alice.login("alice@example.test", PASSWORD).await.expect_status(403);
    assert_eq!(run(&door, &["user", "disable", "alice@example.test"]).0, Some(0), "as it was");
    let off = json(&door, &["user", "list", "--disabled", "--json"]);
    assert_eq!(off.as_array().unwrap().len(), 1);
    assert_eq!(run(&door, &["user", "enable", "alice@example.test"]).0, Some(0));
    assert_eq!(alice.who().await, None, "the old sessions are gone for good");
    alice.login("alice@example.test", PASSWORD).await.expect_status(200);
    assert!(root.who().await.is_some());
    door.stop().await;
}

#[tokio::test]
async fn roles_are_given_and_the_last_administrator_keeps_theirs() {
    let door = Doorward::start_today(&[]).await;
    let mut root = door.signed_in("root@example.test").await;
    let mut alice = door.signed_in("alice@example.test").await;
    for args in [
        &["user", "role", "root@example.test", "user"][..],
        &["user", "disable", "root@example.test"],
        &["user", "delete", "root@example.test", "--yes"],
    ] {
        let (code, _, err) = run(&door, args);
        assert_eq!(code, Some(1), "{args:?}");
        assert!(err.contains("last administrator"), "{err}");
    }
    assert_eq!(run(&door, &["user", "role", "alice@example.test", "admin"]).0, Some(0));
    assert_eq!(run(&door, &["user", "role", "root@example.test", "user"]).0, Some(0));
    let known = async {
        while alice.get("/api/user").await.json()["role"] != "ADMIN" {}
        while root.get("/api/user").await.json()["role"] != "USER" {}
    };
    tokio::time::timeout(SOON, known).await.expect("known within a second");
    assert_eq!(run(&door, &["user", "role", "alice@example.test", "king"]).0, Some(2));
    assert_eq!(run(&door, &["user", "role", "nobody@example.test", "user"]).0, Some(1));
    door.stop().await;
}

/// Checklist item 94: what is kept of a person can be taken along, without what opens the account.
#[tokio::test]
async fn everything_that_is_kept_of_a_person_is_exported_and_no_secret() {
    let door = Doorward::start_today(&[]).await;
    let _alice = door.signed_in("alice@example.test").await;
    let (code, text, _) = run(&door, &["user", "export", "alice@example.test"]);
    let kept: Value = serde_json::from_str(&text).unwrap();
    assert_eq!((code, &kept["account"]["email"]), (Some(0), &"alice@example.test".into()));
    assert_eq!(kept["sessions"].as_array().unwrap().len(), 1);
    let kinds: Vec<_> = kept["events"].as_array().unwrap().iter().map(|e| &e["kind"]).collect();
    assert!(kinds.contains(&&Value::from("session.begin")), "{kinds:?}");
    assert!(!text.contains("$argon2") && !text.contains(PASSWORD));
    assert_eq!(run(&door, &["user", "export", "nobody@example.test"]).0, Some(1));
    door.stop().await;
}

#[tokio::test]
async fn people_are_searched_and_the_record_is_listed() {
    let door = Doorward::start_today(&[]).await;
    for email in ["root@example.test", "alice@example.test", "alina@example.test"] {
        door.signed_in(email).await;
    }
    let found = |text: &str| {
        json(&door, &["user", "list", "--search", text, "--json"]).as_array().unwrap().len()
    };
    assert_eq!((found("ALI"), found("alice@"), found("body"), found("lice")), (2, 1, 3, 0));
    let admins = json(&door, &["user", "list", "--role", "admin", "--json"]);
    assert_eq!(admins[0]["email"], "root@example.test");
    let args =
        ["audit", "list", "--who", "alice@example.test", "--kind", "session.begin", "--json"];
    let (code, lines, _) = run(&door, &args);
    let event: Value = serde_json::from_str(lines.lines().next().unwrap()).unwrap();
    assert_eq!((code, lines.lines().count()), (Some(0), 1));
    assert_eq!((&event["outcome"], &event["address"]), (&"done".into(), &"127.0.0.1".into()));
    let (_, table, _) = run(&door, &["audit", "list", "--limit", "1"]);
    assert_eq!(table.lines().count(), 2, "a head and one event: {table}");
    let (_, none, _) = run(&door, &["audit", "list", "--since", "2100-01-01", "--json"]);
    assert_eq!(none, "");
    assert_eq!(run(&door, &["audit", "list", "--since", "yesterday"]).0, Some(2));
    door.stop().await;
}

/// Checklist item 117: failed sign-ins are on record, and a flood of them does not fill it.
#[tokio::test]
async fn failed_sign_ins_are_on_record_once_a_minute() {
    let door = Doorward::start(&[]).await;
    let mut alice = door.signed_in("alice@example.test").await;
    for _ in 0..5 {
        alice.login("alice@example.test", "wrong password").await.expect_status(404);
        alice.login("nobody@example.test", "wrong password").await.expect_status(404);
    }
    let door = door.restart().await;
    let args = ["audit", "list", "--kind", "login.failed", "--json"];
    let (_, lines, _) = run(&door, &args);
    let events: Vec<Value> = lines.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    let tries = |event: &Value| -> u32 {
        event["detail"].as_str().unwrap().split(' ').next().unwrap().parse().unwrap()
    };
    assert!(events.len() <= 4, "{events:?}");
    assert_eq!(events.iter().map(tries).sum::<u32>(), 10);
    assert!(events.iter().all(|event| event["outcome"] == "refused"));
    assert!(events.iter().any(|event| event["subject"].is_null()));
    door.stop().await;
}
