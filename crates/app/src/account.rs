//! What a person does with their own account.

use doorward_core::id::UserId;
use doorward_core::secret::Secret;
use doorward_store::StoreError;

use crate::app::App;
use crate::hashing::{Check, HashingError};
use crate::live::Live;
use crate::people;

/// Why an account was not deleted.
#[derive(Debug, thiserror::Error)]
pub enum DeleteError {
    /// `ALLOW_ACCOUNT_DELETION` is `false`, and the person is no administrator.
    #[error("accounts may not be deleted by their owners")]
    NotAllowed,
    /// The password that should prove the wish is wrong.
    #[error("wrong password")]
    BadPassword,
    /// The password could not be checked.
    #[error("the password could not be checked")]
    Hashing(#[from] HashingError),
    /// Storage.
    #[error("the account could not be deleted")]
    Store(#[from] StoreError),
}

/// Whether a person may delete their own account; administrators always may.
pub fn may_delete(app: &App, live: &Live) -> bool {
    app.settings.switches.account_deletion || live.user.role == doorward_core::account::Role::Admin
}

/// Deletes the account under a session.
///
/// `proof` is the password again, which pages ask for; `LibreChat`'s client does not send one.
pub async fn delete(
    app: &App,
    live: &Live,
    proof: Option<Secret<String>>,
) -> Result<(), DeleteError> {
    if !may_delete(app, live) {
        return Err(DeleteError::NotAllowed);
    }
    let user: UserId = live.user.id;
    if let Some(password) = proof {
        let stored = app.store.credentials(user).await?.and_then(|known| known.password_hash);
        if stored.is_some()
            && !matches!(app.hasher.check(password, stored).await?, Check::Right { .. })
        {
            return Err(DeleteError::BadPassword);
        }
    }
    people::delete(app, user, Some(user)).await?;
    Ok(())
}
