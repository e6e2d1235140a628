//! Finding people.

use doorward_core::account::{Role, User};
use doorward_core::id::UserId;
use doorward_core::search;
use doorward_store::{StoreError, Wanted};

use crate::app::App;

/// Whom to look for. What is `None` does not matter.
#[derive(Clone, Debug, Default)]
pub struct Query {
    /// How their address, user name, name or a later word of it begins; nothing when blank.
    pub text: String,
    /// What they may do.
    pub role: Option<Role>,
    /// Whether they are switched off.
    pub disabled: Option<bool>,
}

/// A page of people.
#[derive(Clone, Debug)]
pub struct Page {
    /// The people.
    pub people: Vec<User>,
    /// After whom the next page begins, if there is one.
    pub next: Option<UserId>,
}

/// The people that a query means, after `after`, at most `limit`.
pub async fn find_all(
    app: &App,
    query: &Query,
    after: Option<UserId>,
    limit: u32,
) -> Result<Page, StoreError> {
    let wanted =
        Wanted { prefix: search::prefix(&query.text), role: query.role, disabled: query.disabled };
    let mut people = app.store.find_users(&wanted, after, limit.saturating_add(1)).await?;
    let more = people.len() > limit as usize;
    people.truncate(limit as usize);
    Ok(Page { next: people.last().filter(|_| more).map(|user| user.id), people })
}

/// The people from the place `offset` on, newest first, and how many there are in all.
pub async fn at(app: &App, offset: i64, limit: u32) -> Result<(Vec<User>, i64), StoreError> {
    Ok((app.store.users_at(offset, limit).await?, app.store.count_users().await?))
}
