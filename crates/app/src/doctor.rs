//! What is wrong with this installation, and what to write instead: the mistakes with which people come to
//! forums, looked for one by one.
//!
//! There are three places to look from: the settings alone, the server's side of the network, and a browser.
//! Every probe goes through the code that signs people in: the same client, authorities, guard and clock.
//! Nothing here changes anything, and no finding holds a secret.

mod beside;
pub mod browser;
mod catalogue;
mod certificate;
mod code;
mod complaints;
mod document;
mod explain;
mod finding;
pub mod login;
mod mail;
mod openid;
pub mod pass;
mod place;
pub mod probe;
mod public;
mod quiet;
mod refusals;
mod statics;
mod watching;
mod webhook;

use doorward_core::doctor::authorization::Verdict;

use crate::app::{App, StartError};
use crate::settings::{Asked, Code as SettingsCode, Origin, PublicUrl, Reading, Settings, Sources};
use code::Code;
use place::Places;

pub use catalogue::Entry;
pub use document::document;
pub use explain::{Explanation, all, explain};
pub use finding::{Finding, Report, Severity};
pub use quiet::quiet;

/// How a failed start, or what keeps the doctor from looking, is told.
#[derive(Debug, thiserror::Error)]
pub enum DoctorError {
    /// There is no settings file of that name, or it cannot be read.
    #[error("{0}")]
    NoSettings(String),
    /// The secrets could not be read or made.
    #[error("{0}")]
    Secrets(String),
}

/// What the settings say by themselves. Errs when they cannot be read at all.
pub fn statics(reading: &Reading) -> Result<Vec<Finding>, DoctorError> {
    let unreadable = [SettingsCode::FILE_MISSING, SettingsCode::FILE_UNREADABLE];
    if let Some(missing) = reading.complaints.iter().find(|one| unreadable.contains(&one.code)) {
        return Err(DoctorError::NoSettings(missing.to_string()));
    }
    let mut findings = complaints::findings(&reading.complaints);
    if let Some(draft) = &reading.draft {
        findings.extend(statics::findings(draft, Places(&reading.asked)));
    }
    Ok(findings)
}

/// What stands beside the settings file, as far as it bears on the settings.
pub fn beside(reading: &Reading, sources: &Sources) -> Vec<Finding> {
    let draft = reading.draft.as_ref();
    draft.map_or_else(Vec::new, |draft| beside::findings(draft, sources.folder()))
}

/// Completes what was read, to look at it from the server's side; `None` where the settings have errors.
pub fn settings(reading: &Reading) -> Result<Option<Settings>, DoctorError> {
    let Some(draft) = reading.draft.clone() else { return Ok(None) };
    let completed = draft.complete(crate::fill_random);
    completed.map(Some).map_err(|complaint| DoctorError::Secrets(complaint.to_string()))
}

/// What a start that fails is called.
pub fn failed_start(error: &StartError) -> Finding {
    let mut texts = vec![error.to_string()];
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        texts.push(inner.to_string());
        cause = inner.source();
    }
    texts.dedup();
    Finding::new(Code::STORE_DOWN, Severity::Failure, "database").seeing(texts.join(": "))
}

/// What can be seen from the server's side: providers, mail, the database, the public URL.
pub async fn server(app: &App, asked: &[Asked], sources: &Sources) -> Vec<Finding> {
    let places = Places(asked);
    let mut findings = Vec::new();
    for provider in app.providers.iter() {
        let set = app.settings.providers.get(&provider.id);
        if let (Some(set), Some(openid)) = (set, provider.openid()) {
            findings.extend(openid::findings(app, (set, openid), places).await);
        } else if let (Some(set), Some(oauth2)) = (set, provider.oauth2()) {
            let verdict = match oauth2.ask_for_nobody(&app.keys.login).await {
                // A page of such a provider may say anything before the sign-in.
                Verdict::ErrorPage => Verdict::Inconclusive,
                verdict => verdict,
            };
            findings.push(openid::authorization(set, &verdict, places));
            let refused = oauth2.try_code(&app.keys.login).await;
            findings.push(openid::token(set, refused.as_ref(), places));
        }
    }
    findings.extend(proxy(&findings, sources.outgoing_proxy()));
    findings.extend(mail::finding(&app.settings, places).await);
    findings.push(match app.ready().await {
        Ok(()) => Finding::new(Code::STORE_ANSWERS, Severity::Ok, "database"),
        Err(error) => {
            Finding::new(Code::STORE_DOWN, Severity::Failure, "database").seeing(error.to_string())
        }
    });
    findings.extend(public::findings(app, places).await);
    findings.extend(watching::findings(app, places).await);
    findings.extend(webhook::finding(&app.settings, places).await);
    findings
}

/// The base of our own addresses.
fn base(app: &App) -> &PublicUrl {
    let general = &app.settings.general;
    if app.settings.has_gateway() { &general.client } else { &general.server }
}

/// M35: something was not reached, and a proxy is set that is not used.
fn proxy(found: &[Finding], set: Option<(&'static str, Origin)>) -> Option<Finding> {
    let needed = found.iter().any(|one| one.catalogue.contains(&Entry(35)));
    let (name, origin) = set.filter(|_| needed)?;
    let finding = Finding::new(Code::OUTGOING_PROXY, Severity::Failure, "network");
    Some(finding.at(Some((name.to_owned(), origin))))
}
