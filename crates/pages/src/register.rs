//! The page that makes an account, and the first one of the place.

use askama::Template;

use crate::{Frame, document};

/// The page that makes an account. Its form posts `name`, `username`, `email`, `password`,
/// `return_to` and, where there is one, `setup_token` to `/register`.
#[derive(Clone, Debug, Template)]
#[template(path = "register.html", whitespace = "minimize")]
pub struct Register {
    /// What surrounds the page.
    pub frame: Frame,
    /// Who may make an account now.
    pub mode: RegisterMode,
    /// The display name typed before; else empty.
    pub name: String,
    /// The user name typed before; else empty.
    pub username: String,
    /// The address typed before; else empty.
    pub email: String,
    /// What has to be put right, in the order of the fields.
    pub errors: Vec<RegisterError>,
    /// How many characters a password needs (`MIN_PASSWORD_LENGTH`).
    pub min_password_length: usize,
    /// Where a person who has an account signs in.
    pub sign_in_href: String,
    /// The checked local path to go to afterwards; sent back with the form.
    pub return_to: String,
}

/// Who may make an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RegisterMode {
    /// Everybody.
    Open,
    /// The first person, who becomes the administrator.
    First {
        /// The secret of the set-up link, sent back with the form.
        setup_token: Option<String>,
    },
    /// The first person, and only by the set-up link (`DOORWARD_FIRST_ADMIN=link`), which this
    /// visitor has not followed.
    NeedsLink,
    /// Nobody (`ALLOW_REGISTRATION`).
    Closed,
}

/// One thing to put right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisterError {
    /// Where.
    pub field: RegisterField,
    /// What is wrong and how to put it right.
    pub text: String,
}

/// A field of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RegisterField {
    /// The display name.
    Name,
    /// The user name.
    Username,
    /// The mail address.
    Email,
    /// The password.
    Password,
    /// None of them: the form as a whole.
    Form,
}

impl RegisterField {
    /// The field's `id` and `name`; nothing for the form as a whole.
    const fn id(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Username => "username",
            Self::Email => "email",
            Self::Password => "password",
            Self::Form => "",
        }
    }
}

impl Register {
    /// The whole document.
    pub fn render(&self) -> String {
        document(self)
    }

    /// The key of the heading.
    const fn heading(&self) -> &'static str {
        match self.mode {
            RegisterMode::Open => "register-title",
            RegisterMode::First { .. } => "register-title-first",
            RegisterMode::NeedsLink => "register-title-needs-link",
            RegisterMode::Closed => "register-title-closed",
        }
    }

    const fn is_first(&self) -> bool {
        matches!(self.mode, RegisterMode::First { .. })
    }

    fn setup_token(&self) -> Option<&str> {
        match &self.mode {
            RegisterMode::First { setup_token } => setup_token.as_deref(),
            _ => None,
        }
    }

    /// Everything said about one field, in one sentence after the other.
    fn error(&self, id: &str) -> Option<String> {
        let said: Vec<&str> =
            self.errors.iter().filter(|e| e.field.id() == id).map(|e| e.text.as_str()).collect();
        (!said.is_empty()).then(|| said.join(" "))
    }
}
