//! Mail. Whoever has something to say posts a letter, which is kept until it is sent: a mail server that is
//! down loses nothing, and nobody waits for it.
//!
//! A letter goes to one person, whose address has passed [`Email::parse`]. It is sealed while it waits,
//! because it may carry a token, and deleted once the mail server has taken it. It may arrive twice (a crash
//! between the server's word and ours) and never gets lost.

mod sealed;

use doorward_core::address::Email;
use doorward_core::outbox::{LetterId, TRIED_MS};
use doorward_jose::random::{self, RandomFailed};
use doorward_jose::seal::SealError;
use doorward_store::{NewLetter, StoreError};
use tokio::sync::Notify;

pub use doorward_pages::mail::{Factor, Message};

use crate::app::App;
use crate::settings::Mail;

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
    #[expect(dead_code, reason = "letters are posted before they are sent")]
    settings: Mail,
    /// Wakes whoever sends them.
    posted: Notify,
}

impl Mailer {
    /// Prepares what sends letters as the settings say. Nothing is connected to yet.
    pub(crate) fn new(settings: &Mail) -> Self {
        Self { settings: settings.clone(), posted: Notify::new() }
    }
}

/// Whether mail is set up. Where it is not, nothing that needs it is offered.
pub fn is_on(app: &App) -> bool {
    app.mailer.is_some()
}

/// Posts a letter. When this returns, it will be sent, whatever happens to this process.
pub async fn post(app: &App, letter: Letter) -> Result<(), MailError> {
    let mailer = app.mailer.as_ref().ok_or(MailError::Off)?;
    let now = app.clock.now();
    let mut bytes = [0; 10];
    random::fill(&mut bytes)?;
    let id = LetterId::new(now, bytes);
    let new = NewLetter {
        id,
        recipient: letter.to.clone(),
        kind: letter.message.kind(),
        body: sealed::seal(&app.keys, id, &letter)?,
        created_at: now,
        give_up_at: now.plus(TRIED_MS),
    };
    app.store.post_letter(&new).await?;
    mailer.posted.notify_one();
    Ok(())
}
