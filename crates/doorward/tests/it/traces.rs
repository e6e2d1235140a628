//! Traces: what a collector is told of requests, and what it never is.

use std::time::Duration;

use serde_json::json;
use tokio::time::Instant;

use crate::harness::app::{ChatApp, header};
use crate::harness::browser::Browser;
use crate::harness::collector::{Collector, Told};
use crate::harness::http::send;
use crate::harness::process::{Process, command, refused};
use crate::harness::social::{Social, borrowed};
use crate::harness::{Folder, PASSWORD};

const PARENT: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

const ENDPOINT: &str = "OTEL_EXPORTER_OTLP_ENDPOINT";

/// Often enough that nobody has to wait.
const OFTEN: (&str, &str) = ("OTEL_BSP_SCHEDULE_DELAY", "100");

/// Never before the end.
const LATE: (&str, &str) = ("OTEL_BSP_SCHEDULE_DELAY", "3600000");

/// What is posted beside; it is nobody's business but the collector's.
const HEADERS: (&str, &str) = ("OTEL_EXPORTER_OTLP_HEADERS", "x-key=canary%20key");

#[track_caller]
fn named<'a>(spans: &'a [Told], name: &str) -> &'a Told {
    let found = spans.iter().find(|span| span.name == name);
    found.unwrap_or_else(|| panic!("no {name} in {spans:#?}"))
}

/// Comes with secrets in every place there is.
async fn plant(server: &Process) {
    let mut eve = Browser::new(server.address);
    let form = json!({ "email": "canary@example.test", "password": "canary-password" });
    eve.post("/api/auth/login", &form).await.expect_status(404);
    let sent = [
        ("Cookie", "refreshToken=canary-cookie"),
        ("Authorization", "Bearer canary-bearer"),
        ("User-Agent", "canary-agent"),
        ("X-Forwarded-For", "203.0.113.77"),
        ("traceparent", PARENT),
        ("tracestate", "canary=state"),
        ("X-Request-Id", "canary-id"),
    ];
    for (method, path) in [
        ("GET", "/login?token=canary-token"),
        ("POST", "/account/sessions/canary-session/end"),
        ("GET", "/canary-path"),
        ("CANARY", "/login"),
        ("GET", "/oauth/canary-provider/callback?code=canary-code&state=canary-state"),
    ] {
        send(server.address, method, path, &sent, b"").await;
    }
}

/// Checklist item 117: traces tell of routes, and of nobody.
#[tokio::test]
async fn a_request_is_a_span_of_its_route_without_anything_that_was_sent() {
    let collector = Collector::start(Some(200));
    let folder = Folder::new();
    let settings = [
        (ENDPOINT, collector.url()),
        (HEADERS.0, HEADERS.1.to_owned()),
        (LATE.0, LATE.1.to_owned()),
        ("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=at%20home".to_owned()),
    ];
    let settings = settings.each_ref().map(|(name, value)| (*name, value.as_str()));
    let server = Process::start(folder.path(), &settings);
    plant(&server).await;
    assert!(collector.posts().is_empty());
    let log = server.stop();
    let spans = collector.spans();
    let login = named(&spans, "GET /login");
    assert_eq!((login.kind, login.parent.as_str(), login.failed), (2, "", false));
    for (name, value) in [
        ("http.request.method", "GET"),
        ("http.route", "/login"),
        ("http.response.status_code", "200"),
        ("url.scheme", "http"),
        ("doorward.group", "pages"),
    ] {
        assert_eq!(login.facts[name], value, "{name}");
    }
    assert_eq!(login.facts["doorward.request.id"].len(), 32);
    assert_eq!(named(&spans, "POST /api/auth/login").facts["http.response.status_code"], "404");
    assert_eq!(named(&spans, "GET").facts["http.response.status_code"], "404");
    assert_eq!(named(&spans, "HTTP").facts["http.request.method"], "_OTHER");
    named(&spans, "POST /account/sessions/{id}/end");
    named(&spans, "GET /oauth/{provider}/callback");
    let resource = collector.resource();
    assert_eq!(resource["service.name"], "doorward");
    assert_eq!(resource["deployment.environment.name"], "at home");
    for post in collector.posts() {
        assert!(post.head.starts_with("POST /v1/traces HTTP/1.1\r\n"), "{}", post.head);
        assert_eq!(header(&post.head, "content-type"), Some("application/x-protobuf"));
        assert_eq!(header(&post.head, "x-key"), Some("canary key"));
        let body = String::from_utf8_lossy(&post.body);
        for secret in ["canary", "203.0.113.77", "127.0.0.1", "0af7651916cd43dd"] {
            assert!(!body.contains(secret), "{secret}: {body}");
        }
    }
    assert!(!log.contains("canary"), "{log}");
}

/// What is behind the gateway, and open to all.
fn gateway(app: &ChatApp, more: &[(&'static str, String)]) -> Vec<(&'static str, String)> {
    let open =
        [("DOORWARD_UPSTREAM", app.url()), ("DOORWARD_PUBLIC_PATHS", "/chat, /garbage".to_owned())];
    open.into_iter().chain(more.iter().cloned()).collect()
}

fn start(folder: &Folder, settings: &[(&'static str, String)]) -> Process {
    let settings: Vec<_> = settings.iter().map(|(name, value)| (*name, value.as_str())).collect();
    Process::start(folder.path(), &settings)
}

/// Asks the app something, as a proxy does that traces. Gives what the app hears of it.
async fn asked(server: &Process, app: &ChatApp) -> (String, Option<String>) {
    let sent = [("traceparent", PARENT), ("tracestate", "of=another")];
    send(server.address, "GET", "/chat", &sent, b"").await.expect_status(200);
    let last = app.heads().pop().unwrap();
    let heard = |name| header(&last, name).map(str::to_owned);
    (heard("traceparent").expect("a traceparent"), heard("tracestate"))
}

/// Checklist item 107: a trace goes on from what a proxy says whose address is listed, and from nobody else.
#[tokio::test]
async fn the_app_goes_on_from_our_span_and_we_from_a_trusted_proxys() {
    let app = ChatApp::start().await;
    for (trust, trusted) in [("127.0.0.1", true), ("1", false), ("0", false)] {
        let collector = Collector::start(Some(200));
        let folder = Folder::new();
        let more = [(ENDPOINT, collector.url()), ("TRUST_PROXY", trust.to_owned())];
        let server = start(&folder, &gateway(&app, &more));
        let (parent, state) = asked(&server, &app).await;
        server.stop();
        let spans = collector.spans();
        let onward = spans.iter().find(|span| span.kind == 3).expect("a client's span");
        let ours = spans.iter().find(|span| span.kind == 2).expect("a server's span");
        assert_eq!(parent, format!("00-{}-{}-01", onward.trace, onward.id));
        assert_eq!((&onward.trace, &onward.parent), (&ours.trace, &ours.id));
        assert_eq!(onward.facts["server.address"], "127.0.0.1");
        assert_eq!(onward.facts["server.port"], app.address.port().to_string());
        assert_eq!(onward.facts["http.response.status_code"], "200");
        assert_eq!(ours.facts["doorward.group"], "gateway");
        assert_eq!((ours.name.as_str(), ours.facts.get("http.route")), ("GET", None));
        assert_eq!(ours.trace == "0af7651916cd43dd8448eb211c80319c", trusted);
        assert_eq!(ours.parent == "b7ad6b7169203331", trusted);
        assert_eq!(state.as_deref(), trusted.then_some("of=another"));
    }
}

#[tokio::test]
async fn an_app_that_does_not_answer_is_a_span_that_failed() {
    let app = ChatApp::start().await;
    let collector = Collector::start(Some(200));
    let folder = Folder::new();
    let server = start(&folder, &gateway(&app, &[(ENDPOINT, collector.url())]));
    send(server.address, "GET", "/garbage", &[], b"").await.expect_status(502);
    server.stop();
    let spans = collector.spans();
    assert!(spans.len() == 2 && spans.iter().all(|span| span.failed), "{spans:?}");
    let onward = spans.iter().find(|span| span.kind == 3).unwrap();
    assert_eq!(onward.facts["error.type"], "protocol");
}

#[tokio::test]
async fn what_is_not_sampled_is_not_sent_but_goes_on() {
    let app = ChatApp::start().await;
    let collector = Collector::start(Some(200));
    let folder = Folder::new();
    let never = ("OTEL_TRACES_SAMPLER", "always_off".to_owned());
    let server = start(&folder, &gateway(&app, &[(ENDPOINT, collector.url()), never]));
    let (parent, _) = asked(&server, &app).await;
    server.stop();
    assert!(collector.posts().is_empty());
    assert!(parent.ends_with("-00") && parent.len() == PARENT.len(), "{parent}");
}

/// Checklist item 117: what is asked of providers is told, and none of what is said there.
#[tokio::test]
async fn what_is_asked_of_a_provider_is_a_part_of_the_request() {
    let collector = Collector::start(Some(200));
    let social = Social::start();
    let folder = Folder::new();
    let (url, mine) = (collector.url(), social.settings());
    let mut settings = borrowed(&mine);
    settings.push((ENDPOINT, &url));
    let server = Process::start(folder.path(), &settings);
    social.sign_in(&mut server.browser(), "github", "octocat").await;
    server.stop();
    let spans = collector.spans();
    let back = named(&spans, "GET /oauth/{provider}/callback");
    let asked: Vec<_> = spans.iter().filter(|span| span.kind == 3).collect();
    assert!(asked.len() >= 2, "{spans:?}");
    for span in asked {
        assert_eq!((&span.trace, &span.parent), (&back.trace, &back.id));
        assert_eq!(span.facts["http.response.status_code"], "200");
        let told: Vec<_> = span.facts.keys().map(String::as_str).collect();
        let few = ["http.request.method", "http.response.status_code", "server.address"];
        assert_eq!(told, [&few[..], &["server.port"]].concat());
    }
    for post in collector.posts() {
        let body = String::from_utf8_lossy(&post.body);
        for secret in ["github-secret", "octocat", "/user", "access_token"] {
            assert!(!body.contains(secret), "{secret}: {body}");
        }
    }
    for entry in social.asked("/github/api/v3/user").await {
        assert!(entry["headers"].get("traceparent").is_none(), "{entry}");
    }
}

#[tokio::test]
async fn a_collector_that_refuses_is_complained_of_once_in_a_minute() {
    let collector = Collector::start(Some(503));
    let folder = Folder::new();
    let url = collector.url();
    let server = Process::start(folder.path(), &[(ENDPOINT, &url), OFTEN, HEADERS]);
    for posts in 1..=3 {
        send(server.address, "GET", "/login", &[], b"").await.expect_status(200);
        collector.wait_for(posts);
    }
    let log = server.stop();
    assert_eq!(log.matches("traces are lost").count(), 1, "{log}");
    assert!(log.contains("it answered 503") && !log.contains("canary"), "{log}");
}

#[tokio::test]
async fn a_collector_that_is_gone_or_silent_holds_nobody_up() {
    let silent = Collector::start(None);
    for url in [silent.url(), "http://127.0.0.1:1".to_owned()] {
        let folder = Folder::new();
        let server = Process::start(folder.path(), &[(ENDPOINT, &url), OFTEN]);
        let mut ann = server.browser();
        ann.register("ann@example.test").await;
        ann.login("ann@example.test", PASSWORD).await.expect_status(200);
        if url == silent.url() {
            silent.wait_for(1);
        }
        ann.get("/api/user").await.expect_status(200);
        let begun = Instant::now();
        server.stop();
        // Less than the collector would have for its answer.
        assert!(begun.elapsed() < Duration::from_secs(8), "{url}: {:?}", begun.elapsed());
    }
}

#[test]
fn a_protocol_that_is_not_spoken_stops_the_start() {
    let folder = Folder::new();
    let grpc = [(ENDPOINT, "http://127.0.0.1:4317"), ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc")];
    let said = refused(command(&[], folder.path(), &grpc));
    assert!(said.contains("Write http/protobuf") && said.contains("4318"), "{said}");
    let server = Process::start(folder.path(), &grpc[1..]);
    server.stop();
}
