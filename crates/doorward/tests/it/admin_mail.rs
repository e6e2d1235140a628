//! The letters that were not sent yet, as administrators see them and have them tried again.

use doorward_app::mail;

use crate::harness::mail::Sink;
use crate::harness::{Doorward, PASSWORD};
use crate::mail::{kept, post};

const ROOT: &str = "root@example.test";
const TO: &str = "alice@example.test";

/// Eleven minutes: longer than a proof counts.
const PROOF_IS_OVER_MS: i64 = 11 * 60 * 1000;

/// A letter was given up: the page says to whom and why, and shows nothing of what it says.
#[tokio::test]
async fn an_administrator_sees_why_a_letter_was_not_sent_and_has_it_tried_again() {
    let sink = Sink::start(&[("REJECT", TO)]);
    let door = Doorward::start(&sink.settings()).await;
    let mut root = door.signed_in(ROOT).await;
    post(&door, TO).await;
    let dead = kept(&door, |letter| letter.died_at.is_some()).await;
    let page = root.get("/admin/mail").await.expect_status(200);
    let shown = page.text();
    for part in [TO, "verify-address", "Given up", "the server says 550", "tried once"] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    assert!(!shown.contains("token=") && !shown.contains("chat.example.test/verify"));
    let retry = format!("/admin/mail/{}/retry", dead.id);
    let again = root.form(&retry, &[]).await.expect_status(303);
    assert_eq!(again.location(), "/admin/mail?done=retried");
    kept(&door, |letter| letter.attempts == 2 && letter.died_at.is_some()).await;
    root.form("/admin/mail/retry", &[]).await.expect_status(303);
    kept(&door, |letter| letter.attempts == 3 && letter.died_at.is_some()).await;
    let told = root.get("/admin/audit?kind=mail.retry").await;
    assert!(told.text().contains(&dead.id.to_string()) && told.text().contains("by root@"));
    let gone = "/admin/mail/019aa3ec-dafb-7fff-bfff-ffffffffffff/retry";
    let gone = root.form(gone, &[]).await.expect_status(409);
    assert!(gone.text().contains("DW-ADM-007"));
    root.form("/admin/mail/nonsense/retry", &[]).await.expect_status(409);
    door.stop().await;
}

#[tokio::test]
async fn an_administrator_sends_a_test_mail_to_themselves_alone() {
    let sink = Sink::plain();
    let door = Doorward::start(&sink.settings()).await;
    let mut root = door.signed_in(ROOT).await;
    let sent = root.form("/admin/mail/test", &[("email", TO)]).await.expect_status(303);
    assert_eq!(sent.location(), "/admin/mail?done=tested");
    // The other one asks to prove the address of the new account.
    let mails = sink.mails(2).await;
    assert!(mails.iter().all(|mail| mail.header("To").contains(ROOT)));
    assert!(mails.iter().any(|mail| mail.subject().ends_with("works")));
    let told = root.get("/admin/audit?kind=mail.test").await;
    assert!(told.text().contains("by root@"));
    door.stop().await;
}

#[tokio::test]
async fn where_no_mail_is_set_up_the_page_says_so() {
    let door = Doorward::start(&[]).await;
    let mut root = door.signed_in(ROOT).await;
    let page = root.get("/admin/mail").await.expect_status(200);
    assert!(page.text().contains("No mail is set up"));
    let refused = root.form("/admin/mail/test", &[]).await.expect_status(409);
    assert!(refused.text().contains("DW-ADM-008"));
    door.stop().await;
}

/// Checklist item 68, as far as letters go: nothing is sent without a fresh proof.
#[tokio::test]
async fn letters_are_tried_after_a_fresh_proof_alone() {
    let sink = Sink::start(&[("REJECT", TO)]);
    let door = Doorward::start(&sink.settings()).await;
    let mut root = door.signed_in(ROOT).await;
    post(&door, TO).await;
    let dead = kept(&door, |letter| letter.died_at.is_some()).await;
    door.clock.advance(PROOF_IS_OVER_MS);
    let acts = [format!("/admin/mail/{}/retry", dead.id), "/admin/mail/retry".to_owned()];
    for act in acts.iter().map(String::as_str).chain(["/admin/mail/test"]) {
        let asked = root.form(act, &[]).await.expect_status(200);
        assert!(asked.text().contains("autocomplete=\"current-password\""), "{act}");
        root.form(act, &[("password", "wrong password")]).await.expect_status(403);
    }
    let letters = mail::list(&door.app(), 9).await.unwrap();
    assert!(letters.iter().all(|letter| letter.id != dead.id || letter.attempts == 1));
    root.form(&acts[0], &[("password", PASSWORD)]).await.expect_status(303);
    kept(&door, |letter| letter.attempts == 2).await;
    door.stop().await;
}
