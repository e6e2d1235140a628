//! The command line, as the real binary beside a running server.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

use crate::harness::{Doorward, Folder, PASSWORD};

/// Runs the binary in a folder with nothing in its environment but what is given.
pub(crate) fn doorward(
    folder: &Path,
    settings: &[(&str, &str)],
    args: &[&str],
    input: &str,
) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_doorward"))
        .args(args)
        .env_clear()
        .envs(settings.iter().copied())
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that refuses early has closed its input.
    drop(child.stdin.take().unwrap().write_all(input.as_bytes()));
    child.wait_with_output().unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

#[tokio::test]
async fn accounts_are_made_shown_and_deleted_beside_a_running_server() {
    let door = Doorward::start_today(&[]).await;
    let folder = door.folder.path();
    let run = |args: &[&str], input: &str| {
        let output = doorward(folder, &[], args, input);
        (output.status.code(), text(&output.stdout).to_owned(), text(&output.stderr).to_owned())
    };
    let (code, out, err) =
        run(&["user", "create", "Root@example.test", "--json"], "a first password\n");
    assert_eq!(code, Some(0), "{err}");
    let made: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((&made["role"], &made["email"]), (&"ADMIN".into(), &"root@example.test".into()));
    let mut browser = door.browser();
    browser.login("root@example.test", "a first password").await.expect_status(200);
    assert_eq!(run(&["user", "create", "root@example.test"], "a second password\n").0, Some(1));
    let (code, out, _) = run(&["user", "list", "--json"], "");
    let all: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, all.as_array().unwrap().len()), (Some(0), 1));
    let (_, out, _) = run(&["user", "sessions", "root@example.test", "--json"], "");
    let sessions: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(sessions[0]["method"], "local");
    let (code, _, err) = run(&["user", "set-password", "root@example.test"], "another password\n");
    assert_eq!(code, Some(0), "{err}");
    browser.login("root@example.test", "a first password").await.expect_status(404);
    browser.login("root@example.test", "another password").await.expect_status(200);
    let (code, _, err) = run(&["user", "delete", "root@example.test"], "");
    assert_eq!(code, Some(1));
    assert!(err.contains("--yes"), "{err}");
    assert_eq!(run(&["user", "delete", "root@example.test", "--yes"], "").0, Some(0));
    browser.login("root@example.test", "another password").await.expect_status(404);
    let (code, _, err) = run(&["user", "show", "root@example.test"], "");
    assert_eq!(code, Some(1));
    assert!(err.contains("root@example.test"), "{err}");
    door.stop().await;
}

/// Checklist item 77: hashes that `LibreChat` made are verified, then made anew.
#[tokio::test]
async fn an_account_moves_in_with_its_bcrypt_hash_and_gets_a_better_one() {
    let door = Doorward::start(&[]).await;
    let hash = bcrypt::hash(PASSWORD, 10).unwrap();
    let args = ["user", "create", "alice@example.test", "--password-hash", &hash];
    let output = doorward(door.folder.path(), &[], &args, "");
    assert!(output.status.success(), "{}", text(&output.stderr));
    let mut alice = door.browser();
    alice.login("alice@example.test", "wrong password").await.expect_status(404);
    alice.login("alice@example.test", PASSWORD).await.expect_status(200);
    alice.login("alice@example.test", PASSWORD).await.expect_status(200);
    let file = std::fs::read(door.folder.path().join("data/doorward.db-wal")).unwrap();
    assert!(file.windows(10).any(|w| w == b"$argon2id$"));
    let refused = doorward(
        door.folder.path(),
        &[],
        &[
            "user",
            "create",
            "bob@example.test",
            "--password-hash",
            "5f4dcc3b5aa765d61d8327deb882cf99",
        ],
        "",
    );
    assert_eq!(refused.status.code(), Some(1));
    door.stop().await;
}

/// Checklist item 119.
#[test]
fn every_complaint_about_the_settings_comes_at_once_with_its_line() {
    let folder = Folder::new();
    let file = "SESSION_EXPIRY=15m\nALLOW_REGISTRATION=yes\nTRUST_PROXY=0.0.0.0/0\n\
                JWT_SECRET=16f8c0ef4a5d391b26034086c628469d3f9f497f08163ab9b40137092f2909ef\n\
                ALOW_SOCIAL_LOGIN=true\n";
    std::fs::write(folder.path().join(".env"), file).unwrap();
    let output = doorward(folder.path(), &[], &["config", "check"], "");
    let said = text(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{said}");
    for part in [
        "SESSION_EXPIRY",
        "ALLOW_REGISTRATION",
        "TRUST_PROXY",
        "JWT_SECRET",
        "ALLOW_SOCIAL_LOGIN",
        ".env:1",
        ".env:5",
    ] {
        assert!(said.contains(part), "{part} is not in\n{said}");
    }
    assert!(!said.contains("16f8c0ef"), "a secret is shown");
    let started = doorward(folder.path(), &[("PORT", "0")], &[], "");
    assert_eq!(started.status.code(), Some(1));
    assert!(!folder.path().join("data").exists(), "nothing was touched");
}

#[test]
fn what_is_shown_of_the_settings_names_sources_and_hides_secrets() {
    let folder = Folder::new();
    let secret = "0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0";
    std::fs::write(folder.path().join(".env"), format!("JWT_SECRET={secret}\n")).unwrap();
    let shown = doorward(folder.path(), &[("PORT", "4000")], &["config", "show", "--json"], "");
    let out = text(&shown.stdout);
    assert!(shown.status.success(), "{out}");
    serde_json::from_str::<Value>(out).unwrap();
    assert!(!out.contains(secret) && out.contains("4000"));
}

#[test]
fn fresh_secrets_are_printed_ready_for_the_settings_file() {
    let folder = Folder::new();
    let first = doorward(folder.path(), &[], &["secrets", "generate"], "");
    let second = doorward(folder.path(), &[], &["secrets", "generate"], "");
    assert!(first.status.success());
    assert_ne!(first.stdout, second.stdout);
    std::fs::write(folder.path().join(".env"), &first.stdout).unwrap();
    let check = doorward(folder.path(), &[], &["config", "check"], "");
    assert!(check.status.success(), "{}", text(&check.stdout));
}

#[test]
fn completions_help_and_mistakes_have_their_status() {
    let folder = Folder::new();
    for shell in ["bash", "zsh", "fish"] {
        let output = doorward(folder.path(), &[], &["completions", shell], "");
        assert!(output.status.success() && text(&output.stdout).contains("doorward"));
    }
    assert_eq!(doorward(folder.path(), &[], &["frobnicate"], "").status.code(), Some(2));
    assert_eq!(doorward(folder.path(), &[], &["--help"], "").status.code(), Some(0));
    let missing = doorward(folder.path(), &[], &["--env-file", "none.env", "config", "check"], "");
    assert_eq!(missing.status.code(), Some(1));
    assert!(text(&missing.stdout).contains("none.env"));
}

#[test]
fn the_redirect_uri_of_each_provider_is_printed() {
    let folder = Folder::new();
    let settings = [
        ("DOMAIN_SERVER", "https://chat.example.test"),
        ("DOMAIN_CLIENT", "https://chat.example.test"),
        ("TRUST_PROXY", "1"),
        ("ALLOW_SOCIAL_LOGIN", "true"),
        ("GITHUB_CLIENT_ID", "a"),
        ("GITHUB_CLIENT_SECRET", "b"),
        ("AUTH_OKTA_ID", "a"),
        ("AUTH_OKTA_SECRET", "b"),
        ("AUTH_OKTA_ISSUER", "https://org.okta.com"),
        ("AUTH_LOGTO_ID", "half of it"),
    ];
    let output = doorward(folder.path(), &settings, &["providers", "--json"], "");
    let rows: Value = serde_json::from_slice(&output.stdout).unwrap();
    let uris: Vec<_> = rows.as_array().unwrap().iter().map(|row| &row["redirect_uri"]).collect();
    assert_eq!(
        uris,
        [
            "https://chat.example.test/oauth/github/callback",
            "https://chat.example.test/api/auth/callback/okta"
        ]
    );
    assert_eq!(rows[0]["also_accepted"][0], "https://chat.example.test/api/auth/callback/github");
    let complaints = text(&output.stderr);
    assert!(complaints.contains("Logto is not offered, because AUTH_LOGTO_SECRET"), "{complaints}");
    let output = doorward(folder.path(), &settings, &["providers"], "");
    let table = text(&output.stdout);
    assert!(
        table.contains("REDIRECT URI TO REGISTER") && table.contains("Continue with GitHub"),
        "{table}"
    );
    assert_eq!(output.status.code(), Some(0));
    let output =
        doorward(folder.path(), &[("NEXT_AUTH_SSO_PROVIDERS", "githup")], &["providers"], "");
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("DW-CFG-101"));
}
