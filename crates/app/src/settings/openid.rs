//! Sign-in with one `OpenID` provider: `OPENID_*`.

mod checks;
#[cfg(test)]
mod tests;

use doorward_core::oidc::profile::Mapping;
use doorward_core::secret::Secret;
use doorward_jose::algorithm::Algorithm;
use url::Url;

use super::general::General;
use super::reader::Reader;
use super::switches::Switches;

/// One `OpenID` provider.
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
    /// Our name at the provider.
    pub client_id: String,
    /// Our secret at the provider; a public client has none.
    pub client_secret: Option<Secret<String>>,
    /// What is asked for, with blanks between; `openid` is among it.
    pub scope: String,
    /// The path that the provider sends the browser back to.
    pub callback_path: String,
    /// That path as a whole URL: the `redirect_uri`.
    pub redirect_uri: Url,
    /// The button on the sign-in page.
    pub button: Button,
    /// How far clocks may differ, in seconds.
    pub clock_tolerance_s: u32,
    /// What the access token is for; the first is sent as `audience`.
    pub audience: Vec<String>,
    /// The claims that name things, where they are not the standard ones.
    pub claims: Mapping,
    /// The only algorithm that ID tokens may be signed with, where it is fixed.
    pub id_token_alg: Option<Algorithm>,
}

/// The button on the sign-in page.
#[derive(Clone, Debug)]
pub struct Button {
    /// Its text.
    pub label: String,
    /// The picture on it: a URL or a path.
    pub image_url: Option<String>,
    /// Whether the sign-in page goes on to the provider by itself.
    pub auto_redirect: bool,
}

impl OpenId {
    /// Reads all of `OPENID_*`; `None` when it is not set up, or switched off.
    pub(super) fn read(
        env: &mut Reader<'_>,
        general: &General,
        switches: &Switches,
    ) -> Option<Self> {
        env.group("OpenID Connect");
        let identity = Identity::read(env);
        let scope = checks::scope(env);
        let callback_path = checks::callback(env, &general.server);
        let button = Button::read(env);
        let allow_private = env.flag(
            "DOORWARD_ALLOW_PRIVATE_PROVIDER",
            false,
            "Lets other hosts of the provider than the issuer's lie on a private network.",
        );
        let clock_tolerance_s = env.number(
            "OPENID_CLOCK_TOLERANCE",
            30,
            0..=60,
            "How far the provider's clock may differ, in seconds.",
        );
        let audience = checks::audience(env);
        let claims = claims(env);
        let id_token_alg = checks::algorithm(env);
        checks::nonce(env);
        if !identity.is_complete(env, switches) {
            return None;
        }
        Some(Self {
            issuer: identity.issuer?,
            allow_http: identity.allow_http,
            allow_private,
            client_id: identity.client_id?,
            client_secret: identity.client_secret,
            scope,
            redirect_uri: Url::parse(&general.server.join(&callback_path)).ok()?,
            callback_path,
            button,
            clock_tolerance_s,
            audience,
            claims,
            id_token_alg,
        })
    }
}

/// What makes a provider: without all of it there is none.
struct Identity {
    client_id: Option<String>,
    client_secret: Option<Secret<String>>,
    public: bool,
    allow_http: bool,
    /// Why it cannot be used has been said when it is set but `None` here.
    issuer: Option<String>,
    issuer_is_set: bool,
}

impl Identity {
    fn read(env: &mut Reader<'_>) -> Self {
        let client_id = env.optional("OPENID_CLIENT_ID", "", "Our name at the provider.");
        let client_secret = checks::client_secret(env);
        let public = env.flag(
            "OPENID_USE_PKCE",
            false,
            "Lets the secret be missing (a public client). PKCE itself is always used.",
        );
        let allow_http = env.flag(
            "DOORWARD_ALLOW_HTTP_ISSUER",
            false,
            "Accepts an issuer on plain http outside this machine.",
        );
        let (issuer, issuer_is_set) = checks::issuer(env, allow_http);
        Self { client_id, client_secret, public, allow_http, issuer, issuer_is_set }
    }

    /// Whether this makes a provider that is switched on.
    fn is_complete(&self, env: &mut Reader<'_>, switches: &Switches) -> bool {
        let missing: Vec<_> = [
            ("OPENID_CLIENT_ID", self.client_id.is_some()),
            ("OPENID_CLIENT_SECRET", self.client_secret.is_some() || self.public),
            ("OPENID_ISSUER", self.issuer_is_set),
        ]
        .into_iter()
        .filter_map(|(name, is_set)| (!is_set).then_some(name))
        .collect();
        let nothing =
            self.client_id.is_none() && self.client_secret.is_none() && !self.issuer_is_set;
        if nothing {
            return false;
        }
        if !missing.is_empty() {
            checks::incomplete(env, &missing);
        } else if !switches.social_login {
            checks::switched_off(env);
        }
        missing.is_empty() && switches.social_login
    }
}

impl Button {
    fn read(env: &mut Reader<'_>) -> Self {
        Self {
            label: env.text(
                "OPENID_BUTTON_LABEL",
                "Continue with OpenID",
                "The text of the sign-in button.",
            ),
            image_url: checks::image(env),
            auto_redirect: env.flag(
                "OPENID_AUTO_REDIRECT",
                false,
                "The sign-in page goes on to the provider by itself.",
            ),
        }
    }
}

fn claims(env: &mut Reader<'_>) -> Mapping {
    Mapping {
        username: env.optional(
            "OPENID_USERNAME_CLAIM",
            "preferred_username",
            "The claim with the user name.",
        ),
        name: env.optional("OPENID_NAME_CLAIM", "name", "The claim with the display name."),
        email: env.optional("OPENID_EMAIL_CLAIM", "email", "The claim with the mail address."),
    }
}
