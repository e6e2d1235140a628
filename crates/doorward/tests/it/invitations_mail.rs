//! Invitations and approvals by mail.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::harness::links::House;
use crate::harness::mail::Sink;
use crate::harness::{Doorward, PASSWORD};
use crate::mail::kept;

const ALICE: &str = "alice@example.test";

const ADMIN: &str = "admin@example.test";

/// A link that went by mail proves whose the address is, and the page of administrators does not show it.
#[tokio::test]
async fn an_invitation_by_mail_proves_the_address() {
    let house = House::open(&[("ALLOW_REGISTRATION", "false")]).await;
    let mut admin = house.door.signed_in(ADMIN).await;
    let form = [("email", ALICE), ("role", "USER"), ("days", "7")];
    let page = admin.form("/admin/invitations", &form).await.expect_status(200);
    assert!(!page.text().contains("register?token="));
    let mail = house.sink.mail_to(ALICE).await;
    assert!(mail.text().contains("Some Body invites you"), "{}", mail.text());
    let link = mail.link().to_owned();
    let (base, token) = link.split_once("/register?token=").unwrap();
    assert_eq!(base, "https://chat.example.test");
    let body = json!({
        "name": "Alice", "email": ALICE, "token": token,
        "password": PASSWORD, "confirm_password": PASSWORD,
    });
    let mut alice = house.door.browser();
    alice.post("/api/auth/register", &body).await.expect_status(200);
    alice.login(ALICE, PASSWORD).await.expect_status(200);
    assert_eq!(alice.get("/api/user").await.json()["emailVerified"], Value::Bool(true));
    house.close().await;
}

/// An administrator whose browser was taken over fills no mailbox either.
#[tokio::test]
async fn a_mailbox_gets_three_invitations_in_a_quarter_of_an_hour() {
    let house = House::open(&[]).await;
    let mut admin = house.door.signed_in(ADMIN).await;
    let form = [("email", ALICE), ("role", "USER"), ("days", "7")];
    for _ in 0..3 {
        admin.form("/admin/invitations", &form).await.expect_status(200);
    }
    admin.form("/admin/invitations", &form).await.expect_status(429);
    let first = house.link("/register", 1).await;
    house.link("/register", 3).await;
    house.door.browser().get(first.path()).await.expect_status(200);
    let bob = [("email", "bob@example.test"), ("role", "USER"), ("days", "7")];
    admin.form("/admin/invitations", &bob).await.expect_status(200);
    house.link("/register", 4).await;
    house.close().await;
}

/// An invitation whose letter the mail server refuses is still there and says so; it is taken back, and
/// another one gets through later.
#[tokio::test]
async fn an_invitation_whose_letter_is_refused_says_so() {
    const HERE: &str = "/admin/invitations";
    let sink = Sink::start(&[("REJECT", ALICE)]);
    let door = Doorward::start(&sink.settings()).await;
    let mut admin = door.signed_in(ADMIN).await;
    let form = [("email", ALICE), ("role", "USER"), ("days", "7")];
    admin.form(HERE, &form).await.expect_status(200);
    kept(&door, |letter| letter.recipient == ALICE && letter.died_at.is_some()).await;
    let page = admin.get(HERE).await.expect_status(200).text().to_owned();
    let (before, told) = page.split_once("Its letter could not be sent.").unwrap();
    assert!(
        before.contains(ALICE) && told.contains(r#"<a href="/admin/mail">See why</a>"#),
        "{page}"
    );
    let reason = admin.get("/admin/mail").await.expect_status(200);
    assert!(reason.text().contains("550 5."), "{}", reason.text());
    let (path, _) = told.split_once("/revoke\"").unwrap();
    let (_, id) = path.rsplit_once('/').unwrap();
    admin.form(&format!("{HERE}/{id}/revoke"), &[]).await.expect_status(303);
    let port = sink.settings()[1].1.to_owned();
    drop(sink);
    let sink = Sink::start(&[("PORT", &port)]);
    admin.form(HERE, &form).await.expect_status(200);
    let mail = sink.mail_to(ALICE).await;
    let (_, token) = mail.link().split_once("/register?token=").unwrap();
    door.browser().get(&format!("/register?token={token}")).await.expect_status(200);
    let page = admin.get(HERE).await.expect_status(200);
    assert!(!page.text().contains("Its letter"), "{}", page.text());
    door.stop().await;
}

/// Waits for so many mails with this subject, and says how many there are. A letter that came twice counts once.
async fn wait_for(sink: &Sink, subject: &str, count: usize) -> usize {
    let mut least = count;
    loop {
        let mails = sink.mails(least).await;
        let found = mails.iter().filter(|mail| mail.subject() == subject);
        let letters: BTreeSet<_> = found.map(|mail| mail.header("Message-ID")).collect();
        if letters.len() >= count {
            return letters.len();
        }
        least = mails.len() + 1;
    }
}

/// Administrators hear of new people once an hour, and these of their approval.
#[tokio::test]
async fn people_who_wait_are_told_of() {
    let house = House::of_the_trusting(&[("DOORWARD_APPROVAL", "true")]).await;
    let (news, let_in) = ("Somebody waits to be let in", "You are let in");
    let mut admin = house.door.signed_in(ADMIN).await;
    for (n, after, told) in [(1, 0, 1), (2, 60_000, 1), (3, 3_600_000, 2)] {
        house.door.clock.advance(after);
        house.door.browser().register(&format!("p{n}@example.test")).await.expect_status(200);
        assert_eq!(wait_for(&house.sink, news, told).await, told);
    }
    let page = admin.get("/admin/approvals").await.expect_status(200).text().to_owned();
    let (_, rest) = page.split_once("/admin/approvals/").unwrap();
    let path = format!("/admin/approvals/{}/approve", rest.split_once('/').unwrap().0);
    admin.form(&path, &[("password", PASSWORD)]).await.expect_status(303);
    wait_for(&house.sink, let_in, 1).await;
    assert_eq!(wait_for(&house.sink, news, 2).await, 2);
    house.close().await;
}
