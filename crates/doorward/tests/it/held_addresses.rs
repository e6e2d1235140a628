//! Former addresses that somebody may still take back, as providers state them.

use serde_json::{Value, json};

use crate::harness::browser::Browser;
use crate::harness::mail::Sink;
use crate::harness::provider::{failed_with, settings, sign_in};
use crate::harness::{BEGIN, Doorward, PASSWORD};
use crate::hostile::Hostile;

const FORMER: &str = "alice@example.test";
const NEWER: &str = "alice@elsewhere.test";

/// A house with mail and a provider, and the token that gives Alice her former address back.
async fn house(sink: &Sink, hostile: &Hostile) -> (Doorward, String) {
    let mut all = settings(hostile);
    all.extend(sink.settings());
    all.push(("ALLOW_UNVERIFIED_EMAIL_LOGIN", "true"));
    let door = Doorward::start(&all).await;
    let mut alice = door.signed_in(FORMER).await;
    let wish = [("new-email", NEWER), ("address-password", PASSWORD)];
    alice.form("/account/address", &wish).await.expect_status(303);
    let confirm = token(sink, NEWER).await;
    let pressed = alice.form("/account/address/confirm", &[("token", &confirm)]).await;
    pressed.expect_status(303);
    // The first mail there verifies the address.
    sink.mails(3).await;
    let undo = token(sink, FORMER).await;
    (door, undo)
}

/// The token in the last mail to an address.
async fn token(sink: &Sink, to: &str) -> String {
    let mail = sink.mail_to(to).await;
    mail.link().split_once("token=").unwrap().1.to_owned()
}

async fn signed_in(door: &Doorward, hostile: &Hostile, vouched: &Value) -> Value {
    hostile.vouch_for(vouched);
    let mut browser: Browser = door.browser();
    sign_in(&mut browser, hostile).await.expect_status(302);
    browser.refresh().await.expect_status(200);
    browser.get("/api/user").await.expect_status(200).json()
}

/// Checklist item 87: neither a new account of a provider gets the address, nor one that it renames.
#[tokio::test]
async fn no_provider_gives_a_former_address_to_somebody_else() {
    let (sink, hostile) = (Sink::plain(), Hostile::start(BEGIN.seconds()));
    let (door, undo) = house(&sink, &hostile).await;
    hostile.vouch_for(&json!({"sub": "mallory", "email": FORMER, "email_verified": true}));
    let mut mallory = door.browser();
    let refused = sign_in(&mut mallory, &hostile).await.expect_status(302);
    assert_eq!(refused.location(), failed_with("DW-LOGIN-006"));
    let there = json!({"sub": "mallory", "email": "mallory@example.test"});
    let first = signed_in(&door, &hostile, &there).await;
    let renamed = json!({"sub": "mallory", "email": FORMER, "email_verified": true});
    let second = signed_in(&door, &hostile, &renamed).await;
    assert_eq!((&first["id"], &second["email"]), (&second["id"], &first["email"]));
    let undone = door.browser().form("/account/address/undo", &[("token", &undo)]).await;
    undone.expect_status(200);
    door.stop().await;
}
