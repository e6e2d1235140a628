//! Letters that a mail server will not have, now or ever.

use std::net::TcpListener;

use doorward_app::mail::{self, Kept, Letter, Message};
use doorward_app::time::{DAY_MS, HOUR_MS, MINUTE_MS};
use futures_util::future::join_all;

use crate::harness::Doorward;
use crate::harness::mail::{SENDER, Sink};
use crate::mail::{kept, letter, post};

const TO: &str = "alice@example.test";

#[tokio::test]
async fn a_refused_recipient_or_sender_is_given_up_and_seen() {
    for (environment, code) in [(("REJECT", TO), "550"), (("REJECT_FROM", SENDER), "553")] {
        let sink = Sink::start(&[environment]);
        let door = Doorward::start(&sink.settings()).await;
        post(&door, TO).await;
        let dead = kept(&door, |letter| letter.died_at.is_some()).await;
        assert!(
            dead.problem.starts_with(&format!("hand over: the server says {code} 5.")),
            "{dead:?}"
        );
        assert_eq!((dead.due_at, dead.attempts), (None, 1));
        assert_eq!((&*dead.kind, &*dead.recipient), ("verify-address", TO));
        door.stop().await;
    }
}

/// A refused letter holds up none of the others, also when they go over one connection.
#[tokio::test]
async fn the_others_go_out() {
    let sink = Sink::start(&[("REJECT", TO)]);
    let door = Doorward::start(&sink.settings()).await;
    for to in ["a@example.test", TO, "b@example.test", "c@example.test"] {
        post(&door, to).await;
    }
    assert_eq!(sink.mails(3).await.len(), 3);
    door.stop().await;
}

#[tokio::test]
async fn a_dropped_connection_loses_nothing() {
    let sink = Sink::start(&[("DROP", "1")]);
    let door = Doorward::start(&sink.settings()).await;
    post(&door, TO).await;
    let due = door.now().plus(MINUTE_MS);
    kept(&door, |letter| letter.due_at == Some(due) && !letter.problem.is_empty()).await;
    door.clock.advance(MINUTE_MS);
    sink.mail_to(TO).await;
    door.stop().await;
}

#[tokio::test]
async fn a_server_that_is_down_loses_nothing_and_slows_nobody() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = free.local_addr().unwrap().port().to_string();
    drop(free);
    let settings = [("EMAIL_HOST", "127.0.0.1"), ("EMAIL_PORT", &*port), ("EMAIL_FROM", SENDER)];
    let door = Doorward::start(&settings).await;
    let people: Vec<_> = (0..30).map(|n| format!("person{n}@example.test")).collect();
    for to in &people {
        post(&door, to).await;
    }
    // Each has failed before the clock goes on: one that fails after that is due a minute later.
    for to in &people {
        let failed = |letter: &Kept| letter.recipient == *to && !letter.problem.is_empty();
        let waits = kept(&door, failed).await;
        assert!(waits.problem.starts_with("connect: ") && waits.died_at.is_none(), "{waits:?}");
    }
    // Requests go on.
    door.browser().get("/login").await.expect_status(200);
    let sink = Sink::start(&[("PORT", &port)]);
    door.clock.advance(HOUR_MS);
    assert_eq!(sink.mails(30).await.len(), 30);
    door.stop().await;
}

#[tokio::test]
async fn a_letter_is_given_up_after_three_days() {
    let sink = Sink::start(&[("GREYLIST", "1000")]);
    let door = Doorward::start(&sink.settings()).await;
    post(&door, TO).await;
    kept(&door, |letter| letter.attempts == 1 && !letter.problem.is_empty()).await;
    door.clock.advance(3 * DAY_MS);
    kept(&door, |letter| letter.died_at.is_some() && letter.attempts == 2).await;
    door.stop().await;
}

/// A letter that cannot be laid out any more is no reason to try for ever, nor to send none of the others.
#[tokio::test]
async fn a_letter_that_cannot_be_read_is_given_up() {
    let sink = Sink::start(&[("GREYLIST", "1")]);
    let [old, new] = ["an older secret of 32 characters", "a newer secret of 32 characters!"];
    let mut settings = sink.settings();
    settings.push(("JWT_REFRESH_SECRET", old));
    let door = Doorward::start(&settings).await;
    post(&door, TO).await;
    kept(&door, |letter| !letter.problem.is_empty()).await;
    settings.pop();
    settings.push(("JWT_REFRESH_SECRET", new));
    let door = door.restart_with(&settings).await;
    door.clock.advance(MINUTE_MS);
    let dead = kept(&door, |letter| letter.died_at.is_some()).await;
    assert!(dead.problem.starts_with("letter: it cannot be opened"), "{}", dead.problem);
    post(&door, "bob@example.test").await;
    sink.mail_to("bob@example.test").await;
    door.stop().await;
}

/// Checklist item 91: exactly one recipient, and no header but ours, whatever the name is.
#[tokio::test]
async fn nothing_is_smuggled_into_a_mail() {
    let sink = Sink::plain();
    let door = Doorward::start(&sink.settings()).await;
    let names = [
        "x\r\nBcc: eve@example.test",
        "x\nSubject: pwned\n\nbody",
        "\"Eve\" <eve@example.test>, \"",
        "a, b <eve@example.test>",
        "=?utf-8?q?x=0D=0ABcc:_eve@example.test?=",
        "Ünïcode 李 محمد \u{202e}evil",
        &"long ".repeat(2000),
        "\u{0}\u{1b}[31m\u{7f}",
        "",
    ];
    for (n, name) in names.iter().enumerate() {
        let to = format!("person{n}@example.test");
        let posted = Letter { name: (*name).to_owned(), ..letter(&to) };
        mail::post(&door.app(), posted).await.unwrap();
        let mail = sink.mail_to(&to).await;
        assert_eq!(mail.0["recipients"], serde_json::json!([to]), "{name:?}");
        assert!(
            mail.header("To").ends_with(&to) || mail.header("To").ends_with(&format!("<{to}>"))
        );
        assert_eq!(mail.subject(), "Confirm your address", "{name:?}");
        let known = [
            "From",
            "To",
            "Subject",
            "Date",
            "Message-ID",
            "Auto-Submitted",
            "MIME-Version",
            "Content-Type",
        ];
        for header in mail.0["headers"].as_array().unwrap() {
            assert!(known.contains(&header[0].as_str().unwrap()), "{name:?}: {header}");
        }
        let raw = mail.0["raw"].as_str().unwrap();
        assert!(raw.lines().all(|line| line.len() <= 998), "{name:?}");
        assert!(!mail.text().contains("eve@") && !mail.text().contains("pwned"), "{name:?}");
    }
    door.stop().await;
}

/// Checklist item 89: without mail nothing is posted, and nobody is told that there is mail.
#[tokio::test]
async fn without_mail_nothing_is_posted() {
    let door = Doorward::start(&[("ALLOW_PASSWORD_RESET", "true")]).await;
    assert!(!mail::is_on(&door.app()));
    assert!(mail::post(&door.app(), letter(TO)).await.is_err());
    let config = door.browser().get("/api/config").await.expect_status(200).json();
    assert_eq!(
        (&config["emailEnabled"], &config["passwordResetEnabled"]),
        (&false.into(), &false.into())
    );
    door.stop().await;
    let sink = Sink::plain();
    let door = Doorward::start(&sink.settings()).await;
    let config = door.browser().get("/api/config").await.expect_status(200).json();
    assert_eq!(config["emailEnabled"], true);
    door.stop().await;
}

/// Two nodes share the letters: each goes out once.
#[tokio::test]
async fn two_nodes_send_each_letter_once() {
    let sink = Sink::plain();
    let one = Doorward::start(&sink.settings()).await;
    let two = one.another().await;
    let (first, second) = (one.app(), two.app());
    let posting = (0..100).map(|n| {
        let app = if n % 2 == 0 { &first } else { &second };
        let letter = Letter { message: Message::Test, ..letter(&format!("p{n}@example.test")) };
        async move { mail::post(app, letter).await.unwrap() }
    });
    join_all(posting).await;
    drop((first, second));
    let mails = sink.mails(100).await;
    let mut ids: Vec<_> = mails.iter().map(|mail| mail.header("Message-ID")).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!((ids.len(), mails.len()), (100, 100));
    one.stop().await;
    two.stop().await;
}
