//! Signing in at a provider that speaks OAuth 2.0 without `OpenID` Connect: the same two halves as
//! [`openid`](crate::openid), with the provider's own API in place of the ID token.

mod config;
mod examine;
mod fetch;

use doorward_core::oidc::Refusal;
use doorward_core::oidc::response::{Response, Sender};
use doorward_core::provider::request::Authorization;
use doorward_core::provider::{Answers, Base, Dialect, Directory, Site};
use doorward_jose::mac::MacKey;
use url::Url;

pub use config::ProviderConfig;

use crate::identity::{Identity, Standing, Upstream};
use crate::metrics::Trips;
use crate::openid::OpenIdError;
use crate::openid::proof::Proof;
use crate::upstream::http::{Http, Policy};
use crate::witness::Witness;

/// One configured provider.
#[derive(Debug)]
pub struct Provider {
    config: ProviderConfig,
    site: Site,
    http: Http,
}

impl Provider {
    /// Prepares a provider; no request is made. Errs when the set base is no usable URL.
    pub fn new(config: ProviderConfig) -> Result<Self, OpenIdError> {
        let site = config.site().ok_or(Refusal::IssuerUnusable)?;
        let policy = Policy {
            // Only an address that the operator wrote down may be private.
            trusted: site.token_endpoint.clone(),
            allow_private: config.allow_private,
            transport: config.transport(),
            deadline: config.deadline,
            authorities: config.authorities.clone(),
        };
        let mut http = Http::new(&policy);
        if let Some(name) = config.user_agent.clone() {
            http = http.calling_itself(name);
        }
        Ok(Self { config, site, http })
    }

    /// The same, with its requests counted.
    pub(crate) fn counted(self, trips: Option<Trips>) -> Self {
        Self { http: self.http.counted(trips), ..self }
    }

    /// The provider's name in paths and rows.
    pub fn id(&self) -> &str {
        &self.config.id
    }

    /// Whose people it vouches for. What was moved is a way to the public service.
    pub(crate) const fn directory(&self) -> Directory {
        match self.config.base {
            Some(Base::Enterprise(_)) => Directory::Own,
            Some(Base::Moved(_)) | None => Directory::Everybody,
        }
    }

    /// The address that starts a sign-in. `state` is 256 random bits as text, from which the code
    /// verifier is derived with `keys`.
    pub fn start(&self, state: &str, keys: &MacKey) -> Url {
        let proof = Proof::derive(keys, &self.config.id, state);
        let request = Authorization {
            client_id: &self.config.client_id,
            redirect_uri: self.config.redirect_uri.as_str(),
            scope: &self.config.scope,
            state,
            code_challenge: &proof.challenge(),
        };
        request.url(self.dialect(), &self.site.authorization_endpoint)
    }

    /// Says who somebody is, by the `query` with which the provider sent them back.
    ///
    /// `state` is that of the pending sign-in, which the caller has spent. Nothing of the tokens is kept.
    pub async fn finish(
        &self,
        query: &str,
        state: &str,
        keys: &MacKey,
    ) -> Result<Identity, OpenIdError> {
        self.finish_before(query, (state, keys), &Witness::NOBODY).await
    }

    /// The same before a witness.
    pub(crate) async fn finish_before(
        &self,
        query: &str,
        (state, keys): (&str, &MacKey),
        witness: &Witness,
    ) -> Result<Identity, OpenIdError> {
        let code = self.code(query, state)?;
        let proof = Proof::derive(keys, &self.config.id, state);
        let (access, token) = self.exchange(&code, &proof).await?;
        let profile = self.profile(&access, &token).await?;
        witness.note(|seen| seen.profile = Some(profile.clone()));
        let more = self.more(&access).await?;
        witness.note(|seen| {
            seen.more = self.site.more_endpoint.is_some().then(|| more.clone().unwrap_or_default());
        });
        let person = (self.config.kind.read)(&Answers { token, profile, more })?;
        Ok(Identity {
            issuer: self.site.issuer.clone(),
            subject: person.subject,
            sid: None,
            auth_time: None,
            several_factors: false,
            email: person.profile.email,
            email_verified: person.profile.email_verified,
            email_doubted: person.profile.email_doubted,
            email_from_name: person.profile.email_from_name,
            name: person.profile.name.unwrap_or_default(),
            username: person.profile.username.unwrap_or_default(),
            picture: person.profile.picture,
            standing: Standing::default(),
            upstream: Upstream::default(),
        })
    }

    fn code(&self, query: &str, state: &str) -> Result<String, OpenIdError> {
        let sender = match &self.site.response_issuer {
            Some(issuer) => Sender::Named(issuer),
            None => Sender::HostOf(&self.site.authorization_endpoint),
        };
        let code = Response::parse(query)?.into_code(state, sender);
        code.map_err(|refused| match (refused.why, self.dialect()) {
            // That is how WeChat says that the person cancelled.
            (Refusal::CodeMissing, Dialect::WeChat) => Refusal::Denied.into(),
            _ => refused.into(),
        })
    }

    const fn dialect(&self) -> Dialect {
        self.config.kind.dialect
    }
}
