//! What the operator says about a provider.

use std::time::Duration;

use doorward_core::oidc::endpoint::Transport;
use doorward_core::oidc::issuer::Issuer;
use doorward_core::oidc::profile::Mapping;
use doorward_core::oidc::{Object, Refusal, Refused};
use doorward_core::provider::{Directory, OpenId, Protocol, ResponseMode};
use doorward_core::secret::Secret;
use doorward_jose::algorithm::Algorithm;
use url::Url;

use super::TeamKey;
use crate::settings::{self, Credential, ProviderSession, RoleRules};
use crate::upstream::authorities::Authorities;
use crate::upstream::http::DEADLINE;

/// The settings of one provider.
#[derive(Clone, Debug)]
pub struct ProviderConfig {
    /// Its name in paths and rows: `openid`.
    pub id: String,
    /// The issuer in any of the documented spellings.
    pub issuer: String,
    /// Our name there.
    pub client_id: String,
    /// Our secret there; none for a public client.
    pub client_secret: Option<Secret<String>>,
    /// The key that stands for a secret, where the provider wants a signature in its place.
    pub team_key: Option<TeamKey>,
    /// How the browser brings the answer back.
    pub response_mode: ResponseMode,
    /// Puts oddly named claims in their usual places.
    pub adapt: Option<fn(Object) -> Object>,
    /// Whose people it vouches for.
    pub directory: Directory,
    /// Whether it lets people sign in anew when asked to, and says when they did.
    pub proves_anew: bool,
    /// What is asked for; `openid` belongs in it.
    pub scope: String,
    /// The API that access tokens are for: the first is asked for, all are trusted beside us in `aud`.
    pub audience: Vec<String>,
    /// Where the browser comes back to.
    pub redirect_uri: Url,
    /// Claims that stand in for the usual ones.
    pub claims: Mapping,
    /// By how many seconds the provider's clock may differ from ours.
    pub clock_tolerance_s: u32,
    /// The only algorithm of ID tokens that is accepted. Without it every asymmetric one is that the
    /// provider announces; HS256 is accepted only when it is named here.
    pub id_token_alg: Option<Algorithm>,
    /// Whether plain http is accepted beyond loopback.
    pub allow_http: bool,
    /// Whether other hosts than the issuer's may lie on a private network.
    pub allow_private: bool,
    /// How long a request to the provider may take.
    pub deadline: Duration,
    /// Who may have signed its certificate, beside the system's authorities.
    pub authorities: Authorities,
    /// What is done with a person's session there.
    pub session: ProviderSession,
    /// What follows from the roles that a person has there.
    pub roles: RoleRules,
    /// The claim with the groups that it counts a person to, as a path.
    pub groups_claim: String,
}

/// The key as it signs.
fn team_key(key: &settings::TeamKey) -> Result<TeamKey, Refused> {
    TeamKey::new(key.team_id.clone(), key.key_id.clone(), key.pem.expose())
        .map_err(|error| Refusal::ClientKey.seeing(error.to_string()))
}

impl ProviderConfig {
    /// What the settings say.
    pub(crate) fn of(
        provider: &settings::Provider,
        openid: &settings::OpenId,
    ) -> Result<Self, Refused> {
        let (client_secret, team_key) = match &provider.credential {
            Credential::Secret(secret) => (Some(secret.clone()), None),
            Credential::TeamKey(key) => (None, Some(team_key(key)?)),
            Credential::Public => (None, None),
        };
        let new = Self::new(&openid.issuer, &provider.client_id, provider.redirect_uri.clone());
        let new = Self { allow_http: openid.allow_http, ..new };
        let issuer = Issuer::parse(&new.issuer, new.transport())?;
        let issuer = issuer.discovery_url();
        let (response_mode, adapt, directory) = match provider.entry.protocol {
            Protocol::OpenId(known) => {
                (known.response_mode, known.adapt_at(issuer), known.directory(issuer))
            }
            Protocol::OAuth2(_) => (ResponseMode::Query, None, Directory::Everybody),
        };
        Ok(Self {
            id: provider.id.clone(),
            client_secret,
            team_key,
            response_mode,
            adapt,
            directory,
            proves_anew: OpenId::proves_anew_at(issuer),
            scope: provider.scope.clone(),
            audience: openid.audience.clone(),
            claims: openid.claims.clone(),
            clock_tolerance_s: openid.clock_tolerance_s,
            id_token_alg: openid.id_token_alg,
            allow_private: openid.allow_private,
            authorities: provider.authorities.clone(),
            session: openid.session.clone(),
            roles: openid.roles.clone(),
            groups_claim: openid.groups_claim.clone(),
            ..new
        })
    }

    /// The settings of a public client named `openid` with the usual scope; change what differs.
    pub fn new(issuer: &str, client_id: &str, redirect_uri: Url) -> Self {
        Self {
            id: "openid".to_owned(),
            issuer: issuer.to_owned(),
            client_id: client_id.to_owned(),
            client_secret: None,
            team_key: None,
            response_mode: ResponseMode::Query,
            adapt: None,
            directory: Directory::Own,
            proves_anew: true,
            scope: "openid profile email".to_owned(),
            audience: Vec::new(),
            redirect_uri,
            claims: Mapping::default(),
            clock_tolerance_s: 30,
            id_token_alg: None,
            allow_http: false,
            allow_private: false,
            deadline: DEADLINE,
            authorities: Authorities::default(),
            session: ProviderSession::default(),
            roles: RoleRules::default(),
            groups_claim: "groups".to_owned(),
        }
    }

    pub(super) const fn transport(&self) -> Transport {
        if self.allow_http { Transport::PlainAllowed } else { Transport::Secure }
    }
}
