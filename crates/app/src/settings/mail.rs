//! Mail: `EMAIL_*` and `MAILGUN_*` of `LibreChat`, `SMTP_*` and `RESEND_*` of `LobeChat`.
//!
//! A well-known service wins over host and port, and an API wins over SMTP, as in `LibreChat`.

mod checks;
mod sender;
mod services;
mod smtp;
#[cfg(test)]
mod tests;

use doorward_core::address::Email;
use doorward_core::secret::Secret;
use url::Url;

use super::complaint::{Code, Severity};
use super::general::General;
use super::reader::{About, Fault, Name, NameKind, Names, Reader, url};
use crate::upstream::authorities::Authorities;

pub use smtp::{Encryption, Smtp};

/// How mail is sent.
#[derive(Clone, Debug)]
pub struct Mail {
    /// The address that it comes from.
    pub from: Email,
    /// The name that it comes from.
    pub from_name: String,
    /// What carries it.
    pub carrier: Carrier,
    /// Who may have signed the carrier's certificate, beside the system's authorities.
    pub authorities: Authorities,
}

/// What carries mail.
#[derive(Clone, Debug)]
pub enum Carrier {
    /// A mail server.
    Smtp(Smtp),
    /// Mailgun's API.
    Mailgun {
        /// Where messages are posted.
        url: Url,
        /// Opens it.
        key: Secret<String>,
    },
    /// Resend's API.
    Resend {
        /// Where messages are posted.
        url: Url,
        /// Opens it.
        key: Secret<String>,
    },
}

impl Carrier {
    /// What it is called, for people.
    pub fn label(&self) -> String {
        match self {
            Self::Smtp(smtp) => format!("{}:{}", smtp.host, smtp.port),
            Self::Mailgun { .. } => "Mailgun".to_owned(),
            Self::Resend { .. } => "Resend".to_owned(),
        }
    }
}

impl Mail {
    /// Reads how mail is sent; `None` when it is not set up, or in part only.
    pub(super) fn read(
        env: &mut Reader<'_>,
        general: &General,
        authorities: &Authorities,
    ) -> Option<Self> {
        env.group("Mail");
        let smtp = smtp::read(env);
        let sender = sender::read(env, &general.app_title);
        let mailgun = mailgun(env);
        let resend = resend(env);
        let carrier = mailgun.or(resend).or(smtp.map(Carrier::Smtp))?;
        let from = match carrier {
            Carrier::Resend { .. } => sender.resend.or(sender.from),
            _ => sender.from,
        };
        let Some((name, from)) = from else {
            checks::no_sender(env, &carrier);
            return None;
        };
        let from_name = sender.name.or(name).unwrap_or_else(|| general.app_title.clone());
        Some(Self { from, from_name, carrier, authorities: authorities.clone() })
    }
}

/// Names of one setting, of which none is better than the others.
fn either(names: [&'static str; 2]) -> Names {
    Names::in_order(names.map(|text| Name { text: text.into(), kind: NameKind::Current }))
}

fn mailgun(env: &mut Reader<'_>) -> Option<Carrier> {
    let key = env.secret("MAILGUN_API_KEY", "", "Sends through Mailgun's API instead of SMTP.");
    let domain = env.optional("MAILGUN_DOMAIN", "", "The domain at Mailgun.");
    let host = "https://api.mailgun.net";
    let meaning = "Where Mailgun's API is; `https://api.eu.mailgun.net` in Europe.";
    let base =
        env.parsed("MAILGUN_HOST", (host, meaning), url).or_else(|| Url::parse(host).ok())?;
    match (key, domain) {
        (Some(key), Some(domain)) => {
            let url = at(base, &["v3", &domain, "messages"])?;
            Some(Carrier::Mailgun { url, key })
        }
        (None, None) => None,
        (Some(_), None) => checks::half(env, "MAILGUN_API_KEY", "MAILGUN_DOMAIN"),
        (None, Some(_)) => checks::half(env, "MAILGUN_DOMAIN", "MAILGUN_API_KEY"),
    }
}

fn resend(env: &mut Reader<'_>) -> Option<Carrier> {
    let meaning = "LobeChat: `resend` sends through Resend's API, `nodemailer` by SMTP.";
    let wanted = env.parsed("EMAIL_SERVICE_PROVIDER", ("nodemailer", meaning), |text| match text {
        "nodemailer" => Ok(false),
        "resend" => Ok(true),
        _ => Err(Fault::new(Code::NOT_A_CHOICE, "is not known", "Write nodemailer or resend.")),
    });
    let key = env.secret("RESEND_API_KEY", "", "LobeChat: opens Resend's API.");
    if wanted != Some(true) {
        return None;
    }
    let Some(key) = key else {
        return checks::half(env, "EMAIL_SERVICE_PROVIDER", "RESEND_API_KEY");
    };
    Some(Carrier::Resend { url: Url::parse("https://api.resend.com/emails").ok()?, key })
}

/// The URL below `base` with these further segments.
fn at(mut base: Url, segments: &[&str]) -> Option<Url> {
    base.path_segments_mut().ok()?.pop_if_empty().extend(segments);
    Some(base)
}

/// A setting that is there, as it was found, in the words of its complaint.
fn used(default: &str, meaning: &'static str) -> About {
    About::used(default, meaning)
}

/// Complains of a setting that was asked for.
fn warn(env: &mut Reader<'_>, code: Code, name: &str, (what, remedy): (String, String)) {
    env.object(Severity::Warning, name, Fault::new(code, what, remedy));
}
