//! The limits of chat, in front of any app.

use crate::gateway::{in_front, member};
use crate::harness::app::ChatApp;
use crate::harness::browser::Browser;
use crate::harness::{Doorward, PASSWORD, http};

const FIREFOX: (&str, &str) =
    ("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0");

async fn say(browser: &mut Browser, path: &str) -> http::Answer {
    browser.send("POST", path, &[FIREFOX], b"{}").await
}

#[tokio::test]
async fn messages_are_counted_per_person_and_other_requests_are_not() {
    let settings = [("LIMIT_MESSAGE_USER", "true"), ("MESSAGE_USER_MAX", "2")];
    let (app, door) = in_front(&settings).await;
    let mut ann = member(&door, "ann@example.test").await;
    let mut bob = member(&door, "bob@example.test").await;
    for _ in 0..2 {
        say(&mut ann, "/api/chat/completions").await.expect_status(200);
    }
    let refused = say(&mut ann, "/API/chat/completions").await.expect_status(429);
    let said = refused.json();
    assert_eq!((&said["type"], &said["max"]), (&"message_limit".into(), &2.into()));
    assert_eq!((&said["limiter"], &said["windowInMinutes"]), (&"user".into(), &1.into()));
    ann.get("/api/chat/completions").await.expect_status(200);
    say(&mut ann, "/api/files").await.expect_status(200);
    say(&mut bob, "/api/chat/completions").await.expect_status(200);
    assert_eq!(app.heads().len(), 5);
    door.clock.advance(61_000);
    say(&mut ann, "/api/chat/completions").await.expect_status(200);
    door.stop().await;
}

#[tokio::test]
async fn messages_are_counted_per_address_whoever_sends_them() {
    let settings = [("LIMIT_MESSAGE_IP", "true"), ("MESSAGE_IP_MAX", "2"), ("TRUST_PROXY", "1")];
    let (_app, door) = in_front(&settings).await;
    let mut ann = member(&door, "ann@example.test").await.at("203.0.113.9");
    let mut bob = member(&door, "bob@example.test").await.at("203.0.113.9");
    say(&mut ann, "/v1/chat/completions").await.expect_status(200);
    say(&mut bob, "/v1/chat/completions").await.expect_status(200);
    let refused = say(&mut bob, "/v1/chat/completions").await.expect_status(429);
    assert_eq!(refused.json()["limiter"], "ip");
    say(&mut bob.at("203.0.113.10"), "/v1/chat/completions").await.expect_status(200);
    door.stop().await;
}

/// A stream that the app begins, and that goes on until it is dropped.
async fn running(door: &Doorward, app: &mut ChatApp, browser: &Browser) -> tokio::net::TcpStream {
    use tokio::io::AsyncWriteExt as _;
    let mut stream = tokio::net::TcpStream::connect(door.address).await.unwrap();
    let cookie = &browser.jar["doorward"];
    let head = format!(
        "POST /events HTTP/1.1\r\nHost: a\r\nCookie: doorward={cookie}\r\nContent-Length: 0\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    assert_eq!(app.told.recv().await, Some("began"));
    stream
}

#[tokio::test]
async fn so_many_answers_are_written_at_once_and_no_more() {
    let settings = [
        ("LIMIT_CONCURRENT_MESSAGES", "true"),
        ("CONCURRENT_MESSAGE_MAX", "2"),
        ("DOORWARD_CHAT_PATHS", "/events, /say"),
    ];
    let (mut app, door) = in_front(&settings).await;
    let mut ann = member(&door, "ann@example.test").await;
    let mut bob = member(&door, "bob@example.test").await;
    let first = running(&door, &mut app, &ann).await;
    let second = running(&door, &mut app, &ann).await;
    let refused = say(&mut ann, "/say").await.expect_status(429);
    let said = refused.json();
    assert_eq!((&said["type"], &said["limit"]), (&"concurrent".into(), &2.into()));
    assert_eq!(said["pendingRequests"], 3);
    say(&mut bob, "/say").await.expect_status(200);
    drop(first);
    assert_eq!(app.told.recv().await, Some("gone"));
    say(&mut ann, "/say").await.expect_status(200);
    say(&mut ann, "/say").await.expect_status(200);
    drop(second);
    door.stop().await;
}

#[tokio::test]
async fn where_only_browsers_may_send_messages_programs_are_told() {
    let (app, door) = in_front(&[("DOORWARD_CHAT_BROWSERS_ONLY", "true")]).await;
    let mut ann = member(&door, "ann@example.test").await;
    say(&mut ann, "/api/chat").await.expect_status(200);
    let curl = [("User-Agent", "curl/8.5.0")];
    let refused = ann.send("POST", "/api/chat", &curl, b"{}").await.expect_status(403);
    assert_eq!(refused.json()["error"]["code"], "DW-GATE-006");
    ann.send("POST", "/api/other", &curl, b"{}").await.expect_status(200);
    assert_eq!(app.heads().len(), 2);
    door.stop().await;
}

/// Going too far is held against the person, and a ban follows (reference 4.2).
#[tokio::test]
async fn whoever_goes_on_is_banned_and_out() {
    let settings = [
        ("BAN_VIOLATIONS", "true"),
        ("BAN_INTERVAL", "2"),
        ("LIMIT_MESSAGE_USER", "true"),
        ("MESSAGE_USER_MAX", "1"),
    ];
    let (_app, door) = in_front(&settings).await;
    member(&door, "root@example.test").await;
    let mut ann = member(&door, "ann@example.test").await;
    say(&mut ann, "/api/chat").await.expect_status(200);
    while say(&mut ann, "/api/chat").await.status == 429 {
        tokio::task::yield_now().await;
    }
    say(&mut ann, "/api/chat").await.expect_status(401);
    let fields = [("email", "ann@example.test"), ("password", PASSWORD)];
    let told = ann.form("/doorward/login", &fields).await.expect_status(403);
    assert!(told.text().contains("message_limit"), "{}", told.text());
    door.stop().await;
}
