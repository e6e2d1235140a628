//! A request as it came in, and the view of it that the rules look at.

use std::collections::BTreeMap;

use doorward_core::clerk::cookies::{
    CLIENT_UAT, Cookies, DEV_BROWSER, Pair, REDIRECT_COUNT, REFRESH, SESSION, Sent,
};
use doorward_core::clerk::decision::Request;
use doorward_core::clerk::{Instance, Object};
use doorward_jose::compact::Compact;
use serde_json::Value;
use url::Url;

/// What of a request says something about Clerk.
#[derive(Clone, Debug)]
pub struct Incoming {
    /// Its address: scheme and host from the settings, path and query from the request.
    pub url: Url,
    /// Whether it is a `GET`.
    pub get: bool,
    /// `Authorization`.
    pub authorization: Option<String>,
    /// `Sec-Fetch-Dest`.
    pub fetch_dest: Option<String>,
    /// `Accept`.
    pub accept: Option<String>,
    /// `Referer`.
    pub referer: Option<String>,
    /// Its cookies; of several with one name, one.
    pub cookies: BTreeMap<String, String>,
}

/// The claims of the two session cookies, unverified.
pub(super) struct Peeked {
    plain: Option<Object>,
    suffixed: Option<Object>,
}

/// The cookies of a request, by name.
type Jar = BTreeMap<String, String>;

/// The cookie of a name, unless it is empty.
fn cookie<'a>(jar: &'a Jar, name: &str) -> Option<&'a str> {
    jar.get(name).map(String::as_str).filter(|value| !value.is_empty())
}

/// Takes the session cookies apart, to choose between them.
pub(super) fn peek(jar: &Jar, instance: &Instance) -> Peeked {
    let claims = |name: &str| Some(Compact::read(cookie(jar, name)?).ok()?.claims);
    Peeked { plain: claims(SESSION), suffixed: claims(&instance.suffixed(SESSION)) }
}

/// The cookies as the rules look at them.
pub(super) fn view<'a>(jar: &'a Jar, instance: &Instance, peeked: &'a Peeked) -> Cookies<'a> {
    let pair = |name: &str| Pair {
        plain: cookie(jar, name),
        suffixed: cookie(jar, &instance.suffixed(name)),
    };
    let tokens = pair(SESSION);
    let session = Pair {
        plain: tokens.plain.map(|token| sent(token, peeked.plain.as_ref())),
        suffixed: tokens.suffixed.map(|token| sent(token, peeked.suffixed.as_ref())),
    };
    Cookies {
        session,
        client_uat: pair(CLIENT_UAT),
        dev_browser: pair(DEV_BROWSER),
        refresh: cookie(jar, &instance.suffixed(REFRESH)),
        redirect_count: cookie(jar, REDIRECT_COUNT).and_then(|n| n.parse().ok()).unwrap_or(0),
    }
}

impl Incoming {
    /// A value from the query, else from the cookies.
    pub(super) fn given(&self, name: &str) -> Option<String> {
        let in_query = self.url.query_pairs().find(|(key, value)| key == name && !value.is_empty());
        in_query
            .map(|(_, value)| value.into_owned())
            .or_else(|| cookie(&self.cookies, name).map(str::to_owned))
    }

    /// Takes the session cookies apart, to choose between them.
    pub(super) fn peek(&self, instance: &Instance) -> Peeked {
        peek(&self.cookies, instance)
    }

    /// The view that the rules look at.
    pub(super) fn view<'a>(&'a self, instance: &Instance, peeked: &'a Peeked) -> Request<'a> {
        Request {
            url: &self.url,
            get: self.get,
            authorization: self.authorization.as_deref(),
            fetch_dest: self.fetch_dest.as_deref(),
            accept: self.accept.as_deref(),
            referer: self.referer.as_deref(),
            cookies: view(&self.cookies, instance, peeked),
        }
    }
}

fn sent<'a>(token: &'a str, claims: Option<&'a Object>) -> Sent<'a> {
    let number = |name| claims.and_then(|claims| claims.get(name)).and_then(Value::as_i64);
    Sent {
        token,
        issuer: claims.and_then(|claims| claims.get("iss")).and_then(Value::as_str),
        issued_at: number("iat"),
        expires_at: number("exp"),
    }
}
