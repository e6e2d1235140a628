//! The requests of a sign-in: the code for a token, the token for a profile.

use doorward_core::oidc::{Object, Refusal, Refused};
use doorward_core::provider::answer;
use doorward_core::provider::request::{self, Body, Exchange};
use doorward_core::secret::Secret;
use doorward_jose::json;
use serde_json::Value;

use super::Provider;
use crate::openid::TOKEN;
use crate::openid::proof::Proof;
use crate::upstream::blame::Blame;
use crate::upstream::http::{Answer, Credentials};

/// How failed requests for a profile are called.
const PROFILE: Blame = Blame {
    unreachable: Refusal::ProfileUnreachable,
    slow: Refusal::ProfileSlow,
    redirect: Refusal::ProfileRedirect,
    too_large: Refusal::ProfileTooLarge,
};

impl Provider {
    /// Exchanges `code`. Gives the access token, and the answer without its tokens.
    pub(super) async fn exchange(
        &self,
        code: &str,
        proof: &Proof,
    ) -> Result<(Secret<String>, Object), Refused> {
        let config = &self.config;
        let exchange = Exchange {
            client_id: &config.client_id,
            client_secret: config.client_secret.expose(),
            code,
            redirect_uri: config.redirect_uri.as_str(),
            code_verifier: &proof.verifier,
        };
        let call = exchange.call(self.dialect(), &self.site.token_endpoint);
        let answer = match call.body {
            None => self.http.get(&call.url, Credentials::None).await,
            Some(Body::Form(form)) => self.http.post(&call.url, form, Credentials::None).await,
            Some(Body::Json(json)) => self.http.post_json(&call.url, json).await,
        };
        let answer = answer.map_err(|error| TOKEN.refused(&error))?;
        let read = json::object(&answer.body).ok().or_else(|| answer::form(&answer.body));
        let read = answer::token(answer.status, read, self.dialect());
        read.map_err(|refused| refused.without(code).without(&proof.verifier))
    }

    /// The profile.
    pub(super) async fn profile(
        &self,
        access: &Secret<String>,
        token: &Object,
    ) -> Result<Object, Refused> {
        let endpoint = &self.site.profile_endpoint;
        let (url, in_header) = request::profile(self.dialect(), endpoint, access.expose(), token);
        let as_whom =
            if in_header { Credentials::Bearer(access.expose()) } else { Credentials::None };
        let answer = self.http.get(&url, as_whom).await.map_err(|error| PROFILE.refused(&error))?;
        answer::profile(answer.status, json::object(&answer.body).ok())
    }

    /// What else there is of the profile. The provider may keep it from us when the person, or whoever
    /// made the application, did not grant it: that is `None`, and the log says so.
    pub(super) async fn more(&self, access: &Secret<String>) -> Result<Option<Value>, Refused> {
        let Some(url) = &self.site.more_endpoint else { return Ok(None) };
        let as_whom = Credentials::Bearer(access.expose());
        let answer = self.http.get(url, as_whom).await.map_err(|error| PROFILE.refused(&error))?;
        match answer.status {
            200 => list(&answer).map(Some),
            status @ (403 | 404) if !is_rate_limited(&answer) => {
                tracing::warn!(
                    provider = %self.config.id,
                    status,
                    "the mail addresses were not granted: ask for the scope user:email, and give the \
                     application that permission"
                );
                Ok(None)
            }
            status => Err(Refusal::ProfileStatus.seeing(status.to_string())),
        }
    }
}

/// GitHub says 403 also to those who ask too often; then nothing is known of what was granted.
fn is_rate_limited(answer: &Answer) -> bool {
    String::from_utf8_lossy(&answer.body).contains("rate limit")
}

fn list(answer: &Answer) -> Result<Value, Refused> {
    serde_json::from_slice(&answer.body).map_err(|_| Refusal::ProfileMalformed.into())
}
