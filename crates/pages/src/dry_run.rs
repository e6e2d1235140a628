//! The page at the end of a dry run of a sign-in.

use askama::Template;

use crate::{Frame, document};

/// Shows what a provider said of somebody, and what a sign-in would have come to.
#[derive(Clone, Debug, Template)]
#[template(path = "dry_run.html", whitespace = "minimize")]
pub struct DryRun {
    /// What surrounds the page.
    pub frame: Frame,
    /// What the provider is called in sentences.
    pub provider: String,
    /// What the sign-in would have come to.
    pub end: DryRunEnd,
    /// What the provider said.
    pub claims: Vec<DryRunClaim>,
    /// What there is to say about it, in English, for whoever set the place up.
    pub findings: Vec<String>,
}

/// What a sign-in would have come to; where there is an account, with its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DryRunEnd {
    /// A new account.
    New,
    /// An account that is linked.
    Known(String),
    /// An account that would be linked without a question.
    Joined(String),
    /// An account whose owner would be asked.
    LinkFirst(String),
    /// Doorward would say no.
    Refused,
    /// The provider's part failed.
    Failed,
}

/// A claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DryRunClaim {
    /// Its name.
    pub name: String,
    /// Where it came from: `ID token`.
    pub from: &'static str,
    /// Its JSON type.
    pub kind: String,
    /// Its value, if that may be shown.
    pub value: Option<String>,
}

impl DryRun {
    /// The whole document.
    pub fn render(&self) -> String {
        document(self)
    }

    fn verdict(&self) -> String {
        let frame = &self.frame;
        match &self.end {
            DryRunEnd::New => frame.t("doctor-login-new"),
            DryRunEnd::Known(account) => frame.t1("doctor-login-known", "account", account),
            DryRunEnd::Joined(account) => frame.t1("doctor-login-joined", "account", account),
            DryRunEnd::LinkFirst(account) => frame.t1("doctor-login-link", "account", account),
            DryRunEnd::Refused => frame.t("doctor-login-refused"),
            DryRunEnd::Failed => frame.t("doctor-login-failed"),
        }
    }
}
