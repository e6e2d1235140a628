//! The name of a request: what brings its answer, its lines of the log and the app's together.
//!
//! A proxy whose address is listed may have named it already. Whoever else says a name says it in vain: it could
//! be the name of somebody else's request.

use doorward_app::settings::TrustProxy;
use http::{HeaderMap, HeaderName, HeaderValue};

use crate::request::Peer;
use crate::traces::{TRACEPARENT, TRACESTATE};

/// The header of the name, in both directions.
pub(crate) const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The longest name that is taken from a proxy.
const LONGEST: usize = 64;

tokio::task_local! {
    static CURRENT: Name;
}

/// The name of a request, which is good for a header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Name(HeaderValue);

impl Name {
    fn new(text: &str) -> Self {
        Self(HeaderValue::from_str(text).unwrap_or(HeaderValue::from_static("unknown")))
    }

    pub(crate) fn as_str(&self) -> &str {
        self.0.to_str().unwrap_or_default()
    }
}

/// The name of the request that is being answered; a new one where none is.
pub(crate) fn current() -> String {
    CURRENT.try_with(|name| name.as_str().to_owned()).unwrap_or_else(|_| fresh())
}

/// Tells the name of the request that is being answered, if one is. What writes the log asks for each line.
pub fn with_current(told: impl FnOnce(&str)) {
    if let Ok(name) = CURRENT.try_with(Name::clone) {
        told(name.as_str());
    }
}

/// A name that nobody had before.
pub(crate) fn fresh() -> String {
    doorward_app::request_id()
}

/// Does something under the name of a request.
pub(crate) fn within<F: Future>(name: Name, doing: F) -> impl Future<Output = F::Output> {
    CURRENT.scope(name, doing)
}

/// Does something short under the name of a request.
pub(crate) fn within_now(name: &Name, doing: impl FnOnce()) {
    CURRENT.sync_scope(name.clone(), doing);
}

/// Names a request, and has its headers say so, to whoever reads them further on. What somebody says of its
/// name or trace who is not trusted is taken out.
pub(crate) fn name(headers: &mut HeaderMap, trusted: bool) -> Name {
    let given = trusted.then(|| given(headers)).flatten();
    if !trusted {
        headers.remove(TRACEPARENT);
        headers.remove(TRACESTATE);
    }
    let name = Name::new(&given.unwrap_or_else(fresh));
    tell(headers, &name);
    name
}

/// Says the name.
pub(crate) fn tell(headers: &mut HeaderMap, name: &Name) {
    headers.insert(X_REQUEST_ID, name.0.clone());
}

/// Whether a peer may name requests. A number of proxies does not say who they are, and most of them hand on
/// whatever name a stranger gives; so only one whose address is listed may.
pub(crate) fn may_name(trust: &TrustProxy, peer: Peer) -> bool {
    matches!(trust, TrustProxy::Networks(_)) && is_trusted(trust, peer)
}

/// Whether what a peer says of a request counts (checklist item 107).
pub(crate) fn is_trusted(trust: &TrustProxy, peer: Peer) -> bool {
    match trust {
        TrustProxy::None => false,
        TrustProxy::Hops(hops) => *hops > 0,
        TrustProxy::Networks(networks) => {
            let address = peer.0.to_canonical();
            networks.iter().any(|network| network.contains(&address))
        }
    }
}

/// The name that a proxy gave, or else its trace's.
fn given(headers: &HeaderMap) -> Option<String> {
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let own = text(X_REQUEST_ID).filter(|id| is_name(id));
    own.or_else(|| trace(text(TRACEPARENT)?)).map(str::to_owned)
}

fn is_name(id: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    (1..=LONGEST).contains(&id.len()) && id.bytes().all(plain)
}

/// The trace's name in `traceparent` (W3C Trace Context §3.2.2): 32 digits in lower case, not all zero.
fn trace(parent: &str) -> Option<&str> {
    let id = parent.split('-').nth(1)?;
    let digits = id.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    (id.len() == 32 && digits && id.bytes().any(|byte| byte != b'0')).then_some(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(pairs: &[(HeaderName, &str)], trusted: bool) -> (String, HeaderMap) {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.insert(name, value.parse().unwrap());
        }
        let id = name(&mut headers, trusted);
        assert_eq!(headers.get(X_REQUEST_ID).unwrap(), id.as_str());
        (id.as_str().to_owned(), headers)
    }

    const PARENT: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    #[test]
    fn a_trusted_proxy_names_a_request_and_nobody_else() {
        assert_eq!(named(&[(X_REQUEST_ID, "a.b-C_1")], true).0, "a.b-C_1");
        assert_eq!(named(&[(TRACEPARENT, PARENT)], true).0, "0af7651916cd43dd8448eb211c80319c");
        let (id, headers) = named(&[(X_REQUEST_ID, "a"), (TRACEPARENT, PARENT)], false);
        assert_eq!(id.len(), 32);
        assert_eq!(headers.get(TRACEPARENT), None);
    }

    #[test]
    fn what_is_no_name_is_not_taken() {
        let long = "x".repeat(65);
        for bad in ["", "a b", "a\"b", "a/b", "a;b", &long] {
            assert_ne!(named(&[(X_REQUEST_ID, bad)], true).0, bad);
        }
        for bad in
            ["", "00", "00-00000000000000000000000000000000-b7ad6b7169203331-01", "00-0AF7-1-1"]
        {
            assert_eq!(trace(bad), None, "{bad}");
        }
    }
}
