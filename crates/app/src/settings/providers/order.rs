//! Which providers are offered, and in what order.

use doorward_core::provider::{Entry, TABLE};

use super::named;
use crate::settings::complaint::{Code, Severity};
use crate::settings::openid::list;
use crate::settings::provider::Provider;
use crate::settings::reader::{Fault, Reader};

const LIST: &str = "NEXT_AUTH_SSO_PROVIDERS";
const LIBRECHAT: &str = "DOORWARD_SOCIAL_LOGINS";

/// `LibreChat`'s order where nothing is set (`registration.socialLogins`); Apple follows.
const SOCIAL_LOGINS: &str = "google, facebook, openid, github, discord, apple";

/// The two lists.
#[derive(Debug, Default)]
pub(in crate::settings) struct Order {
    /// `NEXT_AUTH_SSO_PROVIDERS`; empty when it is unset.
    sso: Vec<String>,
    /// `LibreChat`'s `registration.socialLogins`.
    social: Vec<String>,
    social_is_set: bool,
}

impl Order {
    pub(super) fn read(env: &mut Reader<'_>) -> Self {
        let aliases: &[&str] = &["AUTH_SSO_PROVIDERS", "SSO_PROVIDERS"];
        let meaning = "The providers that are offered, in the order of their buttons, as a list.";
        let default = "every one that is set up";
        let sso = list(&env.optional((LIST, aliases), default, meaning).unwrap_or_default());
        let meaning = "LibreChat's registration.socialLogins: which of its providers are offered, \
                       and in what order.";
        let social = env.optional(LIBRECHAT, SOCIAL_LOGINS, meaning);
        let order = Self {
            sso: without_twins(env, LIST, sso),
            social_is_set: social.is_some(),
            social: list(social.as_deref().unwrap_or(SOCIAL_LOGINS)),
        };
        if order.social_is_set {
            let known = |id: &str| id == "saml" || Entry::find(id).is_some();
            for id in order.social.iter().filter(|id| !known(id)) {
                env.object(Severity::Warning, LIBRECHAT, unknown(LIBRECHAT, id, "is ignored"));
            }
        }
        order
    }

    /// Whether the operator asks for this provider by name.
    pub(in crate::settings) fn lists(&self, id: &str) -> bool {
        self.sso.iter().any(|listed| listed == id)
    }

    /// Whether there is a list of providers at all.
    pub(super) fn is_set(&self) -> bool {
        !self.sso.is_empty()
    }

    /// Whether `LibreChat`'s list hides this provider.
    pub(in crate::settings) fn hides(&self, id: &str) -> bool {
        self.social_is_set && !self.lists(id) && !self.social.iter().any(|listed| listed == id)
    }

    /// Complains of names in the list that are no provider's.
    pub(super) fn check(&self, env: &mut Reader<'_>, found: &[Provider]) {
        for id in &self.sso {
            let known =
                Entry::find(id).is_some() || found.iter().any(|provider| provider.id == *id);
            if !known {
                env.object(Severity::Error, LIST, unknown(LIST, id, "does not exist"));
            }
        }
    }

    /// Puts what was found in order: the list first, then `LibreChat`'s, then the rest as they are.
    pub(super) fn arrange(&self, found: &mut [Provider]) {
        let place = |list: &[String], id: &str| {
            list.iter().position(|listed| listed == id).unwrap_or(list.len())
        };
        found.sort_by_key(|provider| {
            (place(&self.sso, &provider.id), place(&self.social, &provider.id))
        });
    }
}

fn without_twins(env: &mut Reader<'_>, name: &str, ids: Vec<String>) -> Vec<String> {
    let mut once = Vec::with_capacity(ids.len());
    for id in ids {
        if once.contains(&id) {
            let what = format!("{name} names {id} twice.");
            let fault = Fault::new(Code::PROVIDER_TWICE, what, "Once is enough.");
            env.object(Severity::Note, name, fault);
        } else {
            once.push(id);
        }
    }
    once
}

fn unknown(name: &str, id: &str, what: &str) -> Fault {
    let near = TABLE.iter().find(|entry| {
        let plain = |text: &str| text.to_ascii_lowercase().replace(['-', '_', ' '], "");
        plain(entry.id) == plain(id) || plain(entry.name) == plain(id)
    });
    let remedy = near.map_or_else(
        || {
            let ids: Vec<_> = TABLE.iter().map(|entry| entry.id).collect();
            format!("There are: {}, and those that you name in {}.", ids.join(", "), named::LIST)
        },
        |entry| format!("Write {}.", entry.id),
    );
    Fault::new(Code::PROVIDER_UNKNOWN, format!("The provider \"{id}\" in {name} {what}."), remedy)
}
