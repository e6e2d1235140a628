//! Setting up an authenticator app: a seed and recovery codes, which count once a code of the app has
//! confirmed that it has the seed.

use doorward_core::account::User;
use doorward_core::factor::{Method, Methods, Need, RECOVERY_CODES, recovery_code};
use doorward_core::secret::{Digest, Secret};
use doorward_core::time::HOUR_MS;
use doorward_jose::random;
use doorward_store::{Event, NewTotp, PendingTotp, StoreError};

use super::proof::{self, FactorError};
use super::step::{self, Finished, StepError, Waiting};
use super::totp::{SEED, Seed, Table};
use crate::app::App;
use crate::establish::Client;
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
    /// Storage.
    #[error("the authenticator app could not be stored")]
    Store(#[from] StoreError),
}

/// Begins to set up an authenticator app, in place of one that was begun before. One that counts goes on
/// counting until the new one is confirmed.
///
/// `proved` says whether a factor of the account has just been proved: without that, the new one cannot
/// take the place of one that counts.
pub async fn begin(app: &App, user: &User, proved: bool) -> Result<Offer, EnrolmentError> {
    let mut bytes = [0; SEED];
    random::fill(&mut bytes).map_err(MintError::from)?;
    let seed = Seed::new(bytes);
    let (recovery_codes, hashes) = new_codes()?;
    let pending = PendingTotp {
        seed: seed.seal(&app.keys, Table::Pending, user.id).map_err(MintError::from)?,
        codes: hashes,
        replaces: proved,
        expires_at: app.clock.now().plus(PENDING_MS),
    };
    app.store.begin_totp(user.id, &pending).await?;
    Ok(offer(app, user, &seed, recovery_codes))
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

/// Whether a code is one of the app that is being set up. It is not used up.
pub async fn try_code(app: &App, user: &User, code: &str) -> Result<bool, EnrolmentError> {
    let (_, seed) = find(app, user).await?;
    Ok(seed.step_of(code, app.clock.now(), -1).is_some())
}

/// Sets the app that was begun, if this is a code of it.
pub async fn confirm(
    app: &App,
    user: &User,
    code: &Secret<String>,
    client: &Client,
) -> Result<(), EnrolmentError> {
    let (pending, seed) = find(app, user).await?;
    let step = seed.step_of(code.expose(), app.clock.now(), -1).ok_or(FactorError::Wrong)?;
    let new = NewTotp {
        pending: &pending,
        seed: seed.seal(&app.keys, Table::Totp, user.id).map_err(MintError::from)?,
        last_step: step,
    };
    let event = proof::event(app, user.id, client, "factor.add", "totp");
    if !app.store.set_totp(user.id, &new, &event).await? {
        return Err(EnrolmentError::NotBegun);
    }
    app.live.forget_user(user.id);
    Ok(())
}

/// Sets the app that was begun, and finishes the sign-in that waits for it.
pub async fn confirm_and_finish(
    app: &App,
    waiting: Waiting,
    code: &Secret<String>,
    client: &Client,
) -> Result<Finished, EnrolmentError> {
    if waiting.need != Need::Enrolment {
        return Err(EnrolmentError::NotBegun);
    }
    confirm(app, &waiting.user, code, client).await?;
    step::finish(app, waiting, Methods::one(Method::OneTimeCode), client)
        .await
        .map_err(|error| EnrolmentError::Step(Box::new(error)))
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
    Ok(codes)
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
