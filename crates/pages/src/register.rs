//! The page that makes an account, and the first one of the place.

use askama::Template;

use crate::{Frame, document};

/// The page that makes an account. Its form posts `name`, `username`, `email`, `password`,
/// `return_to` and, where there is one, `setup_token` or `token` to `/register`. Invited people may go to a
/// provider instead: each has a form that posts `return_to` and `token` to `/register/{id}`.
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
    /// Whoever holds this invitation.
    Invited {
        /// Its token, sent back with the form.
        token: String,
        /// The address that it is for, if it names one.
        email: Option<String>,
        /// Whether an account may be made with a password.
        password_form: bool,
        /// The providers by which one may come in: id and what the button says.
        providers: Vec<(String, String)>,
    },
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
            RegisterMode::Invited { .. } => "invitations-heading",
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

    fn token(&self) -> Option<&str> {
        match &self.mode {
            RegisterMode::Invited { token, .. } => Some(token),
            _ => None,
        }
    }

    /// The address that the account will have, if that is settled.
    fn invited_address(&self) -> Option<&str> {
        match &self.mode {
            RegisterMode::Invited { email, .. } => email.as_deref(),
            _ => None,
        }
    }

    const fn has_form(&self) -> bool {
        !matches!(self.mode, RegisterMode::Invited { password_form: false, .. })
    }

    fn providers(&self) -> &[(String, String)] {
        match &self.mode {
            RegisterMode::Invited { providers, .. } => providers,
            _ => &[],
        }
    }

    /// Everything said about one field, in one sentence after the other.
    fn error(&self, id: &str) -> Option<String> {
        let said: Vec<&str> =
            self.errors.iter().filter(|e| e.field.id() == id).map(|e| e.text.as_str()).collect();
        (!said.is_empty()).then(|| said.join(" "))
    }
}
