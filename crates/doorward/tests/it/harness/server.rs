//! A `PostgreSQL` server of a story's own, which can go away and come back.

use std::net::TcpListener;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

use super::Folder;

/// A running server, or one that is down.
pub(crate) struct Server {
    folder: Folder,
    /// Where it listens.
    pub(crate) port: u16,
}

impl Server {
    /// Starts a server on a free port.
    pub(crate) fn start() -> Self {
        let server = Self { folder: Folder::new(), port: free_port() };
        server.script("start", &[&server.port.to_string()]);
        server
    }

    /// The URL of its administrator, with a password that it does not ask for.
    ///
    /// What it has committed shall survive its end, which its settings for tests do not promise.
    pub(crate) fn url(&self, password: &str) -> String {
        let durable = "options=-csynchronous_commit=on";
        format!("postgres://postgres:{password}@127.0.0.1:{}/postgres?{durable}", self.port)
    }

    /// Ends it in the middle of whatever it does.
    pub(crate) fn goes_away(&self) {
        self.script("stop", &[]);
    }

    /// Starts it again with what it holds.
    pub(crate) fn comes_back(&self) {
        self.script("resume", &[]);
    }

    fn script(&self, command: &str, rest: &[&str]) {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scripts/postgres");
        let mut run = Command::new(script);
        run.arg(command).arg(self.folder.path()).args(rest);
        let output = run.output().unwrap();
        assert!(output.status.success(), "scripts/postgres {command}: {output:?}");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may be down already.
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scripts/postgres");
        drop(Command::new(script).arg("stop").arg(self.folder.path()).output());
    }
}

/// A port on which nobody listens, and nobody will: the system gives out ports from 32,768 on, and
/// under load it would soon give this one to somebody else.
pub(crate) fn free_port() -> u16 {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    loop {
        let step =
            std::process::id().wrapping_mul(31).wrapping_add(NEXT.fetch_add(1, Ordering::Relaxed));
        let port = u16::try_from(20_000 + step % 12_000).unwrap();
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}
