//! The request that a proxy asks about, as the proxy's own fields tell it.

use doorward_core::forward_auth::{Proxy, Spoken, origin, way_back};
use http::header::HOST;
use http::request::Parts;
use http::{HeaderMap, Method, Request, Uri};

use super::ASK;
use crate::gateway::refuse::Back;

/// Where proxies say by which scheme they were asked.
const PROTO: &str = "x-forwarded-proto";

/// Where all but Envoy say which host they were asked for.
const FORWARDED_HOST: &str = "x-forwarded-host";

/// A request that a proxy asks about.
pub(super) struct Original {
    /// Its method.
    pub(super) method: Method,
    /// Its path and query, byte for byte.
    uri: String,
    /// The origin that the browser asked.
    pub(super) origin: String,
}

/// A field is missing, is there more than once, or says nothing that makes sense.
#[derive(Debug)]
pub(super) struct Unclear {
    /// Which one.
    pub(super) field: &'static str,
}

impl Original {
    /// Reads it from the fields of this proxy alone. `itself` is the method and the URI by which it asks.
    pub(super) fn read(
        proxy: Proxy,
        headers: &HeaderMap,
        itself: (&Method, &Uri),
    ) -> Result<Self, Unclear> {
        let (method, uri, host) = match proxy.speaks() {
            Spoken::Itself => (itself.0.clone(), behind(itself.1, proxy)?, one(headers, "host")?),
            Spoken::In { method, uri } => {
                let unclear = |_| Unclear { field: method };
                let read = Method::from_bytes(one(headers, method)?.as_bytes()).map_err(unclear)?;
                (read, one(headers, uri)?, one(headers, FORWARDED_HOST)?)
            }
        };
        let scheme = one(headers, PROTO)?;
        let field = if proxy.speaks() == Spoken::Itself { HOST.as_str() } else { FORWARDED_HOST };
        let origin = origin(scheme, host).ok_or(Unclear { field })?;
        Ok(Self { method, uri: uri.to_owned(), origin })
    }

    /// Its path, without the query.
    pub(super) fn path(&self) -> &str {
        self.uri.split('?').next().unwrap_or_default()
    }

    /// The host and port that the browser asked.
    pub(super) fn authority(&self) -> &str {
        self.origin.split_once("://").map_or("", |(_, authority)| authority)
    }

    /// The local path by which a person comes back to it, if it is at one of these origins.
    pub(super) fn back<'a>(&self, mut origins: impl Iterator<Item = &'a str>) -> Option<String> {
        let known = origins.any(|origin| origin == self.origin);
        known.then(|| way_back(&self.origin, &self.uri))?
    }

    /// It as whoever refuses it looks at it: how it was sent, with the headers of the browser.
    pub(super) fn parts(&self, asked: &Parts) -> Parts {
        let (mut parts, ()) = Request::new(()).into_parts();
        parts.method = self.method.clone();
        parts.headers = asked.headers.clone();
        // Whoever is refused has somewhere to go on from: their account.
        parts.extensions.insert(Back("/".to_owned()));
        parts
    }
}

/// The path and query behind ours, byte for byte.
fn behind(uri: &Uri, proxy: Proxy) -> Result<&str, Unclear> {
    let whole = uri.path_and_query().map_or("", |path| path.as_str());
    let rest = whole.strip_prefix(ASK).and_then(|rest| rest.strip_prefix(proxy.as_str()));
    rest.ok_or(Unclear { field: "path" })
}

/// The value of a field that is there once: of several, nobody knows which one counts.
fn one<'a>(headers: &'a HeaderMap, field: &'static str) -> Result<&'a str, Unclear> {
    let mut values = headers.get_all(field).iter();
    match (values.next().map(http::HeaderValue::to_str), values.next()) {
        (Some(Ok(value)), None) if !value.is_empty() => Ok(value),
        _ => Err(Unclear { field }),
    }
}
