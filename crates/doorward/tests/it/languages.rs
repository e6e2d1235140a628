//! The language of pages: what was chosen, then what the link wishes, then what the browser wishes.

use crate::harness::browser::Browser;
use crate::harness::http::Answer;
use crate::harness::{Doorward, PASSWORD};

/// The language and the direction that a page says it is written in.
fn written_in(page: &Answer) -> (&str, &str) {
    let html = page.text().split_once("<html lang=\"").unwrap().1;
    let (lang, rest) = html.split_once("\" dir=\"").unwrap();
    (lang, rest.split_once('"').unwrap().0)
}

async fn asked(browser: &mut Browser, path: &str, accept_language: &str) -> Answer {
    let headers = [("Accept", "text/html"), ("Accept-Language", accept_language)];
    browser.send("GET", path, &headers, b"").await
}

#[tokio::test]
async fn a_page_is_written_in_the_language_that_was_chosen_or_is_wished() {
    let door = Doorward::start(&[("DOORWARD_LANGUAGE", "fr")]).await;
    let mut browser = door.browser();
    for (path, wished, expected) in [
        ("/login", "de-AT,en;q=0.5", ("de", "ltr")),
        ("/login", "sv, en;q=0.1, ar;q=0.7", ("ar", "rtl")),
        ("/login", "zh-TW", ("zh-Hans", "ltr")),
        ("/login", "sv", ("fr", "ltr")),
        ("/login", "", ("fr", "ltr")),
        ("/login?ui_locales=sv%20es-419", "de", ("es", "ltr")),
        ("/login?ui_locales=sv", "de", ("de", "ltr")),
        ("/nowhere", "ar", ("ar", "rtl")),
    ] {
        let page = asked(&mut browser, path, wished).await;
        assert_eq!(written_in(&page), expected, "{path} {wished}");
        assert_eq!(page.header("content-language"), Some(expected.0));
    }
    let chosen = [("language", "ar"), ("return_to", "/register?return_to=%2Fc")];
    let answer = browser.form("/language", &chosen).await.expect_status(303);
    assert_eq!(answer.location(), "/register?return_to=%2Fc");
    let page = asked(&mut browser, "/login?ui_locales=es", "de").await;
    assert_eq!(written_in(&page), ("ar", "rtl"));
    door.stop().await;
}

#[tokio::test]
async fn the_language_of_an_account_comes_with_it_to_another_browser() {
    let door = Doorward::start(&[]).await;
    let mut alice = door.signed_in("alice@example.test").await;
    assert_eq!(written_in(&alice.get("/").await), ("en", "ltr"));
    alice.form("/language", &[("language", "zh-Hans"), ("return_to", "/")]).await;
    assert_eq!(written_in(&alice.get("/").await), ("zh-Hans", "ltr"));
    let mut elsewhere = door.browser();
    assert_eq!(written_in(&elsewhere.get("/login").await), ("en", "ltr"));
    let form = [("email", "alice@example.test"), ("password", PASSWORD)];
    elsewhere.form("/login", &form).await.expect_status(303);
    assert_eq!(written_in(&elsewhere.get("/").await), ("zh-Hans", "ltr"));
    door.stop().await;
}

#[tokio::test]
async fn an_account_begins_with_the_language_that_its_person_was_asked_in() {
    let door = Doorward::start(&[]).await;
    door.signed_in("first@example.test").await;
    let mut browser = door.browser();
    let form = [("language", "de")];
    browser.form("/language", &form).await.expect_status(303);
    let form = [("name", "Alice Liddell"), ("email", "alice@example.test"), ("password", PASSWORD)];
    browser.form("/register", &form).await.expect_status(303);
    let mut elsewhere = door.browser();
    let form = [("email", "alice@example.test"), ("password", PASSWORD)];
    elsewhere.form("/login", &form).await.expect_status(303);
    assert_eq!(written_in(&elsewhere.get("/").await), ("de", "ltr"));
    door.stop().await;
}

#[tokio::test]
async fn a_choice_of_no_language_of_ours_or_of_another_site_changes_nothing() {
    let door = Doorward::start(&[]).await;
    let mut browser = door.browser();
    for wrong in ["sv", "", "<b>", "../../etc"] {
        browser.form("/language", &[("language", wrong)]).await.expect_status(400);
    }
    let kind = ("Content-Type", "application/x-www-form-urlencoded");
    let foreign = ("Origin", "https://evil.test");
    browser.send("POST", "/language", &[kind, foreign], b"language=de").await.expect_status(403);
    let away = [("language", "de"), ("return_to", "//evil.test")];
    let answer = browser.form("/language", &away).await.expect_status(303);
    assert_eq!(answer.location(), "/");
    door.stop().await;
}
