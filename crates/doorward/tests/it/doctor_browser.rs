//! The doctor looks through a browser: the link, the page, its report.

use doorward_app::doctor::{Finding, Severity, browser};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::harness::Doorward;
use crate::harness::browser::Browser;
use crate::harness::peer::between;

const HOME: &str = "http://127.0.0.1:3080";

async fn door() -> Doorward {
    Doorward::start(&[("DOMAIN_CLIENT", HOME), ("DOMAIN_SERVER", HOME)]).await
}

fn link(door: &Doorward) -> String {
    let link = browser::link(&door.app()).unwrap().url;
    link.strip_prefix(HOME).unwrap().to_owned()
}

/// The pass with which a page reports.
async fn opened(door: &Doorward, visitor: &mut Browser) -> String {
    let page = visitor.get(&link(door)).await.expect_status(200);
    between(page.text(), "data-report=\"", "\"")
}

/// What a browser reports that gets everything as it is sent.
fn well() -> Value {
    let arrived: Vec<u64> = (0..10).map(|n| n * 200).collect();
    json!({
        "origin": HOME, "secure": true, "cookie": true, "fresh": true, "refused": 0, "arrived": arrived,
        "socket": true,
    })
}

async fn report(visitor: &mut Browser, pass: &str, seen: &Value, origin: &str) -> Vec<Value> {
    let path = format!("/doctor/report?pass={pass}");
    let headers = [
        ("content-type", "application/json"),
        ("origin", origin),
        ("sec-fetch-site", "same-origin"),
    ];
    let answer = visitor.send("POST", &path, &headers, seen.to_string().as_bytes()).await;
    answer.expect_status(200).json().as_array().unwrap().clone()
}

async fn stored(door: &Doorward) -> Option<Vec<Finding>> {
    browser::reported(&door.app(), None).await.unwrap()
}

/// Checklist item 123: the link opens the page once, for a quarter of an hour, and nothing else does.
#[tokio::test]
async fn the_link_opens_the_page_once() {
    let door = door().await;
    let mut visitor = door.browser();
    for path in ["/doctor", "/doctor?token=", "/doctor?token=1.a.b"] {
        visitor.get(path).await.expect_status(404);
    }
    let (once, late) = (link(&door), link(&door));
    let token = once.split_once("token=").unwrap().1;
    for status in [200, 404] {
        let page = visitor.get(&once).await.expect_status(status);
        assert!(!page.text().contains(token), "{}", page.text());
    }
    visitor.send("HEAD", &late, &[], b"").await.expect_status(405);
    door.clock.advance(15 * 60_000);
    visitor.get(&late).await.expect_status(404);
    let refused = visitor.send("POST", "/doctor/report?pass=1.a.b", &[], b"{}").await;
    assert_eq!(refused.status, 404);
    door.stop().await;
}

/// Checklist item 123: the same link in other letters is no second link.
#[tokio::test]
async fn a_link_written_in_another_way_opens_nothing() {
    let door = door().await;
    let mut visitor = door.browser();
    for opened in [true, false] {
        let link = link(&door);
        if opened {
            visitor.get(&link).await.expect_status(200);
        }
        let (path, token) = link.split_once('=').unwrap();
        for other in ["0", "00", "%2B", "%2B0", "-", "%20"] {
            let again = visitor.get(&format!("{path}={other}{token}")).await;
            assert_eq!(again.status, 404, "{other}");
        }
        for other in [".", "%3D", ".a"] {
            assert_eq!(visitor.get(&format!("{link}{other}")).await.status, 404, "{other}");
        }
        visitor.get(&link).await.expect_status(if opened { 404 } else { 200 });
    }
    door.stop().await;
}

#[tokio::test]
async fn each_mistake_that_a_browser_sees_is_named() {
    let door = door().await;
    let mut visitor = door.browser();
    let pass = opened(&door, &mut visitor).await;
    let good = report(&mut visitor, &pass, &well(), HOME).await;
    assert_eq!(good[0]["code"], "DW-DOC-080", "{good:?}");
    assert_eq!(stored(&door).await.unwrap()[0].severity, Severity::Ok);
    let held = vec![1900; 10];
    for (member, value, entry, code) in [
        ("origin", json!("http://192.168.1.5:3080"), "M13", "DW-DOC-059"),
        ("secure", json!(false), "M11", "DW-DOC-081"),
        ("cookie", json!(false), "M12", "DW-DOC-082"),
        ("cookie", json!(false), "M10", "DW-DOC-082"),
        ("fresh", json!(false), "M26", "DW-DOC-053"),
        ("refused", json!(3200), "M25", "DW-DOC-052"),
        ("refused", json!(16_000), "M25", "DW-DOC-052"),
        ("arrived", json!(held), "M23", "DW-DOC-048"),
        ("arrived", json!([0, 200]), "M23", "DW-DOC-049"),
    ] {
        let mut seen = well();
        seen[member] = value.clone();
        let pass = opened(&door, &mut visitor).await;
        let found = report(&mut visitor, &pass, &seen, HOME).await;
        let named = found.iter().find(|one| one["code"] == code);
        let named = named.unwrap_or_else(|| panic!("{code}: {found:?}"));
        assert!(named["catalogue"].as_array().unwrap().contains(&json!(entry)), "{named}");
        assert_eq!(found.len(), 1, "{found:?}");
        let kept = stored(&door).await.unwrap();
        assert_eq!(kept[0].code, code);
        let rare = value == json!(16_000);
        assert_eq!(kept[0].severity == Severity::Note, rare, "{member} {value}");
    }
    let pass = opened(&door, &mut visitor).await;
    let found = report(&mut visitor, &pass, &well(), "null").await;
    assert_eq!(found[0]["code"], "DW-DOC-083", "{found:?}");
    // An hour later nobody cares.
    door.clock.advance(61 * 60_000);
    assert!(stored(&door).await.is_none());
    door.stop().await;
}

/// What a stranger's page could send is bounded, and is shown escaped.
#[tokio::test]
async fn a_report_that_is_none_changes_nothing() {
    let door = door().await;
    let mut visitor = door.browser();
    let pass = opened(&door, &mut visitor).await;
    let path = format!("/doctor/report?pass={pass}");
    for body in ["", "{", "7", &"x".repeat(5000)] {
        let answer = visitor.send("POST", &path, &[], body.as_bytes()).await;
        assert!([400, 413].contains(&answer.status), "{}", answer.status);
    }
    assert!(stored(&door).await.is_none());
    let mut seen = well();
    seen["origin"] = json!("http://x\u{1b}[31m".to_owned() + &"y".repeat(1000));
    let found = report(&mut visitor, &pass, &seen, HOME).await;
    let evidence = found[0]["evidence"].as_str().unwrap();
    assert!(!evidence.contains('\u{1b}') && evidence.len() < 600, "{evidence}");
    door.stop().await;
}

/// Checklist item 123: a report follows on one opened link, is taken once, and by no other pass.
#[tokio::test]
async fn a_report_belongs_to_the_link_that_was_opened() {
    let door = door().await;
    let (mine, other) = (browser::link(&door.app()).unwrap(), browser::link(&door.app()).unwrap());
    let mut visitor = door.browser();
    let page = visitor.get(mine.url.strip_prefix(HOME).unwrap()).await.expect_status(200);
    let pass = between(page.text(), "data-pass=\"", "\"");
    let own = between(page.text(), "data-report=\"", "\"");
    let body = well().to_string();
    for (pass, status) in [(&pass, 404), (&own, 200), (&own, 404)] {
        let path = format!("/doctor/report?pass={pass}");
        let answer = visitor.send("POST", &path, &[("origin", HOME)], body.as_bytes()).await;
        assert_eq!(answer.status, status);
    }
    visitor.get(&format!("/doctor/echo?pass={own}")).await.expect_status(404);
    let app = door.app();
    assert!(browser::reported(&app, Some(&mine)).await.unwrap().is_some());
    assert!(browser::reported(&app, Some(&other)).await.unwrap().is_none());
    drop(app);
    door.stop().await;
}

/// A socket is looked for by the page: a word, and the close frame behind it.
#[tokio::test]
async fn a_socket_says_its_word() {
    let door = door().await;
    let page = door.browser().get(&link(&door)).await.expect_status(200);
    let pass = between(page.text(), "data-pass=\"", "\"");
    let mut stream = TcpStream::connect(door.address).await.unwrap();
    let asked = format!(
        "GET /doctor/socket?pass={pass} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\n\
         Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
         Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    );
    stream.write_all(asked.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    let text = String::from_utf8_lossy(&answer);
    assert!(text.starts_with("HTTP/1.1 101 "), "{text}");
    assert!(text.contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="), "{text}");
    assert!(answer.ends_with(&[0x81, 2, b'o', b'k', 0x88, 0]), "{text}");
    door.browser().get("/doctor/socket?pass=1.a.b").await.expect_status(404);
    door.stop().await;
}
