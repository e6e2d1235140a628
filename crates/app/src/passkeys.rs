//! Passkeys: making them, signing in with them, and what their owner does with them.
//!
//! Signatures are checked by `webauthn-rs`. A passkey whose authenticator made sure of its person when
//! it was made must do so at every use, and opens the account by itself; another one is a second factor.

mod ceremony;
mod credential;
mod prove;
mod register;
mod second_factor;
mod sign_in;

use doorward_core::factor::Factor;
use doorward_core::id::UserId;
use doorward_core::passkey::{self, Backup};
use doorward_core::secret::Digest;
use doorward_core::time::Timestamp;
use doorward_store::{Event, Passkey, RemovePasskey, StoreError};
use webauthn_rs::prelude::{Url, Webauthn, WebauthnBuilder, WebauthnError};

pub use ceremony::{Answer, Asked};
pub use prove::{begin_proof, finish_proof};
pub use register::{begin_registration, finish_registration};
pub use second_factor::{begin_second_factor, finish_second_factor};
pub use sign_in::{begin_sign_in, browser_binding, finish_sign_in};

use crate::app::App;
use crate::callback::CallbackError;
use crate::establish::{Client, EstablishError};
use crate::linking::{self, LinkingError, Typed};
use crate::live::Live;
use crate::mail::{self, Message};
use crate::second_factor::step::StepError;
use crate::tokens::MintError;
use crate::{notices, settings};

/// What checks signatures, made once.
pub struct Passkeys {
    webauthn: Webauthn,
    /// The relying party that browsers are asked for.
    pub rp_id: String,
}

impl Passkeys {
    /// Prepares the checks. It errs only if the settings name an origin that the relying party does not
    /// cover, which reading them rules out.
    pub(crate) fn new(
        settings: &settings::Passkeys,
        app_title: &str,
    ) -> Result<Self, WebauthnError> {
        let configuration = |_| WebauthnError::Configuration;
        let origins: Vec<Url> = settings
            .origins
            .iter()
            .map(|origin| Url::parse(origin).map_err(configuration))
            .collect::<Result<_, _>>()?;
        let first = origins.first().ok_or(WebauthnError::Configuration)?;
        let builder = WebauthnBuilder::new(&settings.rp_id, first)?.rp_name(app_title);
        let builder = origins.iter().skip(1).fold(builder, WebauthnBuilder::append_allowed_origin);
        Ok(Self { webauthn: builder.build()?, rp_id: settings.rp_id.clone() })
    }
}

/// Why nothing came of a passkey.
#[derive(Debug, thiserror::Error)]
pub enum PasskeyError {
    /// Passkeys are not on here.
    #[error("passkeys are not on here")]
    Off,
    /// What the browser sent is no answer of an authenticator.
    #[error("the browser's answer cannot be read")]
    Unreadable(#[source] serde_json::Error),
    /// Nothing was asked that this could answer: never, not of this browser or session, too long ago, or
    /// it was answered before.
    #[error("the ceremony is unknown, over, another's, or was finished before")]
    Over,
    /// Nobody has this passkey, or not the account that it names.
    #[error("nobody here has this passkey")]
    Unknown,
    /// The answer does not hold.
    #[error("the answer of the authenticator does not hold")]
    Refused(#[source] WebauthnError),
    /// The authenticator has signed less often than it had before: there may be two of it.
    #[error("the passkey's counter has not gone on")]
    Counter,
    /// The authenticator was asked to make sure of its person, and did not.
    #[error("the authenticator has not made sure of its person")]
    Unverified,
    /// The person has to prove anew who they are.
    #[error("a fresh proof is needed")]
    NeedsProof,
    /// Somebody has this passkey already, or the account has as many as it may have.
    #[error("the passkey exists already, or the account has too many")]
    Taken,
    /// The account has no such passkey.
    #[error("the account has no such passkey")]
    NoSuchPasskey,
    /// The name is empty, too long or holds characters that names do not have.
    #[error("the name cannot be used")]
    Name,
    /// The passkey is the last way into the account.
    #[error("the passkey is the last way into the account")]
    LastWayIn,
    /// A second factor is required, and the passkey is the last one.
    #[error("the last second factor stays while one is required")]
    LastFactor,
    /// The sign-in that waits for a second factor does not go on.
    #[error(transparent)]
    Step(#[from] StepError),
    /// The account's own provider decides who comes in.
    #[error(transparent)]
    Standing(#[from] CallbackError),
    /// What should prove who the person is did not.
    #[error(transparent)]
    Proof(#[from] LinkingError),
    /// The session could not be made.
    #[error("the session could not be made")]
    Establish(#[from] EstablishError),
    /// No random bytes, or nothing sealed.
    #[error("a ceremony could not be made")]
    Mint(#[from] MintError),
    /// Storage.
    #[error("passkeys could not be read or written")]
    Store(#[from] StoreError),
}

/// A passkey, as its owner's page shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnPasskey {
    /// The name by which [`rename`] and [`remove`] know it: tells nothing, and is no secret.
    pub id: String,
    /// What its owner calls it.
    pub name: String,
    /// Whether it opens the account by itself.
    pub signs_in: bool,
    /// Where its key can be.
    pub backup: Backup,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last proved something.
    pub last_used_at: Option<Timestamp>,
}

/// The passkeys of an account, oldest first; none where passkeys are off.
pub async fn list(app: &App, user: UserId) -> Result<Vec<OwnPasskey>, StoreError> {
    if app.passkeys.is_none() {
        return Ok(Vec::new());
    }
    let own = |key: Passkey| OwnPasskey {
        id: key.id.to_hex(),
        backup: passkey::backup(key.backup_eligible, key.backed_up),
        name: key.name,
        signs_in: key.signs_in,
        created_at: key.created_at,
        last_used_at: key.last_used_at,
    };
    Ok(app.store.passkeys_of(user).await?.into_iter().map(own).collect())
}

/// Whether the account has a passkey that opens it.
pub(crate) async fn open(app: &App, user: UserId) -> Result<bool, StoreError> {
    Ok(list(app, user).await?.iter().any(|key| key.signs_in))
}

/// The name of the passkey that is the only way into an account, if one is.
pub async fn last_way_in(app: &App, user: UserId) -> Result<Option<String>, StoreError> {
    let mut keys = list(app, user).await?.into_iter().filter(|key| key.signs_in);
    let (first, second) = (keys.next(), keys.next());
    let otherwise = second.is_some() || linking::opens(app, user).await?;
    Ok(first.filter(|_| !otherwise).map(|key| key.id))
}

/// Gives a passkey of the person another name.
pub async fn rename(
    app: &App,
    live: &Live,
    id: &str,
    name: &str,
    client: &Client,
) -> Result<(), PasskeyError> {
    ready(app)?;
    let id = Digest::from_hex(id).ok_or(PasskeyError::NoSuchPasskey)?;
    let name = passkey::name(name).ok_or(PasskeyError::Name)?;
    let event = event(app, "passkey.rename", live, client);
    let renamed = app.store.rename_passkey(live.user.id, &id, name, &event).await?;
    renamed.then_some(()).ok_or(PasskeyError::NoSuchPasskey)
}

/// Removes a passkey of the person, after a fresh proof, unless it is the last way into the account.
pub async fn remove(
    app: &App,
    live: &Live,
    id: &str,
    typed: Typed<'_>,
) -> Result<(), PasskeyError> {
    ready(app)?;
    let id = Digest::from_hex(id).ok_or(PasskeyError::NoSuchPasskey)?;
    let own = async || {
        let found = app.store.passkey(&id).await?;
        Ok::<_, StoreError>(found.filter(|key| key.user == live.user.id))
    };
    let key = own().await?.ok_or(PasskeyError::NoSuchPasskey)?;
    let client = typed.client;
    linking::prove_here(app, live, typed).await?;
    let event = Event { detail: key.name, ..event(app, "passkey.remove", live, client) };
    let providers = app.provider_ids();
    let others = app.ways_in(&providers);
    let (factors, required) = crate::second_factor::standing(app, &live.user).await?;
    let whose = (live.user.id, &id);
    match app.store.remove_passkey(whose, others, required, &event).await? {
        RemovePasskey::Removed => {
            let factor = mail::Factor::Passkey;
            notices::tell(app, &live.user, Message::FactorRemoved { factor }).await;
            Ok(())
        }
        // Somebody was quicker, or it is the last one.
        RemovePasskey::Kept if own().await?.is_none() => Ok(()),
        RemovePasskey::Kept if !factors.may_lose(Factor::Passkey, required) => {
            Err(PasskeyError::LastFactor)
        }
        RemovePasskey::Kept => Err(PasskeyError::LastWayIn),
    }
}

/// The checks, where passkeys are on.
fn ready(app: &App) -> Result<&Passkeys, PasskeyError> {
    app.passkeys.as_deref().ok_or(PasskeyError::Off)
}

/// Something that the person of a session did with a passkey of theirs.
fn event(app: &App, kind: &'static str, live: &Live, client: &Client) -> Event {
    Event { session: Some(live.id), ..linking::event(app, kind, live.user.id, client, "") }
}
