//! `LibreChat`'s one `OpenID` provider: `OPENID_*`.

mod checks;
mod roles;
mod session;
#[cfg(test)]
mod tests;

pub use roles::{RoleRule, RoleRules, RoleSource, RoleSync, TokenKind};
pub use session::{EndSession, ProviderSession, Reuse};

use doorward_core::oidc::profile::Mapping;
use doorward_core::provider::Entry;
use doorward_core::secret::Secret;

use super::authorities;
use super::provider::{Button, Credential, Kind, OpenId, Provider, Reach};
use super::providers::Surroundings;
use super::providers::callback;
use super::reader::Reader;

pub(super) use checks::{base, client_secret, image, issuer, list, scope};

const ID: &str = "openid";

/// Reads all of `OPENID_*`; `None` when it is not set up, or switched off.
pub(super) fn read(env: &mut Reader<'_>, around: &Surroundings<'_>) -> Option<Provider> {
    env.group("OpenID Connect");
    let entry = Entry::find(ID)?;
    let identity = Identity::read(env, around.reach);
    let scope = scope(env, "OPENID_SCOPE", entry.scope);
    let authorities = authorities::of(env, "OPENID", around.authorities);
    let callback = callback::read(env, "OPENID_CALLBACK_URL", around, ID);
    let button = button(env);
    let clock_tolerance_s = checks::clock_tolerance_s(env);
    let audience = checks::audience(env);
    let claims = claims(env);
    let id_token_alg = checks::algorithm(env);
    checks::nonce(env);
    let session = ProviderSession::read(env, around, &scope);
    let roles = RoleRules::read(env);
    if !identity.is_complete(env, around) {
        return None;
    }
    let kind = OpenId {
        clock_tolerance_s,
        audience,
        claims,
        id_token_alg,
        session,
        roles,
        ..OpenId::at(identity.issuer?, around)
    };
    Some(Provider {
        id: ID.to_owned(),
        entry,
        client_id: identity.client_id?,
        credential: identity.client_secret.map_or(Credential::Public, Credential::Secret),
        scope,
        redirect_uri: callback.uri(around)?,
        callback_path: callback.path,
        button,
        authorities,
        registration_open: around.switches.social_registration.unwrap_or(true),
        kind: Kind::OpenId(Box::new(kind)),
    })
}

/// What makes a provider: without all of it there is none.
struct Identity {
    client_id: Option<String>,
    client_secret: Option<Secret<String>>,
    public: bool,
    /// Why it cannot be used has been said when it is set but `None` here.
    issuer: Option<String>,
    issuer_is_set: bool,
}

impl Identity {
    fn read(env: &mut Reader<'_>, reach: Reach) -> Self {
        let client_id = env.optional("OPENID_CLIENT_ID", "", "Our name at the provider.");
        let client_secret = client_secret(env, "OPENID_CLIENT_SECRET");
        let public = env.flag(
            "OPENID_USE_PKCE",
            false,
            "Lets the secret be missing (a public client). PKCE itself is always used.",
        );
        let (issuer, issuer_is_set) = issuer(env, "OPENID_ISSUER", reach.allow_http);
        Self { client_id, client_secret, public, issuer, issuer_is_set }
    }

    /// Whether this makes a provider that is switched on.
    fn is_complete(&self, env: &mut Reader<'_>, around: &Surroundings<'_>) -> bool {
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
        let wanted = around.order.lists(ID);
        if nothing && !wanted {
            return false;
        }
        let on = around.switches.social_login || wanted;
        if !missing.is_empty() {
            checks::incomplete(env, &missing);
        } else if !on {
            checks::switched_off(env);
        }
        missing.is_empty() && on && !around.order.hides(ID)
    }
}

fn button(env: &mut Reader<'_>) -> Button {
    Button {
        label: env.text(
            "OPENID_BUTTON_LABEL",
            "Continue with OpenID",
            "The text of the sign-in button.",
        ),
        image_url: image(env, "OPENID_IMAGE_URL"),
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
