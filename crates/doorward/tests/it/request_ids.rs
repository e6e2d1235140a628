//! The name of a request: in the answer, at the app, and in the log.

use serde_json::Value;

use crate::gateway::member;
use crate::harness::app::{ChatApp, header};
use crate::harness::browser::Browser;
use crate::harness::http::{Answer, send};
use crate::harness::process::Process;
use crate::harness::{Doorward, Folder};

const PARENT: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

async fn say(browser: &mut Browser, path: &str) -> Answer {
    let said = [("X-Request-Id", "said-1"), ("traceparent", PARENT), ("tracestate", "a=b")];
    browser.send("GET", path, &said, b"").await
}

fn name(answer: &Answer) -> String {
    let names: Vec<_> = answer.all("x-request-id").collect();
    assert_eq!(names.len(), 1, "{names:?}");
    names[0].to_owned()
}

/// Checklist item 107: a name counts from a proxy alone whose address is listed. That there is some proxy, as a
/// number says, does not make its words out of those that a stranger sends through it.
#[tokio::test]
async fn the_app_and_the_answer_have_the_name_that_a_trusted_proxy_gave() {
    let app = ChatApp::start().await;
    let url = app.url();
    for (trust, taken) in [
        ("127.0.0.0/8", true),
        ("10.0.0.0/8,loopback", true),
        ("10.0.0.0/8", false),
        ("1", false),
        ("0", false),
    ] {
        let door = Doorward::start(&[("DOORWARD_UPSTREAM", &url), ("TRUST_PROXY", trust)]).await;
        let mut ann = member(&door, "ann@example.test").await;
        let told = name(&say(&mut ann, "/").await.expect_status(200));
        let head = app.heads().pop().unwrap();
        assert_eq!(header(&head, "x-request-id"), Some(told.as_str()), "{head}");
        assert_eq!(told == "said-1", taken, "{trust}");
        assert_eq!(header(&head, "traceparent"), taken.then_some(PARENT));
        assert_eq!(header(&head, "tracestate").is_some(), taken);
        let other = name(&ann.get("/").await.expect_status(200));
        assert!(other != told && other.len() == 32, "{other}");
        door.stop().await;
    }
}

/// Whoever asks cannot take the name away from the app, by saying that it ends at the next hop.
#[tokio::test]
async fn the_app_is_told_the_name_whatever_ends_here() {
    let app = ChatApp::start().await;
    let url = app.url();
    let door = Doorward::start(&[("DOORWARD_UPSTREAM", &url), ("TRUST_PROXY", "loopback")]).await;
    let mut ann = member(&door, "ann@example.test").await;
    let said = [
        ("Connection", "x-request-id, traceparent, tracestate, x-own"),
        ("traceparent", PARENT),
        ("tracestate", "a=b"),
        ("X-Own", "1"),
    ];
    let told = name(&ann.send("GET", "/", &said, b"").await.expect_status(200));
    let head = app.heads().pop().unwrap();
    assert_eq!(header(&head, "x-request-id"), Some(told.as_str()), "{head}");
    assert_eq!(header(&head, "traceparent"), Some(PARENT), "{head}");
    assert_eq!(header(&head, "tracestate"), Some("a=b"), "{head}");
    assert_eq!(header(&head, "x-own"), None, "{head}");
    door.stop().await;
}

#[tokio::test]
async fn what_goes_wrong_shows_the_name_of_its_request() {
    let app = ChatApp::start().await;
    let door = Doorward::start(&[("DOORWARD_UPSTREAM", &app.url())]).await;
    let mut ann = member(&door, "ann@example.test").await;
    let failed = ann.get("/garbage").await.expect_status(502);
    let id = name(&failed);
    assert_eq!(failed.json()["error"]["request_id"], id);
    let page = ann.send("GET", "/garbage", &[("Accept", "text/html")], b"").await;
    assert!(page.text().contains(&name(&page)), "{}", page.text());
    door.stop().await;
}

/// Checklist item 117: one line for each request, under its name, and nothing of the query.
#[tokio::test]
async fn each_request_is_a_line_of_the_log_without_its_query() {
    let folder = Folder::new();
    let settings = [("DOORWARD_LOG_FORMAT", "json"), ("DOORWARD_ACCESS_LOG", "true")];
    let server = Process::start(folder.path(), &settings);
    let path = "/no%0d%0awhere%22?token=canary-token";
    let answer = send(server.address, "GET", path, &[], b"").await.expect_status(404);
    let log = server.stop();
    assert!(!log.contains("canary"), "{log}");
    let lines = log.lines().map(|line| serde_json::from_str::<Value>(line).expect("a line"));
    let told: Vec<_> = lines.filter(|line| line["message"] == "access").collect();
    assert_eq!(told.len(), 1, "{log}");
    let line = &told[0];
    assert_eq!(line["path"], "/no%0d%0awhere%22");
    assert_eq!((&line["method"], &line["status"]), (&"GET".into(), &404.into()));
    assert!(line["duration_ms"].as_f64().unwrap() > 0.0);
    assert_eq!(line["request.id"], name(&answer));
}

#[tokio::test]
async fn a_line_of_text_ends_with_the_name_of_its_request() {
    let folder = Folder::new();
    let server = Process::start(folder.path(), &[("DOORWARD_ACCESS_LOG", "true")]);
    let answer = send(server.address, "GET", "/nowhere", &[], b"").await.expect_status(404);
    let log = server.stop();
    let line = log.lines().find(|line| line.contains("/nowhere")).expect("a line");
    assert!(line.ends_with(&format!(" request.id={}", name(&answer))), "{line}");
    let others: Vec<_> = log.lines().filter(|line| line.contains("request.id")).collect();
    assert_eq!(others, [line]);
}

/// However little is logged, what is has the name of its request.
#[tokio::test]
async fn a_warning_has_the_name_of_its_request_where_only_warnings_are_logged() {
    let folder = Folder::new();
    let settings = [
        ("DOORWARD_LOG_FORMAT", "json"),
        // The line that says where it listens is waited for.
        ("DOORWARD_LOG", "warn,doorward::commands::serve=info"),
        ("ALLOW_SOCIAL_LOGIN", "true"),
        ("GITHUB_CLIENT_ID", "id"),
        ("GITHUB_CLIENT_SECRET", "a-secret"),
    ];
    let server = Process::start(folder.path(), &settings);
    let answer = send(server.address, "GET", "/oauth/github/callback?state=x", &[], b"").await;
    let log = server.stop();
    let lines = log.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let told: Vec<_> = lines.filter(|line| line["level"] == "WARN").collect();
    assert!(!told.is_empty(), "{log}");
    assert_eq!(told[0]["request.id"], name(&answer), "{log}");
}
