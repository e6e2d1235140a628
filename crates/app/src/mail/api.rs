//! Sending through Mailgun's and Resend's HTTP APIs.

use std::time::Duration;

use doorward_core::oidc::endpoint::Transport;
use doorward_core::secret::Secret;
use serde::Serialize;
use url::Url;
use url::form_urlencoded::Serializer;

use super::compose::Mail;
use super::failure::{Failure, Fault, Stage, one_line};
use crate::upstream::authorities::Authorities;
use crate::upstream::http::{Answer, Credentials, FetchError, Http, Policy};

/// How long a request may take.
const DEADLINE: Duration = Duration::from_secs(30);

/// An API that takes mails.
pub(super) struct Api {
    http: Http,
    url: Url,
    key: Secret<String>,
    kind: Kind,
}

/// Whose API it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Mailgun,
    Resend,
}

/// A mail as Resend takes it.
#[derive(Serialize)]
struct Posted<'a> {
    from: String,
    to: [String; 1],
    subject: &'a str,
    text: &'a str,
    html: &'a str,
    headers: Headers,
}

#[derive(Serialize)]
struct Headers {
    #[serde(rename = "Auto-Submitted")]
    auto_submitted: &'static str,
}

const AUTO: &str = "auto-generated";

impl Api {
    pub(super) fn new(
        kind: Kind,
        url: &Url,
        key: &Secret<String>,
        authorities: &Authorities,
    ) -> Self {
        let policy = Policy {
            trusted: url.clone(),
            allow_private: false,
            transport: Transport::Secure,
            deadline: DEADLINE,
            authorities: authorities.clone(),
        };
        Self { http: Http::new(&policy), url: url.clone(), key: key.clone(), kind }
    }

    /// Hands a mail over. Gives the words of the answer.
    pub(super) async fn hand_over(&self, mail: &Mail) -> Result<String, Failure> {
        let key = self.key.expose();
        let answer = match self.kind {
            Kind::Mailgun => {
                self.http.post(&self.url, form(mail), Credentials::Basic("api", key)).await
            }
            Kind::Resend => {
                let body = Some(json(mail)?);
                self.http.call(&self.url, body, &[], Credentials::Bearer(key)).await
            }
        };
        let answer = answer.map_err(|error| self.unreachable(&error))?;
        let said = one_line(&String::from_utf8_lossy(&answer.body));
        if (200..300).contains(&answer.status) {
            Ok(said)
        } else {
            Err(self.refused(&answer, &said))
        }
    }

    fn unreachable(&self, error: &FetchError) -> Failure {
        let host = self.url.host_str().unwrap_or_default();
        Failure::new(Stage::Connect, Fault::Server, &format!("{host}: {error}"))
    }

    /// What an answer other than success means. A request that is wrong in itself is about this letter; all
    /// else is about the key, the domain or the service.
    fn refused(&self, answer: &Answer, said: &str) -> Failure {
        let (fault, remedy) = match (answer.status, self.kind) {
            (400 | 413 | 422, _) => (Fault::Letter, None),
            (401 | 403, Kind::Mailgun) => (
                Fault::Server,
                Some(
                    "Check MAILGUN_API_KEY; in Europe set MAILGUN_HOST=https://api.eu.mailgun.net.",
                ),
            ),
            (401 | 403, Kind::Resend) => {
                (Fault::Server, Some("Check RESEND_API_KEY and RESEND_FROM."))
            }
            (404, Kind::Mailgun) => (Fault::Server, Some("Check MAILGUN_DOMAIN and MAILGUN_HOST.")),
            _ => (Fault::Server, None),
        };
        let is_key = matches!(answer.status, 401 | 403);
        let stage = if is_key { Stage::SignIn } else { Stage::HandOver };
        let text = format!("the service says {} {said}", answer.status);
        let failure = Failure::new(stage, fault, &text);
        Failure { code: Some(answer.status), remedy: remedy.map(str::to_owned), ..failure }
    }
}

/// A mail as Mailgun takes it; links in it are not rewritten for counting.
fn form(mail: &Mail) -> String {
    Serializer::new(String::new())
        .append_pair("from", &mail.from.to_string())
        .append_pair("to", mail.to.email.as_ref())
        .append_pair("subject", &mail.said.subject)
        .append_pair("text", &mail.said.text)
        .append_pair("html", &mail.said.html)
        .append_pair("o:tracking", "no")
        .append_pair("o:tracking-clicks", "no")
        .append_pair("h:Auto-Submitted", AUTO)
        .finish()
}

fn json(mail: &Mail) -> Result<String, Failure> {
    let posted = Posted {
        from: mail.from.to_string(),
        to: [mail.to.email.to_string()],
        subject: &mail.said.subject,
        text: &mail.said.text,
        html: &mail.said.html,
        headers: Headers { auto_submitted: AUTO },
    };
    let json = serde_json::to_string(&posted);
    json.map_err(|error| Failure::new(Stage::Letter, Fault::Letter, &error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_wrong_with_the_letter_ends_it() {
        let url = Url::parse("https://api.example.test/emails").unwrap();
        for kind in [Kind::Mailgun, Kind::Resend] {
            let api = Api::new(kind, &url, &"k".to_owned().into(), &Authorities::default());
            for (status, fault) in [
                (400, Fault::Letter),
                (401, Fault::Server),
                (403, Fault::Server),
                (422, Fault::Letter),
                (429, Fault::Server),
                (500, Fault::Server),
                (503, Fault::Server),
            ] {
                let (content_type, body) = (String::new(), Vec::new());
                let answer = Answer { status, content_type, retry_after_s: None, body };
                let failure = api.refused(&answer, "no");
                assert_eq!((failure.fault, failure.code), (fault, Some(status)), "{kind:?}");
            }
        }
    }
}
