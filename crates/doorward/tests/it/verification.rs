//! Proving that a mail address is one's own.

use serde_json::json;

use crate::harness::links::{House, VERIFY, verify};
use crate::harness::{Doorward, PASSWORD};

const ALICE: &str = "alice@example.test";

/// What is said of every address.
const CHECK: &str = "Please check your email to verify your email address.";

/// A house whose administrator is there already.
async fn house() -> House {
    let house = House::open(&[]).await;
    house.door.browser().register("admin@example.test").await.expect_status(200);
    house.sink.mails(1).await;
    house
}

#[tokio::test]
async fn a_new_person_verifies_their_address_before_a_password_lets_them_in() {
    let house = house().await;
    let mut alice = house.door.browser();
    assert_eq!(alice.register(ALICE).await.expect_status(200).message(), CHECK);
    let refused = alice.login(ALICE, PASSWORD).await.expect_status(422);
    assert_eq!(refused.message(), "Email not verified.");
    alice.login(ALICE, "not the password").await.expect_status(404);
    let link = house.link(VERIFY, 2).await;
    assert!(link.0.starts_with("https://chat.example.test/verify?token="), "{}", link.0);
    assert!(link.0.ends_with("&email=alice%40example.test") && link.token().len() == 64);
    let done = verify(&mut alice, &link).await.expect_status(200);
    let expected = json!({"message": "Email verification was successful", "status": "success"});
    assert_eq!(done.json(), expected);
    let again = verify(&mut alice, &link).await.expect_status(400);
    assert_eq!(again.message(), "Invalid or expired email verification token");
    alice.login(ALICE, PASSWORD).await.expect_status(200);
    assert_eq!(alice.get("/api/user").await.json()["emailVerified"], true);
    house.close().await;
}

#[tokio::test]
async fn a_link_verifies_the_address_that_it_was_mailed_to_within_a_day() {
    let house = house().await;
    let mut alice = house.door.browser();
    alice.register(ALICE).await;
    let link = house.link(VERIFY, 2).await;
    let post = |email: &str, token: &str| json!({"email": email, "token": token});
    for body in [
        post("bob@example.test", &link.token()),
        post("", &link.token()),
        post(ALICE, &link.token()[1..]),
        post(ALICE, ""),
    ] {
        alice.post("/api/user/verify", &body).await.expect_status(400);
    }
    house.door.clock.advance(24 * 3_600_000);
    verify(&mut alice, &link).await.expect_status(400);
    house.door.clock.advance(-1);
    // As LibreChat's client has it from the address of its page.
    let encoded = post("alice%40example.test", &link.token());
    alice.post("/api/user/verify", &encoded).await.expect_status(200);
    house.close().await;
}

/// Checklist item 83: nobody learns from the second mail who has an account, or which is verified.
#[tokio::test]
async fn the_mail_is_sent_again_and_the_answer_tells_nothing() {
    let house = house().await;
    let mut alice = house.door.browser();
    alice.register(ALICE).await;
    let first = house.link(VERIFY, 2).await;
    let resend = "/api/user/verify/resend";
    let known = alice.post(resend, &json!({"email": ALICE})).await.expect_status(200);
    let unknown = alice.post(resend, &json!({"email": "nobody@example.test"})).await;
    assert_eq!((known.message().as_str(), known.text()), (CHECK, unknown.text()));
    let second = house.link(VERIFY, 3).await;
    verify(&mut alice, &first).await.expect_status(400);
    verify(&mut alice, &second).await.expect_status(200);
    alice.post(resend, &json!({"email": ALICE})).await.expect_status(200);
    alice.register("bob@example.test").await;
    assert_eq!(house.link(VERIFY, 4).await.carries("email"), "bob@example.test", "no more to her");
    house.close().await;
}

/// Nobody fills a mailbox, or voids the link that is in it.
#[tokio::test]
async fn a_mailbox_gets_three_mails_in_a_quarter_of_an_hour() {
    let house = house().await;
    let mut alice = house.door.browser();
    alice.register(ALICE).await;
    house.link(VERIFY, 2).await;
    let body = json!({"email": ALICE});
    for nth in [3, 4] {
        alice.post("/api/user/verify/resend", &body).await.expect_status(200);
        house.link(VERIFY, nth).await;
    }
    for _ in 0..3 {
        alice.post("/api/user/verify/resend", &body).await.expect_status(200);
    }
    alice.register("bob@example.test").await;
    assert_eq!(house.link(VERIFY, 5).await.carries("email"), "bob@example.test");
    verify(&mut alice, &house.link(VERIFY, 4).await).await.expect_status(200);
    house.close().await;
}

#[tokio::test]
async fn the_page_offers_the_mail_again_to_who_knows_the_password() {
    let house = house().await;
    let mut alice = house.door.browser();
    let form = [("name", "Alice"), ("email", ALICE), ("password", PASSWORD)];
    let new = alice.form("/register", &form).await.expect_status(200);
    let known = alice.form("/register", &form).await.expect_status(200);
    assert_eq!(new.text(), known.text());
    house.link(VERIFY, 2).await;
    let wrong = alice.form("/login", &[("email", ALICE), ("password", "wrong")]).await;
    assert!(!wrong.text().contains("/verify/resend"));
    let refused = alice.form("/login", &[("email", ALICE), ("password", PASSWORD)]).await;
    let refused = refused.expect_status(422);
    assert!(refused.text().contains("action=\"/verify/resend\""));
    alice.form("/verify/resend", &[("email", ALICE)]).await.expect_status(200);
    let link = house.link(VERIFY, 3).await;
    let token = link.token();
    let done = alice.form("/verify", &[("email", ALICE), ("token", &token)]).await;
    let done = done.expect_status(303);
    assert_eq!(done.location(), "/login?redirect=false&notice=address-verified");
    alice.form("/login", &[("email", ALICE), ("password", PASSWORD)]).await.expect_status(303);
    house.close().await;
}

/// Checklist item 80: whoever sets up mail is not locked out by it.
#[tokio::test]
async fn the_administrator_gets_in_before_the_mail_does() {
    let house = House::open(&[]).await;
    let mut first = house.door.browser();
    let form = [("name", "First"), ("email", "first@example.test"), ("password", PASSWORD)];
    first.form("/register", &form).await.expect_status(303);
    assert_eq!(first.get("/").await.expect_status(200).status, 200);
    first.login("first@example.test", PASSWORD).await.expect_status(200);
    assert_eq!(first.get("/api/user").await.json()["emailVerified"], false);
    house.close().await;
}

#[tokio::test]
async fn nobody_is_asked_where_it_is_not_wanted_or_there_is_no_mail() {
    let trusting = House::of_the_trusting(&[]).await;
    let silent = Doorward::start(&[]).await;
    for door in [&trusting.door, &silent] {
        let mut browser = door.browser();
        browser.register("admin@example.test").await;
        browser.register(ALICE).await;
        browser.login(ALICE, PASSWORD).await.expect_status(200);
    }
    trusting.close().await;
    silent.stop().await;
}
