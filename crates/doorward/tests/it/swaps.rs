//! Tokens in each other's place.

use serde_json::json;

use crate::harness::PASSWORD;
use crate::harness::browser::Browser;
use crate::harness::links::{CONFIRM, House, Link, NEW, RESET, UNDO, VERIFY, ask};

const ALICE: &str = "alice@example.test";
const BOB: &str = "bob@example.test";

/// Asks for another address, and gives the link that confirms it, which is the `nth`.
async fn wish(house: &House, browser: &mut Browser, email: &str, nth: usize) -> Link {
    let wish = [("new-email", email), ("address-password", PASSWORD)];
    browser.form("/account/address", &wish).await.expect_status(303);
    house.link(CONFIRM, nth).await
}

/// Every token that a person can have, by its name, and the account that the reset is of.
async fn tokens(house: &House) -> (Vec<(&'static str, String)>, String) {
    let alice = house.door.signed_in(ALICE).await;
    house.link(VERIFY, 1).await;
    let mut bob = house.door.signed_in(BOB).await;
    let verification = house.link(VERIFY, 2).await;
    ask(&mut bob, BOB).await.expect_status(200);
    let reset = house.link(RESET, 1).await;
    let mut carol = house.door.signed_in("carol@example.test").await;
    let confirm = wish(house, &mut carol, "carol@elsewhere.test", 1).await;
    carol.form(CONFIRM, &[("token", &confirm.token())]).await.expect_status(303);
    let undo = house.link(UNDO, 1).await;
    let mut dave = house.door.signed_in("dave@example.test").await;
    let change = wish(house, &mut dave, "dave@elsewhere.test", 2).await;
    let cookie = |name: &str| alice.jar.iter().find(|(key, _)| key.ends_with(name)).unwrap().1;
    let all = vec![
        ("reset", reset.token()),
        ("verify", verification.token()),
        ("change", change.token()),
        ("undo", undo.token()),
        ("session", cookie("doorward").clone()),
        ("refresh", cookie("refreshToken").clone()),
        ("access", alice.token.clone().unwrap()),
    ];
    (all, reset.carries("userId"))
}

/// Whether a token is taken at each place where one is read.
async fn is_taken(house: &House, place: &str, token: &str, user: &str) -> bool {
    let mut browser = house.door.browser();
    match place {
        "reset" => {
            let body = json!({"userId": user, "token": token, "password": NEW});
            browser.post("/api/auth/resetPassword", &body).await.status == 200
        }
        "verify" => {
            let body = json!({"email": BOB, "token": token});
            browser.post("/api/user/verify", &body).await.status == 200
        }
        "change" => browser.form(CONFIRM, &[("token", token)]).await.status == 303,
        "undo" => browser.form(UNDO, &[("token", token)]).await.status == 200,
        "session" => is_signed_in(browser, token).await,
        "refresh" => {
            browser.jar.insert("refreshToken".to_owned(), token.to_owned());
            let answer = browser.refresh().await;
            answer.status == 200 && answer.text().contains("\"token\"")
        }
        "access" => {
            browser.token = Some(token.to_owned());
            browser.get("/api/user").await.status == 200
        }
        other => panic!("{other} is no place"),
    }
}

async fn is_signed_in(mut browser: Browser, token: &str) -> bool {
    browser.jar.insert("__Host-doorward".to_owned(), token.to_owned());
    browser.get("/").await.status == 200
}

/// Checklist item 32: every token in every place. Where they belong they are tried last, so that each still
/// counts while it is tried elsewhere.
#[tokio::test]
async fn no_token_is_taken_in_the_place_of_another() {
    let house = House::of_the_trusting(&[]).await;
    let (tokens, user) = tokens(&house).await;
    for (place, _) in &tokens {
        for (kind, token) in &tokens {
            if kind != place {
                let taken = is_taken(&house, place, token, &user).await;
                assert!(!taken, "{kind} as {place}");
            }
        }
    }
    for (kind, token) in tokens.iter().rev() {
        assert!(is_taken(&house, kind, token, &user).await, "{kind} where it belongs");
    }
    house.close().await;
}
