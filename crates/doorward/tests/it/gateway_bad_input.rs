//! Clients that are slow and apps that misbehave.

use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::gateway::in_front;
use crate::gateway_streams::Wire;
use crate::harness::Doorward;
use crate::harness::app::ChatApp;
use crate::harness::h2::{H2, Outcome};
use crate::http2::get;

const OPEN: (&str, &str) = ("DOORWARD_PUBLIC_PATHS", "/*");

async fn open(more: &[(&str, &str)]) -> (ChatApp, Doorward) {
    let mut settings = vec![OPEN];
    settings.extend(more);
    in_front(&settings).await
}

async fn pass(time: Duration) {
    tokio::time::pause();
    tokio::time::advance(time).await;
    tokio::time::resume();
}

fn upload(length: usize) -> String {
    format!("POST /upload HTTP/1.1\r\nHost: localhost:3080\r\nContent-Length: {length}\r\n\r\n")
}

/// Waits until the app has been asked.
async fn asked(app: &ChatApp) {
    while app.heads().is_empty() {
        tokio::task::yield_now().await;
    }
}

/// Checklist item 109: neither one that says nothing for long nor one that lets a byte fall now and then,
/// nor one that has sent much before.
#[tokio::test]
async fn a_body_that_does_not_come_is_not_waited_for() {
    for (begun, trickles) in [(10, false), (10, true), (100_000, false)] {
        let (app, door) = open(&[]).await;
        let stream = TcpStream::connect(door.address).await.unwrap();
        let mut wire = Wire::over(stream, &(upload(begun + 90) + &"1".repeat(begun))).await;
        asked(&app).await;
        for _ in 0..14 {
            pass(Duration::from_secs(5)).await;
            if trickles {
                wire.say("x").await;
            }
        }
        wire.until("DW-REQ-007").await;
        assert!(wire.seen.starts_with("HTTP/1.1 408 "), "{}", wire.seen);
        door.stop().await;
    }
}

/// The time of a long upload is the client's, not the app's.
#[tokio::test]
async fn the_app_has_its_time_once_the_body_is_there() {
    let (app, door) = open(&[("DOORWARD_UPSTREAM_TIMEOUT", "1000 * 10")]).await;
    let stream = TcpStream::connect(door.address).await.unwrap();
    let mut wire = Wire::over(stream, &upload(3)).await;
    asked(&app).await;
    for part in ["a", "b", "c"] {
        pass(Duration::from_secs(12)).await;
        wire.say(part).await;
    }
    wire.until("\r\n\r\nabc").await;
    assert!(wire.seen.starts_with("HTTP/1.1 200 "), "{}", wire.seen);
    door.stop().await;
}

#[tokio::test]
async fn a_head_without_end_of_the_app_is_not_read_to_its_end() {
    let (mut app, door) = open(&[]).await;
    let mut wire = Wire::ask(door.address, &door.browser(), "/endless", "").await;
    wire.until("DW-GATE-004").await;
    assert!(wire.seen.starts_with("HTTP/1.1 502 "), "{}", wire.seen);
    assert_eq!(app.told.recv().await, Some("gone"));
    door.stop().await;
}

#[tokio::test]
async fn what_comes_before_an_answer_is_not_taken_for_it() {
    let (_app, door) = open(&[]).await;
    let wire = Wire::ask(door.address, &door.browser(), "/hints", "Connection: close\r\n").await;
    let seen = wire.ended().await;
    assert!(seen.starts_with("HTTP/1.1 200 ") && seen.ends_with("\r\n\r\nok"), "{seen}");
    door.stop().await;
}

/// Checklist item 109.
#[tokio::test]
async fn heads_that_are_too_large_or_too_slow_are_refused() {
    let (app, door) = open(&[]).await;
    let many: Vec<_> = (0..70).map(|n| format!("X-{n}: 1\r\n")).collect();
    let many = many.concat();
    let mut wire = Wire::ask(door.address, &door.browser(), "/c/1", &many).await;
    wire.until("\r\n\r\n").await;
    assert!(wire.seen.starts_with("HTTP/1.1 431 "), "{}", wire.seen);
    let long = "a".repeat(300 * 1024);
    for head in [
        format!("GET /c/1 HTTP/1.1\r\nHost: a\r\nX: {long}\r\n\r\n"),
        format!("GET /{long} HTTP/1.1\r\nHost: a\r\n\r\n"),
    ] {
        let mut stream = TcpStream::connect(door.address).await.unwrap();
        drop(stream.write_all(head.as_bytes()).await);
        let mut end = Vec::new();
        // The connection is closed with bytes unread, so that the answer may be lost.
        drop(stream.read_to_end(&mut end).await);
        assert!(!String::from_utf8_lossy(&end).contains(" 200 "));
    }

    let mut slow = TcpStream::connect(door.address).await.unwrap();
    slow.write_all(b"GET /c/1 HTTP/1.1\r\nHost: a\r\nX: ").await.unwrap();
    // Another is served meanwhile, so that the first has been read.
    door.browser().get("/doorward/livez").await.expect_status(200);
    for _ in 0..4 {
        pass(Duration::from_secs(5)).await;
        drop(slow.write_all(b"x").await);
    }
    let mut end = Vec::new();
    drop(slow.read_to_end(&mut end).await);
    assert!(!String::from_utf8_lossy(&end).contains(" 200 "));
    assert_eq!(app.heads(), Vec::<String>::new());
    door.stop().await;
}

/// Checklist item 109: whoever asks for much and takes nothing of it holds on to nobody for long.
#[tokio::test]
async fn an_answer_that_is_not_taken_ends_its_connection() {
    for path in ["/flood", "/long"] {
        let (mut app, door) = open(&[]).await;
        let mut wire = Wire::ask(door.address, &door.browser(), path, "").await;
        wire.until("aaaa").await;
        let mut passed = Duration::ZERO;
        while app.told.try_recv().is_err() {
            pass(Duration::from_secs(5)).await;
            tokio::task::yield_now().await;
            passed += Duration::from_secs(5);
        }
        assert!(passed >= Duration::from_mins(2), "{path}: after {passed:?}");
        door.stop().await;
    }
}

/// Checklist item 111: an answer that two readers would end at two places is none.
#[tokio::test]
async fn an_answer_with_two_lengths_is_refused() {
    let (_app, door) = open(&[]).await;
    let said = door.browser().get("/two-lengths").await.expect_status(502);
    assert!(said.text().contains("DW-GATE-004"), "{}", said.text());
    door.stop().await;
}

/// What an app says behind a body stays there, by either protocol.
#[tokio::test]
async fn fields_behind_the_body_are_left_out() {
    let (_app, door) = open(&[("DOORWARD_H2C", "true")]).await;
    let stream = TcpStream::connect(door.address).await.unwrap();
    let ask = "GET /trailers HTTP/1.1\r\nHost: localhost:3080\r\nConnection: close\r\nTE: trailers\r\n\r\n";
    let seen = Wire::over(stream, ask).await.ended().await.to_ascii_lowercase();
    assert!(seen.starts_with("http/1.1 200 ") && seen.ends_with("2\r\nok\r\n0\r\n\r\n"), "{seen}");
    assert!(!seen.contains("x-sum"), "{seen}");
    let mut client = H2::begin(TcpStream::connect(door.address).await.unwrap()).await;
    client.head(1, &get("/trailers"), true).await;
    assert_eq!(client.outcome(1).await, Outcome::Answered(200));
    client.until("ok").await;
    assert!(!client.has_trailers(1).await);
    door.stop().await;
}

/// What is still being sent of a request is not taken any more once its answer has been given.
#[tokio::test]
async fn an_upload_ends_with_its_answer() {
    let (app, door) = open(&[]).await;
    let stream = TcpStream::connect(door.address).await.unwrap();
    let head = upload(1_000_000).replace("/upload", "/early");
    let mut wire = Wire::over(stream, &(head + "some")).await;
    asked(&app).await;
    wire.until("early").await;
    assert!(wire.seen.starts_with("HTTP/1.1 413 "), "{}", wire.seen);
    wire.ended().await;
    door.stop().await;
}

/// Checklist item 109: a body waits with the client for an app that does not take it, not with us.
#[tokio::test]
async fn an_app_that_takes_no_body_is_not_sent_more_than_it_takes() {
    const MUCH: usize = 256 << 20;
    let (_app, door) = open(&[]).await;
    let stream = TcpStream::connect(door.address).await.unwrap();
    let (mut read, mut write) = stream.into_split();
    let head = upload(MUCH).replace("/upload", "/deaf");
    write.write_all(head.as_bytes()).await.unwrap();
    let mut sent = 0;
    let sending = async {
        let piece = vec![b'a'; 64 << 10];
        while sent < MUCH && write.write_all(&piece).await.is_ok() {
            sent += piece.len();
        }
        std::future::pending::<()>().await;
    };
    let given_up = async {
        let mut answer = [0; 1024];
        let length = read.read(&mut answer).await.unwrap();
        assert!(answer[..length].starts_with(b"HTTP/1.1 504 "));
    };
    let clock = async {
        loop {
            pass(Duration::from_secs(5)).await;
            tokio::task::yield_now().await;
        }
    };
    tokio::select! {
        () = sending => {}
        () = given_up => {}
        () = clock => {}
    }
    assert!(sent < MUCH / 4, "{sent}");
    door.stop().await;
}
