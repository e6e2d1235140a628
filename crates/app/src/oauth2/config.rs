//! What the operator says about a provider.

use std::time::Duration;

use doorward_core::oidc::endpoint::{self, Transport};
use doorward_core::provider::{Base, OAuth2, Site};
use doorward_core::secret::Secret;
use url::Url;

use crate::settings::{self, Credential};
use crate::upstream::authorities::Authorities;
use crate::upstream::http::DEADLINE;

/// The settings of one provider.
#[derive(Clone, Debug)]
pub struct ProviderConfig {
    /// Its name in paths and rows: `github`.
    pub id: String,
    /// How it speaks.
    pub kind: OAuth2,
    /// Where it is, unless at its public address.
    pub base: Option<Base>,
    /// Our name there.
    pub client_id: String,
    /// Our secret there.
    pub client_secret: Secret<String>,
    /// What is asked for.
    pub scope: String,
    /// Where the browser comes back to.
    pub redirect_uri: Url,
    /// What we call ourselves in requests, unless by our own name.
    pub user_agent: Option<String>,
    /// Whether plain http is accepted beyond loopback.
    pub allow_http: bool,
    /// Whether hosts other than a set base may lie on a private network.
    pub allow_private: bool,
    /// How long a request to the provider may take.
    pub deadline: Duration,
    /// Who may have signed its certificate, beside the system's authorities.
    pub authorities: Authorities,
}

impl ProviderConfig {
    /// What the settings say.
    pub(crate) fn of(
        provider: &settings::Provider,
        (kind, oauth2): (OAuth2, &settings::OAuth2),
    ) -> Self {
        let client_secret = match &provider.credential {
            Credential::Secret(secret) => secret.clone(),
            Credential::Public | Credential::TeamKey(_) => Secret::new(String::new()),
        };
        Self {
            base: oauth2.base.clone(),
            client_id: provider.client_id.clone(),
            client_secret,
            user_agent: oauth2.user_agent.clone(),
            allow_http: oauth2.allow_http,
            allow_private: oauth2.allow_private,
            authorities: provider.authorities.clone(),
            ..Self::new(&provider.id, kind, &provider.scope, provider.redirect_uri.clone())
        }
    }

    /// The provider `id` at its public address; change what differs.
    pub fn new(id: &str, kind: OAuth2, scope: &str, redirect_uri: Url) -> Self {
        Self {
            id: id.to_owned(),
            kind,
            base: None,
            client_id: String::new(),
            client_secret: Secret::new(String::new()),
            scope: scope.to_owned(),
            redirect_uri,
            user_agent: None,
            allow_http: false,
            allow_private: false,
            deadline: DEADLINE,
            authorities: Authorities::default(),
        }
    }

    pub(super) const fn transport(&self) -> Transport {
        if self.allow_http { Transport::PlainAllowed } else { Transport::Secure }
    }

    /// Its addresses, when all of them may be used.
    pub(super) fn site(&self) -> Option<Site> {
        let site = self.kind.site(&self.id, self.base.as_ref())?;
        let usable = |url: &Url| endpoint::allowed(url, self.transport());
        let all = [&site.authorization_endpoint, &site.token_endpoint, &site.profile_endpoint];
        let all_usable = all.into_iter().chain(&site.more_endpoint).all(usable);
        all_usable.then_some(site)
    }
}
