//! The provider's description of itself (`OpenID` Connect Discovery §3 and §4).

use serde::Deserialize;
use url::Url;

use crate::oidc::endpoint::{self, Transport};
use crate::oidc::issuer::Issuer;
use crate::oidc::response::Sender;
use crate::oidc::tenant::{self, Tenants};
use crate::oidc::{Object, Refusal, Refused};

/// What of the description matters for signing in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Metadata {
    /// The issuer as the provider states it: what `iss` must equal, byte for byte, unless there are
    /// [`tenants`](Self::tenants).
    pub issuer: String,
    /// The tenants, when the stated issuer has a place for theirs.
    pub tenants: Option<Tenants>,
    /// Where the browser is sent.
    pub authorization_endpoint: Url,
    /// Where the code is exchanged.
    pub token_endpoint: Url,
    /// Where more claims are.
    pub userinfo_endpoint: Option<Url>,
    /// Where the keys are.
    pub jwks_uri: Url,
    /// Where the browser can be sent to sign out at the provider.
    pub end_session_endpoint: Option<Url>,
    /// How we show who we are at the token endpoint.
    pub client_authentication: ClientAuthentication,
    /// The algorithms that ID tokens are signed with, when the provider lists them.
    pub signing_algorithms: Option<Vec<String>>,
    /// Whether every answer to the browser carries `iss` (RFC 9207 §3).
    pub promises_response_issuer: bool,
}

impl Metadata {
    /// What `iss` must equal, byte for byte, in a token with these claims.
    pub fn issuer_of(&self, claims: &Object) -> Result<String, Refused> {
        match &self.tenants {
            None => Ok(self.issuer.clone()),
            Some(tenants) => tenants.issuer_of(claims),
        }
    }

    /// From whom answers to the browser have to come.
    pub fn sender(&self) -> Sender<'_> {
        match (&self.tenants, self.promises_response_issuer) {
            (Some(_), _) => Sender::HostOf(&self.authorization_endpoint),
            (None, true) => Sender::Promised(&self.issuer),
            (None, false) => Sender::Named(&self.issuer),
        }
    }
}

/// How a client with a secret shows it at the token endpoint (RFC 6749 §2.3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClientAuthentication {
    /// `client_secret_basic`.
    Basic,
    /// `client_secret_post`.
    Post,
    /// Both are offered, or nothing is said. Which one this client may use only an attempt tells: some providers allow a
    /// client just the one that it was registered with.
    Either,
}

#[derive(Deserialize)]
struct Document {
    issuer: Option<String>,
    authorization_endpoint: Option<String>,
    token_endpoint: Option<String>,
    userinfo_endpoint: Option<String>,
    jwks_uri: Option<String>,
    end_session_endpoint: Option<String>,
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
    id_token_signing_alg_values_supported: Option<Vec<String>>,
    authorization_response_iss_parameter_supported: Option<bool>,
}

/// Reads the document that was found for `issuer`.
pub fn parse(bytes: &[u8], issuer: &Issuer, transport: Transport) -> Result<Metadata, Refused> {
    let document: Document = serde_json::from_slice(bytes)
        .map_err(|error| Refusal::DiscoveryMalformed.seeing(error.to_string()))?;
    let stated = document.issuer.filter(|stated| !stated.is_empty());
    let stated = stated.ok_or(Refusal::IssuerMissing)?;
    let tenants = Tenants::read(issuer.as_str(), &stated);
    let is_own = || issuer.is_stated_as(&stated) || tenant::is_stated_for(issuer.as_str(), &stated);
    if tenants.is_none() && !is_own() {
        let both = format!("stated: {stated}, configured: {}", issuer.as_str());
        return Err(Refusal::IssuerMismatch.seeing(both));
    }
    let url = |name, value: Option<String>| match value {
        None => Ok(None),
        Some(text) => endpoint::parse(&text, transport)
            .map(Some)
            .ok_or_else(|| Refusal::EndpointUnusable.seeing(format!("{name}: {text}"))),
    };
    let required =
        |name, value| url(name, value)?.ok_or_else(|| Refusal::EndpointMissing.seeing(name));
    Ok(Metadata {
        issuer: stated,
        tenants,
        authorization_endpoint: required(
            "authorization_endpoint",
            document.authorization_endpoint,
        )?,
        token_endpoint: required("token_endpoint", document.token_endpoint)?,
        userinfo_endpoint: url("userinfo_endpoint", document.userinfo_endpoint)?,
        jwks_uri: required("jwks_uri", document.jwks_uri)?,
        end_session_endpoint: url("end_session_endpoint", document.end_session_endpoint)?,
        client_authentication: authentication(
            document.token_endpoint_auth_methods_supported.as_deref(),
        ),
        signing_algorithms: document.id_token_signing_alg_values_supported,
        promises_response_issuer: document
            .authorization_response_iss_parameter_supported
            .unwrap_or(false),
    })
}

/// Discovery §3: without a list it is basic, but providers that leave the list out may want the other.
/// Basic is also what is tried when the list names nothing that we speak, since the operator may have
/// allowed it for this client alone.
fn authentication(methods: Option<&[String]>) -> ClientAuthentication {
    let Some(methods) = methods else { return ClientAuthentication::Either };
    let offers = |name: &str| methods.iter().any(|method| method == name);
    match (offers("client_secret_basic"), offers("client_secret_post")) {
        (true, true) => ClientAuthentication::Either,
        (false, true) => ClientAuthentication::Post,
        (_, false) => ClientAuthentication::Basic,
    }
}

#[cfg(test)]
mod tests;
