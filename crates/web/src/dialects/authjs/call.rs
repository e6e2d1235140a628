//! A request, read as the contract reads it.

use std::sync::Arc;

use axum::body::Body;
use doorward_app::authjs::{AuthJs, same_token};
use doorward_app::{Client, MintError};
use doorward_core::authjs::Generation;
use doorward_core::authjs::callback_url::{self, Target};
use http::{HeaderMap, Method, Request};

use super::cookies;
use crate::fields::{self, BodyError, Fields};
use crate::request::State;

/// What `next-auth` 5 sends with a request whose redirect it wants to follow itself.
const RETURN_REDIRECT: &str = "x-auth-return-redirect";

/// A request under the base path.
pub(super) struct Call {
    pub(super) state: State,
    pub(super) authjs: Arc<AuthJs>,
    pub(super) client: Client,
    pub(super) headers: HeaderMap,
    pub(super) query: Fields,
    pub(super) body: Fields,
    /// Which client asks.
    pub(super) generation: Generation,
    /// Whether a redirect is wanted as `{"url": ...}`.
    pub(super) as_json: bool,
}

/// The token of forms, and the cookie to set if the browser has none.
pub(super) struct FormToken {
    pub(super) token: String,
    pub(super) new_cookie: Option<String>,
}

/// An address that is none on the web, where the contract refuses one.
#[derive(Debug)]
pub(super) struct NotWeb;

impl Call {
    /// Reads a request. A body of another kind than the two known ones counts as none.
    pub(super) async fn read(
        (state, authjs): (State, Arc<AuthJs>),
        client: Client,
        request: Request<Body>,
    ) -> Result<Self, BodyError> {
        let (parts, body) = request.into_parts();
        let headers = parts.headers;
        let body = if parts.method == Method::POST {
            match fields::read(&headers, body).await {
                Err(BodyError::ContentType) => Fields::default(),
                read => read?,
            }
        } else {
            Fields::default()
        };
        let query = parts.uri.query().unwrap_or_default();
        let query = fields::form(query.as_bytes()).unwrap_or_default();
        let v5 = headers.contains_key(RETURN_REDIRECT);
        let v4 = body.get("json") == Some("true");
        let generation = match (v5, v4) {
            (true, _) => Generation::V5,
            (false, true) => Generation::V4,
            (false, false) => cookies::usual(&state),
        };
        let as_json = v5 || v4;
        Ok(Self { state, authjs, client, headers, query, body, generation, as_json })
    }

    /// The URL of a path under the base path, which begins with a slash.
    pub(super) fn base(&self, path: &str) -> String {
        super::answer::base(&self.state, path)
    }

    /// The token of forms that this browser has, or a new one.
    pub(super) fn form_token(&self) -> Result<FormToken, MintError> {
        if let Some(token) = self.known_token() {
            return Ok(FormToken { token, new_cookie: None });
        }
        let made = self.authjs.csrf()?;
        let line = cookies::csrf(&self.state, self.generation, &made.cookie);
        Ok(FormToken { token: made.token, new_cookie: Some(line) })
    }

    /// The token of forms under this browser's cookie. The cookie of either generation does: the
    /// older client does not say who it is before it sends a form.
    fn known_token(&self) -> Option<String> {
        let other = Generation::ALL.into_iter().filter(|one| *one != self.generation);
        std::iter::once(self.generation).chain(other).find_map(|generation| {
            let name = generation.csrf_cookie(self.state.secure());
            let cookie = cookies::value(&self.headers, name)?;
            self.authjs.csrf_token(&cookie).map(str::to_owned)
        })
    }

    /// Whether the form knows the token of this browser's cookie.
    pub(super) fn is_from_our_form(&self) -> bool {
        let sent = self.body.get("csrfToken");
        let known = self.known_token();
        sent.zip(known.as_deref()).is_some_and(|(sent, known)| same_token(sent, known))
    }

    /// Where to go afterwards, as an absolute URL of ours: what the form wishes, else the query, else
    /// the cookie, else the start.
    pub(super) fn callback_url(&self) -> Result<String, NotWeb> {
        let start = || self.state.app().settings.general.client.to_string();
        let judge = |wished: &str| callback_url::judge(wished, &self.state.0.origins);
        if let Some(wished) = self.body.get("callbackUrl") {
            return match judge(wished) {
                Target::Ours(url) => Ok(url),
                Target::Elsewhere | Target::NotWeb => Ok(start()),
            };
        }
        if let Some(wished) = self.query.get("callbackUrl") {
            return match judge(wished) {
                Target::Ours(url) => Ok(url),
                Target::Elsewhere => Ok(start()),
                Target::NotWeb => Err(NotWeb),
            };
        }
        // A cookie that cannot be right is replaced, not complained of: who has it cannot mend it.
        Ok(match self.remembered().as_deref().map(judge) {
            Some(Target::Ours(url)) => url,
            _ => start(),
        })
    }

    fn remembered(&self) -> Option<String> {
        cookies::value(&self.headers, self.generation.callback_cookie(self.state.secure()))
    }

    /// The cookie that remembers `url`, unless the browser has it.
    pub(super) fn remember(&self, url: &str) -> Option<String> {
        let known = self.remembered().is_some_and(|remembered| remembered == url);
        (!known).then(|| cookies::callback(&self.state, self.generation, url))
    }
}
