//! The pages of forgotten passwords and of proving an address.

use askama::Template;

use crate::{FormError, Frame, document};

/// The page that asks for the address of an account whose password is forgotten. Its form posts `email` to
/// `/forgot-password`.
#[derive(Clone, Debug, Template)]
#[template(path = "recovery/forgot.html", whitespace = "minimize")]
pub struct ForgotPassword {
    /// What surrounds the page.
    pub frame: Frame,
    /// The address typed before, carried over; else empty.
    pub email: String,
    /// Why the last try failed.
    pub error: Option<FormError>,
    /// Whether links are mailed here at all; where they are not, the page says whom to ask.
    pub offered: bool,
    /// Where a person who remembers signs in.
    pub sign_in_href: String,
}

impl ForgotPassword {
    /// The whole document.
    pub fn render(&self) -> String {
        document(self)
    }
}

/// The page that says to look into the mailbox. Its form posts `email` once more.
#[derive(Clone, Debug, Template)]
#[template(path = "recovery/check_mail.html", whitespace = "minimize")]
pub struct CheckMail {
    /// What surrounds the page.
    pub frame: Frame,
    /// What was mailed, if the address has an account.
    pub kind: Mailed,
    /// The address as it was typed.
    pub email: String,
    /// Why the last try failed.
    pub error: Option<FormError>,
    /// Where to type another address.
    pub again_href: String,
    /// Where to sign in.
    pub sign_in_href: String,
}

/// What was mailed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mailed {
    /// A link that sets a new password.
    Reset,
    /// A link that verifies the address.
    Verification,
}

impl CheckMail {
    /// The whole document.
    pub fn render(&self) -> String {
        document(self)
    }

    /// Where the mail is asked for once more.
    const fn action(&self) -> &'static str {
        match self.kind {
            Mailed::Reset => "/forgot-password",
            Mailed::Verification => "/verify/resend",
        }
    }
}

/// The page behind the link that resets a password. Its form posts `token`, `userId` and `password` to
/// `/reset-password`. The script takes the token out of the address.
#[derive(Clone, Debug, Template)]
#[template(path = "recovery/reset.html", whitespace = "minimize")]
pub struct ResetPassword {
    /// What surrounds the page.
    pub frame: Frame,
    /// What the link carries; `None` when it carries nothing that could be a token.
    pub link: Option<ResetLink>,
    /// What is wrong with the new password.
    pub wrong: Option<String>,
    /// Where to arrive after signing in with the new password.
    pub return_to: String,
    /// How many characters a password needs (`MIN_PASSWORD_LENGTH`).
    pub min_password_length: usize,
    /// Where a new link is asked for, if that is offered.
    pub forgot_href: Option<String>,
    /// Where to sign in.
    pub sign_in_href: String,
}

/// What a link that resets a password carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResetLink {
    /// The token.
    pub token: String,
    /// Whose account it is.
    pub user: String,
}

impl ResetPassword {
    /// The whole document.
    pub fn render(&self) -> String {
        document(self)
    }
}

/// The page behind a link that needs no more than a press of a button. Its form posts `token`, and `email`
/// where there is one, to the path of the step. The script takes the token out of the address.
#[derive(Clone, Debug, Template)]
#[template(path = "recovery/press.html", whitespace = "minimize")]
pub struct Press {
    /// What surrounds the page.
    pub frame: Frame,
    /// What the button does.
    pub step: Step,
    /// The token that the link carries; `None` when it carries nothing that could be one.
    pub token: Option<String>,
    /// The address that the link names; empty if none.
    pub email: String,
    /// The account that gets a new address, by the one that it has, in part.
    pub account: Option<String>,
    /// Where to sign in.
    pub sign_in_href: String,
}

/// What pressing the button does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Verifies an address.
    Verify,
    /// Gives the account a new address.
    ConfirmAddress,
    /// Gives the account its former address back.
    UndoAddress,
}

impl Press {
    /// The whole document.
    pub fn render(&self) -> String {
        document(self)
    }

    const fn action(&self) -> &'static str {
        match self.step {
            Step::Verify => "/verify",
            Step::ConfirmAddress => "/account/address/confirm",
            Step::UndoAddress => "/account/address/undo",
        }
    }

    fn heading(&self) -> String {
        match self.step {
            Step::Verify => self.frame.t("recovery-verify-title"),
            Step::ConfirmAddress => self.frame.t("recovery-confirm-title"),
            Step::UndoAddress => self.frame.t("recovery-undo-title"),
        }
    }

    fn lead(&self) -> String {
        match (self.step, &self.account) {
            (Step::Verify, _) => self.frame.t1("recovery-verify-lead", "email", &self.email),
            (Step::ConfirmAddress, Some(account)) => {
                self.frame.t1("recovery-confirm-lead-account", "account", account)
            }
            (Step::ConfirmAddress, None) => self.frame.t("recovery-confirm-lead"),
            (Step::UndoAddress, _) => self.frame.t("recovery-undo-lead"),
        }
    }

    fn button(&self) -> String {
        match self.step {
            Step::Verify => self.frame.t("recovery-verify-submit"),
            Step::ConfirmAddress => self.frame.t("recovery-confirm-submit"),
            Step::UndoAddress => self.frame.t("recovery-undo-submit"),
        }
    }
}

/// The page that says that a mailed link does not work, and how to get another one.
#[derive(Clone, Debug, Template)]
#[template(path = "recovery/link_over.html", whitespace = "minimize")]
pub struct LinkOver {
    /// What surrounds the page.
    pub frame: Frame,
    /// What happened and what to do.
    pub error: FormError,
    /// Where another link is asked for.
    pub again: Again,
    /// Where to sign in.
    pub sign_in_href: String,
}

/// How another link is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Again {
    /// On this page.
    Page(String),
    /// By a form that posts the address to `/verify/resend`.
    Verification {
        /// The address; may be empty.
        email: String,
    },
    /// Not here.
    Nowhere,
}

impl LinkOver {
    /// The whole document.
    pub fn render(&self) -> String {
        document(self)
    }
}

/// The page that says that a change of address was undone.
#[derive(Clone, Debug, Template)]
#[template(path = "recovery/undone.html", whitespace = "minimize")]
pub struct Undone {
    /// What surrounds the page.
    pub frame: Frame,
    /// Where a new password is set, if that is offered.
    pub forgot_href: Option<String>,
    /// Where to sign in.
    pub sign_in_href: String,
}

impl Undone {
    /// The whole document.
    pub fn render(&self) -> String {
        document(self)
    }
}

/// The section of the account page that changes the address. Its form posts `new-email` and, where it asks
/// for one, `address-password` to `/account/address`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddressChange {
    /// The address that the account has.
    pub now: Option<String>,
    /// The address typed before; else empty.
    pub typed: String,
    /// Whether the account has a password, which is then asked for.
    pub asks_password: bool,
    /// Why the last try failed.
    pub error: Option<FormError>,
}
