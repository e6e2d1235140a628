//! That the languages say the same things, and that all that is said is there.

mod sources;
mod translations;

use crate::{Html, Language};

#[test]
fn a_message_that_nobody_knows_shows_its_key() {
    assert_eq!(Language::German.t("nothing-of-the-kind"), "nothing-of-the-kind");
    assert_eq!(Language::German.t("common-skip.title"), "common-skip.title");
    assert_eq!(Language::German.t("sign-in-no-way"), "sign-in-no-way", "its variable is missing");
}

#[test]
fn values_are_escaped_in_messages_with_markup_alone() {
    let hostile = "<b>&";
    let plain = Language::English.t1("sign-in-no-way", "app", hostile);
    assert!(plain.contains("<b>&"), "the template escapes it: {plain}");
    let marked = Language::English.mark("sign-in-new-here", &[("href", &hostile)]);
    assert!(marked.as_str().contains("<a href=\"&#60;b&#62;&#38;\">"), "{marked}");
}

#[test]
fn values_are_set_apart_from_right_to_left_text_and_from_no_other() {
    let said = |language: Language| language.t1("linking-onward-go", "provider", "Google");
    assert!(said(Language::Arabic).contains("\u{2068}Google\u{2069}"));
    assert!(said(Language::German).contains(" Google"));
    let marked = |key, name| -> Html { Language::Arabic.mark(key, &[(name, &"/x")]) };
    assert!(marked("sign-in-new-here", "href").as_str().contains("<a href=\"/x\">"));
    let who = marked("sign-out-telling", "who");
    assert!(who.as_str().contains("<strong class=\"who\">\u{2068}/x\u{2069}</strong>"));
}

#[test]
fn words_follow_numbers_and_numbers_their_language() {
    let said = |language: Language, n: u32| language.t1("mail-reset-password.note", "minutes", n);
    assert_eq!(said(Language::English, 1), "The link works once, for one minute.");
    assert_eq!(said(Language::English, 1500), "The link works once, for 1,500 minutes.");
    assert!(said(Language::Arabic, 2).contains("دقيقتين"));
    assert!(said(Language::Arabic, 5).contains("دقائق"));
    assert!(said(Language::Arabic, 15).contains("دقيقة"));
}
