//! The language in which a person is written to.

use doorward_core::id::UserId;
use doorward_pages::Language;
use doorward_store::StoreError;

use crate::app::App;

/// Remembers with the account which language its person chose.
pub async fn choose(app: &App, user: UserId, language: Language) -> Result<(), StoreError> {
    app.store.set_language(user, language.tag(), app.clock.now()).await?;
    Ok(())
}
