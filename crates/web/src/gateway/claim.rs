//! Whose a path is: ours, ours below the mount, or the app's.

use std::str::FromStr as _;

use doorward_app::App;
use doorward_app::settings::MOUNT;
use doorward_core::access::place::without_port;
use http::Uri;
use http::uri::PathAndQuery;

use crate::request::Shared;

/// Paths of ours that others know, so that they cannot move below the mount.
const WELL_KNOWN: [&str; 3] =
    ["/.well-known/change-password", "/.well-known/passkey-endpoints", JWKS];

/// Where apps find what assertions are verified with.
pub(crate) const JWKS: &str = "/.well-known/doorward/jwks.json";

/// Whose a path is.
pub(crate) enum Claim {
    /// Ours, as it is.
    Ours,
    /// Ours, and called this without the mount.
    Mounted(Uri),
    /// Ours, called this without the mount, and at the public URL alone.
    Elsewhere(Uri),
    /// The app's.
    App,
}

/// Whether `path` at a host is ours and no app's while there is a gateway.
pub fn is_ours(app: &App, authority: Option<&str>, path: &str) -> bool {
    let mounted = path.strip_prefix(MOUNT);
    mounted.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        || WELL_KNOWN.contains(&path)
        || (!is_apart(app, authority) && reserved(app).iter().any(|own| own.holds(path)))
}

/// Decides whose the path of `uri` is while apps have the origin, and whether the host is an app's alone.
///
/// There our own pages are not: whatever an app's scripts send to their own host is the app's.
pub(crate) fn claim(shared: &Shared, authority: Option<&str>, uri: &Uri) -> Claim {
    let path = uri.path();
    let apart = is_apart(&shared.app, authority);
    if let Some(rest) = path.strip_prefix(MOUNT)
        && (rest.is_empty() || rest.starts_with('/'))
    {
        // What pages that refuse look like.
        let away = apart && !rest.starts_with("/assets/");
        let claim = if away { Claim::Elsewhere } else { Claim::Mounted };
        return mounted(uri, rest).map_or(Claim::App, claim);
    }
    let told = !apart && shared.reserved.iter().any(|own| own.holds(path));
    if told || WELL_KNOWN.contains(&path) { Claim::Ours } else { Claim::App }
}

/// Whether a host is that of an app which has it apart from our pages.
fn is_apart(app: &App, authority: Option<&str>) -> bool {
    let Some(asked) = authority.map(without_port) else { return false };
    let mut apart = app.settings.apps.iter().filter(|one| app.settings.is_apart(one));
    apart.any(|one| one.place.host().is_some_and(|host| host.eq_ignore_ascii_case(asked)))
}

fn mounted(uri: &Uri, rest: &str) -> Option<Uri> {
    let path = if rest.is_empty() { "/" } else { rest };
    let whole = match uri.query() {
        Some(query) => PathAndQuery::from_str(&format!("{path}?{query}")),
        None => PathAndQuery::from_str(path),
    };
    Some(Uri::from(whole.ok()?))
}

/// A path that is ours, alone or with all below.
pub(crate) struct Reserved {
    path: String,
    below: bool,
}

impl Reserved {
    fn holds(&self, path: &str) -> bool {
        path.strip_prefix(self.path.as_str())
            .is_some_and(|rest| rest.is_empty() || (self.below && rest.starts_with('/')))
    }
}

/// What is ours because providers, Clerk and Auth.js's client have been told of it.
pub(crate) fn reserved(app: &App) -> Vec<Reserved> {
    let one = |path: String| Reserved { path, below: false };
    let settings = &app.settings;
    let providers = settings.providers.list.iter().flat_map(|provider| {
        let told = format!("/oauth/{}/backchannel-logout", provider.id);
        provider.callback_paths().into_iter().chain([told]).map(one)
    });
    let clerk = ["/oauth/clerk/callback", "/api/webhooks/clerk"].map(str::to_owned).map(one);
    let clerk = clerk.into_iter().filter(|_| settings.clerk.is_some());
    let authjs =
        settings.authjs.iter().map(|authjs| Reserved { path: authjs.route.clone(), below: true });
    providers.chain(clerk).chain(authjs).collect()
}
