//! Signing in at an `OpenID` provider: the two halves of the authorization code flow with PKCE.
//!
//! [`Provider::start`] gives the address to send a browser to. [`Provider::finish`] takes the answer
//! that the browser brings back and gives an [`Identity`]. Finding the pending sign-in by its state,
//! tying it to the browser and spending it once is done by the caller in between.

mod client_secret;
mod config;
mod error;
pub(crate) mod examine;
mod exchange;
mod groups;
mod identity;
mod keep;
pub(crate) mod proof;
mod renew;
mod roles;
mod sign_out;
mod verify;

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use doorward_core::oidc::Refusal;
use doorward_core::oidc::discovery::Metadata;
use doorward_core::oidc::issuer::Issuer;
use doorward_core::oidc::request::Request;
use doorward_core::oidc::response::Response;
use doorward_core::provider::{Directory, ResponseMode};
use doorward_core::time::Timestamp;
use doorward_jose::jws;
use doorward_jose::mac::MacKey;
use url::Url;

pub use client_secret::TeamKey;
pub use config::ProviderConfig;
pub use doorward_jose::algorithm::Algorithm;
pub use error::OpenIdError;
pub use proof::code_challenge;

pub use crate::identity::{Identity, Standing, Upstream};
use crate::metrics::Trips;
use crate::upstream::blame::Blame;
use crate::upstream::discovery::Discovery;
use crate::upstream::http::{Http, Policy};
use crate::upstream::jwks::Jwks;
use crate::witness::Witness;
use proof::Proof;
pub(crate) use renew::{RenewError, Renewed};

/// How failed requests to the token endpoint are called.
pub(crate) const TOKEN: Blame = Blame {
    unreachable: Refusal::TokenUnreachable,
    slow: Refusal::TokenSlow,
    redirect: Refusal::TokenRedirect,
    too_large: Refusal::TokenTooLarge,
};

/// How failed requests to the userinfo endpoint are called.
const USERINFO: Blame = Blame {
    unreachable: Refusal::UserinfoUnreachable,
    slow: Refusal::UserinfoSlow,
    redirect: Refusal::UserinfoRedirect,
    too_large: Refusal::UserinfoTooLarge,
};

/// One configured provider, with what is known of it so far.
#[derive(Debug)]
pub struct Provider {
    config: ProviderConfig,
    http: Http,
    discovery: Discovery,
    jwks: Jwks,
    /// Whether the last exchange that worked had the secret in the form, where both ways are offered.
    secret_in_form: AtomicBool,
}

impl Provider {
    /// Prepares a provider; no request is made. Errs when the issuer is no usable URL.
    pub fn new(mut config: ProviderConfig) -> Result<Self, OpenIdError> {
        // An empty secret protects nothing, least of all an HS256 signature: it is none.
        config.client_secret = config.client_secret.filter(|secret| !secret.expose().is_empty());
        let transport = config.transport();
        let issuer = Issuer::parse(&config.issuer, transport)?;
        let policy = Policy {
            trusted: issuer.discovery_url().clone(),
            allow_private: config.allow_private,
            transport,
            deadline: config.deadline,
            authorities: config.authorities.clone(),
        };
        let http = Http::new(&policy).traced(config.session.debug);
        let keys_max_age_ms = config.session.keys_max_age_ms;
        let discovery = Discovery::new(issuer, transport);
        Ok(Self {
            config,
            http,
            discovery,
            jwks: Jwks::new(keys_max_age_ms),
            secret_in_form: AtomicBool::new(false),
        })
    }

    /// The same, with its requests counted.
    pub(crate) fn counted(self, trips: Option<Trips>) -> Self {
        Self { http: self.http.counted(trips), ..self }
    }

    /// The provider's name in paths and rows.
    pub fn id(&self) -> &str {
        &self.config.id
    }

    /// Whether it lets people sign in anew when asked to, and says when they did.
    pub(crate) const fn proves_anew(&self) -> bool {
        self.config.proves_anew
    }

    /// Whose people it vouches for.
    pub(crate) const fn directory(&self) -> Directory {
        self.config.directory
    }

    /// The address that starts a sign-in.
    ///
    /// `state` is 256 random bits as text. The code verifier and the nonce are derived from it with
    /// `keys`, so that nothing about them is stored anywhere. With `anew`, the person must sign in there
    /// once more, even if the provider knows them.
    pub async fn start(
        &self,
        state: &str,
        keys: &MacKey,
        now: Timestamp,
        anew: bool,
    ) -> Result<Url, OpenIdError> {
        let metadata = self.metadata(now).await?;
        let proof = Proof::derive(keys, &self.config.id, state);
        let request = Request {
            client_id: &self.config.client_id,
            redirect_uri: self.config.redirect_uri.as_str(),
            scope: &self.config.scope,
            state,
            nonce: &proof.nonce,
            code_challenge: &proof.challenge(),
            response_mode: self.config.response_mode.name(),
            audience: self.config.audience.first().map(String::as_str),
            anew,
        };
        Ok(request.url(&metadata.authorization_endpoint))
    }

    /// Says who somebody is, by the `query`, or the posted form, with which the provider sent them back.
    ///
    /// `state` is that of the pending sign-in, which the caller has spent. The ID token is verified
    /// before anything else is asked of the provider. What is to be kept of the tokens comes with it.
    pub async fn finish(
        &self,
        query: &str,
        state: &str,
        keys: &MacKey,
        now: Timestamp,
    ) -> Result<Identity, OpenIdError> {
        self.finish_before(query, (state, keys), now, &Witness::NOBODY).await
    }

    /// The same before a witness.
    pub(crate) async fn finish_before(
        &self,
        query: &str,
        (state, keys): (&str, &MacKey),
        now: Timestamp,
        witness: &Witness,
    ) -> Result<Identity, OpenIdError> {
        let metadata = self.metadata(now).await?;
        let response = Response::parse(query)?;
        let sent_along = response.sent_along();
        let code = response.into_code(state, metadata.sender())?;
        let proof = Proof::derive(keys, &self.config.id, state);
        let tokens = self.exchange(&metadata, &code, &proof, now).await?;
        witness.note(|seen| {
            seen.access_is_jwt = Some(jws::is_jwt(tokens.access.expose()));
            seen.refresh = Some(tokens.refresh.is_some());
        });
        let mut claims = self.verify(&metadata, (&tokens, &proof), now, witness).await?;
        if self.config.response_mode == ResponseMode::FormPost {
            identity::add_names(&mut claims, sent_along);
        }
        let identity = self.identify(&metadata, (&tokens.access, claims), now, witness).await?;
        let upstream = self.keep(tokens, proof.nonce, identity.upstream.groups);
        Ok(Identity { upstream, ..identity })
    }

    /// Whether its description of itself is known, in a word.
    pub(crate) fn discovery_state(&self, now: Timestamp) -> &'static str {
        self.discovery.state(now)
    }

    /// The provider's description of itself, also for signing out there.
    pub async fn metadata(&self, now: Timestamp) -> Result<Arc<Metadata>, OpenIdError> {
        Ok(self.discovery.get(&self.http, now).await?)
    }
}
