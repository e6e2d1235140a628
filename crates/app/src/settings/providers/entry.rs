//! One entry of the table, with what the operator has set for it.

use std::borrow::Cow;

use doorward_core::provider::{self as known, Base, Entry, Family, Part, Protocol, Spelling};

use super::Surroundings;
use super::callback::{self, Callback};
use super::issuer::{self, Found as FoundIssuer, Sought};
use super::team_key::{self, Found};
use crate::settings::authorities;
use crate::settings::complaint::{Code, Severity};
use crate::settings::openid::{self, client_secret};
use crate::settings::provider::{Button, Credential, Kind, OAuth2, OpenId, Provider, Reach};
use crate::settings::reader::{About, Fault, Name, NameKind, Names, Reader};

/// Reads the settings of one provider; `None` when it is not set up, or not offered.
pub(super) fn read(
    env: &mut Reader<'_>,
    entry: &'static Entry,
    around: &Surroundings<'_>,
) -> Option<Provider> {
    let listed = around.order.lists(entry.id);
    let id = client_id(env, entry, listed);
    let secret = client_secret(env, names(entry, Part::ClientSecret, listed));
    let team = team_key::read(env, entry);
    let sought = Sought { around, listed, wanted: listed || id.is_some() };
    let issuer = match entry.protocol {
        Protocol::OpenId(openid) => issuer::read(env, entry, openid.issuer, &sought),
        Protocol::OAuth2(_) => FoundIssuer::NotNeeded,
    };
    let own = own_settings(env, entry, around.reach);
    let authorities = authorities::of(env, &prefix(entry), around.authorities);
    let callback = entry
        .names
        .librechat
        .then(|| callback::read(env, &format!("{}_CALLBACK_URL", prefix(entry)), around, entry.id));
    let Some((client_id, family)) = id else {
        if listed || secret.is_some() {
            incomplete(env, entry, Part::ClientId);
        }
        return None;
    };
    let credential = match (team, secret) {
        (Found::Whole(key), _) => Some(Credential::TeamKey(key)),
        (Found::Broken, _) => return None,
        (Found::Nothing, secret) => secret.map(Credential::Secret),
    };
    let Some(credential) = credential else {
        incomplete(env, entry, Part::ClientSecret);
        return None;
    };
    let kind = match (entry.protocol, issuer) {
        (Protocol::OAuth2(_), _) => Kind::OAuth2(own),
        (Protocol::OpenId(_), FoundIssuer::At(issuer)) => {
            Kind::OpenId(Box::new(OpenId::at(issuer, around)))
        }
        (Protocol::OpenId(_), FoundIssuer::Unusable) => return None,
        (Protocol::OpenId(_), FoundIssuer::Missing | FoundIssuer::NotNeeded) => {
            incomplete(env, entry, Part::Issuer);
            return None;
        }
    };
    if !is_offered(env, entry, family, around) {
        return None;
    }
    let callback_path = callback_path(entry, family, callback, around);
    let callback = Callback { path: callback_path };
    Some(Provider {
        id: entry.id.to_owned(),
        entry,
        client_id,
        credential,
        scope: entry.scope.to_owned(),
        redirect_uri: callback.uri(around)?,
        callback_path: callback.path,
        button: Button { label: format!("Continue with {}", entry.name), image_url: None },
        registration_open: registration_open(family, listed, around),
        authorities,
        kind,
    })
}

fn prefix(entry: &Entry) -> String {
    known::prefix(entry.id)
}

/// The names of one setting, in the order in which they count.
pub(super) fn names(entry: &Entry, part: Part, listed: bool) -> Names {
    let borrowed = entry.names.borrows.filter(|_| listed).and_then(Entry::find);
    let borrowed = borrowed.map(|other| other.names.of(other.id, part)).unwrap_or_default();
    let spellings = entry.names.of(entry.id, part).into_iter().chain(borrowed);
    Names::in_order(spellings.map(|Spelling { name, family }| Name {
        text: Cow::Owned(name),
        kind: if family == Family::AuthJsOlder { NameKind::Older } else { NameKind::Current },
    }))
}

/// Our name at the provider, and which family's name it was given by.
fn client_id(env: &mut Reader<'_>, entry: &Entry, listed: bool) -> Option<(String, Family)> {
    let names = names(entry, Part::ClientId, listed);
    let found = env.find(names, About::used("", "Our name at this provider."))?;
    let spellings = entry.names.of(entry.id, Part::ClientId);
    let family = spellings.iter().find(|spelling| spelling.name == found.name);
    let family = family.map_or(Family::AuthJs, |spelling| spelling.family);
    Some((found.text.trim().to_owned(), family))
}

/// What single OAuth 2.0 providers have besides.
fn own_settings(env: &mut Reader<'_>, entry: &Entry, reach: Reach) -> OAuth2 {
    let Protocol::OAuth2(_) = entry.protocol else { return OAuth2::default() };
    let name = format!("DOORWARD_{}_BASE_URL", prefix(entry));
    let meaning = "Stands for scheme and host of this provider's addresses, in a closed network.";
    let (allow_http, allow_private) = (reach.allow_http, reach.allow_private);
    let place = |text: &str| openid::base(text, allow_http);
    let moved = env.parsed(name, ("", meaning), place).map(Base::Moved);
    if entry.id != "github" {
        return OAuth2 { base: moved, user_agent: None, allow_http, allow_private };
    }
    let meaning = "A GitHub Enterprise Server instead of github.com.";
    let enterprise = env.parsed("GITHUB_ENTERPRISE_BASE_URL", ("", meaning), place);
    let meaning = "What we call ourselves to it.";
    let user_agent = env.optional("GITHUB_ENTERPRISE_USER_AGENT", "doorward", meaning);
    let base = enterprise.map(Base::Enterprise).or(moved);
    OAuth2 { base, user_agent, allow_http, allow_private }
}

/// Whether the sign-in page shows it; if not, why not is said.
fn is_offered(
    env: &mut Reader<'_>,
    entry: &Entry,
    family: Family,
    around: &Surroundings<'_>,
) -> bool {
    if around.order.lists(entry.id) {
        return true;
    }
    let fault = match family {
        Family::LibreChat | Family::Shared if !around.switches.social_login => Fault::new(
            Code::PROVIDER_SWITCHED_OFF,
            format!("{} is set up, but ALLOW_SOCIAL_LOGIN is not true, so it is off.", entry.name),
            "Write ALLOW_SOCIAL_LOGIN=true.",
        ),
        Family::LibreChat | Family::Shared if around.order.hides(entry.id) => return false,
        Family::AuthJs | Family::AuthJsOlder if around.order.is_set() => Fault::new(
            Code::PROVIDER_UNLISTED,
            format!(
                "{} is set up, but NEXT_AUTH_SSO_PROVIDERS does not name it, so it is off.",
                entry.name
            ),
            format!("Add {} to the list.", entry.id),
        ),
        _ => return true,
    };
    let name = names(entry, Part::ClientId, false);
    if let Some(first) = name.first() {
        env.object(Severity::Warning, &first, fault);
    }
    false
}

/// The callback that people have registered at the provider: that of the chat app whose settings these
/// are. The other one works too, but only one can be sent.
fn callback_path(
    entry: &Entry,
    family: Family,
    set: Option<Callback>,
    around: &Surroundings<'_>,
) -> String {
    let authjs = || callback::authjs(around.base_path, entry.id);
    let librechat = || callback::librechat(entry.id);
    match (family, set) {
        (Family::AuthJs | Family::AuthJsOlder, _) => authjs(),
        (_, Some(set)) if set.path != librechat() => set.path,
        (Family::Shared, _) if around.order.lists(entry.id) => authjs(),
        _ => librechat(),
    }
}

/// `LibreChat` keeps new people out unless it is told otherwise; `LobeChat`, which alone has the list of
/// providers, lets the provider decide.
fn registration_open(family: Family, listed: bool, around: &Surroundings<'_>) -> bool {
    let default = match family {
        Family::AuthJs | Family::AuthJsOlder => true,
        Family::Shared => listed,
        Family::LibreChat => false,
    };
    around.switches.social_registration.unwrap_or(default)
}

/// Says which setting is missing, by the name that people would write today.
fn incomplete(env: &mut Reader<'_>, entry: &Entry, part: Part) {
    let spellings = entry.names.of(entry.id, part);
    let current = spellings.iter().find(|s| s.family != Family::AuthJsOlder);
    let Some(name) = current.map(|spelling| spelling.name.clone()) else { return };
    let what = format!("{} is not offered, because {name} is not set.", entry.name);
    let remedy = format!("Set it, or remove what else is set for {}.", entry.id);
    let asked = spellings.first().map_or(name.as_str(), |first| first.name.as_str());
    env.object(Severity::Warning, asked, Fault::new(Code::PROVIDER_INCOMPLETE, what, remedy));
}
