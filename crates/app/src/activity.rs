//! What happened to one's own account, as the record has it.

use std::collections::BTreeMap;

use doorward_core::id::SessionId;
use doorward_core::time::Timestamp;
use doorward_store::{EventFilter, Place, StoreError};

use crate::app::App;
use crate::audit;
use crate::live::Live;

/// How many events a page has.
const PAGE: u32 = 50;

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deed {
    /// When.
    pub at: Timestamp,
    /// What, as the record calls it.
    pub kind: String,
    /// From where; empty when that is not known, or was somebody else's place.
    pub address: String,
    /// With which browser, by its own words, if its session is still there.
    pub user_agent: Option<String>,
    /// Whether the person did it themselves.
    pub own: bool,
}

/// A page of what happened.
#[derive(Clone, Debug)]
pub struct Activity {
    /// The newest first.
    pub deeds: Vec<Deed>,
    /// Where the next page begins, if there is one.
    pub next: Option<Place>,
}

/// What happened to the account of a session before `before`. Where an administrator came from is not for
/// its owner to know.
pub async fn page(app: &App, live: &Live, before: Option<Place>) -> Result<Activity, StoreError> {
    let user = live.user.id;
    let filter = EventFilter { person: Some(user), ..EventFilter::default() };
    let page = audit::page(app, &filter, before, PAGE).await?;
    let sessions = app.store.sessions_of(user).await?;
    let agents: BTreeMap<SessionId, String> =
        sessions.into_iter().map(|session| (session.id, session.user_agent)).collect();
    let own = page.events.into_iter().filter(|event| event.subject == Some(user));
    let deeds = own.map(|event| {
        let own = event.actor.is_none_or(|actor| actor == user);
        Deed {
            at: event.at,
            user_agent: event.session.and_then(|id| agents.get(&id).cloned()),
            address: if own { event.address } else { String::new() },
            kind: event.kind,
            own,
        }
    });
    Ok(Activity { deeds: deeds.collect(), next: page.next })
}
