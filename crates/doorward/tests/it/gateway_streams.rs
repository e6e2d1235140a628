//! Streams and sockets through the gateway: as they come, for as long as the session lasts.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::commands::doorward;
use crate::gateway::{in_front, member};
use crate::harness::browser::Browser;

/// A connection on which a request stands and its answer comes in.
pub(crate) struct Wire<S = TcpStream> {
    stream: S,
    pub(crate) seen: String,
}

impl Wire {
    /// Sends a request with the cookies of `browser`.
    pub(crate) async fn ask(
        address: SocketAddr,
        browser: &Browser,
        path: &str,
        more: &str,
    ) -> Self {
        let cookies: Vec<_> =
            browser.jar.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let stream = TcpStream::connect(address).await.unwrap();
        let cookies = cookies.join("; ");
        let head =
            format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nCookie: {cookies}\r\n{more}\r\n");
        Self::over(stream, &head).await
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> Wire<S> {
    /// Sends a head on a connection that stands.
    pub(crate) async fn over(mut stream: S, head: &str) -> Self {
        stream.write_all(head.as_bytes()).await.unwrap();
        Self { stream, seen: String::new() }
    }

    /// Reads until `text` has come.
    pub(crate) async fn until(&mut self, text: &str) {
        while !self.seen.contains(text) {
            let mut buffer = [0; 4096];
            let read = self.stream.read(&mut buffer).await.unwrap();
            assert_ne!(read, 0, "{text} never came: {}", self.seen);
            self.seen.push_str(std::str::from_utf8(&buffer[..read]).unwrap());
        }
    }

    /// Sends more.
    pub(crate) async fn say(&mut self, text: &str) {
        self.stream.write_all(text.as_bytes()).await.unwrap();
    }

    /// Reads until the connection is over, however it ends.
    pub(crate) async fn ended(mut self) -> String {
        let mut rest = Vec::new();
        drop(self.stream.read_to_end(&mut rest).await);
        self.seen + std::str::from_utf8(&rest).unwrap()
    }
}

/// What a browser adds that wants a WebSocket.
pub(crate) const SOCKET: &str = "Connection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n\
                      Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\
                      Origin: http://localhost:3080\r\n";

/// Checklist item 113.
#[tokio::test]
async fn events_come_one_by_one_and_the_app_hears_when_nobody_listens_any_more() {
    let (mut app, door) = in_front(&[]).await;
    let ann = member(&door, "ann@example.test").await;
    let mut wire = Wire::ask(door.address, &ann, "/events", "Accept-Encoding: gzip\r\n").await;
    assert_eq!(app.told.recv().await, Some("began"));
    for word in ["Once", "upon", "a", "time"] {
        app.say(word);
        wire.until(&format!("data: {word}\n\n")).await;
    }
    assert!(wire.seen.contains("content-type: text/event-stream"), "{}", wire.seen);
    assert!(!wire.seen.contains("content-encoding"));
    drop(wire);
    assert_eq!(app.told.recv().await, Some("gone"));
    door.stop().await;
}

/// Checklist item 113: nothing ends a stream that is quiet for ten minutes.
#[tokio::test]
async fn a_quiet_stream_stays() {
    let (mut app, door) = in_front(&[]).await;
    let ann = member(&door, "ann@example.test").await;
    let mut wire = Wire::ask(door.address, &ann, "/events", "").await;
    assert_eq!(app.told.recv().await, Some("began"));
    wire.until("\r\n\r\n").await;
    tokio::time::pause();
    for _ in 0..20 {
        tokio::time::advance(Duration::from_secs(30)).await;
    }
    tokio::time::resume();
    app.say("still here");
    wire.until("data: still here\n\n").await;
    door.stop().await;
}

/// Checklist items 66 and 106.
#[tokio::test]
async fn a_stream_ends_with_its_session_and_so_does_a_socket() {
    let (mut app, door) = in_front(&[]).await;
    let mut ann = member(&door, "ann@example.test").await;
    let bob = member(&door, "bob@example.test").await;
    let mut stream = Wire::ask(door.address, &ann, "/events", "").await;
    assert_eq!(app.told.recv().await, Some("began"));
    let mut socket = Wire::ask(door.address, &ann, "/socket", SOCKET).await;
    assert_eq!(app.told.recv().await, Some("began"));
    let mut others = Wire::ask(door.address, &bob, "/events", "").await;
    assert_eq!(app.told.recv().await, Some("began"));
    app.say("one");
    stream.until("data: one\n\n").await;
    socket.until("\r\n\r\n").await;
    ann.form("/doorward/logout", &[]).await.expect_status(303);
    let stream = stream.ended().await;
    assert!(!stream.contains("\r\n0\r\n"), "it looks whole: {stream}");
    socket.ended().await;
    assert_eq!(app.told.recv().await, Some("gone"));
    assert_eq!(app.told.recv().await, Some("gone"));
    app.say("two");
    others.until("data: two\n\n").await;
    door.stop().await;
}

/// Checklist item 66: also where whoever asked for it takes nothing of it.
#[tokio::test]
async fn a_stream_that_nobody_reads_ends_with_its_session() {
    let (mut app, door) = in_front(&[]).await;
    let mut ann = member(&door, "ann@example.test").await;
    let mut stream = Wire::ask(door.address, &ann, "/flood", "").await;
    stream.until("aaaa").await;
    ann.form("/doorward/logout", &[]).await.expect_status(303);
    assert_eq!(app.told.recv().await, Some("gone"));
    door.stop().await;
}

/// Checklist item 106: another process bans, and the stream breaks off.
#[tokio::test]
async fn a_ban_by_command_ends_what_runs() {
    let (mut app, door) = in_front(&[]).await;
    member(&door, "root@example.test").await;
    let ann = member(&door, "ann@example.test").await;
    let stream = Wire::ask(door.address, &ann, "/events", "").await;
    assert_eq!(app.told.recv().await, Some("began"));
    let ban = ["user", "ban", "ann@example.test", "--for", "1h", "--reason", "spam", "--json"];
    assert!(doorward(door.folder.path(), &[], &ban, "").status.success());
    stream.ended().await;
    assert_eq!(app.told.recv().await, Some("gone"));
    door.stop().await;
}

/// Checklist item 112.
#[tokio::test]
async fn a_socket_carries_both_ways_from_its_first_byte() {
    let (mut app, door) = in_front(&[]).await;
    let ann = member(&door, "ann@example.test").await;
    let mut socket = Wire::ask(door.address, &ann, "/socket", SOCKET).await;
    assert_eq!(app.told.recv().await, Some("began"));
    socket.until("\r\n\r\n").await;
    assert!(socket.seen.starts_with("HTTP/1.1 101 "), "{}", socket.seen);
    assert!(socket.seen.contains("upgrade: websocket"));
    for text in ["first", "second"] {
        socket.say(text).await;
        socket.until(text).await;
    }
    drop(socket);
    assert_eq!(app.told.recv().await, Some("gone"));
    let head = app.heads().pop().unwrap();
    assert!(
        head.contains("x-forwarded-email: ann@example.test") && head.contains("upgrade: websocket")
    );
    door.stop().await;
}

#[tokio::test]
async fn an_app_that_dies_in_the_middle_leaves_a_broken_answer() {
    let (_app, door) = in_front(&[]).await;
    let ann = member(&door, "ann@example.test").await;
    let wire = Wire::ask(door.address, &ann, "/dies", "").await;
    let seen = wire.ended().await;
    assert!(seen.contains("content-length: 100") && seen.ends_with("half"), "{seen}");
    door.stop().await;
}

#[tokio::test]
async fn an_app_that_never_answers_is_given_up_and_hears_of_it() {
    let (mut app, door) = in_front(&[("DOORWARD_UPSTREAM_TIMEOUT", "1000 * 60")]).await;
    let ann = member(&door, "ann@example.test").await;
    let mut wire = Wire::ask(door.address, &ann, "/silent", "").await;
    assert_eq!(app.told.recv().await, Some("asked"));
    tokio::time::pause();
    tokio::time::advance(Duration::from_secs(61)).await;
    tokio::time::resume();
    wire.until("DW-GATE-005").await;
    assert!(wire.seen.starts_with("HTTP/1.1 504 "));
    assert_eq!(app.told.recv().await, Some("gone"));
    door.stop().await;
}

/// Only web sockets are joined: a tunnel of HTTP/2 would carry requests that no rule has seen.
#[tokio::test]
async fn no_other_protocol_gets_a_tunnel() {
    let (app, door) = in_front(&[("DOORWARD_PUBLIC_PATHS", "/h2c, /socket, /plain")]).await;
    let nobody = door.browser();
    for (path, upgrade) in [
        ("/plain", "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n"),
        ("/plain", "Upgrade: websocket\r\nUpgrade: h2c\r\n"),
        ("/plain", "Upgrade: websocket, h2c\r\n"),
    ] {
        let more = format!("Connection: Upgrade\r\n{upgrade}");
        let mut wire = Wire::ask(door.address, &nobody, path, &more).await;
        wire.until("GET /plain").await;
        assert!(wire.seen.starts_with("HTTP/1.1 200 "), "{}", wire.seen);
    }
    let plain = app.heads().join("\n").to_ascii_lowercase();
    assert!(!plain.contains("upgrade") && !plain.contains("http2-settings"), "{plain}");
    // An app that switches to something else than it was asked for.
    let more = "Connection: Upgrade\r\nUpgrade: websocket\r\n";
    let mut wire = Wire::ask(door.address, &nobody, "/h2c", more).await;
    wire.until("DW-GATE-004").await;
    assert!(wire.seen.starts_with("HTTP/1.1 502 "), "{}", wire.seen);
    door.stop().await;
}

/// Checklist item 66: what has not begun to be answered is not answered any more either.
#[tokio::test]
async fn a_request_that_waits_ends_with_its_session() {
    let (mut app, door) = in_front(&[]).await;
    let mut ann = member(&door, "ann@example.test").await;
    let mut wire = Wire::ask(door.address, &ann, "/silent", "").await;
    assert_eq!(app.told.recv().await, Some("asked"));
    ann.form("/doorward/logout", &[]).await.expect_status(303);
    wire.until("DW-GATE-001").await;
    assert!(wire.seen.starts_with("HTTP/1.1 401 "), "{}", wire.seen);
    assert_eq!(app.told.recv().await, Some("gone"));
    door.stop().await;
}

/// Who may not any more, may not go on.
#[tokio::test]
async fn a_stream_ends_with_the_role_that_it_needs() {
    let (mut app, door) = in_front(&[("DOORWARD_UPSTREAM_WHO", "role:admin")]).await;
    let root = member(&door, "root@example.test").await;
    member(&door, "ann@example.test").await;
    let run = |args: &[&str]| {
        let output = doorward(door.folder.path(), &[], args, "");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    run(&["user", "role", "ann@example.test", "admin"]);
    let stream = Wire::ask(door.address, &root, "/events", "").await;
    assert_eq!(app.told.recv().await, Some("began"));
    run(&["user", "role", "root@example.test", "user"]);
    stream.ended().await;
    assert_eq!(app.told.recv().await, Some("gone"));
    door.stop().await;
}
