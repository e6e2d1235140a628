//! Letters on their way to a mail server.

use doorward_app::mail::{self, Email, Kept, Letter, Message};
use doorward_app::time::MINUTE_MS;

use crate::harness::Doorward;
use crate::harness::mail::{SENDER, Sink};
use crate::harness::process::PATIENCE;

pub(crate) fn letter(to: &str) -> Letter {
    Letter {
        name: "Alice".to_owned(),
        ..Letter::to_address(
            Email::parse(to).unwrap(),
            Message::VerifyAddress { link: "https://chat.example.test/verify?token=1".to_owned() },
        )
    }
}

pub(crate) async fn post(door: &Doorward, to: &str) {
    mail::post(&door.app(), letter(to)).await.unwrap();
}

/// Waits until a letter is like that.
pub(crate) async fn kept(door: &Doorward, is_so: impl Fn(&Kept) -> bool) -> Kept {
    let app = door.app();
    let waiting = async {
        loop {
            let letters = mail::list(&app, 99).await.unwrap();
            if let Some(letter) = letters.into_iter().find(&is_so) {
                return letter;
            }
        }
    };
    let waited = tokio::time::timeout(PATIENCE, waiting).await.ok();
    let letters = mail::list(&app, 9).await.unwrap();
    waited.unwrap_or_else(|| panic!("no letter becomes so: {letters:#?}"))
}

#[tokio::test]
async fn a_letter_goes_out_at_once_to_one_person() {
    let sink = Sink::plain();
    let door = Doorward::start(&sink.settings()).await;
    post(&door, "alice@example.test").await;
    let mail = sink.mails(1).await.remove(0);
    assert_eq!(mail.0["sender"], SENDER);
    assert_eq!(mail.0["recipients"].as_array().unwrap().len(), 1);
    assert_eq!(mail.0["encrypted"], false);
    assert_eq!(mail.header("To"), "Alice <alice@example.test>");
    assert_eq!(mail.header("From"), "Doorward <door@example.test>");
    assert_eq!(mail.header("Auto-Submitted"), "auto-generated");
    assert_eq!(mail.header("Date"), "Thu, 01 Jan 2026 00:00:00 +0000");
    assert!(mail.header("Message-ID").ends_with("@example.test>"));
    assert_eq!(mail.link(), "https://chat.example.test/verify?token=1");
    assert_eq!(mail.subject(), "Confirm your address");
    door.stop().await;
}

#[tokio::test]
async fn a_greylisted_letter_is_tried_again_when_its_time_comes() {
    let sink = Sink::start(&[("GREYLIST", "2")]);
    let door = Doorward::start(&sink.settings()).await;
    post(&door, "alice@example.test").await;
    for (count, minutes) in [(1, 1), (2, 2)] {
        sink.refused("for now", count).await;
        let due = door.now().plus(minutes * MINUTE_MS);
        kept(&door, |letter| letter.due_at == Some(due)).await;
        door.clock.advance(minutes * MINUTE_MS);
    }
    sink.mail_to("alice@example.test").await;
    door.stop().await;
}
