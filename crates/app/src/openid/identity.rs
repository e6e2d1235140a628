//! Who somebody is, out of the verified ID token and the userinfo endpoint.

use doorward_core::oidc::discovery::Metadata;
use doorward_core::oidc::profile::Profile;
use doorward_core::oidc::{Object, Refusal, Refused, assurance, checks, userinfo};
use doorward_core::provider::{OpenId, ResponseMode};
use doorward_core::secret::Secret;
use doorward_core::time::Timestamp;
use doorward_jose::algorithm::ASYMMETRIC;
use doorward_jose::json;
use doorward_jose::jws::Jws;
use url::Url;

use super::roles::Said;
use super::{Provider, USERINFO};
use crate::identity::{Identity, Standing, Upstream};
use crate::upstream::http::{Answer, Credentials};
use crate::witness::Witness;

impl Provider {
    /// Adds what the userinfo endpoint says to the verified claims.
    ///
    /// When the endpoint fails, the claims of the ID token have to do if they carry an address and no
    /// rule about roles reads userinfo: an outage must neither let in nor demote anybody. What it says
    /// about somebody else, or signs wrongly, is refused in any case.
    pub(super) async fn identify(
        &self,
        metadata: &Metadata,
        (access, claims): (&Secret<String>, Object),
        now: Timestamp,
        witness: &Witness,
    ) -> Result<Identity, Refused> {
        let subject = checks::sub(&claims)?.to_owned();
        let issuer = metadata.issuer_of(&claims)?;
        let adapted = |claims| OpenId::adapted(self.config.adapt, claims);
        let claims = adapted(claims);
        let sid = claims.get("sid").and_then(serde_json::Value::as_str).map(str::to_owned);
        let auth_time = checks::auth_time(&claims);
        let several_factors = assurance::several_factors(&claims);
        let in_id_token = self.config.roles.are_read().then(|| claims.clone());
        let claims = match &metadata.userinfo_endpoint {
            None => claims,
            Some(url) => {
                let answer = self.userinfo(url, metadata, access, now).await;
                witness.note(|seen| seen.userinfo = Some(answer.clone()));
                match answer {
                    Ok(more) => userinfo::merge(claims, adapted(more))?,
                    Err(refused) => self.without_userinfo(claims, refused)?,
                }
            }
        };
        let standing = match in_id_token {
            Some(id) => {
                let all = Said { id: &id, merged: &claims, access, witness };
                self.judge_roles(&all, metadata, now).await?
            }
            None => Standing::default(),
        };
        let groups = self.groups(&claims).unwrap_or_default();
        let mut profile = Profile::read(&claims, &self.config.claims);
        if self.config.response_mode == ResponseMode::FormPost && !states_name(&claims) {
            // The address must not take the place of the name that was said at the first sign-in.
            profile.name = None;
        }
        Ok(Identity {
            issuer,
            subject,
            sid,
            auth_time,
            several_factors,
            email: profile.email,
            email_verified: profile.email_verified,
            email_doubted: profile.email_doubted,
            email_from_name: profile.email_from_name,
            name: profile.name.unwrap_or_default(),
            username: profile.username.unwrap_or_default(),
            picture: profile.picture,
            standing,
            upstream: Upstream { groups, ..Upstream::NONE },
        })
    }

    fn without_userinfo(&self, claims: Object, refused: Refused) -> Result<Object, Refused> {
        let suffices = Profile::read(&claims, &self.config.claims).email.is_some();
        let forged =
            matches!(refused.why, Refusal::UserinfoUnverifiable | Refusal::UserinfoForAnother);
        if forged || !suffices || self.config.roles.need_userinfo() {
            return Err(refused);
        }
        let code = refused.why.code();
        tracing::warn!(code, provider = %self.config.id, %refused, "signed in without userinfo");
        Ok(claims)
    }

    /// What the userinfo endpoint says to whoever has this access token.
    pub(super) async fn userinfo(
        &self,
        url: &Url,
        metadata: &Metadata,
        access: &Secret<String>,
        now: Timestamp,
    ) -> Result<Object, Refused> {
        let answer = self.http.get(url, Credentials::Bearer(access.expose())).await;
        let answer = answer.map_err(|error| USERINFO.refused(&error))?;
        if answer.status != 200 {
            return Err(Refusal::UserinfoStatus.seeing(answer.status.to_string()));
        }
        if answer.content_type == "application/jwt" {
            return self.signed_userinfo(&answer, metadata, now).await;
        }
        json::object(&answer.body).map_err(|_| Refusal::UserinfoMalformed.into())
    }

    /// A userinfo answer as a JWT (Core §5.3.2): from the provider, and for us when it says for whom.
    async fn signed_userinfo(
        &self,
        answer: &Answer,
        metadata: &Metadata,
        now: Timestamp,
    ) -> Result<Object, Refused> {
        let unverifiable = |seen: String| Refusal::UserinfoUnverifiable.seeing(seen);
        let token = std::str::from_utf8(&answer.body).map_err(|e| unverifiable(e.to_string()))?;
        let token = Jws::parse(token, &ASYMMETRIC).map_err(|e| unverifiable(e.to_string()))?;
        let claims = self.claims(&token, metadata, now).await?;
        let claims = claims.map_err(|error| unverifiable(error.to_string()))?;
        if claims.contains_key("iss") {
            let issuer = metadata.issuer_of(&claims);
            let from = issuer.and_then(|issuer| checks::iss(&claims, &issuer));
            from.map_err(|error| unverifiable(error.to_string()))?;
        }
        if claims.contains_key("aud") {
            checks::aud(&claims, &self.config.client_id, &self.config.audience)
                .map_err(|error| Refusal::UserinfoForAnother.seeing(error.detail))?;
        }
        Ok(claims)
    }
}

fn states_name(claims: &Object) -> bool {
    ["name", "given_name", "family_name"].iter().any(|name| claims.contains_key(*name))
}

/// Adds the names that came by way of the browser to claims that have none.
pub(super) fn add_names(claims: &mut Object, [given, family]: [Option<String>; 2]) {
    if claims.contains_key("name") {
        return;
    }
    for (claim, value) in [("given_name", given), ("family_name", family)] {
        if let Some(value) = value {
            claims.entry(claim).or_insert(value.into());
        }
    }
}
