//! What whoever watches the service is told, and what nobody else is.

use std::collections::BTreeSet;
use std::net::SocketAddr;

use serde_json::json;

use crate::gateway::member;
use crate::gateway_streams::Wire;
use crate::harness::app::ChatApp;
use crate::harness::http::{Answer, send};
use crate::harness::{Doorward, PASSWORD};

/// A listener on a port of its own.
pub(crate) const WATCHED: (&str, &str) = ("DOORWARD_METRICS_LISTEN", "127.0.0.1:0");

const SOCIAL: (&str, &str) = ("ALLOW_SOCIAL_LOGIN", "true");

/// The metrics as they are.
pub(crate) async fn metrics(door: &Doorward) -> String {
    let answer = ask(door.metrics.unwrap(), "/metrics", &[]).await.expect_status(200);
    let kind = answer.header("content-type").unwrap();
    assert!(kind.starts_with("application/openmetrics-text"), "{kind}");
    let text = answer.text().to_owned();
    assert!(text.ends_with("# EOF\n"), "{text}");
    text
}

pub(crate) async fn ask(address: SocketAddr, path: &str, headers: &[(&str, &str)]) -> Answer {
    send(address, "GET", path, headers, b"").await
}

/// The whole part of the value of a series.
#[track_caller]
pub(crate) fn value(text: &str, series: &str) -> u64 {
    let line = text.lines().find_map(|line| line.strip_prefix(series)?.strip_prefix(' '));
    let value = line.unwrap_or_else(|| panic!("no {series} in\n{text}"));
    value.split('.').next().unwrap().parse().unwrap()
}

/// Checklist item 123.
#[tokio::test]
async fn metrics_are_on_a_listener_of_their_own_which_has_nothing_else() {
    let app = ChatApp::start().await;
    let upstream = app.url();
    for settings in [vec![WATCHED], vec![WATCHED, ("DOORWARD_UPSTREAM", &upstream)]] {
        let door = Doorward::start(&settings).await;
        let watching = door.metrics.unwrap();
        metrics(&door).await;
        for path in ["/", "/login", "/health", "/api/config", "/admin", "/doorward/login"] {
            assert_eq!(ask(watching, path, &[]).await.status, 404, "{path}");
        }
        assert_eq!(send(watching, "POST", "/metrics", &[], b"").await.status, 405);
        for path in ["/metrics", "/doorward/metrics", "/api/metrics"] {
            let public = ask(door.address, path, &[]).await;
            assert!(!public.text().contains("doorward_build"), "{path}");
            assert!(public.status >= 300, "{path}: {}", public.status);
        }
        door.stop().await;
    }
}

/// Checklist item 123.
#[tokio::test]
async fn where_a_token_is_set_it_has_to_be_shown() {
    let token = "0123456789abcdef";
    let door = Doorward::start(&[WATCHED, ("DOORWARD_METRICS_TOKEN", token)]).await;
    let watching = door.metrics.unwrap();
    for shown in ["", "Bearer 0123456789abcdeX", "Bearer ", "Basic 0123456789abcdef", "Bearer 0"] {
        let headers = [("Authorization", shown)];
        for path in ["/metrics", "/readyz", "/other"] {
            let answer = ask(watching, path, &headers).await.expect_status(401);
            assert_eq!(answer.header("www-authenticate"), Some("Bearer"), "{shown}");
        }
    }
    assert_eq!(ask(watching, "/metrics", &[]).await.status, 401);
    let right = format!("Bearer {token}");
    ask(watching, "/metrics", &[("Authorization", &right)]).await.expect_status(200);
    door.stop().await;
}

#[tokio::test]
async fn what_happens_is_counted() {
    let settings = [WATCHED, ("TWO_FACTOR_TEMP_MAX", "1"), ("RESET_PASSWORD_MAX", "1")];
    let door = Doorward::start(&settings).await;
    let mut ann = door.signed_in("ann@example.test").await;
    ann.login("ann@example.test", "wrong").await.expect_status(404);
    ann.refresh().await.expect_status(200);
    ann.get("/nowhere").await.expect_status(404);
    let form = json!({ "email": "ann@example.test" });
    for _ in 0..2 {
        ann.post("/api/auth/requestPasswordReset", &form).await;
    }
    let text = metrics(&door).await;
    for (series, expected) in [
        ("doorward_sign_ins_total{way=\"password\",outcome=\"signed_in\"}", 1),
        ("doorward_sign_ins_total{way=\"password\",outcome=\"refused\"}", 1),
        ("doorward_sign_ins_total{way=\"passkey\",outcome=\"refused\"}", 0),
        ("doorward_refreshes_total{outcome=\"rotated\"}", 1),
        ("doorward_http_requests_total{group=\"pages\",status=\"4xx\"}", 1),
        ("doorward_http_request_duration_seconds_count{group=\"pages\"}", 1),
        ("doorward_limiter_refusals_total{limiter=\"reset_request\"}", 1),
        ("doorward_violations_total{kind=\"reset_password_limit\"}", 1),
        ("doorward_sessions_in_memory", 1),
        ("doorward_store_up", 1),
        ("doorward_hashing_waiting", 0),
    ] {
        assert_eq!(value(&text, series), expected, "{series}");
    }
    assert!(value(&text, "doorward_hashing_duration_seconds_count") >= 3);
    assert!(value(&text, "process_resident_memory_bytes") > 1_000_000);
    assert!(value(&text, "process_open_fds") > 3);
    door.stop().await;
}

/// By limits that do not look at the address alone.
#[tokio::test]
async fn what_limits_of_accounts_and_messages_refuse_is_counted() {
    let app = ChatApp::start().await;
    let url = app.url();
    let settings = [
        WATCHED,
        ("DOORWARD_UPSTREAM", &url),
        ("DOORWARD_ACCOUNT_LOGIN_MAX", "2"),
        ("LIMIT_MESSAGE_IP", "true"),
        ("MESSAGE_IP_MAX", "3"),
        ("LIMIT_MESSAGE_USER", "true"),
        ("MESSAGE_USER_MAX", "2"),
    ];
    let door = Doorward::start(&settings).await;
    let mut ann = member(&door, "ann@example.test").await;
    for status in [200, 200, 429, 429] {
        ann.send("POST", "/api/chat", &[], b"{}").await.expect_status(status);
    }
    let wrong = json!({ "email": "ben@example.test", "password": "wrong" });
    for status in [404, 404, 429, 429] {
        door.browser().post("/doorward/api/auth/login", &wrong).await.expect_status(status);
    }
    let text = metrics(&door).await;
    for (limiter, refused) in [
        ("message_user", 1),
        ("message_ip", 1),
        ("message_concurrent", 0),
        ("account", 2),
        ("account_two_factor", 0),
        ("wrong_codes_in_a_row", 0),
        ("mailbox", 0),
        ("login", 0),
    ] {
        let series = format!("doorward_limiter_refusals_total{{limiter=\"{limiter}\"}}");
        assert_eq!(value(&text, &series), refused, "{series}");
    }
    door.stop().await;
}

#[tokio::test]
async fn what_goes_through_the_gateway_is_counted() {
    let mut app = ChatApp::start().await;
    let url = app.url();
    let door = Doorward::start(&[WATCHED, ("DOORWARD_UPSTREAM", &url)]).await;
    let mut ann = member(&door, "ann@example.test").await;
    let mut wire = Wire::ask(door.address, &ann, "/events", "").await;
    assert_eq!(app.told.recv().await, Some("began"));
    app.say("Once");
    wire.until("data: Once\n\n").await;
    let text = metrics(&door).await;
    assert_eq!(value(&text, "doorward_gateway_streams"), 1);
    assert!(value(&text, "doorward_connections") >= 1);
    assert_eq!(value(&text, "doorward_gateway_sent_bytes_total"), 12);
    drop(wire);
    assert_eq!(app.told.recv().await, Some("gone"));
    ann.get("/garbage").await.expect_status(502);
    let text = metrics(&door).await;
    assert_eq!(value(&text, "doorward_upstream_failures_total{kind=\"protocol\"}"), 1);
    assert_eq!(value(&text, "doorward_http_requests_total{group=\"gateway\",status=\"5xx\"}"), 1);
    door.stop().await;
}

/// The names of the metrics, as the format tells them.
fn names(text: &str) -> BTreeSet<String> {
    let types = text.lines().filter_map(|line| line.strip_prefix("# TYPE "));
    let names = types.filter_map(|line| line.split_once(' ')).map(|(name, kind)| match kind {
        "counter" => format!("{name}_total"),
        "info" => format!("{name}_info"),
        _ => name.to_owned(),
    });
    names.collect()
}

#[tokio::test]
async fn the_documentation_lists_every_metric_and_no_other() {
    let everything = [
        WATCHED,
        ("GITHUB_CLIENT_ID", "id"),
        ("GITHUB_CLIENT_SECRET", "a-secret"),
        SOCIAL,
        ("DOORWARD_TLS", "self-signed"),
        ("DOMAIN_CLIENT", "https://localhost:3080"),
    ];
    let door = Doorward::start(&everything).await;
    let told = names(&metrics(&door).await);
    let page = include_str!("../../../../docs/WATCHING.md");
    let rows = page.lines().filter_map(|line| line.strip_prefix("| `")?.split_once('`'));
    let listed = rows.map(|(name, _)| name.to_owned());
    let listed: BTreeSet<_> = listed
        .filter(|name| name.starts_with("doorward_") || name.starts_with("process_"))
        .collect();
    assert_eq!(listed, told);
    door.stop().await;
}

/// Checklist item 123: no series tells of anybody.
#[tokio::test]
async fn no_metric_tells_of_anybody() {
    let door = Doorward::start(&[WATCHED]).await;
    let mut eve = door.browser();
    eve.login("canary@example.test", "canary-password").await;
    eve.get("/canary-path?canary=1").await;
    eve.register("canary@example.test").await;
    eve.login("canary@example.test", PASSWORD).await.expect_status(200);
    let text = metrics(&door).await;
    assert!(!text.contains("canary") && !text.contains("127.0.0.1"), "{text}");
    door.stop().await;
}
