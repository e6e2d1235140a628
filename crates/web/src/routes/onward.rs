//! The way from our pages to the app behind the gateway, and what the app verifies us with.

use axum::extract::State as AxumState;
use axum::response::Response;
use doorward_app::Live;
use doorward_app::settings::{MOUNT, Settings};
use doorward_core::forward_auth::{destination, way_back};
use doorward_core::origin::own_path;
use http::header::{CACHE_CONTROL, HeaderValue};
use http::{HeaderMap, StatusCode, Uri};

use super::page;
use crate::cookies;
use crate::dialects::librechat::json;
use crate::problem::Failure;
use crate::request::{Browser, State, browser};

/// Where a person goes on to the app: what follows is the app's path. A path to return to is always one of
/// ours, so this is how one of the app's is written.
pub(crate) const ONWARD: &str = "/onward";

/// Where people go who wish to go nowhere else: the app, if it is known where it is, or else their account.
pub(crate) fn start(settings: &Settings) -> String {
    let client = &settings.general.client;
    if settings.has_gateway() {
        let mut ours = settings.apps.iter().filter(|app| app.upstream.is_some());
        let at_public = ours.clone().find(|app| !settings.is_apart(app));
        let mut apart = || way_back(&ours.next()?.origin, "/");
        return match at_public {
            Some(app) => format!("{ONWARD}{}", app.place.path()),
            None => apart().unwrap_or_else(|| "/".to_owned()),
        };
    }
    let app = settings.forward_auth.as_ref().and_then(|asking| {
        // Where our pages are below a path, an app has the rest of the origin.
        let own = asking.origins.first().filter(|_| !client.path().is_empty());
        way_back(own.or_else(|| asking.origins.get(1))?, "/")
    });
    app.unwrap_or_else(|| "/".to_owned())
}

/// `GET /onward/...`
pub(crate) async fn go(state: State, uri: Uri) -> Response {
    let asked = uri.path_and_query().and_then(|path| path.as_str().strip_prefix(ONWARD));
    match asked.and_then(own_path) {
        Some(path) => {
            let around = state.0.prefix.strip_suffix(MOUNT).unwrap_or_default();
            page::see_other(&format!("{around}{path}"))
        }
        None => page::error(&state, Failure::NotFound),
    }
}

/// `GET /return/...`: on to an app on a host of its own, at an origin that the settings know. The session goes along
/// in the shared cookie, which may be missing there, or somebody's else.
pub(crate) async fn back(state: State, headers: HeaderMap, uri: Uri) -> Response {
    let origins = state.app().settings.return_origins();
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    match destination(path, origins) {
        Some(url) => {
            let mut response = leave(&state, &url);
            if let Ok(Browser::SignedIn(live)) = browser(&state, &headers).await {
                share(&state, (&headers, response.headers_mut()), &live);
            }
            response
        }
        None => page::error(&state, Failure::NotFound),
    }
}

/// The same for who is signed in and did not come from a form: by a redirect, of which browsers take no more than
/// some in a row. Where the app's host does not get the session, people would be led round for ever by pages.
pub(super) fn straight(
    state: &State,
    headers: &HeaderMap,
    path: &str,
    live: &Live,
) -> Option<Response> {
    let url = destination(path, state.app().settings.return_origins())?;
    let mut response = page::see_other(&url);
    share(state, (headers, response.headers_mut()), live);
    Some(response)
}

fn share(state: &State, (headers, to): (&HeaderMap, &mut HeaderMap), live: &Live) {
    if let Some(cookie) = cookies::session(state, headers) {
        cookies::share(state, to, &cookie, live.expires_at);
    }
}

/// Leads to an app. What comes from the form of the sign-in page cannot be redirected to another origin.
fn leave(state: &State, url: &str) -> Response {
    let (scheme, rest) = url.split_once("://").unwrap_or_default();
    let authority = rest.split('/').next().unwrap_or_default();
    if state.0.origins.contains(&format!("{scheme}://{authority}")) {
        return page::see_other(url);
    }
    page::onward(state, authority.to_owned(), url)
}

/// The keys that assertions are signed with. Apps may keep them for an hour.
pub(crate) async fn jwks(AxumState(state): AxumState<State>) -> Response {
    let mut response = json(StatusCode::OK, &state.app().guards.jwks());
    let hour = HeaderValue::from_static("public, max-age=3600");
    response.headers_mut().insert(CACHE_CONTROL, hour);
    response
}
