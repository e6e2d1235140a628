//! What an app answers, as it comes out of the gateway: where it ends, and what of its connections.

use std::time::Duration;

use tokio::net::TcpStream;

use crate::gateway::in_front;
use crate::gateway_streams::Wire;
use crate::harness::Doorward;
use crate::harness::app::ChatApp;

async fn open() -> (ChatApp, Doorward) {
    in_front(&[("DOORWARD_PUBLIC_PATHS", "/*")]).await
}

async fn wire(door: &Doorward, head: &str) -> Wire {
    Wire::over(TcpStream::connect(door.address).await.unwrap(), head).await
}

fn get(path: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nHost: localhost:3080\r\n\r\n")
}

const WORDS: &str = "\r\n\r\n3\r\none\r\n4\r\n two\r\n0\r\n\r\n";

#[tokio::test]
async fn a_connection_serves_on_after_an_answer_of_unknown_length() {
    let (_app, door) = open().await;
    let mut wire = wire(&door, &get("/words")).await;
    for _ in 0..3 {
        wire.until(WORDS).await;
        assert!(wire.seen.starts_with("HTTP/1.1 200 OK\r\n"), "{}", wire.seen);
        for field in ["\r\ntransfer-encoding: chunked\r\n", "\r\ndate: ", "\r\nx-request-id: "] {
            assert_eq!(wire.seen.matches(field).count(), 1, "{field}: {}", wire.seen);
        }
        assert!(!wire.seen.contains("x-sum") && !wire.seen.contains("connection"), "{}", wire.seen);
        wire.seen.clear();
        wire.say(&get("/words")).await;
    }
    // Requests that come before the answer to the one before.
    let mut wire = self::wire(&door, &[get("/words"), get("/a"), get("/words")].concat()).await;
    wire.until("GET /a HTTP/1.1").await;
    assert!(wire.seen.find(WORDS) < wire.seen.find("GET /a "), "{}", wire.seen);
    wire.seen.clear();
    wire.until(WORDS).await;
    door.stop().await;
}

/// Also where its connection was parked with half of a head.
#[tokio::test]
async fn a_head_that_comes_in_halves_ends_no_connection() {
    let (_app, door) = open().await;
    let mut wire = wire(&door, &get("/a")).await;
    wire.until("GET /a HTTP/1.1").await;
    wire.say("GET /words HT").await;
    for _ in 0..5 {
        // Another is served meanwhile, so that what was said has been read.
        door.browser().get("/doorward/livez").await.expect_status(200);
        tokio::time::pause();
        tokio::time::advance(Duration::from_millis(60)).await;
        tokio::time::resume();
    }
    wire.say("TP/1.1\r\nHost: localhost:3080\r\n\r\n").await;
    wire.until(WORDS).await;
    wire.say(&get("/b")).await;
    wire.until("GET /b HTTP/1.1").await;
    door.stop().await;
}

/// The rules and the app are told the same.
#[tokio::test]
async fn a_target_without_a_path_has_one_for_the_app() {
    let (app, door) = open().await;
    let mut wire =
        wire(&door, "GET http://localhost:3080?x=1 HTTP/1.1\r\nHost: localhost:3080\r\n\r\n").await;
    wire.until("GET /?x=1 HTTP/1.1").await;
    assert!(app.heads()[0].starts_with("GET /?x=1 HTTP/1.1\r\n"), "{:?}", app.heads());
    door.stop().await;
}

/// Checklist item 111: what an app says unasked is not the answer to whoever asks next.
#[tokio::test]
async fn nobody_gets_what_was_said_unasked() {
    let (mut app, door) = open().await;
    for _ in 0..20 {
        let mut first = wire(&door, &get("/talks")).await;
        first.until("\r\n\r\nok").await;
        assert_eq!(app.told.recv().await, Some("said"));
        let mut next = wire(&door, &get("/next")).await;
        next.until("GET /next HTTP/1.1").await;
        assert!(!next.seen.contains("stale"), "{}", next.seen);
    }
    door.stop().await;
}

#[tokio::test]
async fn a_client_that_wants_no_more_is_hung_up_on_after_its_answer() {
    let (_app, door) = open().await;
    let head = "GET /words HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    let seen = wire(&door, head).await.ended().await;
    assert!(seen.contains("\r\nconnection: close\r\n") && seen.ends_with(WORDS), "{seen}");
    // One that knows no chunks.
    let old = wire(&door, "GET /words HTTP/1.0\r\nHost: a\r\n\r\n").await.ended().await;
    assert!(old.ends_with("\r\n\r\none two") && !old.contains("transfer-encoding"), "{old}");
    let none = wire(&door, "HEAD /words HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").await;
    let none = none.ended().await;
    assert!(none.starts_with("HTTP/1.1 200 ") && none.ends_with("\r\n\r\n"), "{none}");
    door.stop().await;
}

#[tokio::test]
async fn an_answer_that_ends_with_its_connection_says_where_it_ends() {
    let (_app, door) = open().await;
    let mut wire = wire(&door, &get("/old")).await;
    wire.until("\r\n\r\na\r\nto the end\r\n0\r\n\r\n").await;
    wire.say(&get("/a")).await;
    wire.until("GET /a HTTP/1.1").await;
    door.stop().await;
}

#[tokio::test]
async fn an_answer_that_breaks_off_does_not_look_whole() {
    let (_app, door) = open().await;
    let cut = wire(&door, &get("/cut")).await.ended().await;
    assert!(cut.ends_with("\r\n\r\n4\r\nhalf\r\n"), "{cut}");
    door.stop().await;
}

#[tokio::test]
async fn connections_to_the_app_are_kept_and_what_changes_nothing_is_asked_anew_where_one_ends() {
    let (app, door) = open().await;
    let asked = |method: &str| {
        format!("{method} /moody HTTP/1.1\r\nHost: localhost:3080\r\nContent-Length: 0\r\n\r\n")
    };
    let mut wire = wire(&door, &asked("GET")).await;
    wire.until("GET /moody").await;
    // The app ends the connection that was kept, and is asked on another.
    wire.seen.clear();
    wire.say(&asked("GET")).await;
    wire.until("GET /moody").await;
    assert!(wire.seen.starts_with("HTTP/1.1 200 "), "{}", wire.seen);
    assert_eq!(app.heads().len(), 3);
    // Nobody knows what became of this one.
    wire.seen.clear();
    wire.say(&asked("POST")).await;
    wire.until("DW-GATE-004").await;
    assert!(wire.seen.starts_with("HTTP/1.1 502 "), "{}", wire.seen);
    assert_eq!(app.heads().len(), 4);
    door.stop().await;
}
