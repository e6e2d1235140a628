//! `doorward mail`, and letters of a process that was killed.

use std::sync::Arc;

use doorward_app::App;
use doorward_app::mail;
use doorward_app::ports::{Clock, ManualClock};
use doorward_app::time::HOUR_MS;
use serde_json::Value;

use crate::commands::doorward;
use crate::harness::mail::{SENDER, Sink};
use crate::harness::process::Process;
use crate::harness::{Doorward, Folder, effective, owned};
use crate::mail::{kept, letter, post};

const TO: &str = "alice@example.test";

/// Runs the command. Gives its status and what it printed.
fn run(folder: &Folder, settings: &[(&str, &str)], args: &[&str]) -> (Option<i32>, String) {
    let output = doorward(folder.path(), settings, args, "");
    (output.status.code(), String::from_utf8(output.stdout).unwrap())
}

#[tokio::test]
async fn a_trial_tells_step_by_step_what_happened_and_what_to_change() {
    let folder = Folder::new();
    let sink = Sink::start(&[("REJECT", "nobody@example.test")]);
    let settings = sink.settings();
    let (code, said) = run(&folder, &settings, &["mail", "test", TO]);
    assert_eq!(code, Some(0), "{said}");
    for step in ["connected to localhost:", "not encrypted", "was taken: 2.0.0 taken"] {
        assert!(said.contains(step), "{step}: {said}");
    }
    assert_eq!(sink.mail_to(TO).await.subject(), "Mail from Doorward works");
    let (code, said) = run(&folder, &settings, &["mail", "test", "nobody@example.test", "--json"]);
    let json: Value = serde_json::from_str(&said).unwrap();
    assert_eq!((code, &json["sent"], &json["code"]), (Some(1), &false.into(), &550.into()));
    assert_eq!(json["failed_at"], "hand over");
    let strict = [settings.as_slice(), &[("EMAIL_ENCRYPTION", "starttls")]].concat();
    let (code, said) = run(&folder, &strict, &["mail", "test", TO]);
    assert_eq!(code, Some(1));
    assert!(said.contains("offers no STARTTLS") && said.contains("EMAIL_ENCRYPTION"), "{said}");
    assert_eq!(run(&folder, &settings, &["mail", "test", "a@b@c"]).0, Some(2));
    assert_eq!(run(&folder, &[], &["mail", "test", TO]).0, Some(1));
}

#[tokio::test]
async fn letters_are_listed_without_what_they_say_and_tried_again_on_demand() {
    let sink = Sink::start(&[("GREYLIST", "1"), ("REJECT", TO)]);
    let door = Doorward::start_today(&sink.settings()).await;
    post(&door, "bob@example.test").await;
    kept(&door, |letter| !letter.problem.is_empty()).await;
    let folder = Arc::clone(&door.folder);
    let settings = sink.settings();
    let (code, listed) = run(&folder, &settings, &["mail", "list", "--json"]);
    let json: Value = serde_json::from_str(&listed).unwrap();
    assert_eq!((code, &json[0]["recipient"]), (Some(0), &"bob@example.test".into()));
    assert!(!listed.contains("token="), "{listed}");
    let id = json[0]["id"].as_str().unwrap();
    assert!(run(&folder, &settings, &["mail", "list"]).1.contains("come back later"));
    assert_eq!(run(&folder, &settings, &["mail", "retry", id]).0, Some(0));
    // The clock of the server stands a little behind that of the command.
    door.clock.advance(HOUR_MS);
    sink.mail_to("bob@example.test").await;
    assert_eq!(run(&folder, &settings, &["mail", "retry", "no-id"]).0, Some(2));
    let gone = "019aa3ec-dafb-7fff-bfff-ffffffffffff";
    assert_eq!(run(&folder, &settings, &["mail", "retry", gone]).0, Some(1));
    door.stop().await;
}

/// The letter that a node had when it was killed is sent by another one, once its turn is over.
#[tokio::test]
async fn a_killed_process_loses_no_letter() {
    let stuck = Sink::start(&[("HANG", "1")]);
    let folder = Arc::new(Folder::new());
    let process = Process::start(folder.path(), &stuck.settings());
    let settings = effective(&folder, &owned(&stuck.settings()));
    let beside = Box::pin(App::open(settings, Clock::System)).await;
    let beside = beside.unwrap();
    // Written by another process: the server is told, and sends it.
    mail::post(&beside, letter(TO)).await.unwrap();
    stuck.refused("by silence", 1).await;
    process.kill();
    Box::pin(beside.close()).await;
    let sink = Sink::plain();
    let later = ManualClock::at(Clock::System.now().plus(HOUR_MS));
    let door = Doorward::open(folder, later, owned(&sink.settings())).await;
    let mail = sink.mail_to(TO).await;
    assert_eq!(mail.0["sender"], SENDER);
    door.stop().await;
}
