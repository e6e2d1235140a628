//! The queue of new people: where `DOORWARD_APPROVAL` is on, whoever makes an account waits until an
//! administrator lets them in.
//!
//! Whether somebody waits is kept with their account, and looked at wherever a session begins or is used.
//! So switching the setting off lets nobody in who waits, and whose approval is withdrawn is out at once.

use doorward_core::account::User;
use doorward_core::id::UserId;
use doorward_store::{Event, StoreError};

use crate::app::App;

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

fn event(app: &App, kind: &'static str, user: UserId, by: Option<UserId>) -> Event {
    Event { actor: by, subject: Some(user), ..Event::new(kind, app.clock.now()) }
}
