//! Disks that are full, read-only or damaged: what is said, and what goes on.

use crate::harness::browser::Browser;
use crate::harness::disk::{Disk, damage};
use crate::harness::process::{self, Process};
use crate::harness::{Folder, PASSWORD};

/// A browser whose person has just registered and signed in.
async fn signed_in(process: &Process, email: &str) -> Browser {
    let mut browser = process.browser();
    browser.register(email).await.expect_status(200);
    browser.login(email, PASSWORD).await.expect_status(200);
    browser
}

/// Registers people until one is refused, and gives those who were not.
async fn register_until_refused(process: &Process) -> Vec<String> {
    let mut acknowledged = Vec::new();
    loop {
        let email = format!("person{}@example.test", acknowledged.len());
        let answer = process.browser().register(&email).await;
        if answer.status != 200 {
            assert_eq!(answer.expect_status(500).message(), "Something went wrong");
            return acknowledged;
        }
        assert!(acknowledged.len() < 100, "nobody was refused");
        acknowledged.push(email);
    }
}

async fn all_can_sign_in(process: &Process, people: &[String]) {
    for email in people {
        process.browser().login(email, PASSWORD).await.expect_status(200);
    }
}

#[tokio::test]
async fn on_a_full_disk_sessions_go_on_and_with_room_again_so_does_writing() {
    let disk = Disk::in_memory("3m");
    let process = disk.start(&[]);
    let mut alice = signed_in(&process, "alice@example.test").await;
    disk.fill();
    let mut people = register_until_refused(&process).await;
    assert_eq!(alice.who().await.as_deref(), Some("alice@example.test"));
    let jar = alice.jar.clone();
    alice.refresh().await.expect_status(500);
    assert_eq!(alice.jar, jar, "a refresh that failed took cookies away");
    process.browser().login("alice@example.test", PASSWORD).await.expect_status(500);
    process.browser().get("/readyz").await.expect_status(200);
    process.wait_for("the disk of the database is full: make room");
    assert!(process.log().contains("data/doorward.db"), "{}", process.log());

    disk.make_room();
    alice.refresh().await.expect_status(200);
    process.browser().register("bob@example.test").await.expect_status(200);
    people.extend(["alice@example.test".to_owned(), "bob@example.test".to_owned()]);
    all_can_sign_in(&process, &people).await;

    disk.fill();
    register_until_refused(&process).await;
    process.stop();
    disk.make_room();
    let process = disk.start(&[]);
    alice.address = process.address;
    alice.refresh().await.expect_status(200);
    all_can_sign_in(&process, &people).await;
    process.stop();
}

#[tokio::test]
async fn a_start_on_a_full_disk_is_refused_and_harms_nothing() {
    let disk = Disk::in_memory("3m");
    disk.fill();
    let said = disk.refused();
    assert!(said.contains("./data") && said.contains("make room"), "{said}");
    disk.make_room();
    let process = disk.start(&[]);
    signed_in(&process, "alice@example.test").await;
    process.stop();
    disk.fill();
    let said = disk.refused();
    assert!(said.contains("data/doorward.db is full. Make room there"), "{said}");
    disk.make_room();
    let process = disk.start(&[]);
    process.browser().login("alice@example.test", PASSWORD).await.expect_status(200);
    process.stop();
}

#[tokio::test]
async fn a_start_on_a_read_only_disk_is_refused_and_says_which_file() {
    let disk = Disk::in_memory("3m");
    let process = disk.start(&[]);
    signed_in(&process, "alice@example.test").await;
    process.stop();
    disk.run("mount -o remount,ro data");
    let said = disk.refused();
    assert!(said.contains("Read-only") && said.contains("data/doorward.db"), "{said}");
    assert!(said.contains("on a disk that may be written"), "{said}");
    disk.run("mount -o remount,rw data");
    let process = disk.start(&[]);
    process.browser().login("alice@example.test", PASSWORD).await.expect_status(200);
    process.stop();
}

/// What Linux does with a disk that fails: from one moment to the next it may only be read.
#[tokio::test]
async fn on_a_disk_that_becomes_read_only_sessions_go_on_and_nothing_acknowledged_is_lost() {
    let disk = Disk::ext4();
    let process = disk.start(&[]);
    let mut alice = signed_in(&process, "alice@example.test").await;
    process.browser().register("bob@example.test").await.expect_status(200);
    disk.run("mount -o remount,abort data");
    process.browser().register("late@example.test").await.expect_status(500);
    alice.refresh().await.expect_status(500);
    assert_eq!(alice.who().await.as_deref(), Some("alice@example.test"));
    process.browser().get("/readyz").await.expect_status(200);
    process.wait_for("see the system's log");
    assert!(process.log().contains("data/doorward.db"), "{}", process.log());
    process.stop();
    disk.run("umount data && mount -o loop image data");
    let process = disk.start(&[]);
    alice.address = process.address;
    alice.refresh().await.expect_status(200);
    let people = ["alice", "bob"].map(|name| format!("{name}@example.test"));
    all_can_sign_in(&process, &people).await;
    process.browser().login("late@example.test", PASSWORD).await.expect_status(404);
    process.stop();
}

#[tokio::test]
async fn a_database_that_is_damaged_is_reported_until_a_backup_is_restored() {
    let folder = Folder::new();
    let file = folder.path().join("data/doorward.db");
    let process = Process::start(folder.path(), &[]);
    let mut alice = signed_in(&process, "alice@example.test").await;
    process.stop();
    let backup = std::fs::read(&file).unwrap();

    let process = Process::start(folder.path(), &[]);
    alice.address = process.address;
    process.browser().get("/readyz").await.expect_status(200);
    damage(&file, 4096);
    alice.get("/api/user").await.expect_status(500);
    let page = alice.get("/").await.expect_status(500);
    assert!(page.text().contains("DW-SRV-002"), "{}", page.text());
    let ready = process.browser().get("/readyz").await.expect_status(503);
    assert_eq!(ready.text(), "NOT_READY");
    process.browser().get("/livez").await.expect_status(200);
    process.wait_for("the database is damaged: stop Doorward and restore a backup");
    assert!(process.log().contains("data/doorward.db"), "{}", process.log());
    process.stop();

    let said = process::refused(process::command(&[], folder.path(), &[]));
    assert!(said.contains("data/doorward.db") && said.contains("backup"), "{said}");
    std::fs::write(&file, backup).unwrap();
    let process = Process::start(folder.path(), &[]);
    alice.address = process.address;
    alice.refresh().await.expect_status(200);
    process.stop();
}
