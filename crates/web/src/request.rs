//! What every handler is given: the state, and what is known of who asks.

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use doorward_app::clerk::departure;
use doorward_app::guard::Guard;
use doorward_app::{App, Client, Live, Presented, ResolveError, Secret, StoreError, resolve};
use doorward_pages::Language;
use http::header::{AUTHORIZATION, USER_AGENT};
use http::request::Parts;
use http::{HeaderMap, HeaderName, Method, Uri};

use crate::address::client_address;
use crate::gateway::{Reserved, Upstream};
use crate::{cookies, language};

/// What a browser wants an answer for (Fetch Metadata §2.1).
pub(crate) const FETCH_DEST: HeaderName = HeaderName::from_static("sec-fetch-dest");

/// What every handler is given: what all requests share, and what a page has to know of whoever asks for
/// it. Cheap to clone.
///
/// As an extractor it is the visitor's. What the router holds, and hands on as axum's own state, knows no
/// visitor; only the APIs, which have no pages, take that.
#[derive(Clone)]
pub(crate) struct State(pub(crate) Arc<Shared>, Visitor);

/// What a page has to know of whoever asks for it.
#[derive(Clone, Default)]
struct Visitor {
    /// The language that they are answered in.
    language: Language,
    /// The path and query that they asked for, if it was by `GET`: it can be asked for once more.
    here: Option<Arc<str>>,
}

/// The state behind all requests.
pub(crate) struct Shared {
    /// The application.
    pub(crate) app: Arc<App>,
    /// The origins of the configured public URLs.
    pub(crate) origins: Vec<String>,
    /// The path that our pages are reached under, without a slash at its end.
    pub(crate) prefix: String,
    /// The paths that another site may post to: the callbacks of providers whose answers come so. The
    /// pending sign-in, its cookie and its `state` guard them.
    pub(crate) foreign_posts: Vec<String>,
    /// What is ours of the origin, beside what is below the mount, while apps have the rest of it.
    pub(crate) reserved: Vec<Reserved>,
    /// The apps behind us by their numbers; `None` is one that is behind another proxy.
    pub(crate) upstreams: Vec<Option<Upstream>>,
    /// Where people go who wish to go nowhere else.
    pub(crate) start: String,
}

impl Shared {
    /// The origins whose pages are no other site to an app: its own, where it has a host of its own.
    pub(crate) fn origins_of<'a>(&'a self, guard: &'a Guard) -> &'a [String] {
        let app = guard.settings();
        if self.origins.contains(&app.origin) {
            &self.origins
        } else {
            std::slice::from_ref(&app.origin)
        }
    }
}

impl State {
    /// The state behind all requests, of no visitor yet.
    pub(crate) fn new(shared: Shared) -> Self {
        Self(Arc::new(shared), Visitor::default())
    }

    /// The same for whoever sends this request.
    pub(crate) fn of(&self, method: &Method, uri: &Uri, headers: &HeaderMap) -> Self {
        let here = uri.path_and_query().filter(|_| method == Method::GET);
        let visitor = Visitor {
            language: language::of(self, uri, headers),
            here: here.map(|path| path.as_str().into()),
        };
        Self(Arc::clone(&self.0), visitor)
    }

    /// The language that the visitor is answered in.
    pub(crate) const fn language(&self) -> Language {
        self.1.language
    }

    /// Where the visitor is, as a local path to come back to.
    pub(crate) fn here(&self) -> &str {
        self.1.here.as_deref().unwrap_or("/")
    }

    /// The same on a path whose query counts once, or opens something: no page names it to come back to.
    pub(crate) fn passing(self) -> Self {
        Self(self.0, Visitor { here: None, ..self.1 })
    }

    /// The application.
    pub(crate) fn app(&self) -> &Arc<App> {
        &self.0.app
    }

    /// Whether cookies are for https only.
    pub(crate) fn secure(&self) -> bool {
        self.0.app.settings.secure_cookies
    }

    /// Whether another site may post to this path.
    pub(crate) fn takes_foreign_posts(&self, path: &str) -> bool {
        self.0.foreign_posts.iter().any(|known| known == path)
    }

    /// Where people go who wish to go nowhere else: the app, or else their own account.
    pub(crate) fn start(&self) -> &str {
        &self.0.start
    }

    /// A local path as a browser must ask for it.
    pub(crate) fn href(&self, path: &str) -> String {
        format!("{}{path}", self.0.prefix)
    }
}

impl FromRequestParts<Self> for State {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &Self) -> Result<Self, Self::Rejection> {
        Ok(state.of(&parts.method, &parts.uri, &parts.headers))
    }
}

/// The address at the other end of the connection. The accept loop puts it into each request.
#[derive(Clone, Copy)]
pub(crate) struct Peer(pub(crate) IpAddr);

/// Who asks, as far as can be known without a proof.
pub(crate) struct Asker(pub(crate) Client);

impl FromRequestParts<State> for Asker {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Self::Rejection> {
        let peer = parts.extensions.get::<Peer>().map_or(IpAddr::from([0, 0, 0, 0]), |p| p.0);
        let trust = &state.app().settings.general.trust_proxy;
        let user_agent = parts
            .headers
            .get(USER_AGENT)
            .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
            .unwrap_or_default();
        let address = client_address(peer, &parts.headers, trust);
        let session = cookies::session(state, &parts.headers).map(Secret::new);
        let device = cookies::device(state, &parts.headers).map(Secret::new);
        let trusted = cookies::trusted(state, &parts.headers).map(Secret::new);
        Ok(Self(Client { address, user_agent, session, device, trusted }))
    }
}

/// Whether a browser asks for a page to show, or does not say what for. What other sites embed, such as
/// a picture, is none: it must not set out for a provider.
pub(crate) fn is_navigation(headers: &HeaderMap) -> bool {
    headers.get(FETCH_DEST).is_none_or(|destination| destination == "document")
}

/// Why a bearer request is not let in.
#[derive(Debug)]
pub(crate) enum BearerError {
    /// It carries no bearer token.
    Missing,
    /// The token leads to no session.
    Refused(ResolveError),
}

/// The session under `Authorization: Bearer` (RFC 6750 §2.1). A token in the query or in a cookie is
/// not looked at (checklist item 127).
pub(crate) async fn bearer(state: &State, headers: &HeaderMap) -> Result<Arc<Live>, BearerError> {
    let token = headers
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| token.trim())
        .ok_or(BearerError::Missing)?;
    let live =
        resolve(state.app(), Presented::Bearer(token)).await.map_err(BearerError::Refused)?;
    match left_clerk(state, headers, &live).await {
        Ok(false) => Ok(live),
        Ok(true) => Err(BearerError::Refused(ResolveError::Over)),
        Err(error) => Err(BearerError::Refused(error.into())),
    }
}

/// Ends a session that stands on one of Clerk's which the browser says is over.
pub(crate) async fn left_clerk(
    state: &State,
    headers: &HeaderMap,
    live: &Live,
) -> Result<bool, StoreError> {
    if departure::says_left(state.app(), || cookies::all(headers)) {
        departure::left(state.app(), live).await
    } else {
        Ok(false)
    }
}

/// Where a browser stands.
pub(crate) enum Browser {
    /// Signed in.
    SignedIn(Arc<Live>),
    /// Not signed in.
    Nobody,
    /// Not signed in, with a session cookie that is over or broken and should be cleared.
    Over,
}

/// The session under the browser cookie of our own pages.
pub(crate) async fn browser(state: &State, headers: &HeaderMap) -> Result<Browser, StoreError> {
    under(state, headers, cookies::session(state, headers)).await
}

/// The session under the browser cookie that counts for an app at `authority`: the only one, where there are
/// several cookies of that name.
pub(crate) async fn browser_at(
    state: &State,
    headers: &HeaderMap,
    authority: Option<&str>,
) -> Result<Browser, StoreError> {
    let mut found = Browser::Nobody;
    for cookie in cookies::sessions_at(state, headers, authority) {
        found = match (found, under(state, headers, Some(cookie)).await?) {
            (Browser::SignedIn(_), Browser::SignedIn(_)) => return Ok(Browser::Nobody),
            (Browser::SignedIn(live), _) | (_, Browser::SignedIn(live)) => Browser::SignedIn(live),
            (_, other) => other,
        };
    }
    Ok(found)
}

async fn under(
    state: &State,
    headers: &HeaderMap,
    cookie: Option<String>,
) -> Result<Browser, StoreError> {
    let Some(cookie) = cookie else { return Ok(Browser::Nobody) };
    match resolve(state.app(), Presented::Cookie(&cookie)).await {
        Ok(live) if left_clerk(state, headers, &live).await? => Ok(Browser::Over),
        Ok(live) => Ok(Browser::SignedIn(live)),
        Err(ResolveError::Store(error)) => Err(error),
        Err(_) => Ok(Browser::Over),
    }
}
