//! `doorward doctor login`, as the real binary beside a running server.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, Command, Stdio};

use doorward_app::ports::Clock;
use serde_json::Value;

use super::commands::doorward;
use crate::harness::Folder;
use crate::harness::peer::{Peer, Person, visit};
use crate::harness::process::{BINARY, Process};
use crate::harness::provider::{settings, way_back};
use crate::hostile::{Fault, Hostile};

const SECRET: &str = "basic-secret-0123456789abcdef0123456789";

/// Starts the command, and gives the path of the link that it prints.
fn begun(folder: &Folder, settings: &[(&str, &str)]) -> (Child, String) {
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
    (child, format!("/doctor/login{path}"))
}

/// The status of the command, and what it tells.
fn ended(child: &mut Child) -> (Option<i32>, String) {
    let mut out = String::new();
    child.stdout.take().unwrap().read_to_string(&mut out).unwrap();
    (child.wait().unwrap().code(), out)
}

/// Checklist item 123: what opens something is neither told by the command, nor logged at any level, nor kept, whether the
/// provider agrees, refuses, or says a code again that it does not know.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_opens_anything_is_logged_or_kept() {
    let hostile = Hostile::start(Clock::System.now().seconds());
    let folder = Folder::new();
    let mut all = settings(&hostile);
    all.extend([("DOORWARD_LOG", "debug"), ("DOORWARD_ACCESS_LOG", "true")]);
    let server = Process::start(folder.path(), &all);
    let mut told = String::new();
    for fault in [Fault::None, Fault::NonceWrong] {
        hostile.play(fault);
        told.push_str(&rehearsed(&server, (&folder, &all), &hostile, "").await);
    }
    hostile.play(Fault::None);
    let foreign = rehearsed(&server, (&folder, &all), &hostile, "-of-somebody-else").await;
    assert!(foreign.contains("Code not valid: ***"), "{foreign}");
    told.push_str(&foreign);
    told.push_str(&server.stop());
    let secrets: Vec<_> = hostile.secrets().into_iter().chain(hostile.passing()).collect();
    assert!(secrets.len() >= 12, "{secrets:?}");
    for entry in std::fs::read_dir(folder.path().join("data")).unwrap() {
        let path = entry.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        let holds = |secret: &&String| bytes.windows(secret.len()).any(|w| w == secret.as_bytes());
        assert_eq!(secrets.iter().find(holds), None, "{}", path.display());
    }
    for secret in &secrets {
        assert!(!told.contains(secret.as_str()), "{secret} in {told}");
    }
}

/// Goes the whole way, with something more at the end of the code, and gives what the command tells.
async fn rehearsed(
    server: &Process,
    (folder, all): (&Folder, &[(&str, &str)]),
    hostile: &Hostile,
    more: &str,
) -> String {
    let (mut child, path) = begun(folder, all);
    let mut browser = server.browser();
    let started = browser.get(&path).await.expect_status(302);
    let back = way_back(started.location(), hostile).replace("&state=", &format!("{more}&state="));
    let page = browser.get(&back).await.expect_status(200);
    assert!(page.text().contains("data-doctor-findings"), "{}", page.text());
    ended(&mut child).1
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_prints_a_link_waits_and_tells() {
    let peer = Peer::start(&[]);
    let folder = Folder::new();
    let settings = peer.settings("basic", SECRET);
    let server = Process::start(folder.path(), &settings);
    let (mut child, path) = begun(&folder, &settings);
    let mut browser = server.browser();
    let started = browser.get(&path).await.expect_status(302);
    let agrees = Person::Agrees("alice");
    let back = visit(&mut peer.browser(), started.location(), agrees).await;
    browser.get(&back).await.expect_status(200);
    let (status, out) = ended(&mut child);
    assert_eq!(status, Some(0), "{out}");
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
