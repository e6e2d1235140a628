//! What administrators do with letters that wait. They see whom one goes to and why it was not sent, and
//! never what it says.

use doorward_core::account::User;
use doorward_core::outbox::{LetterId, TRIED_MS};
use doorward_pages::mail::Message;
use doorward_store::StoreError;

use super::{Kept, Letter, MailError, post_as};
use crate::app::App;
use crate::people::By;

/// Why no mail was sent to try it out.
#[derive(Debug, thiserror::Error)]
pub enum TestError {
    /// Whoever asks has no address that it could go to.
    #[error("the account has no address")]
    NoAddress,
    /// It was not posted.
    #[error(transparent)]
    Post(#[from] MailError),
}

/// The newest letters that wait or were given up, at most `limit`, without what they say.
pub async fn list(app: &App, limit: u32) -> Result<Vec<Kept>, StoreError> {
    app.store.letters(limit).await
}

/// Has a letter tried again at once, or all that wait or were given up; says how many that are. One that is
/// being sent at the moment is left alone.
pub async fn retry(app: &App, id: Option<LetterId>, by: By<'_>) -> Result<u64, StoreError> {
    let mut event = by.event_of_nobody(app, "mail.retry");
    let which = id.map_or_else(|| "all".to_owned(), |id| id.to_string());
    event.detail = format!("{which}, {}", event.detail);
    app.store.revive_letters(id, event.at.plus(TRIED_MS), &event).await
}

/// Posts a letter to whoever asks for it, the same way as all others, to see whether mail works.
pub async fn test(app: &App, to: &User, by: By<'_>) -> Result<(), TestError> {
    let address = to.email.clone().ok_or(TestError::NoAddress)?;
    let event = by.event_of_nobody(app, "mail.test");
    let letter = Letter::to_person(address, to, Message::Test);
    Ok(post_as(app, letter, Some(&event)).await?)
}
