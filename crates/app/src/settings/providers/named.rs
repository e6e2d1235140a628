//! `OpenID` providers with names of the operator's choice: any number of them.

use doorward_core::provider::{Entry, prefix};

use super::Surroundings;
use super::callback;
use crate::settings::authorities;
use crate::settings::complaint::{Code, Severity};
use crate::settings::openid::{client_secret, image, issuer, list, scope};
use crate::settings::provider::{Button, Credential, Kind, OpenId, Provider};
use crate::settings::reader::{Fault, Reader};

/// The setting that names them.
pub(super) const LIST: &str = "DOORWARD_OPENID_PROVIDERS";

/// Reads the names.
pub(super) fn ids(env: &mut Reader<'_>) -> Vec<String> {
    let meaning = "Further OpenID providers by names of your choice, as a list: each NAME has \
                   DOORWARD_OPENID_NAME_ISSUER, _CLIENT_ID, _CLIENT_SECRET, _SCOPE, _LABEL and \
                   _IMAGE_URL.";
    let ids = list(&env.optional(LIST, "", meaning).unwrap_or_default());
    let (good, bad): (Vec<_>, Vec<_>) = ids.into_iter().partition(|id| is_id(id));
    for id in bad {
        let what = format!("\"{id}\" in {LIST} cannot be the name of a provider.");
        let remedy = "Write small letters, digits and hyphens, and no name of a known provider.";
        env.object(Severity::Error, LIST, Fault::new(Code::PROVIDER_ID, what, remedy));
    }
    good
}

fn is_id(id: &str) -> bool {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    let reserved = ["error", "saml", "credentials", "password", "clerk", "guest"];
    !id.is_empty()
        && id.len() <= 40
        && id.bytes().all(plain)
        && !reserved.contains(&id)
        && Entry::find(id).is_none()
}

/// Reads one of them; `None` when it is incomplete, which is said.
pub(super) fn read(env: &mut Reader<'_>, id: &str, around: &Surroundings<'_>) -> Option<Provider> {
    let entry = Entry::find("generic-oidc")?;
    let name = |part: &str| format!("DOORWARD_OPENID_{}_{part}", prefix(id));
    let client_id = env.optional(name("CLIENT_ID"), "", "Our name at this provider.");
    let client_secret = client_secret(env, name("CLIENT_SECRET"));
    let public = env.flag(name("PUBLIC"), false, "Lets the secret be missing.");
    let (issuer, issuer_is_set) = issuer(env, name("ISSUER"), around.reach.allow_http);
    let scope = scope(env, name("SCOPE"), entry.scope);
    let label = env.text(name("LABEL"), &format!("Continue with {id}"), "The text of the button.");
    let image_url = image(env, name("IMAGE_URL"));
    let own = format!("OPENID_{}", prefix(id));
    let authorities = authorities::of(env, &own, around.authorities);
    let callback = callback::read(env, &name("CALLBACK_URL"), around, id);
    let missing: Vec<_> = [
        ("CLIENT_ID", client_id.is_some()),
        ("CLIENT_SECRET", client_secret.is_some() || public),
        ("ISSUER", issuer_is_set),
    ]
    .into_iter()
    .filter(|(_, is_set)| !is_set)
    .map(|(part, _)| name(part))
    .collect();
    if let Some(first) = missing.first() {
        let what = format!("{id} is not offered, because {} is not set.", missing.join(" and "));
        let remedy = format!("Set it, or take {id} out of {LIST}.");
        let fault = Fault::new(Code::PROVIDER_INCOMPLETE, what, remedy);
        env.object(Severity::Warning, first, fault);
        return None;
    }
    Some(Provider {
        id: id.to_owned(),
        entry,
        client_id: client_id?,
        credential: client_secret.map_or(Credential::Public, Credential::Secret),
        scope,
        redirect_uri: callback.uri(around)?,
        callback_path: callback.path,
        button: Button { label, image_url },
        authorities,
        registration_open: around.switches.social_registration.unwrap_or(true),
        kind: Kind::OpenId(Box::new(OpenId::at(issuer?, around))),
    })
}
