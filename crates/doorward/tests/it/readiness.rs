//! Readiness in detail: what is there, what is away, and what cannot be told.

use std::net::SocketAddr;

use doorward_app::time::HOUR_MS;
use serde_json::{Value, json};

use crate::events::SECRET;
use crate::harness::app::ChatApp;
use crate::harness::process::{PATIENCE, Process};
use crate::harness::provider::{settings, sign_in};
use crate::harness::server::{Server, free_port};
use crate::harness::{BEGIN, Doorward, Folder};
use crate::hostile::{Fault, Hostile};
use crate::watching::{WATCHED, ask, value};

/// Checklist item 123: the public listener says yes or no, the other one what is wrong.
#[tokio::test]
async fn readiness_is_told_in_detail_where_nobody_else_hears() {
    let app = ChatApp::start().await;
    let url = app.url();
    let door = Doorward::start(&[WATCHED, ("DOORWARD_UPSTREAM", &url)]).await;
    let public = ask(door.address, "/doorward/readyz", &[]).await.expect_status(200);
    assert_eq!(public.text(), "OK");
    let told = ask(door.metrics.unwrap(), "/readyz", &[]).await.expect_status(200).json();
    assert_eq!((&told["ready"], &told["store"]["up"]), (&true.into(), &true.into()));
    assert!(told["store"]["schema"].as_i64().unwrap() >= 20, "{told}");
    assert_eq!(told["apps"][0]["reachable"], true, "{told}");
    assert_eq!(told["mail"], Value::Null);
    door.stop().await;
    let nobody = [WATCHED, ("DOORWARD_UPSTREAM", "http://127.0.0.1:1")];
    let door = Doorward::start(&nobody).await;
    let told = ask(door.metrics.unwrap(), "/readyz", &[]).await.expect_status(200).json();
    assert_eq!(told["apps"][0]["reachable"], false, "{told}");
    door.stop().await;
}

/// Asks until the status is this one, and gives the detail.
async fn detail(watching: SocketAddr, status: u16) -> Value {
    let asking = async {
        loop {
            let answer = ask(watching, "/readyz", &[]).await;
            if answer.status == status {
                return answer.json();
            }
        }
    };
    tokio::time::timeout(PATIENCE, asking).await.expect("it becomes so")
}

/// Checklist item 123: without the store nobody shall be sent here, and what it holds is unknown rather than nothing.
#[tokio::test]
async fn a_store_that_is_away_is_told_and_so_is_what_cannot_be_known_without_it() {
    let (server, folder) = (Server::start(), Folder::new());
    let watching = SocketAddr::from(([127, 0, 0, 1], free_port()));
    let (database, listen) = (server.url(""), watching.to_string());
    let settings = [
        ("DATABASE_URL", database.as_str()),
        ("DOORWARD_METRICS_LISTEN", &listen),
        ("EMAIL_HOST", "127.0.0.1"),
        ("EMAIL_FROM", "door@example.test"),
        ("DOORWARD_EVENTS_URL", "http://127.0.0.1:1/hook"),
        ("DOORWARD_EVENTS_SECRET", SECRET),
    ];
    let process = Process::start(folder.path(), &settings);
    let there = detail(watching, 200).await;
    assert_eq!((&there["ready"], &there["store"]["up"]), (&json!(true), &json!(true)), "{there}");
    assert_eq!(there["mail"], json!({"waiting": 0, "given_up": 0}));

    server.goes_away();
    let away = detail(watching, 503).await;
    assert_eq!((&away["ready"], &away["store"]["up"]), (&json!(false), &json!(false)), "{away}");
    assert_eq!(away["store"]["schema"], Value::Null);
    let unknown = json!({"unknown": "the store does not answer"});
    assert_eq!((&away["mail"], &away["events"]), (&unknown, &unknown));
    let metrics = ask(watching, "/metrics", &[]).await.expect_status(200);
    assert_eq!(value(metrics.text(), "doorward_store_up"), 0);
    let public = process.browser().get("/readyz").await.expect_status(503);
    assert_eq!(public.text(), "NOT_READY");

    server.comes_back();
    assert_eq!(detail(watching, 200).await["mail"], there["mail"]);
    process.stop();
}

#[tokio::test]
async fn what_is_known_of_a_provider_is_told_and_none_of_it_makes_us_unready() {
    let hostile = Hostile::start(BEGIN.seconds());
    let mut all = settings(&hostile);
    all.push(WATCHED);
    let door = Doorward::start(&all).await;
    let discovery = async || {
        let told = detail(door.metrics.unwrap(), 200).await["providers"].clone();
        assert_eq!(told[0]["id"], "openid", "{told}");
        told[0]["discovery"].as_str().unwrap().to_owned()
    };
    assert_eq!(discovery().await, "not_asked");
    hostile.play(Fault::Discovery500);
    sign_in(&mut door.browser(), &hostile).await;
    assert_eq!(discovery().await, "failed");
    hostile.play(Fault::None);
    door.clock.advance(HOUR_MS);
    hostile.set_clock(BEGIN.plus(HOUR_MS).seconds());
    sign_in(&mut door.browser(), &hostile).await;
    assert_eq!(discovery().await, "known");
    hostile.play(Fault::Discovery500);
    door.clock.advance(2 * HOUR_MS);
    sign_in(&mut door.browser(), &hostile).await;
    assert_eq!(discovery().await, "outdated");
    door.stop().await;
}
