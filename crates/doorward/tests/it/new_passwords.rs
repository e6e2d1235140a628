//! What a new password has to be like.

use std::fmt::Write as _;
use std::path::Path;

use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use serde_json::json;

use crate::harness::browser::Browser;
use crate::harness::http::Answer;
use crate::harness::{Doorward, Folder};

/// Checklist items 72, 74 and 75: 15 characters, of whatever kind, that are not the first to be tried.
#[tokio::test]
async fn a_new_password_is_long_and_not_among_the_first_to_be_tried() {
    let door = Doorward::start(&[]).await;
    let mut browser = door.browser();
    let short = chooses(&mut browser, "fourteen chars").await.expect_status(404);
    let long = "password: String must contain at least 15 character(s)";
    assert!(short.message().starts_with(long), "{}", short.message());
    for common in ["passwordpassword", "aaaaaaaaaaaaaaaa", "alice@example.test", "alicealicealice"]
    {
        let refused = chooses(&mut browser, common).await.expect_status(404);
        assert_eq!(refused.message(), "password: Password is too easy to guess", "{common}");
    }
    let form =
        [("name", "Alice"), ("email", "alice@example.test"), ("password", "passwordpassword")];
    let page = browser.form("/register", &form).await.expect_status(422);
    assert!(page.text().contains("one of the first that somebody would try"));
    chooses(&mut browser, "the rabbit is late again").await.expect_status(200);
    door.stop().await;
}

/// Checklist item 72: an operator who asks for less gets it.
#[tokio::test]
async fn the_shortest_password_is_what_the_operator_says() {
    let door = Doorward::start(&[("MIN_PASSWORD_LENGTH", "8")]).await;
    let mut browser = door.browser();
    chooses(&mut browser, "7 chars").await.expect_status(404);
    chooses(&mut browser, "k7#qX9vd").await.expect_status(200);
    door.stop().await;
}

/// Checklist item 75: the operator's list, and the way on when it has gone away.
#[tokio::test]
async fn a_password_from_a_breach_is_refused_for_as_long_as_the_list_can_be_read() {
    let known = "the rabbit is late again";
    let folder = Folder::new();
    let list = folder.path().join("breached");
    write_list(&list, &[known, "another password", "a third one"]);
    let door = Doorward::start(&[("DOORWARD_BREACHED_PASSWORDS", list.to_str().unwrap())]).await;
    let mut browser = door.browser();
    let refused = chooses(&mut browser, known).await.expect_status(404);
    assert_eq!(refused.message(), "password: Password is known from a data breach");
    std::fs::remove_file(&list).unwrap();
    chooses(&mut browser, known).await.expect_status(200);
    door.stop().await;
}

async fn chooses(browser: &mut Browser, password: &str) -> Answer {
    let body = json!({
        "name": "Alice Liddell", "email": "alice@example.test", "password": password,
        "confirm_password": password,
    });
    browser.post("/api/auth/register", &body).await
}

/// Writes the digests of passwords in the form of published lists.
fn write_list(path: &Path, passwords: &[&str]) {
    let mut lines: Vec<_> = passwords.iter().map(|password| line(password)).collect();
    lines.sort();
    std::fs::write(path, lines.concat()).unwrap();
}

fn line(password: &str) -> String {
    let digest = digest(&SHA1_FOR_LEGACY_USE_ONLY, password.as_bytes());
    let mut line = digest.as_ref().iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02X}").unwrap();
        text
    });
    line.push_str(":3\r\n");
    line
}
