//! A process that dies in the middle of its work, and what it leaves on the disk.

use std::os::unix::fs::PermissionsExt as _;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use futures_util::FutureExt as _;
use tokio::sync::Semaphore;

use crate::harness::browser::Browser;
use crate::harness::http::Answer;
use crate::harness::process::{Process, command, refused};
use crate::harness::{Folder, PASSWORD, postgres, together};

/// How much must have been acknowledged before the end comes.
const ROTATIONS: u32 = 400;
const REGISTRATIONS: u32 = 12;

/// Whether an act was acknowledged. When the process is gone its connection breaks instead.
async fn acknowledged(act: impl Future<Output = Answer>) -> bool {
    AssertUnwindSafe(act).catch_unwind().await.is_ok_and(|answer| answer.status == 200)
}

/// Refreshes without a pause. Gives what the person holds at the end: the last token that arrived.
async fn rotate(mut browser: Browser, done: Arc<Semaphore>) -> Browser {
    loop {
        let mut next = browser.clone();
        if !acknowledged(next.refresh()).await {
            return browser;
        }
        browser = next;
        done.add_permits(1);
    }
}

/// Registers people without a pause. Gives those who were told that they are registered.
async fn register(worker: usize, browser: Browser, done: Arc<Semaphore>) -> Vec<String> {
    let mut people = Vec::new();
    loop {
        let email = format!("person{worker}-{}@example.test", people.len());
        if !acknowledged(browser.clone().register(&email)).await {
            return people;
        }
        people.push(email);
        done.add_permits(1);
    }
}

async fn nothing_acknowledged_is_lost(settings: &[(&str, &str)]) {
    let folder = Folder::new();
    let process = Process::start(folder.path(), settings);
    process.browser().register("alice@example.test").await.expect_status(200);
    let (rotations, registrations) = (Arc::new(Semaphore::new(0)), Arc::new(Semaphore::new(0)));
    let mut rotating = Vec::new();
    for _ in 0..6 {
        let mut alice = process.browser();
        alice.login("alice@example.test", PASSWORD).await.expect_status(200);
        rotating.push(together::begin(rotate(alice, Arc::clone(&rotations))));
    }
    let registering = [0, 1].map(|worker| {
        let work = register(worker, process.browser(), Arc::clone(&registrations));
        together::begin(work)
    });
    drop(rotations.acquire_many(ROTATIONS).await.unwrap());
    drop(registrations.acquire_many(REGISTRATIONS).await.unwrap());
    process.kill();

    let process = Process::start(folder.path(), settings);
    for browser in rotating {
        let mut browser = browser.await.unwrap();
        browser.address = process.address;
        browser.refresh().await.expect_status(200);
    }
    for people in registering {
        for email in people.await.unwrap() {
            process.browser().login(&email, PASSWORD).await.expect_status(200);
        }
    }
    let log = process.stop();
    assert!(!log.contains("ERROR"), "{log}");
}

#[tokio::test]
async fn kill_9_under_load_loses_no_acknowledged_registration_or_rotation() {
    nothing_acknowledged_is_lost(&[]).await;
}

#[tokio::test]
async fn kill_9_under_load_loses_nothing_acknowledged_on_postgresql_either() {
    nothing_acknowledged_is_lost(&[("DATABASE_URL", &postgres::database())]).await;
}

/// Checklist item 23: a crash between the write and the answer.
#[tokio::test]
async fn a_token_whose_answer_was_lost_in_a_crash_can_be_presented_again() {
    let folder = Folder::new();
    let process = Process::start(folder.path(), &[]);
    let mut alice = process.browser();
    alice.register("alice@example.test").await.expect_status(200);
    alice.login("alice@example.test", PASSWORD).await.expect_status(200);
    // Another browser stands for the answer that never arrived.
    let mut lost = alice.clone();
    lost.refresh().await.expect_status(200);
    process.kill();
    let process = Process::start(folder.path(), &[]);
    alice.address = process.address;
    alice.refresh().await.expect_status(200);
    assert_eq!(alice.jar["refreshToken"], lost.jar["refreshToken"], "two live branches");
    alice.refresh().await.expect_status(200);
    process.stop();
}

/// Checklist items 39 and 119, as far as files go.
#[tokio::test]
async fn secrets_and_store_are_for_their_owner_only_and_hold_no_usable_token() {
    let folder = Folder::new();
    let process = Process::start(folder.path(), &[]);
    let mut alice = process.browser();
    alice.register("alice@example.test").await.expect_status(200);
    alice.login("alice@example.test", PASSWORD).await.expect_status(200);
    alice.refresh().await.expect_status(200);
    process.stop();
    let data = folder.path().join("data");
    assert_eq!(std::fs::metadata(&data).unwrap().permissions().mode() & 0o777, 0o700);
    let issued = [
        PASSWORD,
        &alice.jar["doorward"],
        &alice.jar["refreshToken"],
        alice.token.as_ref().unwrap(),
    ];
    for entry in std::fs::read_dir(&data).unwrap() {
        let entry = entry.unwrap();
        let mode = entry.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{:?}", entry.path());
        let bytes = std::fs::read(entry.path()).unwrap();
        for secret in issued {
            let found = bytes.windows(secret.len()).any(|w| w == secret.as_bytes());
            assert!(!found, "{:?} holds a usable secret", entry.path());
        }
    }
    std::fs::set_permissions(data.join("secrets.env"), std::fs::Permissions::from_mode(0o644))
        .unwrap();
    let said = refused(command(&[], folder.path(), &[]));
    assert!(said.contains("chmod"), "{said}");
}
