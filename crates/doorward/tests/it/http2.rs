//! HTTP/2 from browsers, HTTP/1.1 to the app.

use std::time::Duration;

use futures_util::StreamExt as _;
use futures_util::future::join_all;
use reqwest::{Client, Version};
use tokio::net::TcpStream;

use crate::gateway::{in_front, member};
use crate::harness::app::header;
use crate::harness::authority::Authority;
use crate::harness::h2::{H2, Outcome, Standing};
use crate::harness::{Doorward, http, tls};

/// A client that speaks HTTP/2 by TLS and trusts an authority.
fn client(authority: &Authority, door: &Doorward) -> (Client, String) {
    let config = tls::trusting(&authority.path("ca.pem"), &["h2", "http/1.1"]);
    let client = Client::builder().tls_backend_preconfigured(config);
    let client = client.resolve("localhost", door.address).no_proxy().build().unwrap();
    (client, format!("https://localhost:{}", door.address.port()))
}

fn authority() -> Authority {
    let authority = Authority::new();
    authority.sign("ours", "localhost", "2");
    authority
}

#[tokio::test]
async fn many_requests_share_a_connection_and_the_app_hears_http_1() {
    let authority = authority();
    let (mut app, door, mut ann) = crate::tls::in_front(&authority, "ours").await;
    ann.sign_in("/doorward", "ann@example.test").await;
    let (client, base) = client(&authority, &door);
    let cookies = ann.cookies();
    let ask = |path: String| client.get(format!("{base}{path}")).header("cookie", &cookies).send();
    let mut events = ask("/events".to_owned()).await.unwrap().bytes_stream();
    assert_eq!(app.told.recv().await, Some("began"));
    let answers = join_all((0..100).map(|n| ask(format!("/c/{n}")))).await;
    for answer in answers {
        let answer = answer.unwrap();
        assert_eq!((answer.version(), answer.status().as_u16()), (Version::HTTP_2, 200));
    }
    let posted = client.post(format!("{base}/api/chat")).header("cookie", &cookies).body("hello");
    let said = posted.send().await.unwrap().text().await.unwrap();
    assert!(
        said.starts_with("POST /api/chat HTTP/1.1\r\n") && said.ends_with("\r\n\r\nhello"),
        "{said}"
    );
    let head = app.heads().pop().unwrap();
    assert!(header(&head, "host").unwrap().starts_with("localhost"));
    assert_eq!(header(&head, "x-forwarded-proto"), Some("https"));
    for word in ["Once", "upon"] {
        app.say(word);
        let event = events.next().await.unwrap().unwrap();
        assert_eq!(event, format!("data: {word}\n\n"));
    }
    // Whoever hangs up resets the stream, and the app hears of it.
    drop(events);
    assert_eq!(app.told.recv().await, Some("gone"));
    let ours = client.get(format!("{base}/doorward/login")).send().await.unwrap();
    assert_eq!(ours.version(), Version::HTTP_2);
    assert_eq!(ours.headers()["strict-transport-security"], "max-age=31536000");
    door.stop().await;
}

/// The pseudo-fields of a request.
pub(crate) fn get(path: &str) -> Vec<(&str, &[u8])> {
    vec![
        (":method", b"GET"),
        (":scheme", b"http"),
        (":path", path.as_bytes()),
        (":authority", b"localhost:3080"),
    ]
}

/// Checklist item 112: a browser that is not told of sockets by HTTP/2 opens them by HTTP/1.1.
#[tokio::test]
async fn no_socket_is_offered_and_none_is_opened() {
    let settings = [("DOORWARD_H2C", "true"), ("DOORWARD_PUBLIC_PATHS", "/*")];
    let (app, door) = in_front(&settings).await;
    let stream = TcpStream::connect(door.address).await.unwrap();
    let mut client = H2::begin(stream).await;
    client.head(1, &get("/c/1"), true).await;
    assert_eq!(client.outcome(1).await, Outcome::Answered(200));
    // SETTINGS_ENABLE_CONNECT_PROTOCOL (RFC 8441 §3).
    assert!(!client.settings.iter().any(|(name, _)| *name == 8), "{:?}", client.settings);
    let mut connect = get("/socket");
    connect[0].1 = b"CONNECT";
    connect.push((":protocol", b"websocket"));
    client.head(3, &connect, true).await;
    assert!(matches!(client.outcome(3).await, Outcome::Reset(_) | Outcome::Ended(_)));
    assert_eq!(app.heads().len(), 1, "{:?}", app.heads());
    door.stop().await;
}

/// Proxies may begin with HTTP/2 in clear where that is set, and nowhere else.
#[tokio::test]
async fn in_clear_it_is_spoken_only_where_it_is_set() {
    let (app, door) = in_front(&[("DOORWARD_H2C", "true")]).await;
    let ann = member(&door, "ann@example.test").await;
    let mut client = H2::begin(TcpStream::connect(door.address).await.unwrap()).await;
    let session = format!("doorward={}", ann.jar["doorward"]);
    let mut request = get("/c/1");
    request.extend([("cookie", &b"theme=dark"[..]), ("cookie", session.as_bytes())]);
    request.push(("cookie", b"size=9"));
    client.head(1, &request, true).await;
    assert_eq!(client.outcome(1).await, Outcome::Answered(200));
    let head = app.heads().pop().unwrap();
    assert_eq!(header(&head, "cookie"), Some("theme=dark; size=9"));
    assert_eq!(header(&head, "host"), Some("localhost:3080"));
    assert_eq!(header(&head, "x-forwarded-email"), Some("ann@example.test"));
    // HTTP/1.1 stays.
    http::send(door.address, "GET", "/doorward/livez", &[], b"").await.expect_status(200);
    door.stop().await;

    let (app, door) = in_front(&[]).await;
    let mut client = H2::begin(TcpStream::connect(door.address).await.unwrap()).await;
    client.head(1, &get("/c/1"), true).await;
    assert!(!matches!(client.outcome(1).await, Outcome::Answered(_)));
    assert_eq!(app.heads(), Vec::<String>::new());
    door.stop().await;
}

#[tokio::test]
async fn a_stop_lets_the_answer_under_way_finish_and_says_goodbye() {
    let settings = [("DOORWARD_H2C", "true"), ("DOORWARD_PUBLIC_PATHS", "/*")];
    let (mut app, door) = in_front(&settings).await;
    let mut client = H2::begin(TcpStream::connect(door.address).await.unwrap()).await;
    client.head(1, &get("/c/1"), false).await;
    client.head(3, &get("/events"), true).await;
    assert_eq!(app.told.recv().await, Some("began"));
    assert_eq!(client.outcome(3).await, Outcome::Answered(200));
    client.reset(3).await;
    assert_eq!(app.told.recv().await, Some("gone"));
    let rest = async {
        // The goodbye comes first, and what had begun is answered all the same.
        assert_eq!(client.outcome(1).await, Outcome::Ended(0));
        client.data(1, b"late", true).await;
        while client.outcome(1).await != Outcome::Answered(200) {}
        client.until("late").await;
    };
    tokio::join!(door.stop(), rest);
}

#[tokio::test]
async fn a_connection_on_which_nothing_is_asked_is_closed() {
    let (_app, door) = in_front(&[("DOORWARD_H2C", "true")]).await;
    let mut client = H2::begin(TcpStream::connect(door.address).await.unwrap()).await;
    client.head(1, &get("/doorward/livez"), true).await;
    assert_eq!(client.outcome(1).await, Outcome::Answered(200));
    for _ in 0..20 {
        tokio::time::pause();
        tokio::time::advance(Duration::from_secs(10)).await;
        tokio::time::resume();
    }
    assert!(matches!(client.outcome(3).await, Outcome::Ended(_) | Outcome::Closed));
    door.stop().await;
}

/// A request may cross the word that no more are taken.
#[tokio::test]
async fn an_answer_that_began_as_the_connection_was_being_closed_goes_on() {
    let settings = [("DOORWARD_H2C", "true"), ("DOORWARD_PUBLIC_PATHS", "/*")];
    let (mut app, door) = in_front(&settings).await;
    let mut client = H2::begin(TcpStream::connect(door.address).await.unwrap()).await;
    let pass = async || {
        tokio::time::pause();
        tokio::time::advance(Duration::from_secs(5)).await;
        tokio::time::resume();
    };
    client.head(1, &get("/c/1"), true).await;
    assert_eq!(client.outcome(1).await, Outcome::Answered(200));
    while client.standing().await == Standing::Open {
        pass().await;
    }
    client.head(3, &get("/events"), true).await;
    while client.outcome(3).await != Outcome::Answered(200) {}
    assert_eq!(app.told.recv().await, Some("began"));
    for _ in 0..14 {
        pass().await;
        client.standing().await;
    }
    app.say("still here");
    client.until("still here").await;
    door.stop().await;
}
