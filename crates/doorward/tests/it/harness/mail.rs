//! A mail server that tells what it was given: `tests/peers/mail/sink.py` as a process of its own.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;

use serde_json::Value;
use tokio::sync::watch;

use super::process::PATIENCE;

/// The address that mails come from in stories.
pub(crate) const SENDER: &str = "door@example.test";

/// The running server. It ends when it is dropped.
pub(crate) struct Sink {
    child: Child,
    port: String,
    said: watch::Receiver<Vec<Value>>,
}

impl Sink {
    /// Starts a server that takes everything, without encryption.
    pub(crate) fn plain() -> Self {
        Self::start(&[])
    }

    /// Starts a server; the script says what its environment may be.
    pub(crate) fn start(environment: &[(&str, &str)]) -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/peers/mail");
        // Debian's own, which has its packages. The script ends with its standard input, so it does not
        // outlive the story whatever happens.
        let mut child = Command::new("/usr/bin/python3")
            .args(["-u", "sink.py"])
            .current_dir(folder)
            .envs(environment.iter().copied())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("Debian's python3 runs");
        let out = BufReader::new(child.stdout.take().unwrap());
        let (saying, said) = watch::channel(Vec::new());
        let (up, heard) = mpsc::channel();
        std::thread::spawn(move || {
            for line in out.lines().map_while(Result::ok) {
                match line.strip_prefix("up ") {
                    Some(port) => up.send(port.to_owned()).unwrap(),
                    None => {
                        saying.send_modify(|all| all.push(serde_json::from_str(&line).unwrap()));
                    }
                }
            }
        });
        let port = heard.recv_timeout(PATIENCE);
        let port = port.expect("python3-aiosmtpd is installed, as scripts/test does");
        Self { child, port, said }
    }

    /// The settings that send mail there.
    pub(crate) fn settings(&self) -> Vec<(&str, &str)> {
        vec![("EMAIL_HOST", "localhost"), ("EMAIL_PORT", &self.port), ("EMAIL_FROM", SENDER)]
    }

    /// Waits until it was given `count` mails, and gives all that it was given.
    pub(crate) async fn mails(&self, count: usize) -> Vec<Mail> {
        let all = self.wait(|all| mails(all).count() >= count).await;
        mails(&all).map(|mail| Mail(mail.clone())).collect()
    }

    /// Waits until it was given a mail to `address`, and gives the last one.
    pub(crate) async fn mail_to(&self, address: &str) -> Mail {
        let to = |mail: &&Value| mail["recipients"][0] == address;
        let all = self.wait(|all| mails(all).any(|mail| to(&mail))).await;
        let found = mails(&all).rfind(to).cloned();
        Mail(found.unwrap())
    }

    /// Waits until it has refused something for the `count`th time: the sender, a recipient, ...
    pub(crate) async fn refused(&self, what: &str, count: usize) {
        self.wait(|all| all.iter().filter(|one| one["refused"] == what).count() >= count).await;
    }

    async fn wait(&self, is_enough: impl Fn(&[Value]) -> bool) -> Vec<Value> {
        let mut said = self.said.clone();
        let waited = tokio::time::timeout(PATIENCE, said.wait_for(|all| is_enough(all))).await;
        let all = waited.unwrap_or_else(|_| panic!("not so: {:#?}", self.said.borrow()));
        all.unwrap().clone()
    }
}

fn mails(all: &[Value]) -> impl DoubleEndedIterator<Item = &Value> {
    all.iter().filter(|one| one["refused"].is_null())
}

impl Drop for Sink {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// A mail as the server was given it.
#[derive(Clone, Debug)]
pub(crate) struct Mail(pub(crate) Value);

impl Mail {
    /// The text part.
    pub(crate) fn text(&self) -> &str {
        self.0["text"].as_str().unwrap()
    }

    pub(crate) fn subject(&self) -> &str {
        self.header("Subject")
    }

    /// The value of a header that is there exactly once.
    pub(crate) fn header(&self, name: &str) -> &str {
        let headers = self.0["headers"].as_array().unwrap();
        let values: Vec<_> = headers.iter().filter(|header| header[0] == name).collect();
        assert_eq!(values.len(), 1, "{name}: {headers:?}");
        values[0][1].as_str().unwrap()
    }

    /// The one link of the mail, as its text has it.
    pub(crate) fn link(&self) -> &str {
        let links: Vec<_> = self.links().collect();
        assert_eq!(links.len(), 1, "{}", self.text());
        links[0]
    }

    /// All its links: one or none.
    pub(crate) fn links(&self) -> impl Iterator<Item = &str> {
        self.text().lines().filter(|line| line.starts_with("http"))
    }
}
