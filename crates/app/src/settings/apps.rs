//! The apps that are guarded: one by `DOORWARD_UPSTREAM` or by forward-auth alone, or several by a file.

mod file;
mod read;
mod table;

use doorward_core::access::Pattern;
use doorward_core::access::place::Place;
use doorward_core::forwarding::Field;

use super::chat_routes::ChatRoutes;
use super::complaint::{Code, Severity};
use super::cookies;
use super::forward_auth::{self, ForwardAuth};
use super::gateway::{self, MOUNT, Upstream};
use super::general::General;
use super::guard::{self, Guard, Written};
use super::reader::{Fault, Reader};
use super::switches::Switches;
use crate::upstream::authorities::Authorities;

/// The setting that names the file of apps.
const FILE: &str = "DOORWARD_UPSTREAMS_FILE";

const MEANING: &str = "A file (TOML) of several apps by host name and path, instead of DOORWARD_UPSTREAM. See \
                       docs/GATEWAY.md.";

/// An app that is guarded: behind the gateway, by proxies that ask, or both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guarded {
    /// What operators call it.
    pub name: String,
    /// Which requests are for it.
    pub place: Place,
    /// The origin at which browsers reach it, as they write it (RFC 6454 §6.2).
    pub origin: String,
    /// Where the gateway forwards to; nowhere if proxies do.
    pub upstream: Option<Upstream>,
    /// Who may ask it for what, and what it is told.
    pub guard: Guard,
    /// The paths that take messages.
    pub chat_paths: Vec<Pattern>,
    /// Where it is set up.
    pub written: Written,
}

/// What there is to guard, and for whom.
pub(super) struct Apps {
    pub(super) list: Vec<Guarded>,
    pub(super) forward_auth: Option<ForwardAuth>,
    pub(super) cookie_domain: Option<String>,
    pub(super) chat_routes: ChatRoutes,
}

/// What an app has that says nothing of it.
struct Usual<'a> {
    upstream: gateway::Usual,
    guard: guard::Usual,
    chat: &'a ChatRoutes,
    /// Whether proxies ask, so that an app need not be the gateway's.
    proxies: bool,
}

impl Apps {
    /// Reads them. Behind the gateway our own pages move aside for the apps.
    pub(super) fn read(
        env: &mut Reader<'_>,
        general: &mut General,
        authorities: &Authorities,
        accounts: (&Switches, bool),
    ) -> Self {
        let chat_routes = ChatRoutes::read(env);
        let (upstream, usual) = Upstream::read(env, authorities);
        let path = env.optional(FILE, "", MEANING);
        let forward_auth = ForwardAuth::read(env, general);
        let guard = guard::Usual::read(env);
        let proxies = forward_auth.is_some();
        let usual = Usual { upstream: usual, guard, chat: &chat_routes, proxies };
        let list = match path {
            Some(path) => {
                exclude(env, upstream.is_some(), &usual.guard);
                read::read(env, general, &usual, &path)
            }
            None => one(env, general, usual, upstream).into_iter().collect(),
        };
        check_told(env, &list, accounts);
        if list.iter().any(|app| app.upstream.is_some()) {
            general.client = general.client.below(MOUNT);
        }
        let cookie_domain = cookies::domain(env, general, &list);
        Self { list, forward_auth, cookie_domain, chat_routes }
    }
}

/// The one app, wherever it is asked for.
fn one(
    env: &Reader<'_>,
    general: &General,
    usual: Usual<'_>,
    upstream: Option<Upstream>,
) -> Option<Guarded> {
    if upstream.is_none() && !usual.proxies {
        return None;
    }
    let setting = if upstream.is_some() { gateway::NAME } else { forward_auth::NAME };
    let written = Written { setting: setting.to_owned(), source: env.source(setting) };
    let origin = general.client.origin().to_owned();
    Some(Guarded {
        name: "app".to_owned(),
        place: Place::default(),
        upstream,
        guard: usual.guard.guard(env, &origin),
        chat_paths: usual.chat.paths.clone(),
        origin,
        written,
    })
}

/// Complains of what nobody can tell which app it is for.
fn exclude(env: &mut Reader<'_>, has_upstream: bool, guard: &guard::Usual) {
    let upstream = has_upstream.then_some(gateway::NAME);
    for name in upstream.into_iter().chain(guard.ruled()) {
        let what = format!("{name} is set, and {FILE} too.");
        let remedy = format!("Write it into the file of apps, and remove {name}.");
        env.object(Severity::Error, name, Fault::new(Code::APPS_TWICE, what, remedy));
    }
}

/// Apps take the address that they are told for the person.
fn check_told(env: &mut Reader<'_>, list: &[Guarded], (switches, mail): (&Switches, bool)) {
    if !switches.registration || (!switches.unverified_email_login && mail) {
        return;
    }
    for app in list {
        if app.guard.identity.iter().any(|(_, field)| *field == Field::UnprovenEmail) {
            env.object_at(Severity::Warning, &app.written, guard::unproven());
        }
    }
}

#[cfg(test)]
mod tests;
