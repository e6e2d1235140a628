//! Setting up an authenticator app: a seed and recovery codes, which count once a code of the app has
//! confirmed that it has the seed.

use doorward_core::account::User;
use doorward_core::factor::{Method, Methods, Need, RECOVERY_CODES, recovery_code};
use doorward_core::secret::{Digest, Secret};
use doorward_core::time::HOUR_MS;
use doorward_jose::random;
use doorward_store::{Event, NewTotp, PendingTotp, StoreError};

use super::proof::{self, FactorError, Given};
use super::step::{self, Finished, StepError, Waiting};
use super::totp::{SEED, Seed, Table};
use crate::app::App;
use crate::establish::Client;
use crate::linking::{self, LinkingError, Typed};
use crate::live::Live;
use crate::mail::{self, Message};
use crate::notices;
use crate::tokens::MintError;

/// How long a setting up may take, in milliseconds.
const PENDING_MS: i64 = HOUR_MS;

/// What an authenticator app needs to know, and what its owner has to keep.
#[derive(Debug)]
pub struct Offer {
    /// The seed as text, for typing.
    pub secret: Secret<String>,
    /// The same as an address, for a QR code.
    pub url: Secret<String>,
    /// The recovery codes that count from the confirmation on.
    pub recovery_codes: Vec<String>,
}

/// Why an authenticator app was not set up.
#[derive(Debug, thiserror::Error)]
pub enum EnrolmentError {
    /// None is being set up, or it took too long.
    #[error("no authenticator app is being set up")]
    NotBegun,
    /// The code is wrong, or nothing more is looked at.
    #[error(transparent)]
    Factor(#[from] FactorError),
    /// Something could not be made.
    #[error("an authenticator app could not be offered")]
    Mint(#[from] MintError),
    /// The sign-in that it was to finish is over.
    #[error("the sign-in could not be finished")]
    Step(#[source] Box<StepError>),
    /// Who asks has not proved of late who they are.
    #[error("a fresh proof is needed")]
    Proof(#[source] Box<LinkingError>),
    /// Storage.
    #[error("the authenticator app could not be stored")]
    Store(#[from] StoreError),
}

/// When the recovery codes of a new authenticator app are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Codes {
    /// With the seed, as `LibreChat`'s clients want it.
    WithSeed,
    /// Once the app is confirmed.
    AfterConfirmation,
}

/// Begins to set up an authenticator app, in place of one that was begun before. One that counts goes on
/// counting until the new one is confirmed.
///
/// `proved` says whether a factor of the account has just been proved: without that, the new one cannot
/// take the place of one that counts.
pub async fn begin(
    app: &App,
    user: &User,
    codes: Codes,
    proved: bool,
) -> Result<Offer, EnrolmentError> {
    let mut bytes = [0; SEED];
    random::fill(&mut bytes).map_err(MintError::from)?;
    let seed = Seed::new(bytes);
    let (recovery_codes, hashes) = match codes {
        Codes::WithSeed => new_codes()?,
        Codes::AfterConfirmation => (Vec::new(), Vec::new()),
    };
    let pending = PendingTotp {
        seed: seed.seal(&app.keys, Table::Pending, user.id).map_err(MintError::from)?,
        codes: hashes,
        replaces: proved,
        expires_at: app.clock.now().plus(PENDING_MS),
    };
    app.store.begin_totp(user.id, &pending).await?;
    Ok(offer(app, user, &seed, recovery_codes))
}

/// The same for somebody who is signed in and has no authenticator app yet: they prove with the password, or
/// have proved just now, who they are (checklist item 68).
pub async fn begin_in_session(
    app: &App,
    live: &Live,
    typed: Typed<'_>,
) -> Result<Offer, EnrolmentError> {
    let fresh = linking::prove_here(app, live, typed).await;
    fresh.map_err(|error| EnrolmentError::Proof(Box::new(error)))?;
    begin(app, &live.user, Codes::AfterConfirmation, false).await
}

/// What is being set up, once more: its recovery codes are not known any longer.
pub async fn pending(app: &App, user: &User) -> Result<Offer, EnrolmentError> {
    let (_, seed) = find(app, user).await?;
    Ok(offer(app, user, &seed, Vec::new()))
}

fn offer(app: &App, user: &User, seed: &Seed, recovery_codes: Vec<String>) -> Offer {
    let account = user.email.as_ref().map_or(user.name.as_str(), |email| email.as_str());
    let url = seed.to_url(&app.settings.general.app_title, account);
    Offer { secret: Secret::new(seed.to_base32()), url: Secret::new(url), recovery_codes }
}

/// The app that is being set up, and its seed.
async fn find(app: &App, user: &User) -> Result<(PendingTotp, Seed), EnrolmentError> {
    let pending = app.store.pending_totp(user.id).await?;
    let pending = pending.filter(|pending| app.clock.now() < pending.expires_at);
    let pending = pending.ok_or(EnrolmentError::NotBegun)?;
    let seed = Seed::open(&app.keys, Table::Pending, user.id, &pending.seed)
        .map_err(|_| FactorError::Seed)?;
    Ok((pending, seed))
}

/// Whether something typed belongs to the app that is being set up. It is not used up.
pub async fn fits(app: &App, user: &User, given: &Given) -> Result<bool, EnrolmentError> {
    let (pending, seed) = find(app, user).await?;
    Ok(match given {
        Given::Code(code) => seed.step_of(code.expose(), app.clock.now(), -1).is_some(),
        Given::RecoveryCode(code) => {
            proof::recovery_hash(code.expose()).is_some_and(|hash| pending.codes.contains(&hash))
        }
    })
}

/// Sets the app that was begun, if this is a code of it. Gives its recovery codes, unless they were told with
/// the seed.
pub async fn confirm(
    app: &App,
    user: &User,
    code: &Secret<String>,
    client: &Client,
    told: Codes,
) -> Result<Vec<String>, EnrolmentError> {
    let (pending, seed) = find(app, user).await?;
    let step = seed.step_of(code.expose(), app.clock.now(), -1).ok_or(FactorError::Wrong)?;
    let (shown, codes) = match told {
        Codes::WithSeed if !pending.codes.is_empty() => (Vec::new(), pending.codes.clone()),
        _ => new_codes()?,
    };
    let new = NewTotp {
        pending: &pending,
        seed: seed.seal(&app.keys, Table::Totp, user.id).map_err(MintError::from)?,
        last_step: step,
        codes,
    };
    let event = proof::event(app, user.id, client, "factor.add", "totp");
    if !app.store.set_totp(user.id, &new, &event).await? {
        return Err(EnrolmentError::NotBegun);
    }
    app.live.forget_user(user.id);
    let message = Message::FactorAdded { factor: mail::Factor::Authenticator };
    notices::tell(app, user, message).await;
    Ok(shown)
}

/// Sets the app that was begun, and finishes the sign-in that waits for it.
pub async fn confirm_and_finish(
    app: &App,
    waiting: Waiting,
    code: &Secret<String>,
    client: &Client,
) -> Result<(Finished, Vec<String>), EnrolmentError> {
    if waiting.need != Need::Enrolment {
        return Err(EnrolmentError::NotBegun);
    }
    let codes = confirm(app, &waiting.user, code, client, Codes::AfterConfirmation).await?;
    let proved = (Methods::one(Method::OneTimeCode), None);
    let finished = step::finish(app, waiting, proved, client).await;
    let finished = finished.map_err(|error| EnrolmentError::Step(Box::new(error)))?;
    Ok((finished, codes))
}

/// Puts new recovery codes in the place of all old ones.
pub async fn regenerate(
    app: &App,
    user: &User,
    client: &Client,
) -> Result<Vec<String>, EnrolmentError> {
    let (codes, hashes) = new_codes()?;
    let event: Event = proof::event(app, user.id, client, "factor.codes", "");
    app.store.set_recovery_codes(user.id, &hashes, &event).await?;
    let message = Message::FactorAdded { factor: mail::Factor::RecoveryCodes };
    notices::tell(app, user, message).await;
    Ok(codes)
}

/// What is kept of a recovery code, for clients that are told so.
pub fn recovery_hash(code: &str) -> Option<String> {
    proof::recovery_hash(code).map(|hash| hash.to_hex())
}

/// New recovery codes, and what is kept of them.
fn new_codes() -> Result<(Vec<String>, Vec<Digest>), MintError> {
    let mut codes = Vec::with_capacity(RECOVERY_CODES);
    for _ in 0..RECOVERY_CODES {
        let mut bytes = [0; 13];
        random::fill(&mut bytes)?;
        codes.push(recovery_code::shown(bytes));
    }
    let hashes = codes.iter().filter_map(|code| proof::recovery_hash(code)).collect();
    Ok((codes, hashes))
}
