//! Starts that cannot succeed say why and what to do.

use crate::harness::Folder;
use crate::harness::process::{Process, command, refused};

fn said(folder: &Folder, settings: &[(&str, &str)]) -> String {
    refused(command(&[], folder.path(), settings))
}

#[tokio::test]
async fn an_address_that_cannot_be_listened_on_is_named_with_its_setting() {
    let folder = Folder::new();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let occupied = said(&folder, &[("PORT", &port)]);
    assert!(occupied.contains(&port) && occupied.contains("set PORT to a free"), "{occupied}");
    // An address for documentation: nobody has it.
    let foreign = said(&folder, &[("HOST", "192.0.2.1")]);
    assert!(foreign.contains("192.0.2.1") && foreign.contains("set HOST"), "{foreign}");
    assert!(!folder.path().join("data/doorward.db").exists(), "a store was made for nothing");
}

#[tokio::test]
async fn a_port_that_needs_a_privilege_is_explained_to_those_who_lack_it() {
    let folder = Folder::new();
    // Also root has lost it here.
    let wrapper = ["setpriv", "--bounding-set=-net_bind_service"];
    let said = refused(command(&wrapper, folder.path(), &[("PORT", "1")]));
    assert!(said.contains("ports below 1024") && said.contains("set PORT"), "{said}");
}

#[tokio::test]
async fn data_that_cannot_be_used_is_named() {
    let folder = Folder::new();
    std::fs::create_dir(folder.path().join("broken")).unwrap();
    let file = folder.path().join("broken/doorward.db");
    std::fs::write(file, "this is no database".repeat(400)).unwrap();
    let broken = said(&folder, &[("DOORWARD_DATA", "broken")]);
    assert!(broken.contains("broken/doorward.db") && broken.contains("backup"), "{broken}");
    std::fs::write(folder.path().join("file"), "").unwrap();
    let below = said(&folder, &[("DOORWARD_DATA", "file/below")]);
    assert!(below.contains("file/below"), "{below}");
}

#[tokio::test]
async fn a_settings_file_that_cannot_be_read_is_named_with_its_line() {
    let folder = Folder::new();
    let file = folder.path().join(".env");
    std::fs::write(&file, b"PORT=0\nAPP_TITLE=\xff\xfe\n").unwrap();
    let garbled = said(&folder, &[]);
    assert!(garbled.contains(".env:2"), "{garbled}");
    std::fs::remove_file(&file).unwrap();
    std::fs::create_dir(&file).unwrap();
    let folder_instead = said(&folder, &[]);
    assert!(folder_instead.contains(".env"), "{folder_instead}");
}

#[tokio::test]
async fn the_server_takes_all_the_descriptors_that_it_may_have() {
    let folder = Folder::new();
    let few = ["prlimit", "--nofile=128:4096"];
    let process = Process::spawn(command(&few, folder.path(), &[("PORT", "0")]));
    let limits = process.limits();
    let files = limits.lines().find(|line| line.starts_with("Max open files")).unwrap();
    let numbers: Vec<_> = files.split_whitespace().skip(3).take(2).collect();
    assert_eq!(numbers, ["4096", "4096"], "{files}");
}
