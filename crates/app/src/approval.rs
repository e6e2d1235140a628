//! The queue of new people: where `DOORWARD_APPROVAL` is on, whoever makes an account waits until an
//! administrator lets them in.
//!
//! Whether somebody waits is kept with their account, and looked at wherever a session begins or is used.
//! So switching the setting off lets nobody in who waits, and whose approval is withdrawn is out at once.

use doorward_core::account::{Role, User};
use doorward_core::id::UserId;
use doorward_core::time::HOUR_MS;
use doorward_store::{Event, StoreError};

use crate::app::App;
use crate::mail::{self, Letter, MailError, Message};
use crate::people::{self, Query};
use crate::tokens;

/// What is claimed for an hour by whoever tells the administrators.
const NOTICE: &str = "approval notice";

/// Most administrators that are told.
const MOST_TOLD: u32 = 20;

/// Most people in the queue that are listed.
pub const MOST: u32 = 1000;

/// Those who wait, whoever waits longest first, at most [`MOST`].
pub async fn waiting(app: &App) -> Result<Vec<User>, StoreError> {
    app.store.waiting_users(MOST).await
}

/// Lets somebody in who waits, on behalf of `by`; `false` unless they wait.
pub async fn approve(app: &App, user: UserId, by: Option<UserId>) -> Result<bool, StoreError> {
    let approved = app.store.approve_user(user, &event(app, "user.approve", user, by)).await?;
    app.live.forget_user(user);
    if approved && let Err(error) = welcome(app, user).await {
        let error = &error as &dyn std::error::Error;
        tracing::warn!(error, "the news of an approval was not posted");
    }
    Ok(approved)
}

/// Turns somebody away who waits: their account is removed. `false` unless they wait.
pub async fn reject(app: &App, user: UserId, by: Option<UserId>) -> Result<bool, StoreError> {
    let rejected = app.store.reject_user(user, &event(app, "user.reject", user, by)).await?;
    app.live.forget_user(user);
    Ok(rejected)
}

/// Makes somebody wait who was in: no session of theirs counts until they are approved again. `false`
/// when they wait already, or are gone.
pub async fn withdraw(app: &App, user: UserId, by: Option<UserId>) -> Result<bool, StoreError> {
    let event = event(app, "user.withdraw_approval", user, by);
    let withdrawn = app.store.withdraw_approval(user, &event).await?;
    app.live.forget_user(user);
    Ok(withdrawn)
}

/// Tells by mail who was let in.
async fn welcome(app: &App, user: UserId) -> Result<(), MailError> {
    if let Some(user) = app.store.user(user).await? {
        let link = app.settings.general.client.join("/login");
        write(app, user, Message::Approved { link }).await?;
    }
    Ok(())
}

/// Tells the administrators by mail that somebody waits, once an hour at most. The account is made whether
/// or not the mails go out.
pub(crate) async fn announce(app: &App, user: &User) {
    if user.waiting_since.is_none() || !mail::is_on(app) {
        return;
    }
    if let Err(error) = tell_administrators(app).await {
        let error = &error as &dyn std::error::Error;
        tracing::warn!(error, "the news of somebody who waits was not posted");
    }
}

async fn tell_administrators(app: &App) -> Result<(), MailError> {
    let now = app.clock.now();
    let once = tokens::digest(NOTICE);
    if !app.store.claim(NOTICE, &once, now.plus(HOUR_MS), now).await? {
        return Ok(());
    }
    let query = Query { role: Some(Role::Admin), disabled: Some(false), ..Query::default() };
    let administrators = people::find_all(app, &query, None, MOST_TOLD).await?.people;
    for administrator in administrators {
        let link = app.settings.general.client.join("/admin/approvals");
        write(app, administrator, Message::PeopleWaiting { link }).await?;
    }
    Ok(())
}

/// Posts a letter to somebody who has an address, where there is mail.
async fn write(app: &App, user: User, message: Message) -> Result<(), MailError> {
    let Some(to) = user.email.clone().filter(|_| mail::is_on(app)) else { return Ok(()) };
    mail::post(app, Letter::to_person(to, &user, message)).await
}

fn event(app: &App, kind: &'static str, user: UserId, by: Option<UserId>) -> Event {
    Event { actor: by, subject: Some(user), ..Event::new(kind, app.clock.now()) }
}
