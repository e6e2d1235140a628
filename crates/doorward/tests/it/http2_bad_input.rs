//! Frames of HTTP/2 that would be something else in HTTP/1.1, and floods of them.

use tokio::net::TcpStream;

use crate::gateway::in_front;
use crate::harness::app::ChatApp;
use crate::harness::h2::{H2, Outcome};
use crate::harness::{Doorward, http};
use crate::http2::get;

/// Names of fields with their values.
type Fields<'a> = &'a [(&'a str, &'a [u8])];

async fn open() -> (ChatApp, Doorward) {
    in_front(&[("DOORWARD_H2C", "true"), ("DOORWARD_PUBLIC_PATHS", "/*")]).await
}

async fn begin(door: &Doorward) -> H2<TcpStream> {
    H2::begin(TcpStream::connect(door.address).await.unwrap()).await
}

/// What comes of a request with these fields, in place of those of the same name.
async fn ask(door: &Doorward, fields: Fields<'_>, body: Option<&[u8]>) -> Outcome {
    let mut client = begin(door).await;
    let mut all = get("/first");
    all.retain(|(name, _)| !fields.iter().any(|(other, _)| name.starts_with(':') && name == other));
    // Pseudo-fields come first.
    let (pseudo, others): (Vec<_>, Vec<_>) =
        fields.iter().copied().partition(|(name, _)| name.starts_with(':'));
    all.extend(pseudo);
    all.extend(others);
    all.retain(|(_, value)| *value != b"(none)");
    client.head(1, &all, body.is_none()).await;
    if let Some(body) = body {
        client.data(1, body, true).await;
    }
    client.outcome(1).await
}

/// Checklist item 111.
#[tokio::test]
async fn what_would_be_two_requests_in_http_1_is_refused() {
    let (app, door) = open().await;
    for body in [None, Some(&b"A"[..])] {
        assert_eq!(ask(&door, &[], body).await, Outcome::Answered(200), "nothing else is wrong");
    }
    let reached = app.heads();
    let smuggled = b"GET /smuggled HTTP/1.1\r\nHost: localhost:3080\r\n\r\n";
    let corpus: [(&str, Fields<'_>); 23] = [
        ("transfer-encoding", &[("transfer-encoding", b"chunked")]),
        ("connection", &[("connection", b"close")]),
        ("connection that names", &[("connection", b"x-forwarded-for")]),
        ("keep-alive", &[("keep-alive", b"timeout=5")]),
        ("proxy-connection", &[("proxy-connection", b"keep-alive")]),
        ("upgrade", &[("upgrade", b"websocket")]),
        ("te", &[("te", b"chunked")]),
        ("line end in a value", &[("x", b"a\r\nTransfer-Encoding: chunked")]),
        ("line feed in a value", &[("x", b"a\nx-forwarded-user: root")]),
        ("NUL in a value", &[("x", b"a\0b")]),
        ("line end in a name", &[("x: a\r\ny", b"b")]),
        ("colon in a name", &[("x:y", b"b")]),
        ("blank in a name", &[("content-length ", b"0")]),
        ("capitals in a name", &[("Transfer-Encoding", b"chunked")]),
        ("empty name", &[("", b"a")]),
        ("blank in the path", &[(":path", b"/first HTTP/1.1\r\nHost: a\r\n\r\nGET /smuggled")]),
        ("a path that is none", &[(":path", b"first")]),
        ("no path", &[(":path", b"(none)")]),
        ("line end in the method", &[(":method", b"GET / HTTP/1.1\r\nX: a")]),
        ("two hosts", &[("host", b"other.example.test")]),
        ("no host", &[(":authority", b"(none)")]),
        ("a host with a user", &[(":authority", b"user@localhost:3080")]),
        ("line end in the host", &[(":authority", b"localhost\r\nX-Forwarded-User: root")]),
    ];
    let mut through = Vec::new();
    for (name, fields) in corpus {
        for body in [None, Some(&smuggled[..])] {
            let outcome = ask(&door, fields, body).await;
            let refused = match outcome {
                Outcome::Answered(status) => status == 400,
                Outcome::Reset(_) | Outcome::Ended(_) | Outcome::Closed => true,
            };
            if !refused {
                through.push((name, outcome));
            }
        }
    }
    assert_eq!(through, []);
    assert_eq!(app.heads(), reached);
    door.stop().await;
}

/// Checklist item 111: a length that is not that of the body ends the stream, and the app never takes what
/// came for the whole, nor what is too much for another request.
#[tokio::test]
async fn a_length_that_is_not_that_of_the_body_makes_no_second_request() {
    let (app, door) = open().await;
    assert_eq!(
        ask(&door, &[], None).await,
        Outcome::Answered(200),
        "nothing is wrong with the rest"
    );
    let smuggled = b"AGET /smuggled HTTP/1.1\r\nHost: localhost:3080\r\n\r\n";
    for (lengths, body) in [
        (&[("content-length", &b"1"[..])][..], Some(&smuggled[..])),
        (&[("content-length", b"0")], Some(smuggled)),
        (&[("content-length", b"900")], Some(smuggled)),
        (&[("content-length", b"5")], None),
        (&[("content-length", b"1"), ("content-length", b"2")], Some(b"A")),
        (&[("content-length", b"+1")], Some(b"A")),
        (&[("content-length", b"1, 1")], Some(b"A")),
    ] {
        let outcome = ask(&door, lengths, body).await;
        assert!(!matches!(outcome, Outcome::Answered(200..400)), "{lengths:?}: {outcome:?}");
    }
    let paths: Vec<_> =
        app.heads().iter().map(|head| head.lines().next().unwrap().to_owned()).collect();
    assert!(paths.iter().all(|path| path == "GET /first HTTP/1.1"), "{paths:?}");
    door.stop().await;
}

/// Checklist item 109.
#[tokio::test]
async fn heads_that_are_too_large_are_refused() {
    let (app, door) = open().await;
    let names: Vec<_> = (0..70).map(|n| format!("x-{n}")).collect();
    let many: Vec<_> = names.iter().map(|name| (name.as_str(), &b"1"[..])).collect();
    assert_eq!(ask(&door, &many, None).await, Outcome::Answered(431));
    assert_eq!(app.heads(), Vec::<String>::new());
    // More than a frame may hold, in as many as it takes; 64 KiB are the most.
    let names: Vec<_> = (0..30).map(|n| format!("x-{n}")).collect();
    for (length, status) in [(2100, 200), (2200, 431)] {
        let long = vec![b'a'; length];
        let large: Vec<_> = names.iter().map(|name| (name.as_str(), &long[..])).collect();
        assert_eq!(ask(&door, &large, None).await, Outcome::Answered(status), "{length}");
    }
    assert_eq!(app.heads().len(), 1);
    door.stop().await;
}

/// Requests that are taken back at once (CVE-2023-44487) end the connection that they come on, and no other.
#[tokio::test]
async fn a_flood_of_requests_that_are_taken_back_ends_its_connection() {
    let (_app, door) = open().await;
    let mut client = begin(&door).await;
    for n in 0..500 {
        client.head(2 * n + 1, &get("/silent"), true).await;
        client.reset(2 * n + 1).await;
    }
    let outcome = client.outcome(1001).await;
    assert!(matches!(outcome, Outcome::Ended(_) | Outcome::Closed), "{outcome:?}");
    http::send(door.address, "GET", "/doorward/livez", &[], b"").await.expect_status(200);
    door.stop().await;
}

#[tokio::test]
async fn more_streams_than_one_client_may_have_are_refused() {
    let (_app, door) = open().await;
    let mut client = begin(&door).await;
    for n in 0..257 {
        client.head(2 * n + 1, &get("/silent"), true).await;
    }
    // REFUSED_STREAM (RFC 9113 §7).
    assert_eq!(client.outcome(2 * 256 + 1).await, Outcome::Reset(7));
    door.stop().await;
}
