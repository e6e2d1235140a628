//! The record of events: reading it, and keeping it no longer than it has to be.

use std::collections::{BTreeMap, BTreeSet};

use doorward_core::id::UserId;
use doorward_core::time::DAY_MS;
use doorward_store::StoreError;

use crate::app::App;

pub use doorward_store::{EventFilter, Place, Recorded};

/// A page of the record.
#[derive(Clone, Debug)]
pub struct Page {
    /// The events, newest first.
    pub events: Vec<Recorded>,
    /// Before which event the next page begins, if there is one.
    pub next: Option<Place>,
}

/// The events that `filter` means before `before`, at most `limit`, newest first.
pub async fn page(
    app: &App,
    filter: &EventFilter,
    before: Option<Place>,
    limit: u32,
) -> Result<Page, StoreError> {
    let mut events = app.store.find_events(filter, before, limit.saturating_add(1)).await?;
    let more = events.len() > limit as usize;
    events.truncate(limit as usize);
    Ok(Page { next: events.last().filter(|_| more).map(Recorded::place), events })
}

/// What the people of these events are called: by address, or else by name. Those who are gone are not
/// called anything.
pub async fn names(app: &App, events: &[Recorded]) -> Result<BTreeMap<UserId, String>, StoreError> {
    let ids = events.iter().flat_map(|event| [event.actor, event.subject]).flatten();
    let ids: BTreeSet<UserId> = ids.collect();
    let mut names = BTreeMap::new();
    for id in ids {
        if let Some(user) = app.store.user(id).await? {
            let email = user.email.as_ref().map(ToString::to_string);
            names.insert(id, email.unwrap_or(user.name));
        }
    }
    Ok(names)
}

/// Every kind of which there is an event.
pub async fn kinds(app: &App) -> Result<Vec<String>, StoreError> {
    app.store.kinds_of_events().await
}

/// Removes what is older than `DOORWARD_AUDIT_DAYS`.
pub(crate) async fn sweep(app: &App) -> Result<u64, StoreError> {
    let days = app.settings.audit.days;
    if days == 0 {
        return Ok(0);
    }
    app.store.sweep_events(app.clock.now().plus(-days * DAY_MS)).await
}
