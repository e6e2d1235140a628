//! Stops: what is under way is answered, and nobody can hold a stop up for ever.

use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::harness::process::{PATIENCE, Process};
use crate::harness::{Folder, PASSWORD};

/// Within which a stop has ended whatever clients do: its deadline of 10 s, on a busy machine.
const DEADLINE: Duration = Duration::from_secs(20);

/// A request whose body the server waits for.
struct Upload {
    stream: TcpStream,
    rest: Vec<u8>,
}

impl Upload {
    /// Sends all but the last byte, and only once the server has asked for it: so it is under way.
    async fn begin(process: &Process, path: &str, body: &serde_json::Value) -> Self {
        let body = body.to_string();
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\nExpect: 100-continue\r\n\r\n",
            process.address,
            body.len()
        );
        let mut stream = TcpStream::connect(process.address).await.unwrap();
        stream.write_all(head.as_bytes()).await.unwrap();
        let mut asked = [0; 25];
        stream.read_exact(&mut asked).await.unwrap();
        assert_eq!(&asked, b"HTTP/1.1 100 Continue\r\n\r\n");
        let (most, rest) = body.as_bytes().split_at(body.len() - 1);
        stream.write_all(most).await.unwrap();
        Self { stream, rest: rest.to_vec() }
    }

    /// Sends the last byte.
    async fn complete(&mut self) {
        self.stream.write_all(&self.rest).await.unwrap();
    }

    /// The first line of the answer.
    async fn status(mut self) -> String {
        let mut answer = Vec::new();
        self.stream.read_to_end(&mut answer).await.unwrap();
        String::from_utf8(answer).unwrap().lines().next().unwrap_or_default().to_owned()
    }
}

fn registration(name: &str) -> serde_json::Value {
    serde_json::json!({
        "name": "Some Body", "username": "", "email": format!("{name}@example.test"),
        "password": PASSWORD, "confirm_password": PASSWORD,
    })
}

fn login() -> serde_json::Value {
    serde_json::json!({"email": "alice@example.test", "password": PASSWORD})
}

/// A connection that has had an answer and is kept open.
async fn idle(process: &Process) -> TcpStream {
    let mut stream = TcpStream::connect(process.address).await.unwrap();
    let request = format!("GET /livez HTTP/1.1\r\nHost: {}\r\n\r\n", process.address);
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    while !answer.ends_with(b"\r\n\r\nOK") {
        assert_ne!(stream.read_buf(&mut answer).await.unwrap(), 0, "{answer:?}");
    }
    stream
}

/// Waits until the server has closed a connection.
async fn closed(mut stream: TcpStream) {
    let mut rest = Vec::new();
    drop(tokio::time::timeout(PATIENCE, stream.read_to_end(&mut rest)).await.expect("still open"));
    assert_eq!(rest, b"");
}

async fn nobody_listens(process: &Process) {
    let waiting = async {
        while TcpStream::connect(process.address).await.is_ok() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, waiting).await.expect("it still takes connections");
}

#[tokio::test]
async fn a_stop_answers_what_is_under_way_lets_nobody_in_and_exits_with_zero() {
    let folder = Folder::new();
    let mut process = Process::start(folder.path(), &[("DOORWARD_HASH_THREADS", "1")]);
    process.browser().register("alice@example.test").await.expect_status(200);
    let (parked, fresh) =
        (idle(&process).await, TcpStream::connect(process.address).await.unwrap());
    let mut slow = Upload::begin(&process, "/api/auth/register", &registration("slow")).await;
    let mut hashing = Vec::new();
    for _ in 0..5 {
        hashing.push(Upload::begin(&process, "/api/auth/login", &login()).await);
    }
    for upload in &mut hashing {
        upload.complete().await;
    }
    process.signal("-TERM");
    closed(parked).await;
    closed(fresh).await;
    nobody_listens(&process).await;
    for upload in hashing {
        assert_eq!(upload.status().await, "HTTP/1.1 200 OK");
    }
    slow.complete().await;
    assert_eq!(slow.status().await, "HTTP/1.1 200 OK");
    let (code, log) = process.ended(DEADLINE);
    assert_eq!(code, Some(0), "{log}");
    assert!(!log.contains("cut off"), "{log}");

    let process = Process::start(folder.path(), &[]);
    process.browser().login("slow@example.test", PASSWORD).await.expect_status(200);
    process.stop();
}

#[tokio::test]
async fn whoever_asks_again_does_not_want_to_wait() {
    for again in ["-TERM", "-INT"] {
        let folder = Folder::new();
        let mut process = Process::start(folder.path(), &[]);
        let slow = Upload::begin(&process, "/api/auth/register", &registration("slow")).await;
        process.signal("-TERM");
        process.wait_for("stopping: ");
        process.signal(again);
        let (code, log) = process.ended(DEADLINE);
        assert_eq!(code, Some(0), "{log}");
        assert!(log.contains("asked again") && !log.contains("cut off"), "{log}");
        drop(slow);
    }
}

#[tokio::test]
async fn clients_that_dawdle_hold_a_stop_up_to_its_deadline_and_no_longer() {
    let folder = Folder::new();
    let mut process = Process::start(folder.path(), &[]);
    let _slow = Upload::begin(&process, "/api/auth/register", &registration("slow")).await;
    let mut half_a_head = Vec::new();
    for _ in 0..20 {
        let mut stream = TcpStream::connect(process.address).await.unwrap();
        stream.write_all(b"GET / HTTP/1.1\r\nHos").await.unwrap();
        half_a_head.push(stream);
    }
    process.signal("-TERM");
    let (code, log) = process.ended(DEADLINE);
    assert_eq!(code, Some(0), "{log}");
    assert!(log.contains("cut off") && !log.contains("panicked"), "{log}");
}
