//! The pages around linking an account to providers.

use askama::Template;
use doorward_core::time::Timestamp;

use crate::{FormError, Frame, PasskeyPrompt, ProviderButton, document};

/// Asks somebody whom a provider vouches for to prove that the account with their address is theirs. Its
/// form posts `handle` and `password` to `/link`.
///
/// It says nothing of the account: not how it is opened, and, of an address that nobody has checked, not
/// even that there is one.
#[derive(Clone, Debug, Template)]
#[template(path = "ask_to_link.html", whitespace = "minimize")]
pub struct AskToLink {
    /// What surrounds the page.
    pub frame: Frame,
    /// What the provider is called.
    pub provider: String,
    /// The address that it states.
    pub email: String,
    /// Whether it says that it has checked the address.
    pub verified: bool,
    /// The value that names the question; sent back with the form.
    pub handle: String,
    /// Whether a password may be the proof.
    pub password_form: bool,
    /// The providers that may be the proof.
    pub providers: Vec<ProviderButton>,
    /// Why the last try failed.
    pub error: Option<FormError>,
    /// Where to sign in instead.
    pub sign_in_href: String,
}

impl AskToLink {
    /// The whole document.
    pub fn render(&self) -> String {
        document(self)
    }

    /// The key of the heading.
    const fn heading(&self) -> &'static str {
        if self.verified { "linking-ask-title-verified" } else { "linking-ask-title-unverified" }
    }
}

/// Asks the signed-in person to prove anew who they are, before how their account is opened is changed, or
/// it is deleted.
/// Its form posts `password` and `code` to where the person was.
#[derive(Clone, Debug, Template)]
#[template(path = "confirm.html", whitespace = "minimize")]
pub struct Confirm {
    /// What surrounds the page.
    pub frame: Frame,
    /// What is about to be done.
    pub step: ConfirmStep,
    /// Where the form posts to.
    pub action: String,
    /// The person's address, for password managers.
    pub email: Option<String>,
    /// Whether a password may be the proof.
    pub password_form: bool,
    /// Whether a code of an authenticator app, or a recovery code, is asked for beside it.
    pub code_form: bool,
    /// What asks for a passkey, if the person has one. Once it has proved them, its form is sent in
    /// place of the one with the password.
    pub passkeys: Option<PasskeyPrompt>,
    /// The linked providers that may be the proof: id and name. Each has a form of its own that posts
    /// to `/account/confirm/{id}`.
    pub providers: Vec<(String, String)>,
    /// Why the last try failed.
    pub error: Option<FormError>,
    /// Where to go instead.
    pub back_href: String,
}

/// What is about to be done, with the name of the provider if one matters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConfirmStep {
    /// A provider will be linked.
    Link(String),
    /// A provider will be removed.
    Remove(String),
    /// The address will be changed, which is typed once more after the proof.
    Address,
    /// Somebody will be invited. Whom is typed once more after the proof.
    Invite,
    /// An invitation will be taken back.
    RevokeInvitation,
    /// Letters will be sent.
    SendMail,
    /// The account of somebody else will be changed.
    Administer(String),
    /// A passkey will be added.
    AddPasskey,
    /// The passkey of this name will be removed.
    RemovePasskey(String),
    /// A first password will be added, which is typed once more after the proof.
    Password,
    /// What is kept about the person will be downloaded.
    Export,
    /// The account will be deleted. That is asked for once more after the proof.
    Delete,
    /// An authenticator app will be set up.
    Authenticator,
}

impl Confirm {
    /// The whole document.
    pub fn render(&self) -> String {
        document(self)
    }
}

/// Stands between a form of ours and a provider, or an app on another host. The policy that lets our forms post to us alone also stops
/// redirects from there to elsewhere; the header that comes with this page leads on, and its link does for
/// whoever is not led.
#[derive(Clone, Debug, Template)]
#[template(path = "onward.html", whitespace = "minimize")]
pub struct Onward {
    /// What surrounds the page.
    pub frame: Frame,
    /// What the provider or the host is called.
    pub name: String,
    /// Where it is.
    pub href: String,
}

impl Onward {
    /// The whole document.
    pub fn render(&self) -> String {
        document(self)
    }
}

/// How the signed-in person opens their account. Its forms post to `/account/links/{id}` and
/// `/account/links/{name}/remove`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WaysIn {
    /// Whether a password is one.
    pub password: bool,
    /// The linked providers.
    pub links: Vec<LinkRow>,
    /// The providers that can be linked: id and name.
    pub offers: Vec<(String, String)>,
}

impl WaysIn {
    pub(crate) const fn is_shown(&self) -> bool {
        !self.links.is_empty() || !self.offers.is_empty()
    }
}

/// A linked provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkRow {
    /// The name of the link, for the path that removes it.
    pub name: String,
    /// What the provider is called.
    pub provider: String,
    /// When it was linked.
    pub created_at: Timestamp,
    /// What can be done with it.
    pub standing: LinkStanding,
}

/// What can be done with a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkStanding {
    /// It can be removed.
    Removable,
    /// It is the last way in, and stays.
    LastWayIn,
    /// Its provider is not set up any more.
    NotSetUp,
}

impl LinkRow {
    /// The key of what is said of it.
    pub(crate) const fn told(&self) -> &'static str {
        match self.standing {
            LinkStanding::NotSetUp => "account-linked-not-set-up",
            LinkStanding::Removable | LinkStanding::LastWayIn => "account-linked",
        }
    }
}
