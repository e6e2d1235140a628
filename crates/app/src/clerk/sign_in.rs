//! A session of ours out of one of Clerk's: for a browser by way of Clerk's pages, for an API client
//! by its token.

use doorward_core::account::User;
use doorward_core::clerk::Reason;
use doorward_core::clerk::session::Session;
use doorward_core::link::Refusal;
use doorward_core::oidc::profile::{Mapping, Profile};
use doorward_core::provider::Directory;
use doorward_core::secret::Secret;
use doorward_core::time::{MINUTE_MS, Timestamp};
use doorward_store::{Event, Kept, NewOrigin, PendingLogin, Purpose};
use url::Url;

use super::{ApiError, Clerk, ID, Incoming, Outcome};
use crate::app::App;
use crate::callback::account::{self, Found, Vouched, Voucher};
use crate::callback::{self, CallbackError, Finished, Started};
use crate::establish::{Client, Entrance, SignedIn};
use crate::identity::{Identity, Standing, Upstream};
use crate::linking::asked;
use crate::metrics::UNKNOWN;
use crate::second_factor::{self, LoginOutcome};
use crate::standing;
use crate::tokens::{self, MintError};

/// The path that Clerk's pages send the browser back to.
pub const BACK: &str = "/oauth/clerk/callback";

/// Clerk as it vouches for people. Who may have an account there is decided there; whether that makes
/// one here is decided by `ALLOW_SOCIAL_REGISTRATION`, as with `LobeChat`'s other providers.
pub(super) fn voucher(app: &App) -> Voucher<'static> {
    let registration_open = app.settings.switches.social_registration.unwrap_or(true);
    Voucher { id: ID, registration_open }
}

/// What became of a way back.
#[derive(Debug)]
pub struct Arrival {
    /// Where it ended, or why nobody is signed in.
    pub end: Result<End, CallbackError>,
    /// `Set-Cookie` lines of Clerk's to hand on, whatever the end: they may say that nobody is signed
    /// in there any more, and a browser that keeps its old ones would come back with them.
    pub cookies: Vec<String>,
}

/// Where a way back ended.
#[derive(Debug)]
pub enum End {
    /// With a session, or with the question whose an address is.
    Finished(Finished),
    /// The browser has to go there first; the sign-in is still under way.
    Handshake(Url),
}

impl Clerk {
    /// A link that signs a person of Clerk's in there once, within `seconds`. `None` when we have no
    /// key to the Backend API.
    pub async fn sign_in_link(
        &self,
        user: &str,
        seconds: u32,
        now: Timestamp,
    ) -> Result<Option<Secret<String>>, ApiError> {
        match &self.api {
            Some(api) => api.sign_in_token(user, seconds, now).await.map(Some),
            None => Ok(None),
        }
    }

    /// Clerk's page to go to, from which the browser comes back to `back`.
    fn page(&self, sign_up: bool, back: &str) -> Url {
        let page = if sign_up { &self.settings.sign_up_url } else { &self.settings.sign_in_url };
        let mut url = page.clone();
        url.query_pairs_mut().append_pair("redirect_url", back);
        url
    }
}

/// Starts a sign-in, or the making of an account, at Clerk's pages.
///
/// As with any provider, the way back counts only in this browser, once, and for a while.
pub async fn start(app: &App, return_to: &str, sign_up: bool) -> Result<Started, CallbackError> {
    let clerk = app.clerk.as_ref().ok_or(CallbackError::NoProvider)?;
    let now = app.clock.now();
    let state = tokens::opaque().map_err(MintError::from)?;
    let browser = tokens::opaque().map_err(MintError::from)?;
    let pending = PendingLogin {
        handle: tokens::digest(&state),
        browser: tokens::digest(&browser),
        provider: ID.to_owned(),
        return_to: return_to.to_owned(),
        created_at: now,
        expires_at: now.plus(callback::PENDING_MS),
        purpose: Purpose::SignIn,
        invitation: None,
    };
    app.store.begin_login(&pending).await?;
    let back = app.settings.general.server.join(&format!("{BACK}?state={state}"));
    let url = clerk.page(sign_up, &back);
    Ok(Started { url, tag: callback::tag(&state), browser, answers_by_post: false })
}

/// Goes on with a sign-in when the browser comes back, from Clerk's pages or from the handshake.
///
/// `browser` is the value of the cookie that [`start`] set. Unless it belongs to a sign-in that is
/// under way, nothing else is looked at and Clerk is not asked: nobody is signed in by a link that
/// somebody else made, and nobody makes us ask Clerk with what they made up.
pub async fn finish(
    app: &App,
    incoming: &Incoming,
    browser: Option<&str>,
    client: &Client,
) -> Arrival {
    let (clerk, state) = match under_way(app, incoming, browser).await {
        Ok(known) => known,
        Err(error) => {
            callback::note(app, UNKNOWN, &error);
            return Arrival { end: Err(error), cookies: Vec::new() };
        }
    };
    let authenticated = clerk.authenticate(incoming, app.clock.now()).await;
    let end = match (authenticated.outcome, authenticated.location) {
        (Outcome::SignedIn(session), _) => {
            arrive(app, (clerk, &session), (&state, browser), client).await.map(End::Finished)
        }
        (Outcome::Handshake(_), Some(location)) => Ok(End::Handshake(location)),
        (Outcome::SignedOut(reason) | Outcome::Handshake(reason), _) => Err(reason.into()),
    };
    let end = end.inspect_err(|error| callback::note(app, ID, error));
    Arrival { end, cookies: authenticated.cookies }
}

/// The `state` of a sign-in that was begun for Clerk in this browser, and is not over. It is not spent
/// yet: the way back may lead to the handshake first.
async fn under_way<'a>(
    app: &'a App,
    incoming: &Incoming,
    browser: Option<&str>,
) -> Result<(&'a Clerk, String), CallbackError> {
    let clerk = app.clerk.as_deref().ok_or(CallbackError::NoProvider)?;
    let state = callback::single_state(incoming.url.query().unwrap_or_default())?;
    if browser.is_none() {
        return Err(CallbackError::ForeignState);
    }
    of_clerk(&callback::pending(app, &state, browser).await?)?;
    Ok((clerk, state))
}

fn of_clerk(pending: &PendingLogin) -> Result<(), CallbackError> {
    if pending.provider == ID && pending.purpose == Purpose::SignIn {
        Ok(())
    } else {
        Err(CallbackError::UnknownState)
    }
}

/// Signs in whom Clerk vouches for, and spends the sign-in that led here.
async fn arrive(
    app: &App,
    (clerk, session): (&Clerk, &Session),
    (state, browser): (&str, Option<&str>),
    client: &Client,
) -> Result<Finished, CallbackError> {
    let pending = callback::spend(app, state, browser).await?;
    of_clerk(&pending)?;
    let who = identify(app, clerk, session).await?;
    let vouched = Vouched { provider: voucher(app), who: &who, invited: None };
    Ok(match account::of(app, vouched).await? {
        Found::Account(user) => {
            let entered = begin(app, *user, (session, who), client, &pending.return_to).await?;
            Finished::after(entered, pending.return_to)
        }
        Found::Owner(owner) => Finished::Asked(asked::ask(app, &pending, vouched, owner).await?),
    })
}

/// Exchanges a session token, which an API client has of Clerk, for a session of ours.
pub async fn exchange(app: &App, token: &str, client: &Client) -> Result<SignedIn, CallbackError> {
    exchanged(app, token, client).await.inspect_err(|error| callback::note(app, ID, error))
}

async fn exchanged(app: &App, token: &str, client: &Client) -> Result<SignedIn, CallbackError> {
    let clerk = app.clerk.as_ref().ok_or(CallbackError::NoProvider)?;
    let session = clerk.verify(token, app.clock.now()).await?;
    let who = identify(app, clerk, &session).await?;
    match account::of(app, Vouched { provider: voucher(app), who: &who, invited: None }).await? {
        Found::Account(user) => match begin(app, *user, (&session, who), client, "/").await? {
            LoginOutcome::SignedIn(signed_in) => Ok(*signed_in),
            LoginOutcome::SecondFactor(_) => Err(CallbackError::SecondFactor),
        },
        Found::Owner(_) => Err(CallbackError::AskToLink),
    }
}

async fn begin(
    app: &App,
    user: User,
    (session, who): (&Session, Identity),
    client: &Client,
    return_to: &str,
) -> Result<LoginOutcome, CallbackError> {
    let person = standing::Person { provider: ID, issuer: &who.issuer, subject: &who.subject };
    let user = standing::follow(app, person, user, &who.standing).await?;
    note_actor(app, session, &user).await?;
    let origin = NewOrigin {
        provider: ID.to_owned(),
        issuer: who.issuer,
        subject: who.subject,
        sid: who.sid,
        nonce: None,
        kept: Kept::default(),
    };
    let entrance = Entrance::provider(ID, origin, proved_at(session, app.clock.now()));
    let entrance = entrance.by_several(session.factor_ages.is_some_and(|(_, second)| second >= 0));
    Ok(second_factor::enter(app, user, entrance, client, return_to).await?)
}

/// When somebody last proved to Clerk who they are; just now, where its tokens do not say.
fn proved_at(session: &Session, now: Timestamp) -> Option<Timestamp> {
    match session.factor_ages {
        None => Some(now),
        Some((minutes, _)) => {
            (minutes >= 0).then(|| now.plus(minutes.saturating_mul(MINUTE_MS).saturating_neg()))
        }
    }
}

/// Who somebody is: as the Backend API describes them, or else as their token does.
async fn identify(app: &App, clerk: &Clerk, session: &Session) -> Result<Identity, CallbackError> {
    if session.pending {
        return Err(Reason::SessionTokenPending.into());
    }
    let profile = match &clerk.api {
        Some(api) => {
            let person = api.user(&session.user, app.clock.now()).await?;
            if person.banned {
                return Err(CallbackError::Refused(Refusal::Disabled));
            }
            person.profile
        }
        None => Profile::read(&session.claims, &Mapping::default()),
    };
    Ok(identity(app, clerk, &session.user, session.id.clone(), profile))
}

/// A person of Clerk's as every provider describes people.
pub(super) fn identity(
    app: &App,
    clerk: &Clerk,
    subject: &str,
    sid: Option<String>,
    profile: Profile,
) -> Identity {
    let who = Identity {
        issuer: clerk.issuer().to_owned(),
        subject: subject.to_owned(),
        sid,
        email: profile.email,
        email_verified: profile.email_verified,
        name: profile.name.unwrap_or_default(),
        username: profile.username.unwrap_or_default(),
        picture: profile.picture,
        auth_time: None,
        several_factors: false,
        standing: Standing::default(),
        upstream: Upstream::NONE,
        email_doubted: false,
        email_from_name: false,
    };
    // An instance lets everybody make an account unless it is told otherwise.
    callback::with_countable_address(app, Directory::Everybody, who)
}

/// Puts on record that somebody at Clerk acts in the person's place.
async fn note_actor(app: &App, session: &Session, user: &User) -> Result<(), CallbackError> {
    let Some(actor) = &session.actor else { return Ok(()) };
    let name = actor.get("sub").and_then(serde_json::Value::as_str).unwrap_or_default();
    let event = Event {
        subject: Some(user.id),
        detail: name.chars().filter(|c| !c.is_control()).take(80).collect(),
        ..Event::new("clerk.impersonate", app.clock.now())
    };
    Ok(app.store.record(&event).await?)
}
