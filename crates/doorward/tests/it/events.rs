//! Security events on a webhook.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpListener;
use tokio::sync::mpsc;

use crate::harness::app::header;
use crate::harness::http::head;
use crate::harness::proxy::reply;
use crate::harness::{Doorward, PASSWORD};

/// A secret of a webhook.
pub(crate) const SECRET: &str = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";

/// A receiver, which answers as it is told and hands on what came.
pub(crate) struct Receiver {
    pub(crate) address: SocketAddr,
    status: Arc<Mutex<&'static str>>,
    came: mpsc::UnboundedReceiver<Came>,
}

/// A message.
#[derive(Debug)]
struct Came {
    head: String,
    body: String,
}

impl Came {
    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    fn id(&self) -> String {
        header(&self.head, "webhook-id").unwrap().to_owned()
    }
}

impl Receiver {
    #[expect(clippy::disallowed_methods, reason = "the receiver is a task of the story")]
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let status = Arc::new(Mutex::new("204 No Content"));
        let (told, came) = mpsc::unbounded_channel();
        let answer = Arc::clone(&status);
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let Some((head, rest)) = head(&mut stream).await else { continue };
                let body = crate::harness::app::body(&mut stream, &head, rest).await;
                let answer = reply(*answer.lock().unwrap(), "", "");
                drop(stream.write_all(answer.as_bytes()).await);
                let body = String::from_utf8(body).unwrap();
                told.send(Came { head, body }).unwrap_or_default();
            }
        });
        Self { address, status, came }
    }

    /// Whether no message has come.
    pub(crate) fn nothing_came(&mut self) -> bool {
        self.came.try_recv().is_err()
    }

    fn answers(&self, status: &'static str) {
        *self.status.lock().unwrap() = status;
    }

    async fn next(&mut self) -> Came {
        self.came.recv().await.unwrap()
    }
}

/// What the sender's library of others says to a message: its type.
fn verified(came: &Came) -> String {
    let names = ["webhook-id", "webhook-timestamp", "webhook-signature"];
    let headers = names.map(|name| (name, header(&came.head, name).unwrap()));
    let headers: Value = headers
        .into_iter()
        .map(|(name, value)| (name.to_owned(), json!(value)))
        .collect::<serde_json::Map<_, _>>()
        .into();
    let script = "import { Webhook } from 'svix'; const { headers, body } = JSON.parse(process.argv[1]); \
                  process.stdout.write(new Webhook(process.argv[2]).verify(body, headers).type);";
    let argument = json!({ "headers": headers, "body": came.body }).to_string();
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/peers");
    let run = Command::new("node")
        .args(["--input-type=module", "-e", script, &argument, SECRET])
        .current_dir(folder)
        .stderr(Stdio::inherit())
        .output()
        .unwrap();
    assert!(run.status.success(), "{came:?}");
    String::from_utf8(run.stdout).unwrap()
}

async fn told_by(receiver: &Receiver, kinds: &str, more: &[(&str, &str)]) -> Doorward {
    let url = format!("http://{}/hook", receiver.address);
    let mut settings = vec![
        ("DOORWARD_EVENTS_URL", url.as_str()),
        ("DOORWARD_EVENTS_SECRET", SECRET),
        ("DOORWARD_EVENTS", kinds),
    ];
    settings.extend(more);
    // The library looks at the machine's clock.
    Doorward::start_today(&settings).await
}

/// Whom the next messages are about, each of which is a new account; none of them was heard of before.
async fn newcomers(
    receiver: &mut Receiver,
    count: usize,
    seen: &mut BTreeSet<String>,
) -> Vec<String> {
    let mut subjects = Vec::new();
    for _ in 0..count {
        let came = receiver.next().await;
        assert!(seen.insert(came.id()), "it came twice: {came:?}");
        let told = came.json();
        assert_eq!(told["type"], "user.create");
        subjects.push(told["data"]["subject"].as_str().unwrap().to_owned());
    }
    subjects
}

/// Checklist item 117: what happens is told, signed, and without secrets.
#[tokio::test]
async fn an_event_is_told_once_it_is_taken_under_one_name() {
    let mut receiver = Receiver::start().await;
    let door = told_by(&receiver, "user", &[]).await;
    receiver.answers("503 Service Unavailable");
    let mut ann = door.browser();
    ann.register("canary@example.test").await;
    ann.login("canary@example.test", PASSWORD).await.expect_status(200);
    let mut ids = BTreeSet::new();
    for wait in [10_000, 5_000] {
        door.clock.advance(wait);
        let came = receiver.next().await;
        // Later the story's clock is further ahead of the machine's than the library lets pass.
        assert_eq!(verified(&came), "user.create");
        ids.insert(came.id());
    }
    receiver.answers("204 No Content");
    door.clock.advance(5 * 60_000);
    let came = receiver.next().await;
    ids.insert(came.id());
    assert_eq!(ids.len(), 1, "{ids:?}");
    let told = came.json();
    assert_eq!((&told["type"], &told["data"]["outcome"]), (&"user.create".into(), &"done".into()));
    assert!(told["data"]["subject"].is_string() && told["timestamp"].is_string(), "{told}");
    assert!(!came.body.contains(PASSWORD), "{came:?}");
    // The sign-in is none of the kinds, and nothing comes twice.
    ann.register("ben@example.test").await;
    door.clock.advance(10_000);
    let next = receiver.next().await;
    assert!(!ids.contains(&next.id()));
    assert_eq!(next.json()["type"], "user.create");
    door.stop().await;
}

/// Of two nodes one has the turn, and either goes on where the other was.
#[tokio::test]
async fn two_nodes_on_one_store_tell_each_event_once() {
    let mut receiver = Receiver::start().await;
    let url = crate::harness::postgres::database();
    let door = told_by(&receiver, "user.create", &[("DATABASE_URL", &url)]).await;
    let second = door.another().await;
    let (mut seen, mut people) = (BTreeSet::new(), BTreeSet::new());
    for round in 0..5 {
        for (n, node) in [&door, &second, &door].into_iter().enumerate() {
            node.browser().register(&format!("p{round}-{n}@example.test")).await;
        }
        // Both look, at once.
        door.clock.advance(10_000);
        people.extend(newcomers(&mut receiver, 3, &mut seen).await);
    }
    second.stop().await;
    door.browser().register("late@example.test").await;
    door.clock.advance(10_000);
    people.extend(newcomers(&mut receiver, 1, &mut seen).await);
    assert_eq!(people.len(), 16, "{people:?}");
    door.clock.advance(10_000);
    let another = door.another().await;
    door.stop().await;
    another.browser().register("last@example.test").await;
    another.clock.advance(10_000);
    people.extend(newcomers(&mut receiver, 1, &mut seen).await);
    assert_eq!(people.len(), 17);
    another.stop().await;
}
