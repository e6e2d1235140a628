//! How an account is opened: which providers lead into it, and adding and removing them.
//!
//! Whoever changes that has proved within the last ten minutes who they are: by their password, or by
//! having signed in at a linked provider, which says when they did. A provider that says nothing of
//! that counts by the age of the session. Where the account has a second factor, that was proved as lately.

pub mod asked;
pub(crate) mod in_session;

use doorward_core::id::UserId;
use doorward_core::limit::Verdict;
use doorward_core::time::Timestamp;
use doorward_store::{Event, Link, Purpose, RemoveLink, StoreError};

use crate::app::App;
use crate::callback::{self, CallbackError, Started};
use crate::establish::Client;
use crate::hashing::HashingError;
use crate::live::Live;
use crate::notices;
use crate::passkeys;
use crate::proof::{self, ProofError};
use crate::second_factor::proof::FactorError;
use crate::standing;
use crate::tokens;

pub use crate::proof::{Typed, Ways, has_password, ways};

/// Characters of the name by which a page calls a link.
const NAME: usize = 32;

/// Why nothing was linked, or removed.
#[derive(Debug, thiserror::Error)]
pub enum LinkingError {
    /// The person has to prove anew who they are.
    #[error("a fresh proof is needed")]
    NeedsProof,
    /// The password that should prove it is wrong.
    #[error("wrong password")]
    BadPassword,
    /// The second factor that should prove it does not.
    #[error(transparent)]
    Factor(#[from] FactorError),
    /// Somebody has guessed at this account too often, from whatever addresses.
    #[error("too many wrong passwords for one account")]
    TooMany(Verdict),
    /// The account has no such link.
    #[error("the account has no such link")]
    NoSuchLink,
    /// The link is the last way into the account.
    #[error("the link is the last way into the account")]
    LastWayIn,
    /// The way to the provider, or back.
    #[error(transparent)]
    Callback(#[from] CallbackError),
    /// The password could not be checked.
    #[error("the password could not be checked")]
    Hashing(#[from] HashingError),
    /// Storage.
    #[error("the links could not be read or written")]
    Store(#[from] StoreError),
}

impl From<ProofError> for LinkingError {
    fn from(error: ProofError) -> Self {
        match error {
            ProofError::Needed => Self::NeedsProof,
            ProofError::BadPassword => Self::BadPassword,
            ProofError::Factor(error) => Self::Factor(error),
            ProofError::TooMany(verdict) => Self::TooMany(verdict),
            ProofError::Hashing(error) => Self::Hashing(error),
            ProofError::Store(error) => Self::Store(error),
        }
    }
}

/// A provider that leads into an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkedProvider {
    /// The name by which [`remove`] knows the link: tells nothing, and is no secret.
    pub name: String,
    /// Our name of the provider.
    pub provider: String,
    /// When it was linked.
    pub created_at: Timestamp,
    /// What can be done with it.
    pub standing: Standing,
}

/// What can be done with a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It can be removed.
    Removable,
    /// It is the last way in.
    LastWayIn,
    /// Its provider is not set up any more: it neither opens the account nor can be changed.
    NotSetUp,
}

/// The providers that lead into an account, oldest first.
pub async fn list(app: &App, user: UserId) -> Result<Vec<LinkedProvider>, StoreError> {
    let links = app.store.links_of(user).await?;
    let password = has_password(app, user).await?;
    let set_up = |link: &Link| callback::known(app, &link.provider).is_ok();
    let open = links.iter().filter(|link| set_up(link)).count();
    let otherwise = password || passkeys::open(app, user).await?;
    let standing = |link: &Link| match (set_up(link), open, otherwise) {
        (false, ..) => Standing::NotSetUp,
        (true, 1, false) => Standing::LastWayIn,
        (true, ..) => Standing::Removable,
    };
    let listed = |link: Link| LinkedProvider {
        name: name(&link),
        standing: standing(&link),
        provider: link.provider,
        created_at: link.created_at,
    };
    Ok(links.into_iter().map(listed).collect())
}

/// The providers that can be linked: all that are set up.
pub fn offers(app: &App) -> Vec<&str> {
    app.providers.iter().map(|provider| provider.id.as_str()).collect()
}

/// The name of a link: a part of a digest, so that an address of ours carries no subject.
fn name(link: &Link) -> String {
    let digest = tokens::digest(&format!("{}\n{}", link.issuer, link.subject));
    digest.to_hex().chars().take(NAME).collect()
}

/// Sends the person of a session to a provider that is to be linked to their account.
pub async fn begin(
    app: &App,
    live: &Live,
    provider: &str,
    typed: Typed<'_>,
    return_to: &str,
) -> Result<Started, LinkingError> {
    callback::find(app, provider)?;
    standing::check(app, &live.user, provider)?;
    proof::demand(app, live, typed).await?;
    let purpose = Purpose::Link { user: live.user.id, session: live.id };
    Ok(callback::begin(app, provider, return_to, purpose).await?)
}

/// Sends the person of a session to a provider that is linked to their account, to prove there that
/// they are still who they were.
pub async fn prove(
    app: &App,
    live: &Live,
    provider: &str,
    return_to: &str,
) -> Result<Started, LinkingError> {
    let linked = app.store.links_of(live.user.id).await?;
    if !linked.iter().any(|link| link.provider == provider) {
        return Err(LinkingError::NoSuchLink);
    }
    if !callback::find(app, provider)?.can_prove_anew() {
        return Err(CallbackError::StaleProof.into());
    }
    let purpose = Purpose::Prove { user: live.user.id, session: live.id };
    Ok(callback::begin(app, provider, return_to, purpose).await?)
}

/// Takes what the person of a session has typed as a fresh proof, if one is needed.
pub async fn prove_here(app: &App, live: &Live, typed: Typed<'_>) -> Result<(), LinkingError> {
    Ok(proof::demand(app, live, typed).await?)
}

/// Whether an account is opened by its password, or by a provider that is set up.
pub(crate) async fn opens(app: &App, user: UserId) -> Result<bool, StoreError> {
    let links = app.store.links_of(user).await?;
    let set_up = links.iter().any(|link| callback::known(app, &link.provider).is_ok());
    Ok(set_up || has_password(app, user).await?)
}

/// Removes the link of this name, unless it is the last way into the account.
pub async fn remove(
    app: &App,
    live: &Live,
    wanted: &str,
    typed: Typed<'_>,
) -> Result<(), LinkingError> {
    let user = live.user.id;
    let find = async || {
        let links = app.store.links_of(user).await?;
        Ok::<_, StoreError>(links.into_iter().find(|link| name(link) == wanted))
    };
    let link = find().await?.ok_or(LinkingError::NoSuchLink)?;
    callback::known(app, &link.provider)?;
    let client = typed.client;
    proof::demand(app, live, typed).await?;
    let event = event(app, "link.remove", user, client, &link.provider);
    let event = Event { session: Some(live.id), ..event };
    let providers = app.provider_ids();
    let others = app.ways_in(&providers);
    match app.store.remove_link(user, (&link.issuer, &link.subject), others, &event).await? {
        RemoveLink::Removed => {
            notices::unlinked(app, &live.user, &link.provider).await;
            Ok(())
        }
        // Somebody was quicker, or it is the last one.
        RemoveLink::Kept if find().await?.is_none() => Ok(()),
        RemoveLink::Kept => Err(LinkingError::LastWayIn),
    }
}

/// Something that the owner of an account did, or tried, with a link of theirs.
pub(crate) fn event(
    app: &App,
    kind: &'static str,
    user: UserId,
    client: &Client,
    detail: &str,
) -> Event {
    Event {
        actor: Some(user),
        subject: Some(user),
        address: client.address.to_string(),
        detail: detail.to_owned(),
        ..Event::new(kind, app.clock.now())
    }
}
