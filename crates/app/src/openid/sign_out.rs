//! Signing out at the provider, from either side.

use doorward_core::oidc::checks::LogoutToken;
use doorward_core::oidc::end_session::SignOut;
use doorward_core::secret::Secret;
use doorward_core::time::Timestamp;
use url::Url;

use super::{OpenIdError, Provider};

impl Provider {
    /// Whether signing out here leads on to the provider.
    pub(crate) const fn ends_sessions(&self) -> bool {
        self.config.session.end_session.is_some()
    }

    /// The address at which a person signs out at the provider; `None` when it has none, or it is not
    /// asked for. `hint` is what the provider may know them by, `state` comes back with them.
    pub(crate) async fn sign_out_url(
        &self,
        id_token: Option<&str>,
        hint: &str,
        state: &str,
        now: Timestamp,
    ) -> Result<Option<Url>, OpenIdError> {
        let Some(end_session) = &self.config.session.end_session else { return Ok(None) };
        let metadata = self.metadata(now).await?;
        let sign_out = SignOut {
            client_id: &self.config.client_id,
            id_token,
            hint,
            return_to: &end_session.return_to,
            state,
            longest: end_session.longest,
        };
        Ok(metadata.end_session_endpoint.as_ref().map(|endpoint| sign_out.url(endpoint)))
    }

    /// Reads a logout token, and gives the issuer that it comes from with what it asks for.
    pub(crate) async fn read_logout_token(
        &self,
        token: &Secret<String>,
        now: Timestamp,
    ) -> Result<(String, LogoutToken), OpenIdError> {
        let metadata = self.metadata(now).await?;
        Ok(self.verify_logout(&metadata, token, now).await?)
    }
}
