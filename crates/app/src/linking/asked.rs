//! "This address already has an account": its owner is asked to prove that it is theirs, with its
//! password or at a provider that is linked to it. Until then the verified identity waits here.

use doorward_core::account::User;
use doorward_core::factor::Need;
use doorward_core::id::UserId;
use doorward_core::link::Refusal;
use doorward_core::secret::{Digest, Secret};
use doorward_store::{Event, PendingLink, PendingLogin, Purpose, SettleLink};

use super::{LinkingError, event, offers};
use crate::app::App;
use crate::callback::account::Vouched;
use crate::callback::{self, CallbackError, PENDING_MS, Started};
use crate::establish::{Client, Entrance, EstablishError};
use crate::notices;
use crate::proof::{self, ProofError};
use crate::second_factor::{self, LoginOutcome};
use crate::standing;
use crate::tokens::{self, MintError};

/// A question that waits for its answer.
#[derive(Debug)]
pub struct Asked {
    /// The value that names it.
    pub handle: String,
    /// The name of the cookie that ties it to this browser; see [`tag`].
    pub tag: String,
    /// Its value.
    pub browser: String,
}

/// What a browser holds of a question.
#[derive(Clone, Copy, Debug)]
pub struct Held<'a> {
    /// The value that names it.
    pub handle: &'a str,
    /// The cookie that ties it to the browser.
    pub browser: Option<&'a str>,
}

/// What the page asks. It is the same whatever the account is like, so that it tells nothing of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The provider that vouches.
    pub provider: String,
    /// The address that it states.
    pub email: String,
    /// Whether it says that it has checked the address.
    pub email_verified: bool,
    /// Whether a password may be the answer.
    pub password: bool,
    /// The providers that may be the answer.
    pub providers: Vec<String>,
}

/// Somebody has answered.
#[derive(Debug)]
pub struct Answered {
    /// The new session, or a sign-in that waits for a second factor.
    pub outcome: LoginOutcome,
    /// The path of ours to go on to.
    pub return_to: String,
}

/// Which cookie belongs to a question.
pub fn tag(handle: &str) -> String {
    callback::tag(handle)
}

/// Keeps whom a provider has vouched for, until the owner of the account with their address answers.
pub(crate) async fn ask(
    app: &App,
    login: &PendingLogin,
    vouched: Vouched<'_>,
    owner: UserId,
) -> Result<Asked, CallbackError> {
    let email = vouched.who.email.clone();
    let email = email.ok_or(CallbackError::Refused(Refusal::NoAddress))?;
    let handle = tokens::opaque().map_err(MintError::from)?;
    let browser = tokens::opaque().map_err(MintError::from)?;
    let now = app.clock.now();
    let pending = PendingLink {
        handle: tokens::digest(&handle),
        browser: tokens::digest(&browser),
        user: owner,
        link: vouched.link(),
        email,
        email_verified: vouched.who.email_verified,
        return_to: login.return_to.clone(),
        created_at: now,
        expires_at: now.plus(PENDING_MS),
    };
    app.store.begin_link(&pending).await?;
    Ok(Asked { tag: tag(&handle), handle, browser })
}

/// What is asked.
pub async fn question(app: &App, held: Held<'_>) -> Result<Question, LinkingError> {
    let pending = find(app, held).await?;
    let others = offers(app).into_iter().filter(|id| *id != pending.link.provider);
    Ok(Question {
        providers: others.map(str::to_owned).collect(),
        provider: pending.link.provider,
        email: pending.email.to_string(),
        email_verified: pending.email_verified,
        password: app.settings.switches.email_login,
    })
}

/// Answers with the password of the account: links and signs in.
pub async fn with_password(
    app: &App,
    held: Held<'_>,
    password: Secret<String>,
    client: &Client,
) -> Result<Answered, LinkingError> {
    let pending = find(app, held).await?;
    // The address is the account's own: that is why its owner is asked.
    let owner = (pending.user, pending.email.as_str());
    let proven = match proof::check_password(app, owner, password, client).await {
        Ok(proven) => proven,
        Err(error @ ProofError::BadPassword) => {
            let detail = format!("{}: wrong password", pending.link.provider);
            refused(app, &pending, client, &detail).await?;
            return Err(error.into());
        }
        Err(error) => return Err(error.into()),
    };
    let entrance = Entrance::password(Some(&proven), app.clock.now());
    let outcome = enter(app, &pending, entrance, client).await?;
    Ok(Answered { outcome, return_to: pending.return_to })
}

/// Links and signs in, in this order; where a second factor is missing, neither happens before it is
/// proved: the link would be a way past it.
async fn enter(
    app: &App,
    pending: &PendingLink,
    entrance: Entrance<'_>,
    client: &Client,
) -> Result<LoginOutcome, CallbackError> {
    let owner = app.store.user(pending.user).await?;
    let owner = owner.ok_or(CallbackError::Refused(Refusal::Disabled))?;
    if second_factor::need(app, &owner, &entrance, client).await? == Need::Nothing {
        let user = settle(app, pending, entrance.proven, client).await?;
        return Ok(second_factor::enter(app, user, entrance, client, &pending.return_to).await?);
    }
    standing::check(app, &owner, &pending.link.provider)?;
    let entrance = Entrance { settles: Some(pending.handle), ..entrance };
    Ok(second_factor::enter(app, owner, entrance, client, &pending.return_to).await?)
}

/// Makes the link that waited for a second factor of this account.
pub(crate) async fn settle_later(
    app: &App,
    handle: &Digest,
    user: &User,
    proven: Option<&Secret<String>>,
    client: &Client,
) -> Result<(), CallbackError> {
    let pending = app.store.pending_link(handle).await?.ok_or(CallbackError::UnknownState)?;
    if pending.user != user.id {
        return Err(CallbackError::UnknownState);
    }
    settle(app, &pending, proven, client).await.map(drop)
}

/// Sends the person to a provider that is linked to the account, as they say.
pub async fn by_provider(
    app: &App,
    held: Held<'_>,
    provider: &str,
) -> Result<Started, LinkingError> {
    let pending = find(app, held).await?;
    let purpose = Purpose::Join(pending.handle);
    Ok(callback::begin(app, provider, &pending.return_to, purpose).await?)
}

/// Answers with somebody whom a provider vouches for: links the one who waits, if both are the same
/// account's.
pub(crate) async fn join(
    app: &App,
    handle: &Digest,
    vouched: Vouched<'_>,
    client: &Client,
) -> Result<User, CallbackError> {
    let pending = app.store.pending_link(handle).await?.ok_or(CallbackError::UnknownState)?;
    let owner = vouched.linked(app).await?;
    if owner.is_none_or(|owner| owner.user.id != pending.user) {
        let detail = format!("{}: {} says no", pending.link.provider, vouched.provider.id);
        refused(app, &pending, client, &detail).await?;
        return Err(CallbackError::NotTheOwner);
    }
    settle(app, &pending, None, client).await
}

/// The question, if it is this browser's and neither answered nor too old.
async fn find(app: &App, held: Held<'_>) -> Result<PendingLink, LinkingError> {
    let pending = app.store.pending_link(&tokens::digest(held.handle)).await?;
    let pending = pending
        .filter(|pending| app.clock.now() < pending.expires_at)
        .ok_or(CallbackError::UnknownState)?;
    let same_browser = held.browser.is_some_and(|b| tokens::digest(b) == pending.browser);
    if !same_browser {
        return Err(CallbackError::ForeignState.into());
    }
    // Switched off meanwhile, it vouches for nobody any more.
    callback::known(app, &pending.link.provider)?;
    Ok(pending)
}

async fn settle(
    app: &App,
    pending: &PendingLink,
    proven: Option<&Secret<String>>,
    client: &Client,
) -> Result<User, CallbackError> {
    callback::known(app, &pending.link.provider)?;
    let disabled = || CallbackError::Refused(Refusal::Disabled);
    let owner = app.store.user(pending.user).await?.ok_or_else(disabled)?;
    standing::check(app, &owner, &pending.link.provider)?;
    if owner.waiting_since.is_some() {
        return Err(EstablishError::Waiting.into());
    }
    let event = event(app, "link.add", pending.user, client, &pending.link.provider);
    match app.store.settle_link(pending, proven, &event).await? {
        SettleLink::Linked => notices::linked(app, &owner, &pending.link.provider).await,
        SettleLink::Spent => return Err(CallbackError::UnknownState),
        SettleLink::NoAccount => return Err(disabled()),
        SettleLink::Taken => {
            let link = &pending.link;
            let owner = app.store.linked_user(&link.issuer, &link.subject).await?;
            if owner.is_none_or(|owner| owner.id != pending.user) {
                return Err(CallbackError::Refused(Refusal::LinkedElsewhere));
            }
        }
    }
    app.store.user(pending.user).await?.ok_or_else(disabled)
}

async fn refused(
    app: &App,
    pending: &PendingLink,
    client: &Client,
    detail: &str,
) -> Result<(), CallbackError> {
    let event = event(app, "link.refused", pending.user, client, detail);
    // Who it was is not known.
    Ok(app.store.record(&Event { actor: None, ..event }).await?)
}
