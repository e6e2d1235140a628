//! Signing in at a provider: the way out to it, and the way back.

use doorward_core::account::User;
use doorward_core::link::{self, Decision, Known, Linked, Owner, Refusal, Wish};
use doorward_core::oidc;
use doorward_core::secret::Digest;
use doorward_core::time::MINUTE_MS;
use doorward_store::{
    CreateUserError, Event, Kept, NewLink, NewOrigin, NewUser, PendingLogin, Purpose, StoreError,
    UpdateUserError, UserChanges,
};
use url::{Url, form_urlencoded};

use crate::app::App;
use crate::establish::{Client, Entrance, EstablishError, SignedIn, establish};
use crate::openid::{Identity, OpenIdError};
use crate::providers::Provider;
use crate::register::new_user;
use crate::settings::FirstAdmin;
use crate::tokens::{self, MintError};

/// How long a person may take at the provider, in milliseconds.
const PENDING_MS: i64 = 10 * MINUTE_MS;

/// Characters of the tag in a cookie's name.
const TAG: usize = 12;

/// How often a profile is tried to be taken over while others change it.
const FOLLOWS: usize = 3;

/// Longest display or user name taken from a provider, in characters.
const NAME_MAX: usize = 80;

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

/// The way back.
#[derive(Debug)]
pub struct Finished {
    /// The new session.
    pub signed_in: SignedIn,
    /// The path of ours to go on to.
    pub return_to: String,
}

/// Why a sign-in at a provider did not start or did not end well.
#[derive(Debug, thiserror::Error)]
pub enum CallbackError {
    /// No such provider is set up.
    #[error("no such provider is set up")]
    NoProvider,
    /// The sign-in is unknown, took too long, or was finished already.
    #[error("the sign-in is unknown, too old, or was finished already")]
    UnknownState,
    /// The sign-in was begun in another browser.
    #[error("the sign-in was begun elsewhere")]
    ForeignState,
    /// The provider's part failed.
    #[error("the provider's part failed")]
    OpenId(#[from] OpenIdError),
    /// The address belongs to another account.
    #[error("the address belongs to another account")]
    AskToLink,
    /// The account rules refuse.
    #[error("the account rules refuse: {0:?}")]
    Refused(Refusal),
    /// The session could not be made.
    #[error("the session could not be made")]
    Establish(#[from] EstablishError),
    /// No random bytes.
    #[error("an identifier could not be made")]
    Mint(#[from] MintError),
    /// Storage.
    #[error("the account could not be read or written")]
    Store(#[from] StoreError),
}

/// Which cookie belongs to the sign-in that the provider's answer is about.
///
/// Each has one of its own, so that any number of tabs can be on their way at once. The tag is a
/// part of the digest of its `state`: it finds the cookie and proves nothing.
pub fn cookie_tag(query: &str) -> Option<String> {
    single_state(query).ok().map(|state| tag(&state))
}

fn tag(state: &str) -> String {
    tokens::digest(state).to_hex().chars().take(TAG).collect()
}

/// Starts a sign-in.
pub async fn start(app: &App, id: &str, return_to: &str) -> Result<Started, CallbackError> {
    let provider = find(app, id)?;
    let now = app.clock.now();
    let state = tokens::opaque().map_err(MintError::from)?;
    let url = provider.start(&state, &app.keys.login, now).await?;
    let browser = tokens::opaque().map_err(MintError::from)?;
    let pending = PendingLogin {
        handle: tokens::digest(&state),
        browser: tokens::digest(&browser),
        provider: id.to_owned(),
        return_to: return_to.to_owned(),
        created_at: now,
        expires_at: now.plus(PENDING_MS),
        purpose: Purpose::SignIn,
    };
    app.store.begin_login(&pending).await?;
    Ok(Started { url, tag: tag(&state), browser, answers_by_post: provider.answers_by_post })
}

/// Ends a sign-in with the provider's answer, given as the raw query string or posted form.
///
/// The path that it arrived on says nothing: the `state` says whose sign-in it is, and the checks of
/// that provider, its `iss` among them, decide whether the answer is its own.
pub async fn finish(
    app: &App,
    query: &str,
    browser: Option<&str>,
    client: &Client,
) -> Result<Finished, CallbackError> {
    if app.providers.is_empty() {
        return Err(CallbackError::NoProvider);
    }
    let state = single_state(query)?;
    let PendingLogin { provider: id, return_to, .. } = spend(app, &state, browser).await?;
    let provider = find(app, &id)?;
    let identity = provider.finish(query, &state, &app.keys.login, app.clock.now()).await?;
    let user = account(app, provider, &identity).await?;
    let entrance = Entrance::provider(&id, origin(&id, &identity));
    let signed_in = establish(app, user, entrance, client).await?;
    Ok(Finished { signed_in, return_to })
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

fn find<'a>(app: &'a App, id: &str) -> Result<&'a Provider, CallbackError> {
    app.providers.get(id).ok_or(CallbackError::NoProvider)
}

/// The `state` of an answer: without one, or with several, nothing says whose sign-in it is.
fn single_state(query: &str) -> Result<String, OpenIdError> {
    let mut states = form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name == "state");
    match (states.next(), states.next()) {
        (Some((_, state)), None) if !state.is_empty() => Ok(state.into_owned()),
        (Some(_), Some(_)) => Err(oidc::Refusal::StateRepeated.into()),
        _ => Err(oidc::Refusal::StateMissing.into()),
    }
}

/// Spends the pending sign-in, once and for all.
async fn spend(
    app: &App,
    state: &str,
    browser: Option<&str>,
) -> Result<PendingLogin, CallbackError> {
    let handle: Digest = tokens::digest(state);
    let pending = app.store.spend_login(&handle).await?.ok_or(CallbackError::UnknownState)?;
    if pending.expires_at <= app.clock.now() {
        return Err(CallbackError::UnknownState);
    }
    let same_browser = browser.is_some_and(|b| tokens::digest(b) == pending.browser);
    if !same_browser {
        return Err(CallbackError::ForeignState);
    }
    Ok(pending)
}

/// The account of somebody whom a provider has vouched for.
async fn account(app: &App, provider: &Provider, who: &Identity) -> Result<User, CallbackError> {
    let linked = app.store.linked_user(&who.issuer, &who.subject).await?;
    let owner = match &who.email {
        Some(email) => app.store.credentials_by_email(email).await?.map(|known| known.user),
        None => None,
    };
    let known = Known {
        wish: Wish::SignIn,
        linked: linked
            .as_ref()
            .map(|user| Linked { user: user.id, disabled: user.disabled_at.is_some() }),
        address: link::weigh(who.email.as_ref(), who.email_verified, &provider.id, &[]),
        owner: owner.map(|user| Owner {
            user: user.id,
            disabled: user.disabled_at.is_some(),
            verified: user.email_verified,
        }),
        registration_open: provider.registration_open,
        admitted: app.settings.admission.admits(who.email.as_ref()),
    };
    match (link::decide(known), linked) {
        (Decision::SignIn(_), Some(user)) => {
            Ok(follow_profile(app, &provider.id, user, who).await?)
        }
        (Decision::Create { email_verified }, _) => {
            create(app, &provider.id, who, email_verified).await
        }
        (Decision::Refuse(refusal), _) => Err(CallbackError::Refused(refusal)),
        _ => made_meanwhile(app, who).await,
    }
}

async fn create(
    app: &App,
    provider: &str,
    who: &Identity,
    email_verified: bool,
) -> Result<User, CallbackError> {
    // Where only the set-up link makes the administrator, nobody goes before who holds it.
    if app.settings.first_admin == FirstAdmin::Link && !app.store.has_users().await? {
        return Err(CallbackError::Refused(Refusal::RegistrationClosed));
    }
    let new = NewUser {
        email: who.email.clone(),
        email_verified,
        name: tidy(if who.name.is_empty() { &who.username } else { &who.name }),
        username: tidy(&who.username).to_lowercase(),
        avatar: who.picture.clone(),
        provider: provider.to_owned(),
        ..new_user(app)?
    };
    let link = NewLink {
        issuer: who.issuer.clone(),
        subject: who.subject.clone(),
        provider: provider.to_owned(),
    };
    let event = Event {
        subject: Some(new.id),
        detail: provider.to_owned(),
        ..Event::new("user.create", new.created_at)
    };
    match app.store.create_user(&new, Some(&link), false, &event).await {
        Ok(user) => Ok(user),
        Err(
            CreateUserError::AddressTaken | CreateUserError::LinkTaken | CreateUserError::NotFirst,
        ) => made_meanwhile(app, who).await,
        Err(CreateUserError::Store(error)) => Err(error.into()),
    }
}

/// The account that another tab of the same person has just made. Without one, the address really is
/// somebody else's.
async fn made_meanwhile(app: &App, who: &Identity) -> Result<User, CallbackError> {
    match app.store.linked_user(&who.issuer, &who.subject).await? {
        Some(user) if user.disabled_at.is_some() => Err(CallbackError::Refused(Refusal::Disabled)),
        Some(user) => Ok(user),
        None => Err(CallbackError::AskToLink),
    }
}

/// Takes over what the provider says of a person whose account it made.
///
/// Another callback of the same person may do so at the same time: then what it left is looked at
/// anew, so that none mixes its words with the other's.
async fn follow_profile(
    app: &App,
    provider: &str,
    user: User,
    who: &Identity,
) -> Result<User, StoreError> {
    if user.provider != provider {
        return Ok(user);
    }
    let mut user = user;
    for _ in 0..FOLLOWS {
        let wanted = followed(&user, who);
        let profiles = (&UserChanges::from(&user), &UserChanges::from(&wanted));
        if profiles.0 == profiles.1 {
            return Ok(user);
        }
        match app.store.update_user(user.id, profiles, app.clock.now()).await {
            Ok(true) => {
                app.live.forget_user(user.id);
                return Ok(wanted);
            }
            Ok(false) => {}
            Err(UpdateUserError::Store(error)) => return Err(error),
            Err(UpdateUserError::AddressTaken) => {
                tracing::warn!(user.id = %user.id, "the provider's new address belongs to another account; the old one stays");
                return Ok(user);
            }
        }
        match app.store.user(user.id).await? {
            Some(now) => user = now,
            None => return Ok(user),
        }
    }
    Ok(user)
}

/// The account with what the provider says of it now.
fn followed(user: &User, who: &Identity) -> User {
    let (email, email_verified) = match &who.email {
        Some(email) => (Some(email.clone()), who.email_verified),
        None => (user.email.clone(), user.email_verified),
    };
    // Apple says the name once.
    let name = if who.name.is_empty() { user.name.clone() } else { tidy(&who.name) };
    User {
        name,
        username: tidy(&who.username).to_lowercase(),
        avatar: who.picture.clone(),
        email,
        email_verified,
        ..user.clone()
    }
}

/// A name as we show it: no control characters, not too long.
fn tidy(name: &str) -> String {
    name.chars().filter(|c| !c.is_control()).take(NAME_MAX).collect::<String>().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_counts_only_when_it_stands_alone() {
        assert_eq!(single_state("code=a&state=b").unwrap(), "b");
        for (query, why) in [
            ("", oidc::Refusal::StateMissing),
            ("code=a", oidc::Refusal::StateMissing),
            ("state=", oidc::Refusal::StateMissing),
            ("state=a&state=b", oidc::Refusal::StateRepeated),
            ("state=a&state=a", oidc::Refusal::StateRepeated),
        ] {
            assert_eq!(single_state(query).unwrap_err().why(), why, "{query}");
        }
    }

    #[test]
    fn names_are_tidied() {
        assert_eq!(tidy(" A\u{0}li\nce "), "Alice");
        assert_eq!(tidy(&"x".repeat(200)).len(), NAME_MAX);
    }
}
