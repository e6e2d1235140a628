//! Requests that two servers could take for two different ones.

use crate::gateway::{in_front, member};
use crate::harness::http;

/// What comes behind each of them: what a smuggler wants the app to take for a request of its own.
const BEHIND: &str = "GET /smuggled HTTP/1.1\r\nHost: localhost:3080\r\n\r\n";

/// Heads and bodies that are read in two ways.
const CORPUS: [(&str, &str); 24] = [
    ("CL.TE", "Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nG"),
    ("TE.CL", "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n1\r\nA\r\n0\r\n\r\n"),
    ("CL.TE in other letters", "CONTENT-LENGTH: 6\r\ntransfer-ENCODING: chunked\r\n\r\n0\r\n\r\nG"),
    ("TE.TE", "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n"),
    ("TE with an encoding before", "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
    ("TE twice", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
    ("TE with more", "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n"),
    ("TE misspelt", "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"),
    ("TE empty", "Transfer-Encoding: \r\n\r\n0\r\n\r\n"),
    ("TE folded", "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n"),
    ("TE with a blank before the colon", "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n"),
    ("CL twice", "Content-Length: 1\r\nContent-Length: 2\r\n\r\nAB"),
    ("CL as a list", "Content-Length: 1, 2\r\n\r\nAB"),
    ("CL with a sign", "Content-Length: +1\r\n\r\nA"),
    ("CL below nothing", "Content-Length: -1\r\n\r\nA"),
    ("CL in hexadecimal", "Content-Length: 0x1\r\n\r\nA"),
    ("CL too large", "Content-Length: 99999999999999999999\r\n\r\nA"),
    ("CL with a blank before the colon", "Content-Length : 1\r\n\r\nA"),
    ("CL empty", "Content-Length:\r\n\r\nA"),
    (
        "a chunk size that overflows",
        "Transfer-Encoding: chunked\r\n\r\n10000000000000001\r\nA\r\n0\r\n\r\n",
    ),
    ("a chunk size with a sign", "Transfer-Encoding: chunked\r\n\r\n+1\r\nA\r\n0\r\n\r\n"),
    ("a chunk size as a prefix", "Transfer-Encoding: chunked\r\n\r\n0x1\r\nA\r\n0\r\n\r\n"),
    ("a chunk that goes on", "Transfer-Encoding: chunked\r\n\r\n1\r\nAB\r\n0\r\n\r\n"),
    ("a bare carriage return", "X: a\rContent-Length: 1\r\n\r\nA"),
];

/// Checklist item 111.
#[tokio::test]
async fn what_can_be_read_in_two_ways_is_refused_and_nothing_behind_it_is_read() {
    let (app, door) = in_front(&[]).await;
    let ann = member(&door, "ann@example.test").await;
    let cookie = format!("doorward={}", ann.jar["doorward"]);
    let mut through = Vec::new();
    for (name, rest) in CORPUS {
        let text = format!(
            "POST /first HTTP/1.1\r\nHost: localhost:3080\r\nCookie: {cookie}\r\n{rest}{BEHIND}"
        );
        let answer = http::raw(door.address, text.as_bytes()).await;
        if answer.status != 400 {
            through.push((name, answer.status));
        }
    }
    let old = format!(
        "POST /first HTTP/1.0\r\nCookie: {cookie}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{BEHIND}"
    );
    assert_eq!(http::raw(door.address, old.as_bytes()).await.status, 400);
    assert_eq!(through, []);
    let smuggled = app.heads().iter().any(|head| head.contains("/smuggled"));
    assert!(!smuggled, "{:?}", app.heads());
    door.stop().await;
}

/// A line in a body is no head, and after a body that says itself where it ends nothing is read.
#[tokio::test]
async fn bodies_may_say_what_they_like() {
    let (app, door) = in_front(&[]).await;
    let ann = member(&door, "ann@example.test").await;
    let cookie = format!("doorward={}", ann.jar["doorward"]);
    for method in ["POST", "GET"] {
        let text = format!(
            "{method} /first HTTP/1.1\r\nHost: a\r\nCookie: {cookie}\r\nTransfer-Encoding: chunked\r\n\r\n\
             13\r\nContent-Length: 7\r\n\r\n0\r\n\r\n{BEHIND}"
        );
        let answer = http::raw(door.address, text.as_bytes()).await.expect_status(200);
        assert!(answer.text().contains("Content-Length: 7\r\n"), "{}", answer.text());
    }
    assert_eq!(app.heads().len(), 2);
    door.stop().await;
}
