//! A script of `tests/peers` as a process of its own.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

/// How long node may take to start on a busy machine.
const START: Duration = Duration::from_mins(1);

/// The running script. It ends when it is dropped.
pub(crate) struct Node(Child);

impl Node {
    /// Starts a script and waits until it has said `up` as often as it has `arguments`, and once more when it
    /// has any. Gives those lines.
    pub(crate) fn start(
        script: &str,
        arguments: &[&str],
        environment: &[(&str, &str)],
    ) -> (Self, Vec<String>) {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/peers");
        assert!(
            folder.join("node_modules/oidc-provider").exists(),
            "tests/peers is not installed: run scripts/test, or npm ci in tests/peers"
        );
        // It ends with its standard input, so it does not outlive the story whatever happens.
        let mut child = Command::new("node")
            .arg(script)
            .args(arguments)
            .current_dir(folder)
            .env("PORT", "0")
            .envs(environment.iter().copied())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("node runs");
        let out = BufReader::new(child.stdout.take().unwrap());
        let (said, heard) = mpsc::channel();
        std::thread::spawn(move || {
            for line in out.lines().map_while(Result::ok) {
                if said.send(line).is_err() {
                    return;
                }
            }
        });
        let wanted = arguments.len() + 1;
        let lines = (0..wanted).map(|_| heard.recv_timeout(START).expect("it says that it is up"));
        let lines: Vec<_> = lines.collect();
        (Self(child), lines)
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        drop(self.0.stdin.take());
        drop(self.0.kill());
        drop(self.0.wait());
    }
}
