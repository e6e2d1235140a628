//! The sign-in page.

use askama::Template;

use crate::{FormError, Frame, Notice, PasskeyPrompt, document, safe_image};

/// The page that signs a person in, with a provider or with a password.
#[derive(Clone, Debug, Template)]
#[template(path = "sign_in.html", whitespace = "minimize")]
pub struct SignIn {
    /// What surrounds the page.
    pub frame: Frame,
    /// The address typed before, carried over; else empty.
    pub email: String,
    /// Why the last try failed.
    pub error: Option<FormError>,
    /// What has just happened.
    pub notice: Option<Notice>,
    /// The other ways in, in the order in which they are shown.
    pub providers: Vec<ProviderButton>,
    /// Whether a password is a way in (`ALLOW_EMAIL_LOGIN`). The form posts `email`, `password` and
    /// `return_to` to `/login`.
    pub password_form: bool,
    /// Whether this browser was last signed in with a password.
    pub password_last_used: bool,
    /// What asks for a passkey, where that is a way in. The script posts to `begin` and `finish` below its
    /// path.
    pub passkeys: Option<PasskeyPrompt>,
    /// Where to make an account, if that is allowed.
    pub register_href: Option<String>,
    /// Where to come in with an access code, if that is a way in.
    pub code_href: Option<String>,
    /// Whether the password was right and the address is yet to be confirmed: a form posts `email` to
    /// `/verify/resend`.
    pub unverified: bool,
    /// Where to ask for a new password, if that is allowed.
    pub reset_href: Option<String>,
    /// The checked local path to go to after signing in; sent back with the form.
    pub return_to: String,
}

impl SignIn {
    /// The whole document.
    pub fn render(&self) -> String {
        document(self)
    }
}

/// A button that leads to another way in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProviderButton {
    /// The whole text of the button, such as `Continue with OpenID` (`OPENID_BUTTON_LABEL`).
    pub label: String,
    /// Where it leads.
    pub href: String,
    /// The URL of its picture, or a path on this server (`OPENID_IMAGE_URL`); another URL is shown
    /// only if [`safe_image`] agrees.
    pub image: Option<String>,
    /// Whether this browser was last signed in by it.
    pub last_used: bool,
}

impl ProviderButton {
    /// Unlike a person's picture this one is the operator's choice, so it may lie on this server.
    pub(crate) fn picture(&self) -> Option<&str> {
        let url = self.image.as_deref()?;
        let is_path = url.starts_with('/') && !url.starts_with("//");
        if is_path { Some(url) } else { safe_image(url) }
    }
}
