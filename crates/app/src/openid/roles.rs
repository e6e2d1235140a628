//! The roles that a person has at the provider, out of whichever token the operator points at.

use doorward_core::oidc::discovery::Metadata;
use doorward_core::oidc::roles::{self, Found};
use doorward_core::oidc::{Object, Refusal, Refused, checks};
use doorward_core::secret::Secret;
use doorward_core::time::Timestamp;
use doorward_jose::algorithm::ASYMMETRIC;
use doorward_jose::jws::{self, Jws, Kind};

use super::Provider;
use crate::identity::Standing;
use crate::settings::{RoleRule, RoleSource, TokenKind};
use crate::witness::Witness;

/// What the provider said of a person at one sign-in.
pub(super) struct Said<'a> {
    /// The claims of the ID token.
    pub(super) id: &'a Object,
    /// Those with what userinfo added.
    pub(super) merged: &'a Object,
    /// The access token.
    pub(super) access: &'a Secret<String>,
    /// Who is shown what there is.
    pub(super) witness: &'a Witness,
}

impl Provider {
    /// Refuses who lacks a required role, and says what the roles make of the others.
    pub(super) async fn judge_roles(
        &self,
        said: &Said<'_>,
        metadata: &Metadata,
        now: Timestamp,
    ) -> Result<Standing, Refused> {
        let rules = &self.config.roles;
        let mut standing = Standing::default();
        if let Some(rule) = &rules.required {
            let found = self.roles_at(&rule.source, said, metadata, now).await?;
            roles::require(&found, &rule.roles, &rule.source.path)?;
        }
        if let Some(rule) = &rules.admin {
            let found = self.roles_at(&rule.source, said, metadata, now).await;
            standing.admin = self.judge_admin(found, rule);
        }
        if let Some(sync) = &rules.sync {
            let found = self.roles_at(&sync.source, said, metadata, now).await;
            standing.roles = self.or_unknown(found, &sync.source);
        }
        Ok(standing)
    }

    /// Whether the roles that were found make an administrator. What cannot be read makes none, or else
    /// whoever loses the role could keep it by way of a token that says nothing; only while the provider
    /// is out of order, things stay as they are.
    fn judge_admin(&self, found: Result<Found, Refused>, rule: &RoleRule) -> Option<bool> {
        let outage = found.as_ref().is_err_and(|refused| refused.why.is_outage());
        let found = self.or_unknown(found, &rule.source);
        let wanted = rule.roles.first().map_or("", String::as_str);
        let is_admin = found.is_some_and(|found| roles::is_admin(&found, wanted));
        (!outage).then_some(is_admin)
    }

    /// A token that cannot be read says nothing: it is a fault of the set-up, which the log names.
    fn or_unknown(&self, found: Result<Found, Refused>, source: &RoleSource) -> Option<Found> {
        match found {
            Ok(Found::Overage) => {
                let refused = Refusal::RoleOverage.seeing(&source.path);
                tracing::warn!(code = refused.why.code(), provider = %self.config.id, %refused,
                    remedy = refused.why.remedy(), "roles at the provider cannot be read");
                None
            }
            Ok(found) => Some(found),
            Err(refused) => {
                tracing::warn!(code = refused.why.code(), provider = %self.config.id, %refused,
                    remedy = refused.why.remedy(), "roles at the provider cannot be read");
                None
            }
        }
    }

    async fn roles_at(
        &self,
        source: &RoleSource,
        said: &Said<'_>,
        metadata: &Metadata,
        now: Timestamp,
    ) -> Result<Found, Refused> {
        let path = &source.path;
        let found = match source.token {
            TokenKind::Id => Ok(roles::at(said.id, path)),
            TokenKind::Userinfo => Ok(roles::at(said.merged, path)),
            TokenKind::Access => {
                let claims = self.access_claims(said, metadata, now).await;
                claims.map(|claims| roles::at(&claims, path))
            }
        };
        said.witness.note(|seen| seen.roles.push((path.clone(), found.clone())));
        found
    }

    /// The claims of an access token that this provider signed, about the same person.
    ///
    /// It was made for somebody else to read, so its audience is not ours to judge. That it comes from
    /// the provider is: roles decide who is administrator.
    async fn access_claims(
        &self,
        said: &Said<'_>,
        metadata: &Metadata,
        now: Timestamp,
    ) -> Result<Object, Refused> {
        let token = said.access.expose();
        if !jws::is_jwt(token) {
            return Err(Refusal::AccessTokenOpaque.into());
        }
        let unverified = |seen: String| Refusal::AccessTokenUnverified.seeing(seen);
        let token = Jws::parse_as(Kind::Access, token, &ASYMMETRIC);
        let token = token.map_err(|error| unverified(error.to_string()))?;
        let claims = self.claims(&token, metadata, now).await?;
        let claims = claims.map_err(|error| unverified(error.to_string()))?;
        let tolerance_s = self.config.clock_tolerance_s;
        metadata
            .issuer_of(&claims)
            .and_then(|issuer| checks::iss(&claims, &issuer))
            .and_then(|()| checks::exp(&claims, now, tolerance_s))
            .map_err(|refused| unverified(refused.to_string()))?;
        if claims.get("sub") != said.id.get("sub") {
            return Err(unverified("sub differs from the ID token's".to_owned()));
        }
        Ok(claims)
    }
}
