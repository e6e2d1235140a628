//! Traces in headers (W3C Trace Context §3): where a request goes on from, and what goes on from it.

use doorward_app::traces::Context;
use http::{HeaderMap, HeaderName, HeaderValue};

/// The header that names a trace and the span that has sent the request.
pub(crate) const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");

/// The header of what tracing systems hand each other beside.
pub(crate) const TRACESTATE: HeaderName = HeaderName::from_static("tracestate");

/// Where a request says that it goes on from. Of those who are not trusted it says nothing any more.
pub(crate) fn parent(headers: &HeaderMap) -> Option<Context> {
    let mut parents = headers.get_all(TRACEPARENT).iter();
    let parent = parents.next().filter(|_| parents.next().is_none())?;
    let states = headers.get_all(TRACESTATE).iter().filter_map(|value| value.to_str().ok());
    Some(Context {
        traceparent: parent.to_str().ok()?.to_owned(),
        tracestate: states.collect::<Vec<_>>().join(","),
        remote: true,
    })
}

/// Has a request go on from a span of ours, and from nothing else.
pub(crate) fn tell(headers: &mut HeaderMap, context: &Context) {
    headers.remove(TRACESTATE);
    for (name, value) in [(TRACEPARENT, &context.traceparent), (TRACESTATE, &context.tracestate)] {
        if let Ok(value) = HeaderValue::from_str(value)
            && !value.is_empty()
        {
            headers.insert(name, value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn context(tracestate: &str) -> Context {
        let traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01".to_owned();
        Context { traceparent, tracestate: tracestate.to_owned(), remote: true }
    }

    #[test]
    fn what_is_told_is_what_is_read() {
        let mut headers = HeaderMap::new();
        headers.insert(TRACESTATE, HeaderValue::from_static("of=another"));
        for state in ["a=b,c=d", ""] {
            tell(&mut headers, &context(state));
            assert_eq!(parent(&headers), Some(context(state)));
        }
    }

    #[test]
    fn two_parents_are_none() {
        let mut headers = HeaderMap::new();
        tell(&mut headers, &context(""));
        headers.append(TRACEPARENT, HeaderValue::from_static("00-x-y-01"));
        assert_eq!(parent(&headers), None);
    }
}
