//! Mail. Whoever has something to say posts a letter, which is kept until it is sent: a mail server that is
//! down loses nothing, and nobody waits for it.
//!
//! A letter goes to one person, whose address has passed [`Email::parse`]. It is sealed while it waits,
//! because it may carry a token, and deleted once the mail server has taken it. It may arrive twice (a crash
//! between the server's word and ours) and never gets lost.

mod api;
mod compose;
pub(crate) mod deliver;
mod failure;
mod lines;
mod outbox;
mod remedy;
mod sealed;
mod smtp;
pub mod trial;

use doorward_core::account::User;
use doorward_core::id::UserId;
use doorward_core::outbox::TRIED_MS;
use doorward_core::secret::Digest;
use doorward_jose::random::{self, RandomFailed};
use doorward_jose::seal::SealError;
use doorward_store::{Event, NewLetter, StoreError};
use tokio::sync::Notify;

pub use doorward_core::address::Email;
pub use doorward_core::outbox::LetterId;
use doorward_pages::Language;
pub use doorward_pages::mail::{Factor, Message};
pub use doorward_store::Letter as Kept;
pub use failure::{Failure, Stage};
pub use outbox::{TestError, list, retry, test};

use crate::app::App;
use crate::settings::{self, General, Mail};
use api::{Api, Kind};
use smtp::Server;

/// A letter to one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// Whom it goes to.
    pub to: Email,
    /// What they are called; may be empty. It is written only where it cannot pass for anything but a name.
    pub name: String,
    /// The language that they want, as a BCP 47 tag.
    pub language: Option<String>,
    /// What it says.
    pub message: Message,
    /// The account that it is about: while it waits, it goes when that goes.
    pub person: Option<UserId>,
    /// The digest of the token that its link carries: it is not sent once that has stopped counting.
    pub token: Option<Digest>,
}

impl Letter {
    /// A letter to somebody of whom no more is known.
    pub fn to_address(to: Email, message: Message) -> Self {
        let (name, language) = (String::new(), None);
        Self { to, name, language, message, person: None, token: None }
    }

    /// A letter to this address of a person, in their name and language.
    pub(crate) fn to_person(to: Email, person: &User, message: Message) -> Self {
        let (name, language) = (person.name.clone(), person.language.clone());
        Self { name, language, person: Some(person.id), ..Self::to_address(to, message) }
    }

    /// The letter as one whose link carries this token.
    pub(crate) fn carrying(self, token: Digest) -> Self {
        Self { token: Some(token), ..self }
    }
}

/// Why a letter was not posted.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// No mail is set up.
    #[error("no mail is set up")]
    Off,
    /// The operating system gave no random bytes.
    #[error("no random bytes")]
    Random(#[from] RandomFailed),
    /// It could not be written down.
    #[error("the letter could not be written down")]
    Write(#[from] serde_json::Error),
    /// It could not be sealed.
    #[error("the letter could not be sealed")]
    Seal(#[from] SealError),
    /// Storage.
    #[error("the letter could not be stored")]
    Store(#[from] StoreError),
}

/// What sends letters.
pub(crate) struct Mailer {
    settings: Mail,
    /// The name of the place, for the words.
    app_title: String,
    /// The language of whoever wishes none that there is.
    language: Language,
    carrier: Carrier,
    /// Wakes whoever sends them.
    posted: Notify,
}

/// What takes mails from us.
enum Carrier {
    Smtp(Server),
    Api(Api),
}

impl Mailer {
    /// Prepares what sends letters as the settings say. Nothing is connected to yet.
    pub(crate) fn new(settings: &Mail, general: &General) -> Self {
        let authorities = &settings.authorities;
        let carrier = match &settings.carrier {
            settings::Carrier::Smtp(smtp) => {
                Carrier::Smtp(Server::new(smtp, authorities, general.server.host()))
            }
            settings::Carrier::Mailgun { url, key } => {
                Carrier::Api(Api::new(Kind::Mailgun, url, key, authorities))
            }
            settings::Carrier::Resend { url, key } => {
                Carrier::Api(Api::new(Kind::Resend, url, key, authorities))
            }
        };
        let (settings, app_title) = (settings.clone(), general.app_title.clone());
        let language = general.language;
        Self { settings, app_title, language, carrier, posted: Notify::new() }
    }
}

/// Whether mail is set up. Where it is not, nothing that needs it is offered.
pub fn is_on(app: &App) -> bool {
    app.mailer.is_some()
}

/// Posts a letter. When this returns, it will be sent, whatever happens to this process.
pub async fn post(app: &App, letter: Letter) -> Result<(), MailError> {
    post_as(app, letter, None).await
}

/// Posts a letter, with the event that it is part of.
async fn post_as(app: &App, letter: Letter, event: Option<&Event>) -> Result<(), MailError> {
    app.store.post_letter(&seal(app, &letter)?.ok_or(MailError::Off)?, event).await?;
    Ok(())
}

/// Seals a letter for its row, to be stored with what it tells of; `None` where there is no mail.
pub(crate) fn seal(app: &App, letter: &Letter) -> Result<Option<NewLetter>, MailError> {
    if !is_on(app) {
        return Ok(None);
    }
    let now = app.clock.now();
    let mut bytes = [0; 10];
    random::fill(&mut bytes)?;
    let id = LetterId::new(now, bytes);
    Ok(Some(NewLetter {
        id,
        recipient: letter.to.clone(),
        kind: letter.message.kind(),
        person: letter.person,
        token: letter.token,
        body: sealed::seal(&app.keys, id, letter)?,
        created_at: now,
        give_up_at: now.plus(TRIED_MS),
    }))
}

/// Has somebody look for letters, now that storage tells of some.
pub(crate) fn wake(app: &App) {
    if let Some(mailer) = &app.mailer {
        mailer.posted.notify_one();
    }
}
