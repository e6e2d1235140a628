//! Certificates come to their end: who is told, and what is done about it.

use std::time::Duration;

use doorward_app::time::DAY_MS;
use serde_json::Value;

use crate::harness::authority::{utf8, write_self_signed};
use crate::harness::process::Process;
use crate::harness::tls::Client;
use crate::harness::{Doorward, Folder};
use crate::tls::pass;
use crate::watching::{WATCHED, ask, metrics, value};

const METRIC: &str = "doorward_tls_certificate_expiry_timestamp_seconds";

/// What a certificate of our own is for.
const NAMES: [&str; 3] = ["localhost", "127.0.0.1", "::1"];

const OWN: [(&str, &str); 3] =
    [WATCHED, ("DOORWARD_TLS", "self-signed"), ("DOMAIN_CLIENT", "https://localhost:3080")];

async fn certificate(door: &Doorward) -> Value {
    let detail = ask(door.metrics.unwrap(), "/readyz", &[]).await.expect_status(200).json();
    detail["certificate"].clone()
}

/// Checklist item 123: where nobody else hears it.
#[tokio::test]
async fn whoever_watches_is_told_when_the_certificate_expires() {
    let door = Doorward::start_today(&OWN).await;
    let told = certificate(&door).await;
    let left = told["expires_in_s"].as_i64().unwrap();
    assert!((363 * 86_400..365 * 86_400).contains(&left), "{told}");
    assert!(told["expires_at"].as_str().unwrap().ends_with('Z'), "{told}");
    let ends = i64::try_from(value(&metrics(&door).await, METRIC)).unwrap();
    assert_eq!(ends, door.now().seconds() + left);
    door.clock.advance(400 * DAY_MS);
    let over = certificate(&door).await;
    assert_eq!(over["expires_at"], told["expires_at"]);
    assert_eq!(over["expires_in_s"].as_i64(), Some(left - 400 * 86_400));
    door.stop().await;

    let plain = Doorward::start_today(&[WATCHED]).await;
    assert_eq!(certificate(&plain).await, Value::Null);
    assert!(!metrics(&plain).await.contains(METRIC), "it would seem to be over");
    plain.stop().await;
}

/// A start says what nobody has renewed, and what is renewed is not spoken of any more.
#[tokio::test]
async fn a_certificate_that_should_have_been_renewed_is_said_at_the_start() {
    let folder = Folder::new();
    let file = folder.path().join("ours.pem");
    let settings = [
        ("DOMAIN_CLIENT", "https://localhost:3080"),
        ("DOORWARD_TLS_CERT", utf8(&file)),
        ("DOORWARD_TLS_KEY", utf8(&file)),
    ];
    for (days, said, complaint) in [
        (-80..10, "the certificate expires at ", Some("DW-CFG-229")),
        (-90..-1, "the certificate expired at ", Some("DW-CFG-224")),
        // Such as are valid for some days only are renewed late.
        (-3..3, "the certificate was read anew", None),
        (-70..20, "the certificate was read anew", None),
    ] {
        write_self_signed(&file, &NAMES, days.clone());
        let process = Process::start(folder.path(), &settings);
        if complaint.is_some() {
            process.wait_for(said);
        }
        write_self_signed(&file, &NAMES, -1..89);
        process.signal("-HUP");
        process.wait_for("the certificate was read anew");
        let log = process.stop();
        let spoken = log.matches("the certificate expire").count();
        assert_eq!(spoken, usize::from(complaint.is_some()), "{days:?}: {log}");
        for code in ["DW-CFG-229", "DW-CFG-224"] {
            assert_eq!(log.contains(code), complaint == Some(code), "{days:?}: {log}");
        }
    }
}

#[tokio::test]
async fn one_of_our_own_that_is_near_its_end_is_made_anew_at_the_start() {
    for (left, is_kept) in [(20, false), (-1, false), (40, true)] {
        let door = Doorward::start_today(&OWN).await;
        let file = door.folder.path().join("data/self-signed.pem");
        write_self_signed(&file, &NAMES, left - 300..left);
        let old = std::fs::read(&file).unwrap();
        let door = door.restart().await;
        assert_eq!(std::fs::read(&file).unwrap() == old, is_kept, "{left}");
        // The file is what the connection is trusted by.
        Client::new(door.address, file).connect(&[]).await;
        let ends = certificate(&door).await["expires_in_s"].as_i64().unwrap();
        assert_eq!(ends < 41 * 86_400, is_kept, "{left}");
        door.stop().await;
    }
}

/// Nobody has to restart anything for it.
#[tokio::test]
async fn one_of_our_own_is_made_anew_while_it_serves() {
    let door = Doorward::start_today(&OWN).await;
    let file = door.folder.path().join("data/self-signed.pem");
    let first = std::fs::read(&file).unwrap();
    let ends = value(&metrics(&door).await, METRIC);
    door.clock.advance(340 * DAY_MS);
    pass(Duration::from_secs(30)).await;
    while value(&metrics(&door).await, METRIC) == ends {}
    assert_ne!(std::fs::read(&file).unwrap(), first);
    let later = value(&metrics(&door).await, METRIC);
    assert_eq!(later - ends, 340 * 86_400);
    door.stop().await;
}
