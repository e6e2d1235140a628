use crate::Language;

#[test]
fn a_message_that_nobody_knows_shows_its_key() {
    assert_eq!(Language::German.t("nothing-of-the-kind"), "nothing-of-the-kind");
    assert_eq!(Language::German.t("common-skip.title"), "common-skip.title");
}

#[test]
fn values_are_escaped_in_messages_with_markup_alone() {
    let hostile = "<b>&";
    let plain = Language::English.t1("sign-in-no-way", "app", hostile);
    assert!(plain.contains("<b>&"), "the template escapes it: {plain}");
    let marked = Language::English.mark("sign-in-new-here", &[("href", &hostile)]);
    assert!(marked.as_str().contains("<a href=\"&#60;b&#62;&#38;\">"), "{marked}");
}
