//! Asking the provider to renew a session (`OpenID` Connect Core §12).

use doorward_core::group::Groups;
use doorward_core::oidc::checks::{self, Before};
use doorward_core::oidc::discovery::Metadata;
use doorward_core::oidc::{Object, Refusal, Refused, groups, userinfo};
use doorward_core::provider::OpenId;
use doorward_core::secret::Secret;
use doorward_core::time::Timestamp;

use super::roles::Said;
use super::{OpenIdError, Provider};
use crate::identity::{Standing, Upstream};
use crate::settings::Reuse;
use crate::witness::Witness;

/// Why a session was not renewed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RenewError {
    /// The provider does not accept the refresh token any more: the session is over there.
    #[error("the provider ended the session")]
    Over(#[source] OpenIdError),
    /// The answer is about another person or from another issuer: nothing of it can be trusted.
    #[error("the provider's answer breaks a rule")]
    Broken(#[source] OpenIdError),
    /// The person has none of the roles any more that let people in.
    #[error("the person may not come in any more")]
    Unwelcome(#[source] OpenIdError),
    /// Nobody knows: the provider did not answer, or did not answer this question.
    #[error("the provider could not be asked")]
    Unknown(#[source] OpenIdError),
}

/// A session that the provider renewed.
#[derive(Debug, Default)]
pub(crate) struct Renewed {
    /// What is to be kept now; what it leaves out stays as it was.
    pub(crate) kept: Upstream,
    /// What the person's roles make of them now, if they were read.
    pub(crate) standing: Option<Standing>,
    /// The person's groups now; `None` when they stay as they were.
    pub(crate) groups: Option<Groups>,
}

impl Provider {
    /// How sessions are renewed; `None` when they are not.
    pub(crate) const fn reuse(&self) -> Option<&Reuse> {
        self.config.session.reuse.as_ref()
    }

    /// Redeems `token` for a session that `issuer` vouched for, and that has groups or not.
    pub(crate) async fn renew(
        &self,
        token: &Secret<String>,
        (issuer, before, has_groups): (&str, Before<'_>, bool),
        now: Timestamp,
    ) -> Result<Renewed, RenewError> {
        let unknown = |refused: Refused| RenewError::Unknown(refused.into());
        let metadata = self.metadata(now).await.map_err(RenewError::Unknown)?;
        let new =
            self.refresh(&metadata, token, now).await.map_err(|refused| match refused.why {
                Refusal::RefreshRejected => RenewError::Over(refused.into()),
                _ => unknown(refused),
            })?;
        let mut renewed = Renewed::default();
        renewed.kept.refresh_token = new.refresh;
        let Some(id) = new.id else { return Ok(renewed) };
        let pair = (&new.access, &id);
        let claims = match self.verify_renewed(&metadata, pair, (issuer, &before), now).await {
            Ok(claims) => claims,
            // The refresh token has been spent by now, so what it was spent for must be kept: the keys
            // cannot be had, but the token endpoint did renew the session.
            Err(refused) if refused.why.is_outage() => {
                self.leave_aside(&refused);
                return Ok(renewed);
            }
            Err(refused) => return Err(RenewError::Broken(refused.into())),
        };
        if checks::auth_time_moved(&claims, &before, self.config.clock_tolerance_s) {
            tracing::warn!(provider = %self.config.id,
                "a renewed ID token tells of a later sign-in than the one that the session began with");
        }
        renewed.kept.id_token = self.config.session.end_session.is_some().then_some(id);
        let id = OpenId::adapted(self.config.adapt, claims);
        let merged = self.with_userinfo(&id, has_groups, (&metadata, &new.access), now).await;
        renewed.groups = self.groups_renewed(&merged, has_groups);
        let pair = (&new.access, &id);
        renewed.standing = self.judge_renewed(pair, merged, &metadata, now).await?;
        Ok(renewed)
    }

    /// What the roles make of a person whose session was renewed; `None` when no rule reads roles, or
    /// nothing can be read at the moment. Whoever has lost a required role is out.
    async fn judge_renewed(
        &self,
        (access, id): (&Secret<String>, &Object),
        merged: Result<Object, Refused>,
        metadata: &Metadata,
        now: Timestamp,
    ) -> Result<Option<Standing>, RenewError> {
        if !self.config.roles.are_read() {
            return Ok(None);
        }
        let merged = match merged {
            // It was asked for the groups alone.
            Err(_) if !self.config.roles.need_userinfo() => Ok(id.clone()),
            merged => merged,
        };
        let judged = match merged {
            Ok(merged) => {
                let said = Said { id, merged: &merged, access, witness: &Witness::NOBODY };
                self.judge_roles(&said, metadata, now).await
            }
            Err(refused) => Err(refused),
        };
        match judged {
            Ok(standing) => Ok(Some(standing)),
            Err(refused) if says_nothing(refused.why) => {
                self.leave_aside(&refused);
                Ok(None)
            }
            Err(refused) => Err(RenewError::Unwelcome(refused.into())),
        }
    }

    /// The groups that a person has now; `None` when the session has none and the provider named none, or
    /// when nobody can say at the moment.
    fn groups_renewed(&self, merged: &Result<Object, Refused>, has_groups: bool) -> Option<Groups> {
        match merged {
            Ok(claims) => self.groups(claims).or(has_groups.then_some(Groups::NONE)),
            Err(refused) => {
                // Where roles are read there, they say so.
                if !self.config.roles.need_userinfo() {
                    self.leave_aside(refused);
                }
                None
            }
        }
    }

    /// The claims with what userinfo adds, if a rule reads that, or groups may have been said there.
    async fn with_userinfo(
        &self,
        id: &Object,
        has_groups: bool,
        (metadata, access): (&Metadata, &Secret<String>),
        now: Timestamp,
    ) -> Result<Object, Refused> {
        let elsewhere = has_groups && groups::at(id, &self.config.groups_claim).is_none();
        match &metadata.userinfo_endpoint {
            Some(url) if elsewhere || self.config.roles.need_userinfo() => {
                let more = self.userinfo(url, metadata, access, now).await?;
                userinfo::merge(id.clone(), OpenId::adapted(self.config.adapt, more))
            }
            _ => Ok(id.clone()),
        }
    }

    fn leave_aside(&self, refused: &Refused) {
        let code = refused.why.code();
        tracing::warn!(code, provider = %self.config.id, %refused,
            "what came with a renewed session could not be verified and is left aside");
    }
}

/// Whether a refusal is about an answer that says nothing of the person.
const fn says_nothing(why: Refusal) -> bool {
    use Refusal as R;
    why.is_outage()
        || matches!(why, R::UserinfoRedirect | R::UserinfoTooLarge | R::UserinfoMalformed)
}
