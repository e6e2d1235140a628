//! Whose a path is: ours, ours below the mount, or the app's.

use std::str::FromStr as _;

use doorward_app::settings::MOUNT;
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
    /// The app's.
    App,
}

/// Whether `path` is ours and no app's while there is a gateway.
pub fn is_ours(app: &doorward_app::App, path: &str) -> bool {
    let mounted = path.strip_prefix(MOUNT);
    mounted.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        || WELL_KNOWN.contains(&path)
        || reserved(app).iter().any(|own| own.holds(path))
}

/// Decides whose the path of `uri` is while an app has the origin.
pub(crate) fn claim(shared: &Shared, uri: &Uri) -> Claim {
    let path = uri.path();
    if let Some(rest) = path.strip_prefix(MOUNT)
        && (rest.is_empty() || rest.starts_with('/'))
    {
        return mounted(uri, rest).map_or(Claim::App, Claim::Mounted);
    }
    let ours = WELL_KNOWN.contains(&path) || shared.reserved.iter().any(|own| own.holds(path));
    if ours { Claim::Ours } else { Claim::App }
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
pub(crate) fn reserved(app: &doorward_app::App) -> Vec<Reserved> {
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
