//! A sign-in that waits for a second factor: begun by the first proof, found again by a cookie of our
//! pages or by the token that `LibreChat`'s clients know, and finished once.

use doorward_core::account::User;
use doorward_core::factor::{Factor, Factors, Known, Methods, Need, STEP_MS, judge};
use doorward_core::id::UserId;
use doorward_core::secret::{Digest, Sealed, Secret};
use doorward_core::time::Timestamp;
use doorward_jose::jws::JwsError;
use doorward_store::{SecondStep, StoreError};
use serde::{Deserialize, Serialize};

use super::Pending;
use super::kept::Kept;
use super::proof::{self, FactorError, Given};
use super::trusted::{self, Trust};
use crate::app::App;
use crate::backchannel;
use crate::callback::CallbackError;
use crate::establish::{Client, Entrance, EstablishError, SignedIn, check_entry, establish};
use crate::identity::Upstream;
use crate::linking::asked;
use crate::metrics::{SECOND_FACTOR, SignIn};
use crate::sessions;
use crate::tokens::{self, MintError, TokenError};

/// What a request names its sign-in with.
#[derive(Clone, Copy, Debug)]
pub enum Held<'a> {
    /// The cookie of our pages.
    Cookie(&'a str),
    /// The token of `LibreChat`'s clients.
    Token(&'a str),
}

/// A sign-in that waits.
#[derive(Debug)]
pub struct Waiting {
    /// Who signs in.
    pub user: User,
    /// The factors of their account.
    pub factors: Factors,
    /// What is missing.
    pub need: Need,
    /// When it stops counting.
    pub expires_at: Timestamp,
    pub(crate) step: SecondStep,
    pub(crate) proven: Option<Secret<String>>,
    entrance: Kept,
}

/// A sign-in that has come to its end.
#[derive(Debug)]
pub struct Finished {
    /// The session.
    pub signed_in: SignedIn,
    /// The local path to go on to.
    pub return_to: String,
    /// The cookie of a browser that is not asked again.
    pub trust: Option<Trust>,
}

/// Why a sign-in does not go on.
#[derive(Debug, thiserror::Error)]
pub enum StepError {
    /// It is over, spent, of another password, or never was.
    #[error("no sign-in waits under this name")]
    Over,
    /// The token is none of ours.
    #[error("the token of the second step says nothing")]
    Token(#[from] TokenError),
    /// The account has no factor that could be asked for.
    #[error("the account has no second factor")]
    NoFactor,
    /// What was given proves nothing.
    #[error(transparent)]
    Factor(#[from] FactorError),
    /// The link that waited could not be made.
    #[error("the account could not be linked")]
    Link(#[source] Box<CallbackError>),
    /// The session could not be made.
    #[error("the session could not be made")]
    Establish(#[from] EstablishError),
    /// Storage.
    #[error("the sign-in could not be read")]
    Store(#[from] StoreError),
}

/// The claims of a token, whose key is used for nothing else.
#[derive(Debug, Serialize, Deserialize)]
struct Claims {
    #[serde(rename = "userId")]
    user: UserId,
    #[serde(rename = "twoFAPending")]
    pending: bool,
    jti: String,
    iat: i64,
    exp: i64,
}

/// Lets a sign-in wait.
pub(super) async fn begin(
    app: &App,
    user: &User,
    entrance: Entrance<'_>,
    (need, return_to): (Need, &str),
) -> Result<Pending, EstablishError> {
    let handle = tokens::opaque().map_err(MintError::from)?;
    let (digest, now) = (tokens::digest(&handle), app.clock.now());
    let expires_at = now.plus(STEP_MS);
    let password = entrance.proven.map(|hash| tokens::digest(hash.expose()));
    let kept = serde_json::to_vec(&Kept::from(entrance))
        .map_err(|_| MintError::Claims(JwsError::Claims))?;
    let sealed = app.keys.seal.seal(&place(&digest.to_hex()), &kept).map_err(MintError::from)?;
    let step = SecondStep {
        handle: digest,
        user: user.id,
        password,
        entrance: Sealed::new(sealed),
        return_to: return_to.to_owned(),
        created_at: now,
        expires_at,
    };
    app.store.begin_step(&step).await?;
    let claims = Claims {
        user: user.id,
        pending: true,
        jti: handle.clone(),
        iat: now.seconds(),
        exp: expires_at.seconds(),
    };
    let token = app.keys.second_step.sign(&claims).map_err(MintError::from)?;
    tracing::info!(event = "login.second_step", user.id = %user.id, "a sign-in waits");
    Ok(Pending { handle, token, need })
}

/// Where the first proof is kept: table, row and column.
fn place(handle: &str) -> [&str; 3] {
    ["second_steps", handle, "entrance"]
}

/// The value that names the sign-in of a token, if that counts.
pub async fn handle_of(app: &App, token: &str) -> Result<String, StepError> {
    find(app, Held::Token(token)).await?;
    let claims: Claims =
        app.keys.second_step.verify(token).map_err(|error| StepError::Token(error.into()))?;
    Ok(claims.jti)
}

/// The sign-in that waits under a name. It counts for five minutes, and only for as long as the account has
/// the password that was typed.
pub async fn find(app: &App, held: Held<'_>) -> Result<Waiting, StepError> {
    let now = app.clock.now();
    let (handle, claimed) = match held {
        Held::Cookie(handle) => (tokens::digest(handle), None),
        Held::Token(token) => {
            let claims: Claims = app
                .keys
                .second_step
                .verify(token)
                .map_err(|error| StepError::Token(error.into()))?;
            if claims.exp <= now.seconds() || !claims.pending {
                return Err(StepError::Over);
            }
            (tokens::digest(&claims.jti), Some(claims.user))
        }
    };
    let step = app.store.second_step(&handle).await?.ok_or(StepError::Over)?;
    if step.expires_at <= now || claimed.is_some_and(|user| user != step.user) {
        return Err(StepError::Over);
    }
    let known = app.store.credentials(step.user).await?.ok_or(StepError::Over)?;
    let proven = known.password_hash.filter(|_| step.password.is_some());
    if proven.as_ref().map(|hash| tokens::digest(hash.expose())) != step.password
        || known.user.disabled_at.is_some()
    {
        return Err(StepError::Over);
    }
    let opened = app.keys.seal.open(&place(&handle.to_hex()), step.entrance.as_str());
    let entrance: Kept =
        opened.ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).ok_or(StepError::Over)?;
    let (factors, required) = super::standing(app, &known.user).await?;
    let need = judge(Known {
        way: entrance.way.into(),
        factors,
        required,
        trusts_providers: app.settings.second_factor.policy.trusts_providers,
        remembered: false,
    });
    Ok(Waiting {
        user: known.user,
        factors,
        need,
        expires_at: step.expires_at,
        step,
        proven,
        entrance,
    })
}

/// Finishes a sign-in with a code.
///
/// `remember` says that the person does not want to be asked in this browser again. A recovery code is for
/// whoever has lost their factor, and is no ground for that.
pub async fn with_code(
    app: &App,
    waiting: Waiting,
    given: &Given,
    client: &Client,
    remember: bool,
) -> Result<Finished, StepError> {
    if !waiting.factors.any() {
        return Err(StepError::NoFactor);
    }
    let proved = proof::check(app, waiting.user.id, given, client).await;
    let proved = proved.inspect_err(|_| app.metrics.sign_in(SECOND_FACTOR, SignIn::Refused))?;
    let password = waiting.proven.clone();
    let mut finished = finish(app, waiting, (proved.methods, None), client).await?;
    if remember && proved.factor != Factor::RecoveryCode {
        let user = &finished.signed_in.user;
        finished.trust = Some(trusted::begin(app, user, password.as_ref(), client).await?);
    }
    Ok(finished)
}

/// Finishes a sign-in whose second factor has been proved, by `methods`, with a passkey if one is named. It is spent in the write that
/// opens the session: of several that finish one sign-in exactly one succeeds.
pub(crate) async fn finish(
    app: &App,
    waiting: Waiting,
    (methods, passkey): (Methods, Option<Digest>),
    client: &Client,
) -> Result<Finished, StepError> {
    let Waiting { user, step, proven, entrance: kept, .. } = waiting;
    let now = app.clock.now();
    // Who may not come in any more does not get a way in either.
    check_entry(app, &user).await?;
    if let Some(handle) = kept.settles.as_deref().and_then(Digest::from_hex) {
        let settled = asked::settle_later(app, &handle, &user, proven.as_ref(), client).await;
        settled.map_err(|error| StepError::Link(Box::new(error)))?;
    }
    let (first, method) = (Methods::from_text(&kept.amr), kept.method);
    let (origin, upstream) = kept.origin.map_or((None, Upstream::NONE), |origin| {
        let (origin, upstream) = origin.into();
        (Some(origin), upstream)
    });
    let entrance = Entrance {
        method: &method,
        proven: proven.as_ref(),
        proved_at: kept.proved_at.map(Timestamp),
        way: kept.way.into(),
        methods: first.and(methods),
        factor_at: Some(now),
        passkey,
        step: Some(step.handle),
        settles: None,
        origin: origin.clone(),
        upstream,
    };
    let signed_in = match establish(app, user, entrance, client).await {
        // Another request with the same name was quicker, or the password was changed just now.
        Err(EstablishError::Gone) => return Err(StepError::Over),
        other => other?,
    };
    if let Some(origin) = origin
        && backchannel::ended_meanwhile(app, &origin, step.created_at).await?
    {
        sessions::end(app, signed_in.user.id, signed_in.session).await?;
        return Err(StepError::Over);
    }
    Ok(Finished { signed_in, return_to: step.return_to, trust: None })
}
