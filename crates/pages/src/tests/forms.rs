//! What password managers and touch keyboards need of the fields of each form.

use super::{attribute, tags};
use crate::samples;

/// The tag of the input called `name`.
fn input<'a>(document: &'a str, name: &str) -> &'a str {
    let named = |tag: &&str| attribute(tag, "name") == Some(name);
    let found: Vec<_> = tags(document, "input").into_iter().filter(named).collect();
    assert_eq!(found.len(), 1, "{name}: {found:?}");
    found[0]
}

fn document(wanted: &str) -> String {
    samples::all().into_iter().find(|(name, _)| *name == wanted).unwrap().1
}

fn assert_attributes(tag: &str, expected: &[(&str, &str)]) {
    for (name, value) in expected {
        assert_eq!(attribute(tag, name), Some(*value), "{name} of {tag}");
    }
}

fn is_required(tag: &str) -> bool {
    tag.split_whitespace().any(|word| word.trim_end_matches('>') == "required")
}

/// A field that takes an address or a user name: nothing is corrected or capitalised.
const VERBATIM: [(&str, &str); 2] = [("autocapitalize", "none"), ("spellcheck", "false")];

#[test]
fn the_sign_in_form_pairs_an_identifier_with_the_current_password() {
    for sample in ["sign_in", "sign_in_failed", "sign_in_all_ways", "sign_in_right_to_left"] {
        let document = document(sample);
        let (_, form) = document.split_once("<form").unwrap();
        let (form, _) = form.split_once("</form>").unwrap();
        let email = input(form, "email");
        let identifier =
            [("type", "email"), ("autocomplete", "username webauthn"), ("inputmode", "email")];
        assert_attributes(email, &identifier);
        assert_attributes(email, &VERBATIM);
        let password = input(form, "password");
        let current = [("type", "password"), ("autocomplete", "current-password")];
        assert_attributes(password, &current);
        assert!(is_required(email) && is_required(password), "{sample}");
    }
}

#[test]
fn the_registration_form_asks_for_a_new_password_and_says_its_policy() {
    for sample in ["register", "register_failed", "register_refused", "register_first"] {
        let document = document(sample);
        assert_attributes(input(&document, "name"), &[("autocomplete", "name")]);
        let username = input(&document, "username");
        assert_attributes(username, &[("autocomplete", "username")]);
        assert_attributes(username, &VERBATIM);
        let email = input(&document, "email");
        let address = [("type", "email"), ("autocomplete", "email"), ("inputmode", "email")];
        assert_attributes(email, &address);
        assert_attributes(email, &VERBATIM);
        let password = input(&document, "password");
        let new = [("type", "password"), ("autocomplete", "new-password"), ("minlength", "8")];
        assert_attributes(password, &new);
        let described = attribute(password, "aria-describedby").unwrap();
        assert!(described.split(' ').any(|id| id == "password-hint"), "{sample}: {described}");
        assert!(document.contains("id=\"password-hint\">At least 8 characters."), "{sample}");
        assert!(is_required(email) && is_required(password) && !is_required(username));
    }
}

#[test]
fn the_deletion_form_asks_for_the_current_password_and_fills_nothing_else() {
    let document = document("account_deletion_failed");
    let confirm = [("autocomplete", "off"), ("autocapitalize", "none")];
    assert_attributes(input(&document, "confirm"), &confirm);
    assert_attributes(input(&document, "password"), &[("autocomplete", "current-password")]);
}

#[test]
fn no_label_is_a_placeholder_and_every_password_can_be_shown() {
    for (name, document) in samples::all() {
        assert!(!document.contains(" placeholder="), "{name}");
        for tag in tags(&document, "input") {
            if attribute(tag, "type") == Some("password") {
                let id = attribute(tag, "id").unwrap();
                let peek = format!("type=\"button\" hidden data-peek=\"{id}\"");
                assert!(document.contains(&peek), "{name}: without a script it stays hidden");
            }
        }
    }
}
