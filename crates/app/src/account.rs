//! What a person does with their own account.

use doorward_core::limit::Verdict;
use doorward_core::secret::Secret;
use doorward_store::StoreError;

use crate::app::App;
use crate::establish::Client;
use crate::hashing::HashingError;
use crate::live::Live;
use crate::people::{self, AdministerError, By};
use crate::proof::{self, ProofError};

/// Why an account was not deleted.
#[derive(Debug, thiserror::Error)]
pub enum DeleteError {
    /// `ALLOW_ACCOUNT_DELETION` is `false`, and the person is no administrator.
    #[error("accounts may not be deleted by their owners")]
    NotAllowed,
    /// The password that should prove the wish is wrong.
    #[error("wrong password")]
    BadPassword,
    /// The person has not proved of late who they are, which an account without a password needs, or not with
    /// its second factor.
    #[error("a fresh proof is needed")]
    NeedsProof,
    /// Somebody has guessed at this account too often, from whatever addresses.
    #[error("too many wrong passwords for one account")]
    TooMany(Verdict),
    /// The password could not be checked.
    #[error("the password could not be checked")]
    Hashing(#[from] HashingError),
    /// Nobody would be left to administer the place.
    #[error("the last administrator may not go while others have accounts")]
    LastAdministrator,
    /// Storage.
    #[error("the account could not be deleted")]
    Store(#[from] StoreError),
}

impl From<ProofError> for DeleteError {
    fn from(error: ProofError) -> Self {
        match error {
            // A code is asked for where a proof is.
            ProofError::Needed | ProofError::Factor(_) => Self::NeedsProof,
            ProofError::TooMany(verdict) => Self::TooMany(verdict),
            ProofError::BadPassword => Self::BadPassword,
            ProofError::Hashing(error) => Self::Hashing(error),
            ProofError::Store(error) => Self::Store(error),
        }
    }
}

/// Whether a person may delete their own account; administrators always may.
pub fn may_delete(app: &App, live: &Live) -> bool {
    app.settings.switches.account_deletion || live.user.role == doorward_core::account::Role::Admin
}

/// Whether the password of an account is asked for before it is deleted: wherever it has one that opens
/// it.
pub async fn asks_password(app: &App, live: &Live) -> Result<bool, StoreError> {
    proof::has_password(app, live.user.id).await
}

/// Deletes the account under a session, as pages do: with its password, or with a fresh proof of who its
/// person is where it has none.
pub async fn delete_with_proof(
    app: &App,
    live: &Live,
    password: Secret<String>,
    client: &Client,
) -> Result<(), DeleteError> {
    if !may_delete(app, live) {
        return Err(DeleteError::NotAllowed);
    }
    if asks_password(app, live).await? {
        proof::demand_password(app, live, password, client).await?;
    } else if !proof::is_fresh(app, live).await? {
        return Err(DeleteError::NeedsProof);
    }
    delete(app, live).await
}

/// Deletes the account under a session, without a proof: `LibreChat`'s client has none to send.
pub async fn delete(app: &App, live: &Live) -> Result<(), DeleteError> {
    if !may_delete(app, live) {
        return Err(DeleteError::NotAllowed);
    }
    match people::delete(app, live.user.id, By::Owner).await {
        Ok(()) | Err(AdministerError::Gone) => Ok(()),
        Err(AdministerError::Store(error)) => Err(error.into()),
        Err(_) => Err(DeleteError::LastAdministrator),
    }
}
