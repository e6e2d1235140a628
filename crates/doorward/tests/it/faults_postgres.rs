//! `PostgreSQL` goes away and comes back, or may only be read.

use std::process::Command;
use std::time::Duration;

use serde_json::Value;

use crate::harness::browser::Browser;
use crate::harness::process::{self, PATIENCE, Process};
use crate::harness::server::{Server, free_port};
use crate::harness::{Folder, PASSWORD, postgres};

/// A password for which every log is searched.
const DATABASE_PASSWORD: &str = "hunter2-of-the-database";

/// Asks for a path until the answer has a status.
async fn answers(browser: &mut Browser, path: &str, status: u16, within: Duration) {
    let waiting = async {
        while browser.get(path).await.status != status {
            tokio::task::yield_now().await;
        }
    };
    let waited = tokio::time::timeout(within, waiting).await;
    waited.unwrap_or_else(|_| panic!("{path} never answered {status}"));
}

#[tokio::test]
async fn a_server_that_goes_away_costs_nothing_but_the_time_until_it_is_back() {
    let (server, folder) = (Server::start(), Folder::new());
    let url = server.url(DATABASE_PASSWORD);
    let settings = [("DATABASE_URL", url.as_str())];
    let process = Process::start(folder.path(), &settings);
    let second = Process::start(folder.path(), &settings);
    let mut alice = process.browser();
    alice.register("alice@example.test").await.expect_status(200);
    alice.login("alice@example.test", PASSWORD).await.expect_status(200);
    let mut thief = alice.clone();
    assert!(thief.who().await.is_some());

    server.goes_away();
    answers(&mut process.browser(), "/readyz", 503, PATIENCE).await;
    process.browser().register("bob@example.test").await.expect_status(500);
    process.browser().login("alice@example.test", PASSWORD).await.expect_status(500);
    alice.refresh().await.expect_status(500);
    let page = process.browser().get("/register").await.expect_status(500);
    assert!(page.text().contains("DW-SRV-002"), "{}", page.text());
    process.browser().get("/livez").await.expect_status(200);
    process.wait_for("the database is unavailable");

    server.comes_back();
    answers(&mut process.browser(), "/readyz", 200, PATIENCE).await;
    answers(&mut second.browser(), "/readyz", 200, PATIENCE).await;
    assert!(thief.who().await.is_some(), "the session is still there");
    alice.address = second.address;
    alice.refresh().await.expect_status(200);
    alice.post("/api/auth/logout", &Value::Null).await.expect_status(200);
    answers(&mut thief, "/api/user", 401, Duration::from_secs(1)).await;
    process.browser().register("bob@example.test").await.expect_status(200);
    process.browser().login("bob@example.test", PASSWORD).await.expect_status(200);
    for log in [process.stop(), second.stop()] {
        assert!(!log.contains(DATABASE_PASSWORD), "{log}");
    }
}

#[tokio::test]
async fn a_stop_while_the_server_is_away_is_still_clean() {
    let (server, folder) = (Server::start(), Folder::new());
    let url = server.url(DATABASE_PASSWORD);
    let process = Process::start(folder.path(), &[("DATABASE_URL", &url)]);
    server.goes_away();
    answers(&mut process.browser(), "/readyz", 503, PATIENCE).await;
    process.stop();
}

#[tokio::test]
async fn a_start_without_its_server_names_setting_and_host_and_no_password() {
    let folder = Folder::new();
    let port = free_port().to_string();
    let url = format!("postgres://ann:{DATABASE_PASSWORD}@127.0.0.1:{port}/door");
    let command = process::command(&[], folder.path(), &[("DATABASE_URL", &url)]);
    let said = process::refused(command);
    for word in ["DATABASE_URL", &format!("127.0.0.1:{port}"), "user ann"] {
        assert!(said.contains(word), "{word} in: {said}");
    }
    assert!(!said.contains(DATABASE_PASSWORD), "{said}");
}

/// What a failover does that leads to the replica.
#[tokio::test]
async fn a_database_that_may_only_be_read_serves_sessions_and_says_what_is_wrong() {
    let folder = Folder::new();
    let url = postgres::database();
    let process = Process::start(folder.path(), &[("DATABASE_URL", &url)]);
    let mut alice = process.browser();
    alice.register("alice@example.test").await.expect_status(200);
    alice.login("alice@example.test", PASSWORD).await.expect_status(200);
    let read_only = |yes: &str| {
        let (_, name) = url.rsplit_once('/').unwrap();
        let alter = format!("ALTER DATABASE {name} SET default_transaction_read_only = {yes}");
        let cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
            WHERE datname = current_database() AND pid <> pg_backend_pid()";
        let ran = Command::new("psql")
            .args(["-q", "-c", "SET default_transaction_read_only = off", "-c", &alter, "-c", cut])
            .arg(&url)
            .output();
        assert!(ran.unwrap().status.success());
    };
    read_only("on");
    answers(&mut process.browser(), "/readyz", 200, PATIENCE).await;
    alice.refresh().await.expect_status(500);
    assert!(alice.who().await.is_some());
    process.wait_for("the database is read-only: make it writable");
    read_only("off");
    answers(&mut process.browser(), "/readyz", 200, PATIENCE).await;
    alice.refresh().await.expect_status(200);
    process.stop();
}
