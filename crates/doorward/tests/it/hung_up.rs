//! Requests whose clients do not wait for the answer.

use serde_json::Value;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;

use crate::harness::Folder;
use crate::harness::app::ChatApp;
use crate::harness::collector::Collector;
use crate::harness::h2::H2;
use crate::harness::process::Process;
use crate::harness::server::free_port;
use crate::http2::get;
use crate::watching::{ask, value};

/// Its line of the log.
const LINE: &str = r#""status":499"#;

/// By HTTP/1.1 who hangs up closes the connection, by HTTP/2 the stream.
#[tokio::test]
async fn a_request_that_nobody_waits_for_is_noted_like_the_others() {
    let mut app = ChatApp::start().await;
    let collector = Collector::start(Some(200));
    let folder = Folder::new();
    let metrics = format!("127.0.0.1:{}", free_port());
    let server = Process::start(
        folder.path(),
        &[
            ("DOORWARD_UPSTREAM", app.url().as_str()),
            ("DOORWARD_PUBLIC_PATHS", "/silent"),
            ("DOORWARD_H2C", "true"),
            ("DOORWARD_LOG_FORMAT", "json"),
            ("DOORWARD_ACCESS_LOG", "true"),
            ("DOORWARD_METRICS_LISTEN", &metrics),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", &collector.url()),
            ("OTEL_BSP_SCHEDULE_DELAY", "3600000"),
        ],
    );
    let mut wire = TcpStream::connect(server.address).await.unwrap();
    let head = "GET /silent HTTP/1.1\r\nHost: localhost:3080\r\n\r\n";
    wire.write_all(head.as_bytes()).await.unwrap();
    assert_eq!(app.told.recv().await, Some("asked"));
    drop(wire);
    assert_eq!(app.told.recv().await, Some("gone"));
    server.wait_for(LINE);

    let mut client = H2::begin(TcpStream::connect(server.address).await.unwrap()).await;
    client.head(1, &get("/silent"), true).await;
    assert_eq!(app.told.recv().await, Some("asked"));
    client.reset(1).await;
    assert_eq!(app.told.recv().await, Some("gone"));
    // The app hears of it a moment before.
    while server.log().matches(LINE).count() < 2 {
        tokio::task::yield_now().await;
    }
    let text = ask(metrics.parse().unwrap(), "/metrics", &[]).await.text().to_owned();
    for (series, count) in [
        ("doorward_http_requests_total{group=\"gateway\",status=\"4xx\"}", 2),
        ("doorward_http_request_duration_seconds_count{group=\"gateway\"}", 2),
    ] {
        assert_eq!(value(&text, series), count, "{series}");
    }
    let log = server.stop();
    for line in log.lines().filter(|line| line.contains(LINE)) {
        let line: Value = serde_json::from_str(line).unwrap();
        assert_eq!((&line["message"], &line["path"]), (&"access".into(), &"/silent".into()));
        assert_eq!(line["request.id"].as_str().unwrap().len(), 32);
    }
    let spans = collector.spans();
    let ended: Vec<_> = spans
        .iter()
        .filter(|span| span.facts.get("http.response.status_code").is_some_and(|s| s == "499"))
        .collect();
    assert_eq!(ended.len(), 2, "{spans:#?}");
    assert!(ended.iter().all(|span| span.facts["doorward.group"] == "gateway" && !span.failed));
}
