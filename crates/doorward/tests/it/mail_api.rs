//! Mail through Mailgun's API.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use doorward_app::time::MINUTE_MS;
use tokio::net::TcpListener;
use tokio::sync::Notify;
use url::form_urlencoded;

use crate::harness::Doorward;
use crate::mail;

const KEY: &str = "key-0123456789";

/// What was posted, and what wakes whoever waits for it.
#[derive(Default)]
struct Taken {
    /// What the next requests are answered, the last one first, before any is taken.
    refusals: Mutex<Vec<StatusCode>>,
    forms: Mutex<Vec<Vec<(String, String)>>>,
    more: Notify,
}

/// Mailgun's messages endpoint, with its documented answers. Gives its address.
#[expect(clippy::disallowed_methods, reason = "the server is a task of the story")]
async fn mailgun(taken: Arc<Taken>) -> String {
    let messages = move |headers: HeaderMap, body: String| async move {
        let expected = format!("Basic {}", BASE64_STANDARD.encode(format!("api:{KEY}")));
        if headers["authorization"] != expected.as_str() {
            return (StatusCode::UNAUTHORIZED, "Forbidden".to_owned());
        }
        if let Some(refusal) = taken.refusals.lock().unwrap().pop() {
            return (refusal, "try again".to_owned());
        }
        let form: Vec<_> = form_urlencoded::parse(body.as_bytes()).into_owned().collect();
        if form.iter().any(|(name, value)| name == "to" && value.starts_with("nobody@")) {
            let said = r#"{"message":"'to' parameter is not a valid address. please check documentation"}"#;
            return (StatusCode::BAD_REQUEST, said.to_owned());
        }
        taken.forms.lock().unwrap().push(form);
        taken.more.notify_one();
        (
            StatusCode::OK,
            r#"{"id":"<1@mg.example.test>","message":"Queued. Thank you."}"#.to_owned(),
        )
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = Router::new().route("/v3/mg.example.test/messages", post(messages));
    tokio::spawn(async { axum::serve(listener, router).await.unwrap() });
    format!("http://{address}")
}

fn settings<'a>(host: &'a str, key: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("MAILGUN_API_KEY", key),
        ("MAILGUN_DOMAIN", "mg.example.test"),
        ("MAILGUN_HOST", host),
        ("EMAIL_FROM", "door@example.test"),
        ("EMAIL_HOST", "mail.example.test"),
    ]
}

#[tokio::test]
async fn mailgun_takes_letters_and_its_refusals_are_kept() {
    let taken = Arc::new(Taken::default());
    let host = mailgun(Arc::clone(&taken)).await;
    let door = Doorward::start(&settings(&host, KEY)).await;
    mail::post(&door, "alice@example.test").await;
    taken.more.notified().await;
    let form = taken.forms.lock().unwrap().remove(0);
    let field = |name: &str| {
        let values: Vec<_> = form.iter().filter(|(key, _)| key == name).collect();
        assert_eq!(values.len(), 1, "{name}");
        values[0].1.clone()
    };
    assert_eq!(field("from"), "Doorward <door@example.test>");
    assert_eq!(field("to"), "alice@example.test");
    assert!(field("text").contains("verify?token=1") && field("html").contains("verify?token=1"));
    assert_eq!(field("o:tracking-clicks"), "no");
    mail::post(&door, "nobody@example.test").await;
    let dead = mail::kept(&door, |letter| letter.died_at.is_some()).await;
    assert!(
        dead.problem.contains("400") && dead.problem.contains("not a valid address"),
        "{dead:?}"
    );
    // A wrong key is nobody's letter's fault.
    let door = door.restart_with(&settings(&host, "wrong")).await;
    mail::post(&door, "carol@example.test").await;
    let waits = mail::kept(&door, |letter| letter.problem.contains("401")).await;
    assert!(waits.due_at.is_some(), "{waits:?}");
    door.stop().await;
}

/// A key that is locked, a limit and an outage bury no letter: it is tried again, ever more rarely.
#[tokio::test]
async fn what_the_service_turns_away_for_now_is_tried_again() {
    let refusals = [503, 500, 429, 401].map(|code| StatusCode::from_u16(code).unwrap());
    let taken = Arc::new(Taken { refusals: Mutex::new(refusals.to_vec()), ..Taken::default() });
    let host = mailgun(Arc::clone(&taken)).await;
    let door = Doorward::start(&settings(&host, KEY)).await;
    mail::post(&door, "alice@example.test").await;
    for (code, minutes) in [("401", 1), ("429", 2), ("500", 5), ("503", 10)] {
        let due = door.now().plus(minutes * MINUTE_MS);
        let waits =
            mail::kept(&door, |letter| letter.due_at == Some(due) && letter.problem.contains(code));
        assert!(waits.await.died_at.is_none());
        assert!(taken.forms.lock().unwrap().is_empty());
        door.clock.advance(minutes * MINUTE_MS);
    }
    taken.more.notified().await;
    assert_eq!(taken.forms.lock().unwrap().len(), 1);
    door.stop().await;
}
