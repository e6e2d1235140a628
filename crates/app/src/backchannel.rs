//! A provider ends sessions: `OpenID` Connect Back-Channel Logout 1.0.

use doorward_core::oidc::Refusal;
use doorward_core::secret::{Digest, Secret};
use doorward_core::time::{DAY_MS, MINUTE_MS, Timestamp};
use doorward_store::{Event, LoggedOut, Logout, NewOrigin, StoreError};

use crate::app::App;
use crate::openid::OpenIdError;
use crate::tokens;

/// Why nothing was ended.
#[derive(Debug, thiserror::Error)]
pub enum BackchannelError {
    /// No such provider is set up.
    #[error("no such provider is set up")]
    NoProvider,
    /// The logout token is not good, or the provider's keys cannot be had.
    #[error("the logout token was refused")]
    Refused(#[from] OpenIdError),
    /// Storage.
    #[error("the sessions could not be ended")]
    Store(#[from] StoreError),
}

impl BackchannelError {
    /// The stable code of a refusal.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoProvider => Refusal::LogoutUnsupported.code(),
            Self::Refused(error) => error.code(),
            Self::Store(_) => "DW-SRV-002",
        }
    }
}

/// What a session of a provider's is remembered by once it was ended.
fn session_digest(sid: &str) -> Digest {
    tokens::digest(&format!("sid {sid}"))
}

/// The same for all sessions of a person.
fn person_digest(subject: &str) -> Digest {
    tokens::digest(&format!("sub {subject}"))
}

/// Whether a provider has ended the session that `origin` names since its word was asked for. The
/// session here, which has begun meanwhile, was not there to be ended.
pub(crate) async fn ended_meanwhile(
    app: &App,
    origin: &NewOrigin,
    since: Timestamp,
) -> Result<bool, StoreError> {
    let by_sid = origin.sid.as_deref().map(session_digest);
    for what in by_sid.into_iter().chain([person_digest(&origin.subject)]) {
        if app.store.ended_since(&origin.issuer, &what, since).await? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Ends what a logout token names, and says how many sessions that were.
///
/// A token that is older than a day is refused, so its name has to be remembered no longer than that.
pub async fn logout(
    app: &App,
    provider: &str,
    token: Option<Secret<String>>,
) -> Result<u64, BackchannelError> {
    let openid = match app.providers.get(provider) {
        None => return Err(BackchannelError::NoProvider),
        Some(provider) => provider.openid(),
    };
    let refused = |why: Refusal| BackchannelError::Refused(why.into());
    let openid = openid.ok_or_else(|| refused(Refusal::LogoutUnsupported))?;
    let token = token.ok_or_else(|| refused(Refusal::LogoutTokenMissing))?;
    let now = app.clock.now();
    let (issuer, said) = openid.read_logout_token(&token, now).await?;
    let logout = Logout {
        issuer: &issuer,
        subject: said.subject.as_deref(),
        sid: said.sid.as_deref(),
        token: tokens::digest(&said.id),
        until: now.plus(DAY_MS + 5 * MINUTE_MS),
        what: match (&said.sid, &said.subject) {
            (Some(session), _) => session_digest(session),
            (None, subject) => person_digest(subject.as_deref().unwrap_or_default()),
        },
    };
    let event = Event { detail: provider.to_owned(), ..Event::new("session.end_by_provider", now) };
    match app.store.logout(&logout, &event).await? {
        LoggedOut::Ended(count) => {
            tracing::info!(provider, count, "the provider ended sessions");
            Ok(count)
        }
        LoggedOut::Replayed => Err(refused(Refusal::LogoutReplayed)),
        LoggedOut::SidOfAnother => Err(refused(Refusal::LogoutSidOfAnother)),
    }
}
