//! The dry run of a sign-in: `doorward doctor login`.
//!
//! The command line writes a ticket into the store and prints a link. The running server opens the link once,
//! and the browser goes the way of every sign-in; see [`crate::callback::dry_run`]. The report is for the
//! command line and for that browser, and for nobody else (checklist item 123).

mod findings;
mod text;

use doorward_core::secret::Digest;
use doorward_core::time::MINUTE_MS;
use doorward_jose::random::RandomFailed;
use doorward_store::{Event, Purpose, StoreError};
use serde::Serialize;

use super::finding::Report;
use super::place::Places;
use super::probe::PATH;
use crate::app::App;
use crate::callback::dry_run::{self, Outcome};
use crate::callback::{self, CallbackError, PENDING_MS, Started};
use crate::establish::Client;
use crate::settings::Asked;
use crate::tokens;

/// How long the link is good for, in milliseconds.
pub const LINK_MS: i64 = 5 * MINUTE_MS;

/// Why there is no dry run.
#[derive(Debug, thiserror::Error)]
pub enum LoginError {
    /// There is no such provider.
    #[error("no provider {0} is set up; `doorward providers` lists those that are")]
    NoProvider(String),
    /// Clerk signs people in on its own pages.
    #[error("Clerk signs people in on its own pages, so there is nothing here to rehearse")]
    Clerk,
    /// No random bytes.
    #[error("no ticket could be made")]
    Random(#[from] RandomFailed),
    /// Storage.
    #[error("the ticket could not be stored")]
    Store(#[from] StoreError),
}

/// What the command line waits with.
#[derive(Debug)]
pub struct Ticket {
    /// The address that a browser is to open, once.
    pub link: String,
    provider: String,
    digest: Digest,
}

/// Makes a ticket for a dry run at `provider`.
pub async fn begin(app: &App, provider: &str) -> Result<Ticket, LoginError> {
    if app.providers.get(provider).is_none() {
        let clerk = app.is_provider(provider);
        let unknown = || LoginError::NoProvider(provider.to_owned());
        return Err(if clerk { LoginError::Clerk } else { unknown() });
    }
    let token = tokens::opaque()?;
    let digest = tokens::digest(&token);
    let now = app.clock.now();
    let event = Event {
        detail: format!("{provider}: asked for on the command line"),
        ..Event::new("doctor.login", now)
    };
    app.store.begin_dry_run(&digest, provider, now.plus(LINK_MS), &event).await?;
    let link = super::base(app).join(&format!("{PATH}/login?token={token}"));
    Ok(Ticket { link, provider: provider.to_owned(), digest })
}

/// What opening a link led to.
#[derive(Debug)]
pub enum Opened {
    /// The way out to the provider.
    Leave(Started),
    /// It did not come to that.
    Ended(Box<Outcome>),
}

/// Opens a link, once; `None` when it does not count.
pub async fn open(
    app: &App,
    token: &str,
    client: &Client,
) -> Result<Option<Opened>, CallbackError> {
    let ticket = tokens::digest(token);
    let now = app.clock.now();
    let Some(provider) = app.store.open_dry_run(&ticket, now, now.plus(PENDING_MS)).await? else {
        return Ok(None);
    };
    match callback::begin(app, &provider, "/", Purpose::DryRun(ticket)).await {
        Ok(started) => Ok(Some(Opened::Leave(started))),
        Err(CallbackError::OpenId(error)) => {
            let outcome = Outcome::failed(&provider, &error);
            dry_run::keep(app, &ticket, &outcome, client).await?;
            Ok(Some(Opened::Ended(Box::new(outcome))))
        }
        Err(error) => Err(dry_run::broke(app, (&provider, &ticket), error, client).await),
    }
}

/// What the dry run of a ticket came to, once it is over. It is read once.
pub async fn reported(app: &App, ticket: &Ticket) -> Result<Option<Outcome>, StoreError> {
    dry_run::take(app, (&ticket.provider, &ticket.digest)).await
}

/// An outcome with what there is to say about it.
#[derive(Clone, Debug, Serialize)]
pub struct Judged {
    /// What was found; its fields come first.
    #[serde(flatten)]
    pub report: Report,
    /// What the dry run came to.
    pub login: Outcome,
}

/// Judges an outcome, with the settings as they were `asked` for.
pub fn judge(outcome: Outcome, asked: &[Asked]) -> Judged {
    let findings = findings::of(&outcome, Places(asked));
    Judged { report: Report::of(vec!["login"], findings), login: outcome }
}

impl Judged {
    /// What the browser is told that went the way: of an account that the provider's word may be about, that
    /// there is one, and no more. The word may be false.
    #[must_use]
    pub fn for_browser(self) -> Self {
        let mut report = self.report;
        for finding in &mut report.findings {
            if findings::is_verdict(finding) {
                finding.evidence = None;
            }
        }
        Self { report, ..self }
    }

    /// The text for a terminal, with a line end at its end.
    pub fn text(&self) -> String {
        text::of(self)
    }
}
