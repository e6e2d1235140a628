//! Auth.js's contract against the real libraries: they read our tokens, and the unmodified clients
//! sign in and out here.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use serde_json::{Value, json};
use tokio::io::AsyncWriteExt as _;
use tokio::process::Command;

use crate::harness::authjs::{As, ON, OTHER_SECRET, SECRET, SESSION, SESSION_V4};
use crate::harness::provider::settings;
use crate::harness::{BEGIN, Doorward, PASSWORD};
use crate::hostile::Hostile;

const ALICE: &str = "alice@example.test";

fn peers() -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/peers");
    assert!(
        folder.join("node_modules/next-auth-v5").exists(),
        "tests/peers is not installed: run scripts/test, or npm ci in tests/peers"
    );
    folder
}

/// Runs a program of `tests/peers` and gives what it prints.
async fn node(arguments: &[&str], environment: &[(&str, &str)], input: &str) -> String {
    let mut child = Command::new("node")
        .args(arguments)
        .current_dir(peers())
        .envs(environment.iter().copied())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .expect("node runs");
    child.stdin.take().unwrap().write_all(input.as_bytes()).await.unwrap();
    let output = child.wait_with_output().await.unwrap();
    let (out, err) =
        (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{arguments:?}\n{out}\n{err}");
    out.into_owned()
}

/// What the real libraries make of tokens.
async fn decoded(orders: &Value) -> Value {
    let text = node(&["authjs-token.mjs"], &[], &orders.to_string()).await;
    serde_json::from_str(&text).unwrap()
}

#[tokio::test]
async fn the_real_libraries_read_our_tokens() {
    // Their clock is the machine's.
    let door = Doorward::start_today(&[ON]).await;
    let mut alice = door.browser();
    alice.enters(As::V5, ALICE).await;
    let mut old = door.browser();
    old.enters(As::V4, ALICE).await;
    let (v5, v4) = (&alice.jar[SESSION], &old.jar[SESSION_V4]);
    let (begin, end) = v5.split_at(400);
    let parts = json!({"authjs.session-token.0": begin, "authjs.session-token.1": end});
    let orders = json!([
        {"generation": "v5", "secret": SECRET, "salt": SESSION, "token": v5},
        {"generation": "v5", "secret": [OTHER_SECRET, SECRET], "salt": SESSION, "token": v5},
        {"generation": "v5", "secret": SECRET, "salt": SESSION, "cookies": parts},
        {"generation": "v4", "secret": SECRET, "salt": "", "token": v4},
        {"generation": "v5", "secret": OTHER_SECRET, "salt": SESSION, "token": v5},
        {"generation": "v5", "secret": SECRET, "salt": "__Secure-authjs.session-token", "token": v5},
        {"generation": "v4", "secret": OTHER_SECRET, "salt": "", "token": v4},
    ]);
    let answers = decoded(&orders).await;
    let id = alice.session().await["user"]["id"].clone();
    for index in 0..4 {
        let claims = &answers[index]["claims"];
        assert_eq!(claims["name"], "Some Body", "{index}: {answers}");
        assert_eq!((&claims["email"], &claims["picture"]), (&json!(ALICE), &Value::Null));
        assert_eq!((&claims["sub"], &claims["userId"]), (&id, &id));
        assert!(claims["exp"].as_i64().unwrap() > claims["iat"].as_i64().unwrap());
    }
    for index in 4..7 {
        assert!(answers[index]["error"].is_string(), "{index}: {answers}");
    }
    door.stop().await;
}

#[tokio::test]
async fn the_real_library_reads_our_tokens_under_https() {
    let public = ("DOMAIN_CLIENT", "https://chat.example.com");
    let door =
        Doorward::start_today(&[("AUTH_SECRET", OTHER_SECRET), ("AUTH_SECRET_1", SECRET), public])
            .await;
    let mut alice = door.browser();
    alice.enters(As::V5, ALICE).await;
    let salt = "__Secure-authjs.session-token";
    let orders =
        json!([{"generation": "v5", "secret": SECRET, "salt": salt, "token": alice.jar[salt]}]);
    assert_eq!(decoded(&orders).await[0]["claims"]["email"], ALICE);
    door.stop().await;
}

/// The unmodified browser clients of both generations, each at a server that expects it.
#[tokio::test]
async fn the_real_clients_sign_in_and_out() {
    let hostile = Hostile::start(BEGIN.seconds());
    for (client, version) in [("v5", "5"), ("v4", "4")] {
        let mut with = settings(&hostile);
        with.extend([ON, ("DOORWARD_AUTHJS_VERSION", version)]);
        let public = "http://localhost:3210";
        with.push(("DOMAIN_CLIENT", public));
        let door = Doorward::start(&with).await;
        door.browser().register(ALICE).await;
        let address = door.address.to_string();
        let account = [("EMAIL", ALICE), ("PASSWORD", PASSWORD), ("ADDRESS", address.as_str())];
        let said = node(&["authjs-client.mjs", public, client, "openid"], &account, "").await;
        let last: Value = serde_json::from_str(said.lines().last().unwrap()).unwrap();
        assert_eq!(last["step"], "signed out", "{said}");
        door.stop().await;
    }
}
