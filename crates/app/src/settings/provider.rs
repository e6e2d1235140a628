//! One provider as the operator has set it up.

use doorward_core::oidc::profile::Mapping;
use doorward_core::provider::{Base, Entry};
use doorward_core::secret::Secret;
use doorward_jose::algorithm::Algorithm;
use url::Url;

use super::openid::{ProviderSession, RoleRules};
use super::providers::Surroundings;
use crate::upstream::authorities::Authorities;

/// One provider.
#[derive(Clone, Debug)]
pub struct Provider {
    /// Its name in paths and rows: `auth0`, or one of the operator's choice.
    pub id: String,
    /// What Doorward knows about it.
    pub entry: &'static Entry,
    /// Our name there.
    pub client_id: String,
    /// How we prove who we are.
    pub credential: Credential,
    /// What is asked for, with blanks between.
    pub scope: String,
    /// The path that the browser comes back to.
    pub callback_path: String,
    /// That path as a whole URL: the `redirect_uri`.
    pub redirect_uri: Url,
    /// The button on the sign-in page.
    pub button: Button,
    /// Whether new people may come in by it.
    pub registration_open: bool,
    /// Who may have signed its certificate, beside the system's authorities.
    pub authorities: Authorities,
    /// How it speaks, and what goes with that.
    pub kind: Kind,
}

/// How we prove to a provider who we are.
#[derive(Clone, Debug)]
pub enum Credential {
    /// Not at all: a public client, protected by PKCE alone (RFC 7636).
    Public,
    /// With a secret.
    Secret(Secret<String>),
    /// With JWTs of our own making (Sign in with Apple).
    TeamKey(TeamKey),
}

/// The key that signs client secrets for Apple.
#[derive(Clone, Debug)]
pub struct TeamKey {
    /// The team: the `iss`.
    pub team_id: String,
    /// The key's name: the `kid`.
    pub key_id: String,
    /// The private key as PEM (PKCS #8).
    pub pem: Secret<String>,
}

/// How a provider speaks.
#[derive(Clone, Debug)]
pub enum Kind {
    /// `OpenID` Connect.
    OpenId(Box<OpenId>),
    /// OAuth 2.0 with an API of its own.
    OAuth2(OAuth2),
}

/// What goes with `OpenID` Connect.
#[derive(Clone, Debug)]
pub struct OpenId {
    /// The issuer, in one of the spellings that [`Issuer::parse`] reads.
    ///
    /// [`Issuer::parse`]: doorward_core::oidc::issuer::Issuer::parse
    pub issuer: String,
    /// Whether the provider may be on plain http outside this machine.
    pub allow_http: bool,
    /// Whether hosts that the provider names beside the issuer's may lie on a private network.
    pub allow_private: bool,
    /// How far clocks may differ, in seconds.
    pub clock_tolerance_s: u32,
    /// What the access token is for; the first is sent as `audience`.
    pub audience: Vec<String>,
    /// The claims that name things, where they are not the standard ones.
    pub claims: Mapping,
    /// The only algorithm that ID tokens may be signed with, where it is fixed.
    pub id_token_alg: Option<Algorithm>,
    /// What is done with a person's session there.
    pub session: ProviderSession,
    /// What follows from the roles that a person has there.
    pub roles: RoleRules,
    /// The claim with the groups that it counts a person to, as a path.
    pub groups_claim: String,
}

impl OpenId {
    /// The usual settings at `issuer`.
    pub(super) fn at(issuer: String, around: &Surroundings<'_>) -> Self {
        let reach = around.reach;
        Self {
            issuer,
            allow_http: reach.allow_http,
            allow_private: reach.allow_private,
            clock_tolerance_s: 30,
            audience: Vec::new(),
            claims: Mapping::default(),
            id_token_alg: None,
            session: ProviderSession { debug: reach.debug, ..ProviderSession::default() },
            roles: RoleRules::default(),
            groups_claim: around.groups_claim.to_owned(),
        }
    }
}

/// Which hosts may be asked, the same for all providers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reach {
    pub(super) allow_http: bool,
    pub(super) allow_private: bool,
    /// Whether requests to `OpenID` providers are written to the log.
    pub(super) debug: bool,
}

/// What goes with OAuth 2.0.
#[derive(Clone, Debug, Default)]
pub struct OAuth2 {
    /// Where it is, unless at its public address.
    pub base: Option<Base>,
    /// The user agent that it wants, if it wants another.
    pub user_agent: Option<String>,
    /// Whether that place may be on plain http outside this machine.
    pub allow_http: bool,
    /// Whether hosts beside it may lie on a private network.
    pub allow_private: bool,
}

/// The button on the sign-in page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Button {
    /// Its text.
    pub label: String,
    /// The picture on it: a URL or a path.
    pub image_url: Option<String>,
}

impl Provider {
    /// What it is called in sentences: `Auth0`.
    pub fn name(&self) -> &str {
        self.button.label.strip_prefix("Continue with ").unwrap_or(&self.button.label)
    }

    /// Whether the button's text is what the operator wrote, not `Continue with` and the name.
    pub fn has_own_label(&self) -> bool {
        self.name().len() == self.button.label.len()
    }

    /// Every path that the browser may come back to, each once: the one that is sent comes first.
    pub fn callback_paths(&self) -> Vec<String> {
        let usual =
            [format!("/oauth/{}/callback", self.id), format!("/api/auth/callback/{}", self.id)];
        let others = usual.into_iter().filter(|path| *path != self.callback_path);
        std::iter::once(self.callback_path.clone()).chain(others).collect()
    }
}
