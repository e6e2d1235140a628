//! Stops, kind and unkind, of the real process; and starts that cannot succeed.

use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::harness::browser::Browser;
use crate::harness::{Folder, PASSWORD, together};

/// The real binary, serving.
struct Process {
    child: Child,
    address: SocketAddr,
}

impl Process {
    fn start(folder: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_doorward"))
            .env_clear()
            .envs([
                ("PORT", "0"),
                ("ALLOW_REGISTRATION", "true"),
                ("REGISTER_MAX", "100000"),
                ("LOGIN_MAX", "100000"),
            ])
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let address = lines
            .find_map(|line| {
                let line = line.unwrap();
                let (_, rest) = line.split_once("listening on http://")?;
                Some(rest.trim().parse().unwrap())
            })
            .expect("the server never said that it listens");
        // Nobody reads the rest; the pipe must not fill up.
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, address }
    }

    fn signal(&self, signal: &str) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args([signal, &pid]).status().unwrap().success());
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

#[tokio::test]
async fn sigterm_drains_and_exits_with_zero() {
    let folder = Folder::new();
    let mut process = Process::start(folder.path());
    let mut alice = Browser::new(process.address);
    alice.register("alice@example.test").await.expect_status(200);
    process.signal("-TERM");
    assert_eq!(process.child.wait().unwrap().code(), Some(0));
}

/// Nothing that was acknowledged is lost, however the process ends.
#[tokio::test]
async fn kill_9_under_load_loses_no_acknowledged_registration_or_rotation() {
    let folder = Folder::new();
    let mut process = Process::start(folder.path());
    let mut alice = Browser::new(process.address);
    alice.register("alice@example.test").await.expect_status(200);
    alice.login("alice@example.test", PASSWORD).await.expect_status(200);
    let workers: Vec<_> = (0..4)
        .map(|worker| {
            let mut refreshing = alice.clone();
            let address = process.address;
            together::begin(async move {
                refreshing.login("alice@example.test", PASSWORD).await.expect_status(200);
                let mut acknowledged = Vec::new();
                for n in 0.. {
                    let email = format!("p{worker}-{n}@example.test");
                    let work = async {
                        let mut browser = Browser::new(address);
                        let registered = browser.register(&email).await.status == 200;
                        let before = refreshing.clone();
                        if refreshing.refresh().await.status != 200 {
                            refreshing = before;
                        }
                        registered
                    };
                    // The connection breaks when the process dies: that is the end of this load.
                    match futures_util::FutureExt::catch_unwind(std::panic::AssertUnwindSafe(work))
                        .await
                    {
                        Ok(true) => acknowledged.push(email),
                        _ => break,
                    }
                }
                (refreshing, acknowledged)
            })
        })
        .collect();
    let enough = async {
        let mut watcher = alice.clone();
        for _ in 0..12 {
            watcher.refresh().await.expect_status(200);
            watcher.login("alice@example.test", PASSWORD).await.expect_status(200);
        }
    };
    enough.await;
    process.child.kill().unwrap();
    process.child.wait().unwrap();
    let process = Process::start(folder.path());
    let mut people = 0;
    for worker in workers {
        let (mut refreshing, acknowledged) = worker.await.unwrap();
        refreshing.address = process.address;
        refreshing.refresh().await.expect_status(200);
        for email in acknowledged {
            let mut browser = Browser::new(process.address);
            browser.login(&email, PASSWORD).await.expect_status(200);
            people += 1;
        }
    }
    assert!(people > 0, "there was no load");
}

/// What a start that cannot succeed says, and with which status.
fn refused(folder: &Path, settings: &[(&str, &str)]) -> String {
    let output = super::commands::doorward(folder, settings, &["serve"], "");
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(!said.contains("panicked"), "{said}");
    said
}

#[tokio::test]
async fn a_start_that_cannot_succeed_says_why_and_what_to_do() {
    let folder = Folder::new();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let said = refused(folder.path(), &[("PORT", &port)]);
    assert!(said.contains(&port) && said.contains("PORT"), "{said}");

    std::fs::create_dir(folder.path().join("broken")).unwrap();
    std::fs::write(folder.path().join("broken/doorward.db"), "this is no database".repeat(400))
        .unwrap();
    let said = refused(folder.path(), &[("PORT", "0"), ("DOORWARD_DATA", "broken")]);
    assert!(said.contains("broken/doorward.db"), "{said}");

    std::fs::write(folder.path().join("file"), "").unwrap();
    let said = refused(folder.path(), &[("PORT", "0"), ("DOORWARD_DATA", "file/below")]);
    assert!(said.contains("file/below"), "{said}");

    std::fs::write(folder.path().join(".env"), b"PORT=0\nAPP_TITLE=\xff\xfe\n").unwrap();
    let said = refused(folder.path(), &[]);
    assert!(said.contains(".env:2"), "{said}");
    std::fs::remove_file(folder.path().join(".env")).unwrap();
    std::fs::create_dir(folder.path().join(".env")).unwrap();
    let said = refused(folder.path(), &[]);
    assert!(said.contains(".env"), "{said}");
}

/// Checklist items 39 and 119, as far as files go.
#[tokio::test]
async fn secrets_and_store_are_for_their_owner_only_and_hold_no_usable_token() {
    let folder = Folder::new();
    let mut process = Process::start(folder.path());
    let mut alice = Browser::new(process.address);
    alice.register("alice@example.test").await.expect_status(200);
    alice.login("alice@example.test", PASSWORD).await.expect_status(200);
    alice.refresh().await.expect_status(200);
    process.signal("-TERM");
    process.child.wait().unwrap();
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
    let said = refused(folder.path(), &[("PORT", "0")]);
    assert!(said.contains("chmod"), "{said}");
}
