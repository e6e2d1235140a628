//! The real binary as a process of its own, with its log.

use std::io::{BufRead as _, BufReader, Read};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use super::browser::Browser;

/// The binary under test.
pub(crate) const BINARY: &str = env!("CARGO_BIN_EXE_doorward");

/// How long a start, a stop or a line of the log may take on a busy machine.
pub(crate) const PATIENCE: Duration = Duration::from_mins(1);

/// What the log says before an address and its scheme.
const LISTENING: &str = "listening on http";

/// Settings under which a story can try as often as it likes.
const SETTINGS: [(&str, &str); 4] = [
    ("PORT", "0"),
    ("ALLOW_REGISTRATION", "true"),
    ("REGISTER_MAX", "100000"),
    ("LOGIN_MAX", "100000"),
];

/// A server in a process of its own.
pub(crate) struct Process {
    child: Child,
    pub(crate) address: SocketAddr,
    log: Arc<Log>,
}

/// What the process has printed.
#[derive(Default)]
struct Log {
    printed: Mutex<Printed>,
    grown: Condvar,
}

#[derive(Default)]
struct Printed {
    text: String,
    /// How many of its two outputs it has closed: both, when it has ended.
    closed: usize,
}

impl Process {
    /// Starts a server in a folder.
    pub(crate) fn start(folder: &Path, settings: &[(&str, &str)]) -> Self {
        Self::spawn(command(&[], folder, settings))
    }

    /// Starts what [`command`] made, and waits until it listens.
    pub(crate) fn spawn(command: Command) -> Self {
        let mut process = Self::attempt(command);
        let log = process.log();
        let line = log.lines().find_map(|line| line.split_once(LISTENING));
        let (_, address) = line.unwrap_or_else(|| panic!("the server did not start:\n{log}"));
        // A log of JSON goes on behind it.
        let address = address.split('"').next().unwrap().trim();
        process.address =
            address.trim_start_matches('s').trim_start_matches("://").parse().unwrap();
        process
    }

    /// Starts a process, and waits until it listens or has ended.
    fn attempt(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let log = Arc::new(Log::default());
        collect(child.stdout.take().unwrap(), &log);
        collect(child.stderr.take().unwrap(), &log);
        let unknown = SocketAddr::from(([0, 0, 0, 0], 0));
        let process = Self { child, address: unknown, log };
        process.wait_until(PATIENCE, |p| p.text.contains(LISTENING) || p.closed == 2);
        process
    }

    /// A browser that has never been here.
    pub(crate) fn browser(&self) -> Browser {
        Browser::new(self.address)
    }

    /// What it has printed so far.
    pub(crate) fn log(&self) -> String {
        self.log.printed.lock().unwrap().text.clone()
    }

    /// Waits until it has printed a text.
    pub(crate) fn wait_for(&self, text: &str) {
        self.wait_until(PATIENCE, |printed| printed.text.contains(text));
    }

    fn wait_until(&self, within: Duration, wanted: impl Fn(&Printed) -> bool) {
        let printed = self.log.printed.lock().unwrap();
        let waiting = |printed: &mut Printed| !wanted(printed);
        let (printed, time) = self.log.grown.wait_timeout_while(printed, within, waiting).unwrap();
        let text = printed.text.clone();
        drop(printed);
        assert!(!time.timed_out(), "waited in vain; the log:\n{text}");
    }

    /// Sends a signal, such as `-TERM`.
    pub(crate) fn signal(&self, signal: &str) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args([signal, &pid]).status().unwrap().success());
    }

    /// Waits for its end. Gives its status, which a killed process has not, and all it printed.
    pub(crate) fn ended(&mut self, within: Duration) -> (Option<i32>, String) {
        self.wait_until(within, |printed| printed.closed == 2);
        let code = self.child.wait().unwrap().code();
        (code, self.log())
    }

    /// The limits that the system sets it, as `/proc` shows them.
    pub(crate) fn limits(&self) -> String {
        std::fs::read_to_string(format!("/proc/{}/limits", self.child.id())).unwrap()
    }

    /// Stops it as a supervisor does, and makes sure that it went well.
    pub(crate) fn stop(mut self) -> String {
        self.signal("-TERM");
        let (code, log) = self.ended(PATIENCE);
        assert_eq!(code, Some(0), "{log}");
        assert!(!log.contains("panicked"), "{log}");
        log
    }

    /// Ends it without giving it the time for a single instruction more.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// The binary's command in a folder, with nothing in its environment but what is given. `wrapper` is
/// a command that changes its surroundings first.
pub(crate) fn command(wrapper: &[&str], folder: &Path, settings: &[(&str, &str)]) -> Command {
    let mut words = wrapper.to_vec();
    words.push(BINARY);
    let mut command = Command::new(words[0]);
    command
        .args(&words[1..])
        .env_clear()
        .env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")
        .envs(SETTINGS)
        .envs(settings.iter().copied())
        .current_dir(folder)
        .stdin(Stdio::null());
    command
}

/// Runs a start that cannot succeed, and gives what it says.
pub(crate) fn refused(command: Command) -> String {
    let mut process = Process::attempt(command);
    let log = process.log();
    assert!(!log.contains(LISTENING), "it started:\n{log}");
    let (code, log) = process.ended(PATIENCE);
    assert_eq!(code, Some(1), "{log}");
    assert!(!log.contains("panicked"), "{log}");
    log
}

fn collect(from: impl Read + Send + 'static, log: &Arc<Log>) {
    let log = Arc::clone(log);
    std::thread::spawn(move || {
        for line in BufReader::new(from).lines().map_while(Result::ok) {
            let mut printed = log.printed.lock().unwrap();
            printed.text.push_str(&line);
            printed.text.push('\n');
            drop(printed);
            log.grown.notify_all();
        }
        log.printed.lock().unwrap().closed += 1;
        log.grown.notify_all();
    });
}
