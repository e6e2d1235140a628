//! The mail server, up to the moment before a mail (M29).

use super::code::Code;
use super::finding::{Finding, Severity};
use super::place::Places;
use crate::mail::trial::{self, Trial};
use crate::settings::{Carrier, Settings};

/// Tries the mail server, if mail is set up.
pub(super) async fn finding(settings: &Settings, places: Places<'_>) -> Option<Finding> {
    let mail = settings.mail.as_ref()?;
    let new = |code, severity| Finding::new(code, severity, "mail");
    if !matches!(mail.carrier, Carrier::Smtp(_)) {
        let untried = new(Code::MAIL_UNTRIED, Severity::Note);
        return Some(untried.seeing(mail.carrier.label()));
    }
    let Trial { steps, failure } = Box::pin(trial::ask(settings)).await?;
    let done = steps.join("; ");
    Some(match failure {
        None => new(Code::MAIL_ACCEPTED, Severity::Ok).seeing(done),
        Some(failure) => {
            let seen =
                if done.is_empty() { failure.to_string() } else { format!("{done}; {failure}") };
            let setting = if places.of("EMAIL_SERVICE").is_some_and(is_set) {
                "EMAIL_SERVICE"
            } else {
                "EMAIL_HOST"
            };
            let found =
                new(Code::MAIL_REFUSED, Severity::Failure).at(places.of(setting)).seeing(seen);
            match failure.remedy {
                Some(remedy) => found.fix(remedy),
                None => found,
            }
        }
    })
}

fn is_set((_, origin): (String, crate::settings::Origin)) -> bool {
    origin != crate::settings::Origin::Default
}
