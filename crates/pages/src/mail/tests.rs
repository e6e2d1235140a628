//! What holds for every mail.

use doorward_core::time::Timestamp;

use super::{Factor, Message, Place};
use crate::Language;

const LINK: &str = "https://chat.example.org/reset-password?token=0123abcd&userId=42";

fn all() -> Vec<Message> {
    let link = || LINK.to_owned();
    let at = Timestamp(1_795_229_100_000);
    let factors = [Factor::Authenticator, Factor::Passkey, Factor::RecoveryCodes];
    let mut all = vec![
        Message::VerifyAddress { link: link() },
        Message::ResetPassword { link: link(), minutes: 15 },
        Message::NoPassword { link: link() },
        Message::PasswordWasReset,
        Message::PasswordChanged,
        Message::PeopleWaiting { link: link() },
        Message::Invitation { link: link(), inviter: "Björn".to_owned(), until: at },
        Message::AddressChange { link: link() },
        Message::AddressChanged { undo: link() },
        Message::NewDevice {
            device: "Firefox on Linux".to_owned(),
            address: "2001:db8::7".to_owned(),
            at,
        },
        Message::ProviderLinked { provider: "GitHub".to_owned() },
        Message::ProviderRemoved { provider: "GitHub".to_owned() },
        Message::Approved { link: link() },
        Message::Test,
    ];
    all.push(Message::FactorRemoved { factor: Factor::All });
    for factor in factors {
        all.extend([Message::FactorAdded { factor }, Message::FactorRemoved { factor }]);
    }
    all
}

#[test]
fn every_mail_says_the_same_in_both_parts_and_fetches_nothing() {
    let place = Place { app: "Lindgården <Chat>", language: Language::English };
    for message in all() {
        let kind = message.kind();
        let mail = message.render("Anna", &place).unwrap();
        assert!(mail.text.starts_with("Hello Anna,\n\n"), "{kind}: {}", mail.text);
        assert!(!mail.text.contains("\n\n\n"), "{kind}: {}", mail.text);
        assert!(!mail.subject.contains('\n') && !mail.subject.is_empty(), "{kind}");
        assert!(!mail.html.contains("<Chat>") && mail.text.contains("<Chat>"), "{kind}");
        for fetched in ["<img", "<script", "<link", "url(", "src="] {
            assert!(!mail.html.contains(fetched), "{kind}: {fetched}");
        }
        let links = mail.text.matches("https://").count();
        assert!(links <= 1, "{kind}");
        assert_eq!(mail.html.matches("<a ").count(), links, "{kind}");
        assert_eq!(mail.text.contains(&format!("\n{LINK}\n")), links == 1, "{kind}");
    }
}

#[test]
fn every_mail_is_read_again_as_it_was_posted() {
    for message in all() {
        let json = serde_json::to_value(&message).unwrap();
        assert_eq!(json["kind"], message.kind());
        assert_eq!(serde_json::from_value::<Message>(json).unwrap(), message);
    }
}

#[test]
fn a_mail_is_written_in_the_direction_of_its_language() {
    let place = Place { app: "Chat", language: Language::Arabic };
    let mail = Message::Test.render("", &place).unwrap();
    assert!(mail.html.contains("<html lang=\"ar\" dir=\"rtl\">"));
}

#[test]
fn nothing_that_a_stranger_chose_is_markup_or_a_second_link() {
    let evil = "<a href=\"https://evil.test\">x</a>";
    let place = Place { app: "Chat", language: Language::English };
    let invited = Message::Invitation {
        link: LINK.to_owned(),
        inviter: evil.to_owned(),
        until: Timestamp(0),
    };
    let device =
        Message::NewDevice { device: evil.to_owned(), address: evil.to_owned(), at: Timestamp(0) };
    for message in [invited, device] {
        let mail = message.render(evil, &place).unwrap();
        assert!(mail.text.starts_with("Hello,\n"), "{}", mail.text);
        assert!(!mail.html.contains("href=\"https://evil"), "{}", mail.html);
    }
}

#[test]
fn every_mail_can_be_said_in_every_language() {
    for language in Language::ALL {
        for message in all() {
            let mail = message.render("Anna", &Place { app: "Chat", language }).unwrap();
            assert!(!mail.text.contains("mail-"), "{language:?}: {}", mail.text);
            assert!(!mail.subject.contains("mail-"), "{language:?}: {}", mail.subject);
        }
    }
}
