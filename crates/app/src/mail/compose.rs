//! From a letter to a mail (RFC 5322). Addresses have passed [`Email::parse`], names are made one line first,
//! and headers are encoded by the library: nothing can be smuggled in (checklist item 91).

use std::time::{Duration, UNIX_EPOCH};

use doorward_core::address::Email;
use doorward_core::outbox::LetterId;
use doorward_core::time::Timestamp;
use doorward_pages::Language;
use doorward_pages::mail::{Place, Rendered, shown};
use lettre::address::Envelope;
use lettre::message::header::{Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use lettre::{Address, Message};

use super::failure::{Failure, Fault, Stage};
use super::{Letter, Mailer};

/// A mail that is ready to be sent, to exactly one person.
pub(super) struct Mail {
    pub(super) from: Mailbox,
    pub(super) to: Mailbox,
    pub(super) said: Rendered,
    /// `Message-ID`, the same at every try: receivers drop what they have already.
    message_id: String,
    date: Timestamp,
}

impl Mail {
    /// Lays a letter out.
    pub(super) fn new(
        mailer: &Mailer,
        id: LetterId,
        letter: &Letter,
        date: Timestamp,
    ) -> Result<Self, Failure> {
        let settings = &mailer.settings;
        let wished = letter.language.as_deref().and_then(Language::parse);
        let language = wished.unwrap_or(mailer.language);
        let place = Place { app: &mailer.app_title, language };
        let said = letter.message.render(&letter.name, &place);
        Ok(Self {
            from: mailbox(&settings.from_name, &settings.from)?,
            to: mailbox(&letter.name, &letter.to)?,
            said: said.map_err(|error| unusable(&error.to_string()))?,
            message_id: format!("<{id}@{}>", settings.from.domain()),
            date,
        })
    }

    /// The mail as SMTP carries it.
    pub(super) fn formatted(&self) -> Result<(Envelope, Vec<u8>), Failure> {
        let since = Duration::from_millis(self.date.0.max(0).unsigned_abs());
        let (text, html) = (self.said.text.clone(), self.said.html.clone());
        let message = Message::builder()
            .from(self.from.clone())
            .to(self.to.clone())
            .subject(self.said.subject.clone())
            .date(UNIX_EPOCH + since)
            .message_id(Some(self.message_id.clone()))
            .header(AutoSubmitted)
            .multipart(MultiPart::alternative_plain_html(text, html))
            .map_err(|error| unusable(&error.to_string()))?;
        Ok((message.envelope().clone(), message.formatted()))
    }
}

fn mailbox(name: &str, email: &Email) -> Result<Mailbox, Failure> {
    let address = Address::new(email.local_part(), email.domain());
    let address = address.map_err(|error| unusable(&error.to_string()))?;
    Ok(Mailbox::new(shown(name), address))
}

fn unusable(text: &str) -> Failure {
    Failure::new(Stage::Letter, Fault::Letter, text)
}

/// `Auto-Submitted: auto-generated` (RFC 3834 §5), so that nobody's absence is answered to us.
#[derive(Clone)]
struct AutoSubmitted;

impl AutoSubmitted {
    const VALUE: &str = "auto-generated";
}

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), Self::VALUE.to_owned())
    }
}
