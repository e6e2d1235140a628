//! The one-time set-up link: the safe way to make the first account, which becomes the administrator.
//! It is forgotten in the write that makes that account.

use doorward_core::secret::Digest;
use doorward_store::{SETUP_LINK, StoreError};

use crate::app::App;
use crate::tokens::{self, MintError};

/// Why there is no link.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// No random bytes.
    #[error("no set-up link could be made")]
    Mint(#[from] MintError),
    /// Storage.
    #[error("the set-up link could not be stored")]
    Store(#[from] StoreError),
}

/// Makes a new set-up link while there is no account; `None` once there is one.
///
/// An older link stops working: the newest start prints the one that counts.
pub async fn link(app: &App) -> Result<Option<String>, SetupError> {
    if app.store.has_users().await? {
        return Ok(None);
    }
    let token = tokens::opaque().map_err(MintError::from)?;
    app.store.set_fact(SETUP_LINK, &tokens::digest(&token).to_hex()).await?;
    let path = format!("/register?setup={token}");
    Ok(Some(app.settings.general.client.join(&path)))
}

/// Whether `token` is that of the current link.
pub(crate) async fn is_current(app: &App, token: &str) -> Result<bool, StoreError> {
    let stored = app.store.fact(SETUP_LINK).await?;
    Ok(stored.and_then(|hex| Digest::from_hex(&hex)) == Some(tokens::digest(token)))
}
