//! The page that asks for a second factor after the password.

use askama::Template;

use crate::{FormError, Frame, PasskeyPrompt, document};

/// Asks for a code. Its form posts `code`, `method` and, if it is ticked, `remember` to `/login/2fa`.
#[derive(Clone, Debug, Template)]
#[template(path = "second_step.html", whitespace = "minimize")]
pub struct SecondStep {
    /// What surrounds the page.
    pub frame: Frame,
    /// What is asked for.
    pub asked: StepMethod,
    /// What else the person may prove it with.
    pub others: Vec<StepMethod>,
    /// What asks for a passkey, where that is what is asked for.
    pub passkeys: Option<PasskeyPrompt>,
    /// Why the last try failed.
    pub error: Option<FormError>,
}

/// What a second step may be proved with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepMethod {
    /// A code of an authenticator app.
    Totp,
    /// A recovery code.
    RecoveryCode,
    /// A passkey.
    Passkey,
}

impl StepMethod {
    /// The name by which it travels in an address and in a form.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Totp => "app",
            Self::RecoveryCode => "recovery",
            Self::Passkey => "passkey",
        }
    }

    /// Reads a name from an address or a form.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Totp, Self::RecoveryCode, Self::Passkey].into_iter().find(|one| one.as_str() == name)
    }
}

impl SecondStep {
    /// The whole document.
    pub fn render(&self) -> String {
        document(self)
    }
}
