//! Letters with links that stop counting before the letters are sent, and letters about accounts that go.

use std::sync::Arc;

use doorward_app::App;
use doorward_app::mail;
use doorward_app::ports::Clock;
use doorward_app::time::{HOUR_MS, MINUTE_MS};

use crate::commands::doorward;
use crate::harness::browser::Browser;
use crate::harness::links::{RESET, VERIFY, ask, find};
use crate::harness::mail::Sink;
use crate::harness::{Doorward, effective, owned};
use crate::mail::{kept, letter};

const ALICE: &str = "alice@example.test";

const DEAD: &str = "letter: its link does not count any more";

/// A house whose mail server turns so many letters away, and Alice, for whom one of them waits.
async fn house(turned_away: &str) -> (Sink, Doorward, Browser) {
    let sink = Sink::start(&[("GREYLIST", turned_away)]);
    let mut settings = sink.settings();
    settings.extend([
        ("ALLOW_UNVERIFIED_EMAIL_LOGIN", "true"),
        ("ALLOW_PASSWORD_RESET", "true"),
        ("DOMAIN_CLIENT", "https://chat.example.test"),
    ]);
    let door = Doorward::start_today(&settings).await;
    drop(settings);
    let alice = door.signed_in(ALICE).await;
    kept(&door, |letter| letter.kind == "verify-address" && !letter.problem.is_empty()).await;
    (sink, door, alice)
}

fn is_dead(letter: &mail::Kept, kind: &str) -> bool {
    letter.kind == kind && letter.died_at.is_some() && letter.problem == DEAD
}

/// Nobody gets a link that leads nowhere, not even if the operator has all letters tried again.
#[tokio::test]
async fn a_letter_whose_link_is_too_old_is_given_up() {
    let (sink, door, mut alice) = house("2").await;
    ask(&mut alice, ALICE).await.expect_status(200);
    kept(&door, |letter| letter.kind == "reset-password" && !letter.problem.is_empty()).await;
    door.clock.advance(20 * MINUTE_MS);
    kept(&door, |letter| is_dead(letter, "reset-password")).await;
    let retried = ["mail", "retry", "--all"];
    let all = doorward(door.folder.path(), &sink.settings(), &retried, "");
    assert!(all.status.success());
    assert!(String::from_utf8(all.stdout).unwrap().contains("letter(s) will be tried"));
    door.clock.advance(HOUR_MS);
    kept(&door, |letter| is_dead(letter, "reset-password") && letter.attempts == 3).await;
    // The letter that verifies the address for a day went out.
    find(&sink, VERIFY, 1).await;
    assert_eq!(sink.mails(1).await.len(), 1);
    door.stop().await;
}

#[tokio::test]
async fn a_letter_whose_link_a_newer_one_has_voided_is_given_up() {
    let (sink, door, mut alice) = house("2").await;
    ask(&mut alice, ALICE).await.expect_status(200);
    kept(&door, |letter| letter.kind == "reset-password" && !letter.problem.is_empty()).await;
    ask(&mut alice, ALICE).await.expect_status(200);
    let newer = find(&sink, RESET, 1).await;
    door.clock.advance(MINUTE_MS);
    kept(&door, |letter| is_dead(letter, "reset-password")).await;
    find(&sink, VERIFY, 1).await;
    assert_eq!(find(&sink, RESET, 1).await.0, newer.0);
    assert_eq!(sink.mails(2).await.len(), 2);
    door.stop().await;
}

/// Checklist item 94: nothing is mailed to whoever is gone, and nothing is kept of them.
#[tokio::test]
async fn letters_go_with_the_account_that_they_are_about() {
    let (_sink, door, _first) = house("1000").await;
    let mut bob = door.signed_in("bob@example.test").await;
    ask(&mut bob, "bob@example.test").await.expect_status(200);
    let wish =
        [("new-email", "bob@elsewhere.test"), ("address-password", crate::harness::PASSWORD)];
    bob.form("/account/address", &wish).await.expect_status(303);
    for kind in ["verify-address", "reset-password", "address-change"] {
        kept(&door, |letter| letter.kind == kind && letter.recipient.starts_with("bob@")).await;
    }
    bob.send("DELETE", "/api/user/delete", &[], b"").await.expect_status(200);
    let left = mail::list(&door.app(), 99).await.unwrap();
    assert!(left.iter().all(|letter| letter.recipient == ALICE), "{left:#?}");
    assert_eq!(left.len(), 1);
    door.stop().await;
}

/// The clock stands still, so no node looks by itself: it is told.
#[tokio::test]
async fn on_postgresql_a_letter_of_another_process_goes_out_at_once() {
    let (url, sink) = (crate::harness::postgres::database(), Sink::plain());
    let mut settings = sink.settings();
    settings.push(("DATABASE_URL", &url));
    let door = Doorward::start(&settings).await;
    let beside =
        App::open(effective(&door.folder, &owned(&settings)), Clock::Manual(door.clock.clone()));
    let beside = Arc::new(Box::pin(beside).await.unwrap());
    for to in ["one@example.test", "two@example.test"] {
        mail::post(&beside, letter(to)).await.unwrap();
        sink.mail_to(to).await;
    }
    Box::pin(beside.close()).await;
    door.stop().await;
}
