//! Every provider that is set up, whichever chat app its settings come from, in the order of its button.

pub(super) mod callback;
mod entry;
mod issuer;
mod named;
mod order;
mod team_key;
mod tenant;
#[cfg(test)]
mod tests;

use std::collections::HashSet;

use doorward_core::provider::TABLE;

use super::complaint::{Code, Severity};
use super::general::General;
use super::openid;
use super::provider::{Provider, Reach};
use super::reader::{Fault, Reader};
use super::switches::Switches;
use crate::upstream::authorities::Authorities;

pub(super) use order::Order;

/// Where Auth.js' routes lie unless `NEXTAUTH_URL` says otherwise.
pub(super) const BASE_PATH: &str = "/api/auth";

/// The providers of the sign-in page.
#[derive(Clone, Debug, Default)]
pub struct Providers {
    /// Each provider, in the order of the buttons.
    pub list: Vec<Provider>,
    /// The provider that the sign-in page goes on to by itself.
    pub auto_redirect: Option<String>,
}

/// What the settings of one provider depend on.
pub(super) struct Surroundings<'a> {
    pub(super) general: &'a General,
    pub(super) switches: &'a Switches,
    pub(super) base_path: &'a str,
    pub(super) order: &'a Order,
    pub(super) reach: Reach,
    pub(super) groups_claim: &'a str,
    pub(super) authorities: &'a Authorities,
}

/// The claim with people's groups, for all `OpenID` providers.
fn groups_claim(env: &mut Reader<'_>) -> String {
    env.text(
        "DOORWARD_GROUPS_CLAIM",
        "groups",
        "The claim of OpenID providers with a person's groups, for rules such as group:staff: members with dots \
         between.",
    )
}

impl Providers {
    pub(super) fn read(
        env: &mut Reader<'_>,
        general: &General,
        switches: &Switches,
        base_path: &str,
        authorities: &Authorities,
    ) -> Self {
        env.group("Sign-in at providers");
        let order = Order::read(env);
        let reach = reach(env);
        let groups_claim = groups_claim(env);
        let around = Surroundings {
            general,
            switches,
            base_path,
            order: &order,
            reach,
            groups_claim: &groups_claim,
            authorities,
        };
        let named = named::ids(env);
        let auto_redirect = env.flag(
            "OPENID_AUTO_REDIRECT",
            false,
            "The sign-in page goes on to the first OpenID provider by itself.",
        );
        let mut list = Vec::new();
        for entry in TABLE {
            list.extend(match entry.id {
                "openid" => openid::read(env, &around),
                _ => entry::read(env, entry, &around),
            });
        }
        list.extend(named.iter().filter_map(|id| named::read(env, id, &around)));
        order.check(env, &list);
        order.arrange(&mut list);
        warn_of_registration(env, switches, &list);
        refuse_shared_paths(env, &mut list);
        let target = list.iter().find(|provider| provider.entry.is_openid());
        let auto_redirect = target.filter(|_| auto_redirect).map(|provider| provider.id.clone());
        Self { list, auto_redirect }
    }

    /// The provider with this id.
    pub fn get(&self, id: &str) -> Option<&Provider> {
        self.list.iter().find(|provider| provider.id == id)
    }
}

fn reach(env: &mut Reader<'_>) -> Reach {
    Reach {
        allow_http: env.flag(
            "DOORWARD_ALLOW_HTTP_ISSUER",
            false,
            "Accepts an issuer on plain http outside this machine.",
        ),
        allow_private: env.flag(
            "DOORWARD_ALLOW_PRIVATE_PROVIDER",
            false,
            "Lets other hosts of the provider than the issuer's lie on a private network.",
        ),
        debug: env.flag(
            "DEBUG_OPENID_REQUESTS",
            false,
            "Writes requests to OpenID providers into the log at level debug, secrets masked.",
        ),
    }
}

/// `LibreChat` does not ask the switch for `OpenID`; here it holds everywhere.
fn warn_of_registration(env: &mut Reader<'_>, switches: &Switches, list: &[Provider]) {
    if switches.social_registration == Some(false) && list.iter().any(|p| p.id == "openid") {
        let what = "ALLOW_SOCIAL_REGISTRATION is false, and that holds for OpenID too.";
        let remedy = "Only people who have an account get in. Write true, or remove the line, to \
                      let the provider decide, as LibreChat does.";
        let fault = Fault::new(Code::REGISTRATION_OPENID, what, remedy);
        env.object(Severity::Note, "ALLOW_SOCIAL_REGISTRATION", fault);
    }
}

/// Two providers that came back to one path could not both be registered there without confusion; the
/// state would still tell them apart, so the path is only reported, and an id may not be taken twice.
fn refuse_shared_paths(env: &mut Reader<'_>, list: &mut Vec<Provider>) {
    let mut ids = HashSet::new();
    list.retain(|provider| {
        let new = ids.insert(provider.id.clone());
        if !new {
            let what = format!("There are two providers with the id {}.", provider.id);
            let remedy = "Give one of them another name in DOORWARD_OPENID_PROVIDERS.";
            let fault = Fault::new(Code::PROVIDER_ID, what, remedy);
            env.object(Severity::Error, named::LIST, fault);
        }
        new
    });
}
