//! `doorward doctor login`, as the real binary beside a running server.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Command, Stdio};

use serde_json::Value;

use super::commands::doorward;
use crate::harness::Folder;
use crate::harness::peer::{Peer, Person, visit};
use crate::harness::process::{BINARY, Process};

const SECRET: &str = "basic-secret-0123456789abcdef0123456789";

#[tokio::test(flavor = "multi_thread")]
async fn the_command_prints_a_link_waits_and_tells() {
    let peer = Peer::start(&[]);
    let folder = Folder::new();
    let settings = peer.settings("basic", SECRET);
    let server = Process::start(folder.path(), &settings);
    let mut child = Command::new(BINARY)
        .args(["doctor", "login", "--provider", "openid", "--json"])
        .env_clear()
        .envs(settings.iter().copied())
        .current_dir(folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stderr.take().unwrap()).lines();
    let link =
        lines.map(Result::unwrap).find(|line| line.contains("/doctor/login?token=")).unwrap();
    let (_, path) = link.split_once("/doctor/login").unwrap();
    let mut browser = server.browser();
    let started = browser.get(&format!("/doctor/login{path}")).await.expect_status(302);
    let agrees = Person::Agrees("alice");
    let back = visit(&mut peer.browser(), started.location(), agrees).await;
    browser.get(&back).await.expect_status(200);
    let mut out = String::new();
    child.stdout.take().unwrap().read_to_string(&mut out).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0), "{out}");
    let told: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((&told["schema"], &told["failures"]), (&1.into(), &0.into()));
    assert_eq!(told["vantage"][0], "login");
    assert_eq!(told["findings"][0]["code"], "DW-DOC-090");
    assert_eq!(told["login"]["end"]["decided"]["kind"], "new");
    assert_eq!(told["login"]["provider"], "openid");
    let claims = told["login"]["claims"].as_array().unwrap();
    assert!(claims.iter().any(|claim| claim["name"] == "email" && claim["from"] == "userinfo"));
    assert!(!out.contains(SECRET));
    server.stop();
}

#[test]
fn what_cannot_be_rehearsed_is_told_with_status_3() {
    let folder = Folder::new();
    let run = |args: &[&str]| {
        let output = doorward(folder.path(), &[], args, "");
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    let (status, error) = run(&["doctor", "login", "--provider", "nobody"]);
    assert_eq!(status, Some(3), "{error}");
    assert!(error.contains("no provider nobody is set up"), "{error}");
    assert_eq!(run(&["doctor", "--offline", "login", "--provider", "x"]).0, Some(2));
}
