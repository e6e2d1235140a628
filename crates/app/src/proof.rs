//! Fresh proof: whoever changes an address, a password, a factor, a link or the whole account has proved
//! within the last ten minutes who they are (checklist item 68). Every use case that does so asks here.

use doorward_core::account::User;
use doorward_core::factor::Methods;
use doorward_core::id::UserId;
use doorward_core::limit::Verdict;
use doorward_core::link;
use doorward_core::secret::Secret;
use doorward_store::StoreError;

use crate::app::App;
use crate::establish::Client;
use crate::hashing::{Check, HashingError};
use crate::live::Live;
use crate::lockout;
use crate::passkeys;
use crate::providers::Provider;
use crate::second_factor::proof::{self as factor, FactorError, Given};
use crate::second_factor::standing;

/// Why nothing was proved.
#[derive(Debug, thiserror::Error)]
pub enum ProofError {
    /// Nothing was sent that proves what has to be proved. Where signing in with a password is switched off,
    /// a password proves nothing.
    #[error("a fresh proof is needed")]
    Needed,
    /// The password is wrong.
    #[error("wrong password")]
    BadPassword,
    /// The second factor proves nothing.
    #[error(transparent)]
    Factor(#[from] FactorError),
    /// Somebody has guessed at this account too often, from whatever addresses.
    #[error("too many wrong passwords for one account")]
    TooMany(Verdict),
    /// The password could not be checked.
    #[error("the password could not be checked")]
    Hashing(#[from] HashingError),
    /// Storage.
    #[error("the account could not be read")]
    Store(#[from] StoreError),
}

/// What somebody sends to prove anew who they are.
#[derive(Debug)]
pub struct Typed<'a> {
    /// The password of the account.
    pub password: Option<Secret<String>>,
    /// A code of its authenticator app, or a recovery code.
    pub code: Option<Secret<String>>,
    /// Who sends it.
    pub client: &'a Client,
}

/// How somebody can prove what they have not proved of late: that they are the owner of their account, and
/// that they have its second factor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ways {
    /// With a password.
    pub password: bool,
    /// With a code, beside what else is asked for.
    pub code: bool,
    /// With a passkey.
    pub passkey: bool,
    /// At one of these providers.
    pub providers: Vec<String>,
}

/// How the person of a session can prove anew who they are.
pub async fn ways(app: &App, live: &Live) -> Result<Ways, StoreError> {
    let missing = missing(app, live).await?;
    let mut links = app.store.links_of(live.user.id).await?;
    links.retain(|_| missing.proof);
    let mut providers: Vec<_> = links.into_iter().map(|link| link.provider).collect();
    providers.retain(|id| app.providers.get(id).is_some_and(Provider::can_prove_anew));
    providers.sort_unstable();
    providers.dedup();
    let user = live.user.id;
    let password = missing.proof && has_password(app, user).await?;
    let (factors, _) = standing(app, &live.user).await?;
    // Whoever has to go to a provider first is asked for a code afterwards.
    let code = missing.factor && factors.totp && (password || !missing.proof);
    let passkey = passkeys::open(app, user).await? || (missing.factor && factors.passkeys > 0);
    Ok(Ways { password, code, passkey, providers })
}

/// Whether a password opens this account.
pub async fn has_password(app: &App, user: UserId) -> Result<bool, StoreError> {
    let known = app.store.credentials(user).await?;
    Ok(app.settings.switches.email_login
        && known.is_some_and(|known| known.password_hash.is_some()))
}

/// Demands that the person of a session has proved just now who they are, or knows the password, which is
/// such a proof from now on; and the same of the second factor, where the account has one.
pub(crate) async fn demand(app: &App, live: &Live, typed: Typed<'_>) -> Result<(), ProofError> {
    let Typed { password, code, client } = typed;
    let missing = missing(app, live).await?;
    if missing.proof {
        let password = password.ok_or(ProofError::Needed)?;
        check_password(app, (live.user.id, name(&live.user)), password, client).await?;
        app.store.prove_session(live.id, app.clock.now()).await?;
    }
    if missing.factor {
        let code = code.ok_or(ProofError::Needed)?;
        by_factor(app, live, &Given::either(code), client).await?;
    }
    Ok(())
}

/// Demands the password of the person of a session, however fresh their proof is, and that the second factor
/// of their account, if it has one, is fresh. Gives the stored hash of the password.
pub(crate) async fn demand_password(
    app: &App,
    live: &Live,
    password: Secret<String>,
    client: &Client,
) -> Result<Secret<String>, ProofError> {
    let user = (live.user.id, name(&live.user));
    let stored = check_password(app, user, password, client).await?;
    app.store.prove_session(live.id, app.clock.now()).await?;
    if misses_factor(app, live).await? {
        return Err(ProofError::Needed);
    }
    Ok(stored)
}

/// Takes what the person of a session has typed as a proof of their second factor, from now on.
pub async fn by_factor(
    app: &App,
    live: &Live,
    given: &Given,
    client: &Client,
) -> Result<(), FactorError> {
    let proved = factor::check(app, live.user.id, given, client).await?;
    Ok(step_up(app, live, proved.methods).await?)
}

/// Notes that the person of a session has proved a second factor just now.
pub(crate) async fn step_up(app: &App, live: &Live, by: Methods) -> Result<(), StoreError> {
    if let Some(found) = app.store.session(live.id).await? {
        app.store.step_up(&found.session, by, app.clock.now()).await?;
    }
    Ok(())
}

/// Whether the person of a session has proved just now who they are, with a second factor where their account
/// has one.
pub(crate) async fn is_fresh(app: &App, live: &Live) -> Result<bool, StoreError> {
    let missing = missing(app, live).await?;
    Ok(!missing.proof && !missing.factor)
}

/// Whether the second factor of the account, if it has one, was not proved just now.
pub(crate) async fn misses_factor(app: &App, live: &Live) -> Result<bool, StoreError> {
    Ok(missing(app, live).await?.factor)
}

/// What the person of a session has not proved of late.
struct Missing {
    proof: bool,
    factor: bool,
}

/// It is asked so rarely that it is read where it is stored, and not kept in memory with each session.
async fn missing(app: &App, live: &Live) -> Result<Missing, StoreError> {
    let session = app.store.session(live.id).await?.map(|found| found.session);
    let now = app.clock.now();
    let proved_at = session.as_ref().and_then(|session| session.proved_at);
    let factor_at = session.and_then(|session| session.factor_at);
    let factor = !link::is_fresh(factor_at, now) && asks_factor(app, &live.user).await?;
    Ok(Missing { proof: !link::is_fresh(proved_at, now), factor })
}

/// Whether a password alone does not open the account: then it changes nothing alone either.
async fn asks_factor(app: &App, user: &User) -> Result<bool, StoreError> {
    let (factors, required) = standing(app, user).await?;
    Ok(factors.totp || (required && factors.passkeys > 0))
}

/// The name under which wrong passwords of an account count, as at its sign-in.
fn name(user: &User) -> &str {
    user.email.as_ref().map_or(user.username.as_str(), |email| email.as_str())
}

/// Checks the password of an account, which wrong ones count against under `name`, as at a sign-in; gives its
/// stored hash when it is right.
///
/// An account without a password costs the same work as a wrong one.
pub(crate) async fn check_password(
    app: &App,
    (user, name): (UserId, &str),
    password: Secret<String>,
    client: &Client,
) -> Result<Secret<String>, ProofError> {
    if !app.settings.switches.email_login {
        return Err(ProofError::Needed);
    }
    // Cheap before expensive: nothing is hashed for whoever only guesses.
    let tried = lockout::attempt(app, name, Some(user), client).map_err(ProofError::TooMany)?;
    let stored = app.store.credentials(user).await?.and_then(|known| known.password_hash);
    let check = app.hasher.check(password, stored.clone()).await?;
    if let (Check::Right { .. }, Some(stored)) = (check, stored) {
        return Ok(stored);
    }
    app.failures.note("login.failed", Some(user), client.address);
    tried.failed();
    Err(ProofError::BadPassword)
}
