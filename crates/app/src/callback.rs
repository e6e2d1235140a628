//! Signing in at a provider: the way out to it, and the way back.

pub(crate) mod account;
pub mod dry_run;
mod error;
mod profile;
mod state;

use doorward_core::account::User;
use doorward_core::admission::Stated;
use doorward_core::link;
use doorward_core::provider::Directory;
use doorward_core::secret::Digest;
use doorward_core::time::{MINUTE_MS, Timestamp};
use doorward_store::{Kept, NewOrigin, PendingLogin, Purpose};
use url::Url;

pub use error::CallbackError;

use crate::app::App;
use crate::backchannel;
use crate::callback::account::{Found, Invited, Vouched};
use crate::callback::dry_run::Outcome;
use crate::establish::{Client, Entrance, SignedIn};
use crate::identity::Identity;
use crate::linking::asked::{self, Asked};
use crate::linking::in_session;
use crate::metrics::UNKNOWN;
use crate::providers::Provider;
use crate::second_factor::{self, LoginOutcome, Pending};
use crate::sessions;
use crate::standing;
use crate::tokens::{self, MintError};
use crate::witness::Witness;

pub use state::cookie_tag;
pub(crate) use state::{single_state, tag};

/// How long a person may take at the provider, in milliseconds.
pub(crate) const PENDING_MS: i64 = 10 * MINUTE_MS;

/// The way out to a provider.
#[derive(Debug)]
pub struct Started {
    /// Where to send the browser.
    pub url: Url,
    /// The name of the cookie that ties the sign-in to this browser; see [`cookie_tag`].
    pub tag: String,
    /// Its value.
    pub browser: String,
    /// Whether the browser will bring the answer in a POST from the provider's page, with which it
    /// sends only cookies that say so.
    pub answers_by_post: bool,
}

/// What a browser brings back from a provider.
#[derive(Clone, Copy, Debug)]
pub struct Returned<'a> {
    /// The provider's answer: the raw query string or posted form.
    pub answer: &'a str,
    /// The cookie of the sign-in; see [`cookie_tag`].
    pub login: Option<&'a str>,
}

/// The way back.
#[derive(Debug)]
pub enum Finished {
    /// Somebody is signed in.
    SignedIn {
        /// The new session.
        signed_in: Box<SignedIn>,
        /// The path of ours to go on to.
        return_to: String,
    },
    /// A second factor is missing.
    SecondFactor(Pending),
    /// The address has an account already: its owner is asked to prove that it is theirs.
    Asked(Asked),
    /// It was a dry run: nothing was done, and this is what would have been.
    DryRun(Box<Outcome>),
}

impl Finished {
    /// The end that a proof led to.
    pub(crate) fn after(outcome: LoginOutcome, return_to: String) -> Self {
        match outcome {
            LoginOutcome::SignedIn(signed_in) => Self::SignedIn { signed_in, return_to },
            LoginOutcome::SecondFactor(pending) => Self::SecondFactor(pending),
        }
    }
}

/// Starts a sign-in.
pub async fn start(app: &App, id: &str, return_to: &str) -> Result<Started, CallbackError> {
    begin(app, id, return_to, Purpose::SignIn).await
}

/// Starts a sign-in of somebody who holds the token of an invitation, and may have an account by it.
pub async fn start_invited(
    app: &App,
    id: &str,
    return_to: &str,
    token: &str,
) -> Result<Started, CallbackError> {
    leave(app, id, return_to, (Purpose::SignIn, Some(tokens::digest(token)))).await
}

/// Sends somebody to a provider, for whichever purpose. What is to be proved must be proved anew there.
pub(crate) async fn begin(
    app: &App,
    id: &str,
    return_to: &str,
    purpose: Purpose,
) -> Result<Started, CallbackError> {
    leave(app, id, return_to, (purpose, None)).await
}

async fn leave(
    app: &App,
    id: &str,
    return_to: &str,
    (purpose, invitation): (Purpose, Option<Digest>),
) -> Result<Started, CallbackError> {
    let provider = find(app, id)?;
    let now = app.clock.now();
    let state = tokens::opaque().map_err(MintError::from)?;
    let anew = matches!(purpose, Purpose::Prove { .. });
    let url = provider.start(&state, &app.keys.login, now, anew).await?;
    let browser = tokens::opaque().map_err(MintError::from)?;
    let pending = PendingLogin {
        handle: tokens::digest(&state),
        browser: tokens::digest(&browser),
        provider: id.to_owned(),
        return_to: return_to.to_owned(),
        created_at: now,
        expires_at: now.plus(PENDING_MS),
        purpose,
        invitation,
    };
    app.store.begin_login(&pending).await?;
    Ok(Started { url, tag: tag(&state), browser, answers_by_post: provider.answers_by_post })
}

/// Ends a sign-in with the provider's answer.
///
/// The path that it arrived on says nothing: the `state` says whose sign-in it is, and the checks of
/// that provider, its `iss` among them, decide whether the answer is its own.
pub async fn finish(
    app: &App,
    returned: Returned<'_>,
    client: &Client,
) -> Result<Finished, CallbackError> {
    if app.providers.is_empty() {
        return Err(CallbackError::NoProvider);
    }
    let state = single_state(returned.answer).map_err(CallbackError::from);
    let state = state.inspect_err(|error| note(app, UNKNOWN, error))?;
    let pending = spend(app, &state, returned.login).await;
    let pending = pending.inspect_err(|error| note(app, UNKNOWN, error))?;
    let way = pending.provider.clone();
    let finished = arrive(app, (&state, pending), returned.answer, client).await;
    finished.inspect_err(|error| note(app, &way, error))
}

/// Counts a sign-in that came to nothing.
pub(crate) fn note(app: &App, way: &str, error: &CallbackError) {
    // Who was asked for a second factor is counted already.
    if !matches!(error, CallbackError::SecondFactor) {
        app.metrics.sign_in(way, error.outcome());
    }
}

/// Goes on with a sign-in that was under way in this browser.
async fn arrive(
    app: &App,
    (state, pending): (&str, PendingLogin),
    answer: &str,
    client: &Client,
) -> Result<Finished, CallbackError> {
    if let Purpose::DryRun(ticket) = pending.purpose {
        let asked = (pending.provider.as_str(), ticket);
        return dry_run::conclude(app, asked, (answer, state), client).await;
    }
    let provider = find(app, &pending.provider)?;
    let before = in_session::check(app, provider, &pending, client).await?;
    let now = app.clock.now();
    let proof = (state, &app.keys.login);
    let identity = provider.finish(answer, proof, now, &Witness::NOBODY).await?;
    let identity = with_countable_address(app, provider.directory(), identity);
    let invited = Invited::of(app, pending.invitation, &identity).await?;
    let vouched = Vouched { provider: provider.into(), who: &identity, invited: invited.as_ref() };
    let user = match led(app, &pending, vouched, client).await? {
        Found::Account(user) => *user,
        Found::Owner(owner) => {
            return asked::ask(app, &pending, vouched, owner).await.map(Finished::Asked);
        }
    };
    let person = standing::Person {
        provider: &pending.provider,
        issuer: &identity.issuer,
        subject: &identity.subject,
    };
    let user = standing::follow(app, person, user, &identity.standing).await?;
    let proved_at = match pending.purpose {
        // What is linked now was no proof yet, so the session inherits that of the one before.
        Purpose::Link { .. } => before.as_ref().and_then(|before| before.proved_at),
        _ => link::proved_at(identity.auth_time, provider.can_prove_anew(), now),
    };
    let origin = origin(&pending.provider, &identity);
    let entrance = Entrance::provider(&pending.provider, origin, proved_at);
    let entrance = entrance.keeping(identity.upstream);
    let entrance = match before {
        Some(before) => entrance.continuing(&before),
        None => entrance.by_several(identity.several_factors),
    };
    let outcome = enter(app, user, entrance, client, (now, &pending.return_to)).await?;
    Ok(Finished::after(outcome, pending.return_to))
}

/// Where the word of a provider leads, by what the sign-in was begun for.
async fn led(
    app: &App,
    pending: &PendingLogin,
    vouched: Vouched<'_>,
    client: &Client,
) -> Result<Found, CallbackError> {
    let user = match pending.purpose {
        Purpose::SignIn => return account::of(app, vouched).await,
        Purpose::Link { user, session } => {
            in_session::link(app, (user, session), vouched, client).await?
        }
        Purpose::Prove { user, session } => {
            in_session::prove(app, (user, session), pending.created_at, vouched).await?
        }
        Purpose::Join(handle) => asked::join(app, &handle, vouched, client).await?,
        // It has ended before this.
        Purpose::DryRun(_) => return Err(CallbackError::UnknownState),
    };
    Ok(Found::Account(Box::new(user)))
}

/// Makes the session, and ends it again if the provider has ended its own since `asked_at`.
async fn enter(
    app: &App,
    user: User,
    entrance: Entrance<'_>,
    client: &Client,
    (asked_at, return_to): (Timestamp, &str),
) -> Result<LoginOutcome, CallbackError> {
    let origin = entrance.origin.clone();
    let outcome = second_factor::enter(app, user, entrance, client, return_to).await?;
    if let (Some(origin), LoginOutcome::SignedIn(signed_in)) = (origin, &outcome)
        && backchannel::ended_meanwhile(app, &origin, asked_at).await?
    {
        sessions::end(app, signed_in.user.id, signed_in.session).await?;
        return Err(CallbackError::EndedMeanwhile);
    }
    Ok(outcome)
}

/// Where a list says whose address lets them in, one that its provider has not checked is left out: the
/// account would otherwise carry an address that anybody can claim.
pub(crate) fn with_countable_address(app: &App, directory: Directory, who: Identity) -> Identity {
    let stated = Stated {
        directory,
        verified: who.email_verified,
        doubted: who.email_doubted,
        from_name: who.email_from_name,
    };
    if app.settings.admission.is_open() || stated.counts() {
        return who;
    }
    Identity { email: None, ..who }
}

/// The session at the provider that ours stands on.
fn origin(provider: &str, who: &Identity) -> NewOrigin {
    NewOrigin {
        provider: provider.to_owned(),
        issuer: who.issuer.clone(),
        subject: who.subject.clone(),
        sid: who.sid.clone(),
        nonce: None,
        kept: Kept::default(),
    }
}

pub(crate) fn find<'a>(app: &'a App, id: &str) -> Result<&'a Provider, CallbackError> {
    app.providers.get(id).ok_or(CallbackError::NoProvider)
}

/// Errs unless people come in by this provider, Clerk among them.
pub(crate) fn known(app: &App, id: &str) -> Result<(), CallbackError> {
    if app.is_provider(id) { Ok(()) } else { Err(CallbackError::NoProvider) }
}

/// Spends the pending sign-in, once and for all.
pub(crate) async fn spend(
    app: &App,
    state: &str,
    browser: Option<&str>,
) -> Result<PendingLogin, CallbackError> {
    let handle: Digest = tokens::digest(state);
    let pending = app.store.spend_login(&handle).await?.ok_or(CallbackError::UnknownState)?;
    in_this_browser(app, pending, browser)
}

/// The pending sign-in, which stays, for whoever has something to do before it is spent.
pub(crate) async fn pending(
    app: &App,
    state: &str,
    browser: Option<&str>,
) -> Result<PendingLogin, CallbackError> {
    let handle: Digest = tokens::digest(state);
    let pending = app.store.pending_login(&handle).await?.ok_or(CallbackError::UnknownState)?;
    in_this_browser(app, pending, browser)
}

/// The same sign-in, if it is not too old and was begun in the browser that has this cookie.
fn in_this_browser(
    app: &App,
    pending: PendingLogin,
    browser: Option<&str>,
) -> Result<PendingLogin, CallbackError> {
    if pending.expires_at <= app.clock.now() {
        return Err(CallbackError::UnknownState);
    }
    let same_browser = browser.is_some_and(|b| tokens::digest(b) == pending.browser);
    if !same_browser {
        return Err(CallbackError::ForeignState);
    }
    Ok(pending)
}
