//! Asking the provider to renew a session (`OpenID` Connect Core §12).

use doorward_core::oidc::checks::Before;
use doorward_core::oidc::{Refusal, Refused};
use doorward_core::secret::Secret;
use doorward_core::time::Timestamp;

use super::{OpenIdError, Provider};
use crate::identity::Upstream;
use crate::settings::Reuse;

/// Why a session was not renewed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RenewError {
    /// The provider does not accept the refresh token any more: the session is over there.
    #[error("the provider ended the session")]
    Over(#[source] OpenIdError),
    /// The answer is about another person or from another issuer: nothing of it can be trusted.
    #[error("the provider's answer breaks a rule")]
    Broken(#[source] OpenIdError),
    /// Nobody knows: the provider did not answer, or did not answer this question.
    #[error("the provider could not be asked")]
    Unknown(#[source] OpenIdError),
}

impl Provider {
    /// How sessions are renewed; `None` when they are not.
    pub(crate) const fn reuse(&self) -> Option<&Reuse> {
        self.config.session.reuse.as_ref()
    }

    /// Redeems `token` for a session that `issuer` vouched for, and gives what is to be kept now.
    /// What it leaves out stays as it was.
    pub(crate) async fn renew(
        &self,
        token: &Secret<String>,
        (issuer, before): (&str, Before<'_>),
        now: Timestamp,
    ) -> Result<Upstream, RenewError> {
        let unknown = |refused: Refused| RenewError::Unknown(refused.into());
        let metadata = self.metadata(now).await.map_err(RenewError::Unknown)?;
        let renewed =
            self.refresh(&metadata, token, now).await.map_err(|refused| match refused.why {
                Refusal::RefreshRejected => RenewError::Over(refused.into()),
                _ => unknown(refused),
            })?;
        let keeps_id_token = self.config.session.end_session.is_some();
        let mut kept = Upstream { refresh_token: renewed.refresh, ..Upstream::default() };
        let Some(id) = renewed.id else { return Ok(kept) };
        let pair = (&renewed.access, &id);
        match self.verify_renewed(&metadata, pair, (issuer, &before), now).await {
            Ok(()) => kept.id_token = keeps_id_token.then_some(id),
            // The refresh token has been spent by now, so what it was spent for must be kept: the keys
            // cannot be had, but the token endpoint did renew the session.
            Err(refused) if refused.why.is_outage() => {
                let code = refused.why.code();
                tracing::warn!(code, provider = %self.config.id, %refused,
                    "a renewed ID token could not be verified and is left aside");
            }
            Err(refused) => return Err(RenewError::Broken(refused.into())),
        }
        Ok(kept)
    }
}
