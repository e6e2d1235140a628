//! The rules for what a person types to get an account. They are `LibreChat`'s (reference 1.1).

use std::fmt;

use unicode_script::{Script, UnicodeScript as _};

use crate::address::Email;
use crate::password;

/// What a person typed.
#[derive(Clone, Copy, Debug, Default)]
pub struct Form<'a> {
    /// Display name.
    pub name: Option<&'a str>,
    /// User name; may be missing or empty.
    pub username: Option<&'a str>,
    /// Mail address.
    pub email: Option<&'a str>,
    /// Password.
    pub password: Option<&'a str>,
    /// The password once more. The page has one field with a "show" button, so there it is the
    /// same text; the API sends it.
    pub confirmation: Option<&'a str>,
    /// The language that the person was asked in, as a BCP 47 tag. It is ours and needs no check.
    pub language: Option<&'a str>,
}

/// What a person typed, once it is good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Valid {
    /// Display name, trimmed.
    pub name: String,
    /// User name, lower-case; empty when there is none.
    pub username: String,
    /// Mail address.
    pub email: Email,
}

/// A field of the form, by its name on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// `name`
    Name,
    /// `username`
    Username,
    /// `email`
    Email,
    /// `password`
    Password,
    /// `confirm_password`
    Confirmation,
    /// The two passwords together; it has no name on the wire.
    Passwords,
}

impl Field {
    /// The name on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Username => "username",
            Self::Email => "email",
            Self::Password => "password",
            Self::Confirmation => "confirm_password",
            Self::Passwords => "",
        }
    }
}

/// What is wrong with a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nothing was given.
    Missing,
    /// Fewer characters than this.
    TooShort(usize),
    /// More characters than this.
    TooLong(usize),
    /// No mail address.
    NotAnAddress,
    /// Blanks only.
    OnlySpaces,
    /// A character that user names do not have.
    Characters,
    /// A sequence that looks like a query.
    Injection,
    /// The two passwords differ.
    Mismatch,
    /// A password that is among the first to be tried.
    Guessable,
    /// A password on the operator's list of breached ones.
    Breached,
}

/// The words that `LibreChat`'s validation uses, which its registration page shows as they are.
impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("Required"),
            Self::TooShort(n) => write!(f, "String must contain at least {n} character(s)"),
            Self::TooLong(n) => write!(f, "String must contain at most {n} character(s)"),
            Self::NotAnAddress => f.write_str("Invalid email"),
            Self::OnlySpaces => f.write_str("Password cannot be only spaces"),
            Self::Characters => f.write_str("Invalid characters in username"),
            Self::Injection => f.write_str("Potential injection attack detected"),
            Self::Mismatch => f.write_str("The passwords did not match"),
            Self::Guessable => f.write_str("Password is too easy to guess"),
            Self::Breached => f.write_str("Password is known from a data breach"),
        }
    }
}

/// One complaint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Invalid {
    /// Where.
    pub field: Field,
    /// What.
    pub fault: Fault,
}

impl Invalid {
    /// A complaint about the password.
    pub const fn password(fault: Fault) -> Self {
        Self { field: Field::Password, fault }
    }
}

/// Checks the whole form and reports everything that is wrong with it at once.
pub fn check(form: &Form<'_>, min_password_length: usize) -> Result<Valid, Vec<Invalid>> {
    let mut complaints = Vec::new();
    let mut note = |field, fault: Option<Fault>| {
        complaints.extend(fault.map(|fault| Invalid { field, fault }));
    };
    let name = form.name.unwrap_or_default().trim();
    note(Field::Name, form.name.map_or(Some(Fault::Missing), |_| length(name, 3, 80)));
    let username = form.username.unwrap_or_default().trim();
    note(Field::Username, username_fault(username));
    let email = form.email.map(Email::parse);
    note(
        Field::Email,
        match &email {
            None => Some(Fault::Missing),
            Some(Err(_)) => Some(Fault::NotAnAddress),
            Some(Ok(_)) => None,
        },
    );
    note(Field::Password, password_fault(form.password, min_password_length));
    note(Field::Confirmation, password_fault(form.confirmation, min_password_length));
    if complaints.is_empty() && form.password != form.confirmation {
        complaints.push(Invalid { field: Field::Passwords, fault: Fault::Mismatch });
    }
    match email {
        Some(Ok(email)) if complaints.is_empty() => {
            Ok(Valid { name: name.to_owned(), username: username.to_lowercase(), email })
        }
        _ => Err(complaints),
    }
}

/// Checks a display name and a user name, which may be empty, and gives both tidied.
pub fn check_names(name: &str, username: &str) -> Result<(String, String), Vec<Invalid>> {
    let (name, username) = (name.trim(), username.trim());
    let faults = [(Field::Name, length(name, 3, 80)), (Field::Username, username_fault(username))];
    let found =
        faults.into_iter().filter_map(|(field, fault)| Some(Invalid { field, fault: fault? }));
    let complaints: Vec<_> = found.collect();
    if complaints.is_empty() {
        Ok((name.to_owned(), username.to_lowercase()))
    } else {
        Err(complaints)
    }
}

/// Checks a password against the length bounds; all other choices are the person's.
pub fn password_fault(text: Option<&str>, min: usize) -> Option<Fault> {
    let Some(text) = text else { return Some(Fault::Missing) };
    length(text, min, password::MAX_LENGTH)
        .or_else(|| text.trim().is_empty().then_some(Fault::OnlySpaces))
}

fn length(text: &str, min: usize, max: usize) -> Option<Fault> {
    let count = text.chars().count();
    if count < min {
        Some(Fault::TooShort(min))
    } else if count > max {
        Some(Fault::TooLong(max))
    } else {
        None
    }
}

fn username_fault(text: &str) -> Option<Fault> {
    if text.is_empty() {
        return None;
    }
    let lower = text.to_lowercase();
    let injection = ["'", "--", "$ne", "$gt", "$lt", "$or", "{", "}", "*", ";", "<", ">", "/", "="]
        .iter()
        .any(|sequence| lower.contains(sequence));
    let allowed = |c: char| {
        c.is_ascii_alphanumeric()
            || "_.@#$%&*()".contains(c)
            || (!c.is_ascii()
                && !c.is_control()
                && matches!(
                    c.script(),
                    Script::Latin
                        | Script::Common
                        | Script::Cyrillic
                        | Script::Devanagari
                        | Script::Han
                        | Script::Arabic
                        | Script::Hiragana
                        | Script::Katakana
                        | Script::Hangul
                ))
    };
    length(text, 2, 80)
        .or_else(|| (!text.chars().all(allowed)).then_some(Fault::Characters))
        .or_else(|| injection.then_some(Fault::Injection))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn good() -> Form<'static> {
        Form {
            name: Some("Alice Liddell"),
            username: Some("Alice"),
            email: Some("Alice@Example.test"),
            password: Some("correct horse"),
            confirmation: Some("correct horse"),
            language: None,
        }
    }

    fn faults(form: Form<'_>) -> Vec<(&'static str, String)> {
        let complaints = check(&form, 8).unwrap_err();
        complaints.into_iter().map(|c| (c.field.as_str(), c.fault.to_string())).collect()
    }

    #[test]
    fn a_good_form_is_tidied() {
        let valid = check(&good(), 8).unwrap();
        assert_eq!((valid.name.as_str(), valid.username.as_str()), ("Alice Liddell", "alice"));
        assert_eq!(valid.email.as_str(), "alice@example.test");
        assert!(check(&Form { username: None, ..good() }, 8).is_ok());
        assert!(check(&Form { username: Some("Ünï.код漢字"), ..good() }, 8).is_ok());
    }

    #[test]
    fn everything_wrong_is_said_at_once_in_the_known_words() {
        let form = Form {
            name: Some("Al"),
            username: Some("a"),
            email: Some("x"),
            password: Some("short"),
            confirmation: None,
            language: None,
        };
        assert_eq!(
            faults(form),
            [
                ("name", "String must contain at least 3 character(s)".into()),
                ("username", "String must contain at least 2 character(s)".into()),
                ("email", "Invalid email".into()),
                ("password", "String must contain at least 8 character(s)".into()),
                ("confirm_password", "Required".into()),
            ]
        );
    }

    #[test]
    fn user_names_hold_to_the_known_alphabet() {
        for (username, text) in [
            ("a b", "Invalid characters in username"),
            ("a\u{5d0}b", "Invalid characters in username"),
            ("a{b", "Invalid characters in username"),
            ("a*b", "Potential injection attack detected"),
            ("$NEx", "Potential injection attack detected"),
        ] {
            assert_eq!(
                faults(Form { username: Some(username), ..good() }),
                [("username", text.to_owned())],
                "{username}"
            );
        }
    }

    #[test]
    fn passwords_must_match_and_be_more_than_blanks() {
        let form = Form { confirmation: Some("correct house"), ..good() };
        assert_eq!(faults(form), [("", "The passwords did not match".to_owned())]);
        let form = Form { password: Some("         "), confirmation: Some("         "), ..good() };
        assert_eq!(faults(form).first().unwrap().1, "Password cannot be only spaces");
        let long = "é".repeat(129);
        let form = Form { password: Some(&long), confirmation: Some(&long), ..good() };
        assert_eq!(faults(form).first().unwrap().1, "String must contain at most 128 character(s)");
    }
}
