//! The pages of the authenticator app: setting it up, its recovery codes, and taking it away.

use askama::Template;
use doorward_core::time::Timestamp;

use crate::messages::Html;
use crate::{FormError, Frame, document, qr};

/// The page of the authenticator app. Its forms post to paths under `base`: to itself, `/confirm`,
/// `/recovery-codes` and `/remove`; and to `/account/trusted/end-all`.
#[derive(Clone, Debug, Template)]
#[template(path = "authenticator.html", whitespace = "minimize")]
pub struct Authenticator {
    /// What surrounds the page.
    pub frame: Frame,
    /// Where it stands.
    pub phase: AuthenticatorPhase,
    /// Whether it has to be set up before the sign-in goes on.
    pub demanded: bool,
    /// Where its forms post to.
    pub base: String,
    /// Why the last try failed.
    pub error: Option<FormError>,
    /// Where to go on, or back.
    pub onward: String,
}

/// Where the authenticator app of a person stands.
#[derive(Clone, Debug)]
pub enum AuthenticatorPhase {
    /// There is none.
    Off,
    /// One is being set up.
    Pending {
        /// The seed as text.
        secret: String,
        /// The address that the app reads.
        url: String,
    },
    /// It counts.
    On(AuthenticatorSection),
    /// These recovery codes are shown, once.
    Codes(Vec<String>),
}

/// The section of the account page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuthenticatorSection {
    /// Since when codes are asked for.
    pub since: Option<Timestamp>,
    /// How many recovery codes are left.
    pub codes_left: u32,
    /// Whether those are few.
    pub few: bool,
    /// Whether it may be taken away.
    pub removable: bool,
    /// How many browsers are not asked for codes.
    pub trusted: usize,
    /// Where it is set up and changed.
    pub href: String,
}

impl Authenticator {
    /// The whole document.
    pub fn render(&self) -> String {
        document(self)
    }

    const fn leads_back(&self) -> bool {
        !matches!(self.phase, AuthenticatorPhase::Codes(_))
    }

    fn code(&self, url: &str) -> Option<Html> {
        qr::draw(url, &self.frame.t("factors-app-qr"))
    }
}

/// The seed in groups of four, which are easier to type.
fn grouped(secret: &str) -> String {
    let mut text = String::with_capacity(secret.len() * 5 / 4);
    for (index, symbol) in secret.chars().enumerate() {
        if index > 0 && index % 4 == 0 {
            text.push(' ');
        }
        text.push(symbol);
    }
    text
}

/// The recovery codes as a file of text that a link carries, so that keeping them needs no script.
fn file(codes: &[String]) -> String {
    // Codes are lower-case letters, digits and dashes, which stand for themselves in an address.
    format!("data:text/plain;charset=utf-8,{}", codes.join("%0A"))
}
