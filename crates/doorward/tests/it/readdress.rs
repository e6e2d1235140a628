//! Another address for an account: asked for, confirmed, undone.

use serde_json::json;

use crate::harness::browser::Browser;
use crate::harness::http::Answer;
use crate::harness::links::{CONFIRM, House, Link, NEW, RESET, UNDO, ask, reset};
use crate::harness::{Doorward, PASSWORD, together};

const OLD: &str = "alice@example.test";
const NEWER: &str = "alice@elsewhere.test";

/// Asks for another address on the account page.
async fn wish(browser: &mut Browser, email: &str, password: &str) -> Answer {
    browser.form("/account/address", &[("new-email", email), ("address-password", password)]).await
}

/// Presses the button behind a link.
async fn press(browser: &mut Browser, link: &Link) -> Answer {
    let path = link.path().split('?').next().unwrap().to_owned();
    browser.form(&path, &[("token", &link.token())]).await
}

/// A house with one account, and its owner, signed in. One mail is out.
async fn house(settings: &[(&str, &str)]) -> (House, Browser) {
    let house = House::of_the_trusting(settings).await;
    let alice = house.door.signed_in(OLD).await;
    house.sink.mails(1).await;
    (house, alice)
}

/// Changes the address of the account; gives the link that undoes it. Three mails are out.
async fn changed(house: &House, alice: &mut Browser) -> Link {
    wish(alice, NEWER, PASSWORD).await.expect_status(303);
    let link = house.link(CONFIRM, 1).await;
    press(alice, &link).await.expect_status(303);
    house.link(UNDO, 1).await
}

/// Checklist item 87.
#[tokio::test]
async fn a_new_address_is_confirmed_there_told_to_the_old_one_and_undone_from_there() {
    let (house, mut alice) = house(&[]).await;
    let asked = wish(&mut alice, "Alice@Elsewhere.test", PASSWORD).await.expect_status(303);
    assert_eq!(asked.location(), "/?notice=address-asked");
    let link = house.link(CONFIRM, 1).await;
    assert!(link.0.starts_with("https://chat.example.test/account/address/confirm?token="));
    let mut scanner = house.door.browser();
    let shown = scanner.get(link.path()).await.expect_status(200);
    assert!(shown.text().contains("a•••@example.test"), "it says whose address it changes");
    assert!(!shown.text().contains(OLD));
    assert_eq!(alice.who().await.as_deref(), Some(OLD), "opening the link changes nothing");
    press(&mut house.door.browser(), &link).await.expect_status(303);
    assert_eq!(alice.who().await.as_deref(), Some(NEWER));
    assert_eq!(alice.get("/api/user").await.json()["emailVerified"], true);
    press(&mut alice, &link).await.expect_status(400);
    scanner.get(link.path()).await.expect_status(400);
    assert_eq!(house.sink.mail_to(NEWER).await.link(), link.0);
    let undo = house.link(UNDO, 1).await;
    assert_eq!(house.sink.mail_to(OLD).await.link(), undo.0);
    alice.login(OLD, PASSWORD).await.expect_status(404);
    alice.login(NEWER, PASSWORD).await.expect_status(200);
    let done = press(&mut house.door.browser(), &undo).await.expect_status(200);
    assert!(done.text().contains("/forgot-password"), "a thief may know the password");
    assert_eq!(alice.who().await, None, "and is out");
    press(&mut alice, &undo).await.expect_status(400);
    alice.login(OLD, PASSWORD).await.expect_status(404);
    house.close().await;
}

/// Checklist item 87: a week long, by whatever detours the address came to be what it is.
#[tokio::test]
async fn a_change_is_undone_within_a_week_also_after_a_second_change() {
    let (house, mut alice) = house(&[]).await;
    let undo = changed(&house, &mut alice).await;
    wish(&mut alice, "third@elsewhere.test", PASSWORD).await.expect_status(303);
    let link = house.link(CONFIRM, 2).await;
    press(&mut alice, &link).await.expect_status(303);
    let second = house.link(UNDO, 2).await;
    house.door.clock.advance(7 * 86_400_000 - 1);
    press(&mut house.door.browser(), &undo).await.expect_status(200);
    press(&mut house.door.browser(), &second).await.expect_status(400);
    ask(&mut alice, OLD).await;
    reset(&mut alice, &house.link(RESET, 1).await, NEW).await.expect_status(200);
    alice.login(OLD, NEW).await.expect_status(200);
    house.door.clock.advance(1);
    press(&mut house.door.browser(), &undo).await.expect_status(400);
    house.close().await;
}

/// Checklist item 87: whoever knew the password is out, its owner comes in by mail, and for a day nobody
/// changes the address again.
#[tokio::test]
async fn after_an_undo_only_a_mailed_reset_opens_the_account() {
    let (house, mut alice) = house(&[]).await;
    let undo = changed(&house, &mut alice).await;
    press(&mut house.door.browser(), &undo).await.expect_status(200);
    for password in [PASSWORD, "!", ""] {
        alice.login(OLD, password).await.expect_status(404);
    }
    ask(&mut alice, OLD).await;
    reset(&mut alice, &house.link(RESET, 1).await, NEW).await.expect_status(200);
    alice.login(OLD, NEW).await.expect_status(200);
    let refused = wish(&mut alice, NEWER, NEW).await.expect_status(409);
    assert!(refused.text().contains("DW-RESET-008"));
    house.door.clock.advance(86_400_000);
    alice.login(OLD, NEW).await.expect_status(200);
    wish(&mut alice, NEWER, NEW).await.expect_status(303);
    house.link(CONFIRM, 2).await;
    house.close().await;
}

/// Nobody fills a mailbox from an account of their own, or has the link in it voided.
#[tokio::test]
async fn a_mailbox_gets_three_mails_in_a_quarter_of_an_hour() {
    let (house, mut alice) = house(&[]).await;
    for nth in 1..=3 {
        wish(&mut alice, NEWER, PASSWORD).await.expect_status(303);
        house.link(CONFIRM, nth).await;
    }
    for _ in 0..3 {
        wish(&mut alice, NEWER, PASSWORD).await.expect_status(303);
    }
    house.door.signed_in("bob@example.test").await;
    let mails = house.sink.mails(5).await;
    let there = mails.iter().filter(|mail| mail.0["recipients"][0] == NEWER).count();
    assert_eq!(there, 3);
    press(&mut alice, &house.link(CONFIRM, 3).await).await.expect_status(303);
    house.close().await;
}

/// Checklist item 68.
#[tokio::test]
async fn another_address_needs_a_fresh_proof() {
    let (house, mut alice) = house(&[]).await;
    house.door.clock.advance(11 * 60_000);
    let refused = wish(&mut alice, NEWER, "not the password").await.expect_status(403);
    assert!(refused.text().contains("DW-LINK-007"));
    let asked = alice.form("/account/address", &[("new-email", NEWER)]).await.expect_status(200);
    assert!(asked.text().contains("Confirm that it is you"));
    let mut nobody = house.door.browser();
    assert_eq!(wish(&mut nobody, NEWER, PASSWORD).await.expect_status(303).location(), "/login");
    wish(&mut alice, NEWER, PASSWORD).await.expect_status(303);
    house.link(CONFIRM, 1).await;
    let mails = house.sink.mails(2).await;
    let there = mails.iter().filter(|mail| mail.0["recipients"][0] == NEWER).count();
    assert_eq!(there, 1, "none before the proof");
    house.close().await;
}

/// Checklist items 83 and 87: an address that somebody has, or may take back, gets the answer of any other,
/// and no mail.
#[tokio::test]
async fn a_taken_address_is_neither_told_nor_given_away() {
    let (house, mut alice) = house(&[]).await;
    let mut bob = house.door.signed_in("bob@example.test").await;
    // Of somebody who asks twice at once either link may be the one that counts, so two people ask.
    let mut carol = house.door.signed_in("carol@example.test").await;
    house.sink.mails(3).await;
    let taken = wish(&mut carol, OLD, PASSWORD).await.expect_status(303);
    let free = wish(&mut bob, "free@example.test", PASSWORD).await.expect_status(303);
    assert_eq!(taken.location(), free.location());
    let link = house.link(CONFIRM, 1).await;
    assert_eq!(house.sink.mail_to("free@example.test").await.link(), link.0);
    // Somebody else takes it between the mail and the button.
    house.door.signed_in("free@example.test").await;
    let refused = press(&mut bob, &link).await.expect_status(409);
    assert!(refused.text().contains("DW-RESET-007"));
    assert_eq!(bob.who().await.as_deref(), Some("bob@example.test"));
    wish(&mut alice, NEWER, PASSWORD).await.expect_status(303);
    let link = house.link(CONFIRM, 2).await;
    press(&mut alice, &link).await.expect_status(303);
    let undo = house.link(UNDO, 1).await;
    wish(&mut bob, OLD, PASSWORD).await.expect_status(303);
    bob.register(OLD).await.expect_status(200);
    bob.login(OLD, PASSWORD).await.expect_status(404);
    press(&mut alice, &undo).await.expect_status(200);
    house.close().await;
}

/// Checklist item 104: look-alikes and lists are no addresses, and spellings of one are one.
#[tokio::test]
async fn only_one_plain_address_is_taken() {
    let (house, mut alice) = house(&[]).await;
    let long = format!("{}@{}example.test", "a".repeat(64), "b.".repeat(100));
    for odd in [
        "",
        "alice",
        "a@b@c.test",
        "alice@example.test,mallory@example.test",
        "alice@example.test\r\nBcc: mallory@example.test",
        "аlice@example.test",
        "alice@exаmple.test",
        "ａlice@example.test",
        "alice@[127.0.0.1]",
        &long,
    ] {
        let refused = wish(&mut alice, odd, PASSWORD).await.expect_status(422);
        assert!(refused.text().contains("DW-RESET-004"), "{odd}");
    }
    let same = wish(&mut alice, " ALICE@Example.test ", PASSWORD).await.expect_status(422);
    assert!(same.text().contains("DW-RESET-006"));
    house.close().await;
}

/// Checklist item 87: of what is pressed at once, one counts, and the account has one address in the end.
#[tokio::test]
async fn of_a_hundred_that_confirm_at_once_one_does() {
    let (house, mut alice) = house(&[]).await;
    wish(&mut alice, "first@elsewhere.test", PASSWORD).await.expect_status(303);
    let outdated = house.link(CONFIRM, 1).await;
    wish(&mut alice, NEWER, PASSWORD).await.expect_status(303);
    let link = house.link(CONFIRM, 2).await;
    press(&mut alice, &outdated).await.expect_status(400);
    let tries: Vec<_> = (0..100)
        .map(|_| {
            let (mut one, link) = (house.door.browser(), link.clone());
            together::begin(async move { press(&mut one, &link).await.status })
        })
        .collect();
    let mut done = 0;
    for one in tries {
        done += usize::from(one.await.unwrap() == 303);
    }
    assert_eq!(done, 1);
    assert_eq!(alice.who().await.as_deref(), Some(NEWER));
    house.close().await;
}

/// Checklist items 67 and 81: a new password voids what a thief has asked for, and a new address the link
/// that went to the old one.
#[tokio::test]
async fn a_reset_voids_a_change_and_a_change_voids_a_reset() {
    let (house, mut alice) = house(&[]).await;
    wish(&mut alice, NEWER, PASSWORD).await.expect_status(303);
    let change = house.link(CONFIRM, 1).await;
    ask(&mut alice, OLD).await;
    let first = house.link(RESET, 1).await;
    reset(&mut alice, &first, NEW).await.expect_status(200);
    press(&mut alice, &change).await.expect_status(400);
    alice.login(OLD, NEW).await.expect_status(200);
    ask(&mut alice, OLD).await;
    let second = house.link(RESET, 2).await;
    wish(&mut alice, NEWER, NEW).await.expect_status(303);
    let change = house.link(CONFIRM, 2).await;
    press(&mut alice, &change).await.expect_status(303);
    reset(&mut alice, &second, PASSWORD).await.expect_status(400);
    house.close().await;
}

#[tokio::test]
async fn without_mail_the_address_stays_and_a_list_holds_for_new_ones_too() {
    let silent = Doorward::start(&[]).await;
    let mut alice = silent.signed_in(OLD).await;
    assert!(!alice.get("/").await.text().contains("/account/address"));
    wish(&mut alice, NEWER, PASSWORD).await.expect_status(403);
    silent.stop().await;
    let (house, mut alice) = house(&[("AUTH_ALLOWED_EMAILS", "example.test")]).await;
    let refused = wish(&mut alice, NEWER, PASSWORD).await.expect_status(403);
    assert!(refused.text().contains("DW-AUTH-010"));
    let listed = ask(&mut alice, NEWER).await.expect_status(400);
    assert_eq!(listed.json(), json!({"code": "auth_failed"}));
    house.close().await;
}
