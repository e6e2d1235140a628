//! Forgotten passwords: the link, what it does, and when it does nothing.

use serde_json::json;

use crate::commands::doorward;
use crate::harness::links::{House, NEW, RESET, ask, reset, submission};
use crate::harness::{Doorward, PASSWORD, together};
use crate::watching::{WATCHED, metrics, value};

const ALICE: &str = "alice@example.test";

/// What is said whoever is asked for.
const ASKED: &str =
    "If an account with that email exists, a password reset link has been sent to it.";

/// Checklist items 67, 81 and 88: the link works once, ends every session, and its use is told.
#[tokio::test]
async fn a_forgotten_password_is_reset_by_a_link_and_every_session_ends() {
    let house = House::of_the_trusting(&[]).await;
    let mut alice = house.door.signed_in(ALICE).await;
    let mut stranger = house.door.browser();
    assert_eq!(ask(&mut stranger, "Alice@Example.TEST").await.expect_status(200).message(), ASKED);
    let link = house.link(RESET, 1).await;
    assert!(link.0.starts_with("https://chat.example.test/reset-password?token="), "{}", link.0);
    assert_eq!((link.token().len(), link.carries("userId").len()), (64, 24));
    assert!(link.token().bytes().all(|b| b.is_ascii_hexdigit()));
    let done = reset(&mut stranger, &link, NEW).await.expect_status(200);
    assert_eq!(done.message(), "Password reset was successful");
    assert!(done.all("set-cookie").next().is_none(), "nobody is signed in by it");
    assert_eq!(alice.who().await, None);
    let told = house.sink.mails(3).await;
    assert!(told.iter().any(|mail| mail.subject() == "Your password was changed"));
    alice.login(ALICE, PASSWORD).await.expect_status(404);
    alice.login(ALICE, NEW).await.expect_status(200);
    let again = reset(&mut stranger, &link, "yet another password").await.expect_status(400);
    assert_eq!(again.text(), "{}");
    assert_eq!(alice.who().await.as_deref(), Some(ALICE));
    house.close().await;
}

/// Checklist item 81: a new request voids the old link, and a link lives for a quarter of an hour, also
/// when the clock is set back.
#[tokio::test]
async fn a_link_is_voided_by_a_newer_one_by_time_and_by_a_clock_that_is_set_back() {
    let house = House::of_the_trusting(&[]).await;
    let mut alice = house.door.browser();
    alice.register(ALICE).await;
    ask(&mut alice, ALICE).await.expect_status(200);
    let first = house.link(RESET, 1).await;
    ask(&mut alice, ALICE).await.expect_status(200);
    let second = house.link(RESET, 2).await;
    reset(&mut alice, &first, NEW).await.expect_status(400);
    house.door.clock.advance(-2 * 60_000);
    reset(&mut alice, &second, NEW).await.expect_status(400);
    house.door.clock.advance(2 * 60_000 + 900_000);
    reset(&mut alice, &second, NEW).await.expect_status(400);
    house.door.clock.advance(-1);
    reset(&mut alice, &second, NEW).await.expect_status(200);
    house.close().await;
}

/// Nobody fills somebody else's mailbox, from however many addresses they ask, or voids
/// the link that its owner is about to use.
#[tokio::test]
async fn a_mailbox_gets_three_links_in_a_quarter_of_an_hour() {
    let house = House::of_the_trusting(&[WATCHED]).await;
    let mut alice = house.door.browser();
    alice.register(ALICE).await;
    for nth in 1..=3 {
        ask(&mut alice, ALICE).await.expect_status(200);
        house.link(RESET, nth).await;
    }
    let last = house.link(RESET, 3).await;
    for _ in 0..3 {
        ask(&mut alice, ALICE).await.expect_status(200);
    }
    house.door.browser().register("bob@example.test").await;
    ask(&mut alice, "bob@example.test").await.expect_status(200);
    house.link(RESET, 4).await;
    let mails = house.sink.mails(6).await;
    let theirs = mails.iter().filter(|mail| mail.0["recipients"] == json!([ALICE])).count();
    assert_eq!(theirs, 4, "one of them to verify the address");
    let refused = "doorward_limiter_refusals_total{limiter=\"mailbox\"}";
    assert_eq!(value(&metrics(&house.door).await, refused), 3);
    reset(&mut alice, &last, NEW).await.expect_status(200);
    house.door.clock.advance(2 * 900_000);
    ask(&mut alice, ALICE).await.expect_status(200);
    house.link(RESET, 5).await;
    house.close().await;
}

/// Checklist item 81: the link is bound to the password that it is to replace.
#[tokio::test]
async fn a_link_ends_with_the_password_that_was_forgotten() {
    let house = House::of_the_trusting(&[]).await;
    let mut alice = house.door.browser();
    alice.register(ALICE).await;
    ask(&mut alice, ALICE).await;
    let link = house.link(RESET, 1).await;
    let args = ["user", "set-password", ALICE];
    let input = "a password from the command line\n";
    assert!(doorward(house.door.folder.path(), &[], &args, input).status.success());
    reset(&mut alice, &link, NEW).await.expect_status(400);
    alice.login(ALICE, "a password from the command line").await.expect_status(200);
    house.close().await;
}

/// Checklist item 81.
#[tokio::test]
async fn what_is_cut_or_of_somebody_else_does_nothing_and_burns_nothing() {
    let house = House::of_the_trusting(&[]).await;
    let mut alice = house.door.browser();
    alice.register(ALICE).await;
    alice.register("mallory@example.test").await;
    ask(&mut alice, ALICE).await;
    let link = house.link(RESET, 1).await;
    let whole = submission(&link, NEW);
    let token = link.token();
    for (field, value) in [
        ("token", &token[..63]),
        ("token", &token.to_uppercase()),
        ("token", ""),
        ("userId", "000000000000000000000000"),
        ("userId", ""),
    ] {
        let mut wrong = whole.clone();
        wrong[field] = json!(value);
        let refused = alice.post("/api/auth/resetPassword", &wrong).await.expect_status(400);
        assert_eq!(refused.text(), "{}", "{field} {value}");
    }
    let short = reset(&mut alice, &link, "short").await.expect_status(400);
    assert!(short.message().starts_with("password: String must contain at least"), "{short:?}");
    reset(&mut alice, &link, "passwordpassword").await.expect_status(400);
    reset(&mut alice, &link, NEW).await.expect_status(200);
    house.close().await;
}

/// Checklist item 81: exactly one of a hundred is served.
#[tokio::test]
async fn of_a_hundred_that_use_one_link_at_once_one_sets_the_password() {
    let house = House::of_the_trusting(&[("DOORWARD_HASH_QUEUE", "128")]).await;
    let mut alice = house.door.browser();
    alice.register(ALICE).await;
    ask(&mut alice, ALICE).await;
    let link = house.link(RESET, 1).await;
    let tries: Vec<_> = (0..100)
        .map(|n| {
            let (mut one, link) = (house.door.browser(), link.clone());
            together::begin(async move {
                reset(&mut one, &link, &format!("{NEW} number {n}")).await.status
            })
        })
        .collect();
    let mut winners = Vec::new();
    for (n, one) in tries.into_iter().enumerate() {
        match one.await.unwrap() {
            200 => winners.push(n),
            other => assert_eq!(other, 400),
        }
    }
    assert_eq!(winners.len(), 1);
    alice.login(ALICE, &format!("{NEW} number {}", winners[0])).await.expect_status(200);
    house.close().await;
}

/// Checklist item 83: status, headers and body are the same for an address that nobody has, and nobody gets
/// a mail there. What differs is done after the answer.
#[tokio::test]
async fn the_answer_does_not_tell_whether_there_is_an_account() {
    let house = House::of_the_trusting(&[]).await;
    let mut alice = house.door.browser();
    alice.register(ALICE).await;
    let shape = |answer: crate::harness::http::Answer| {
        let names: Vec<_> = answer.headers.iter().map(|(name, _)| name.clone()).collect();
        (answer.status, names, answer.text().to_owned())
    };
    let known = shape(ask(&mut alice, ALICE).await);
    for unknown in ["nobody@example.test", "no address at all", ""] {
        assert_eq!(shape(ask(&mut alice, unknown).await), known, "{unknown}");
    }
    let mut page = house.door.browser();
    let shown = async |page: &mut crate::harness::browser::Browser, email: &str| {
        let answer = page.form("/forgot-password", &[("email", email)]).await.expect_status(200);
        answer.text().replace(email, "ADDRESS")
    };
    let known = shown(&mut page, ALICE).await;
    assert_eq!(shown(&mut page, "nobody@example.test").await, known);
    // The registration leads to a mail, and the later of her two questions; the earlier one's link may be void
    // before its letter is sent.
    house.link(RESET, 1).await;
    let mails = house.sink.mails(2).await;
    assert!(mails.iter().all(|mail| mail.0["recipients"] == json!([ALICE])));
    house.close().await;
}

/// Checklist item 84.
#[tokio::test]
async fn links_have_the_configured_address_whatever_the_headers_say() {
    let house = House::of_the_trusting(&[("TRUST_PROXY", "1")]).await;
    let mut alice = house.door.browser();
    alice.register(ALICE).await;
    let body = json!({"email": ALICE}).to_string();
    let headers = [
        ("Content-Type", "application/json"),
        ("Host", "evil.example.test"),
        ("X-Forwarded-Host", "evil.example.test"),
        ("X-Forwarded-Proto", "http"),
        ("X-Forwarded-Port", "666"),
        ("Forwarded", "host=evil.example.test;proto=http"),
    ];
    let path = "/api/auth/requestPasswordReset";
    alice.send("POST", path, &headers, body.as_bytes()).await.expect_status(200);
    let link = house.link(RESET, 1).await;
    assert!(link.0.starts_with("https://chat.example.test/reset-password?"), "{}", link.0);
    let mails = house.sink.mails(2).await;
    assert!(mails.iter().all(|mail| !mail.0.to_string().contains("evil")));
    house.close().await;
}

/// Checklist item 89: without mail reset is off, and nobody is given the link.
#[tokio::test]
async fn without_mail_nobody_gets_a_link_by_asking() {
    let door = Doorward::start(&[("ALLOW_PASSWORD_RESET", "true")]).await;
    let mut alice = door.browser();
    alice.register(ALICE).await;
    let refused = ask(&mut alice, ALICE).await.expect_status(403);
    assert_eq!(refused.text(), "Password reset is not allowed.");
    let body = json!({"userId": "0".repeat(24), "token": "0".repeat(64), "password": NEW});
    let refused = alice.post("/api/auth/resetPassword", &body).await.expect_status(403);
    assert_eq!(refused.text(), "Password reset is not allowed.");
    let config = alice.get("/api/config").await.json();
    assert_eq!(config["passwordResetEnabled"], false);
    let mut page = door.browser();
    page.form("/forgot-password", &[("email", ALICE)]).await.expect_status(403);
    assert!(!page.get("/forgot-password").await.text().contains("name=\"email\""));
    assert!(!page.get("/login").await.text().contains("/forgot-password"));
    door.stop().await;
}

/// Checklist item 93: the operator makes the link, and the person chooses the password.
#[tokio::test]
async fn the_operator_hands_over_a_link_where_there_is_no_mail() {
    let door = Doorward::start_today(&[]).await;
    let mut alice = door.browser();
    alice.register(ALICE).await;
    let folder = door.folder.path();
    let made = doorward(folder, &[], &["user", "reset-link", ALICE], "");
    assert!(made.status.success(), "{made:?}");
    let printed = String::from_utf8(made.stdout).unwrap();
    let link = crate::harness::links::Link(printed.trim().to_owned());
    assert!(printed.starts_with("http://localhost:3080/reset-password?token="), "{printed}");
    reset(&mut alice, &link, NEW).await.expect_status(200);
    reset(&mut alice, &link, NEW).await.expect_status(403);
    alice.login(ALICE, NEW).await.expect_status(200);
    let audit = ["audit", "list", "--kind", "password.reset_link", "--json"];
    let told = String::from_utf8(doorward(folder, &[], &audit, "").stdout).unwrap();
    assert!(told.contains("command line") && !told.contains(&link.token()), "{told}");
    let nobody = doorward(folder, &[], &["user", "reset-link", "nobody@example.test"], "");
    assert_eq!(nobody.status.code(), Some(1));
    door.stop().await;
}

/// A mail speaks the language of the account, whatever browser asks for it.
#[tokio::test]
async fn a_mail_is_in_the_language_that_its_reader_chose() {
    let house = House::of_the_trusting(&[]).await;
    let mut alice = house.door.signed_in(ALICE).await;
    alice.form("/language", &[("language", "ar")]).await.expect_status(303);
    let mut stranger = house.door.browser();
    ask(&mut stranger, ALICE).await.expect_status(200);
    let mails = house.sink.mails(2).await;
    let html = mails[1].0["html"].as_str().unwrap();
    assert!(html.contains(r#"<html lang="ar" dir="rtl">"#), "{html}");
    house.close().await;
}
