//! Requests of ours to others, as parts of the request that they are made for.

use super::{Beginning, CURRENT, Context, Current, Kind, Span, Value, method, name, text};

/// A request to another server, as far as it is traced. Dropped before there is an answer, it says nothing of
/// one.
pub struct Outgoing(Option<Box<dyn Span>>);

impl Outgoing {
    /// Begins the span of a request to `host`. Outside of a traced request there is none.
    pub fn begin(asked: &str, (host, port): (Option<&str>, Option<u16>)) -> Self {
        let begin = |current: &Current| {
            let method = method(asked);
            let mut facts = vec![("http.request.method", text(method))];
            facts.extend(host.map(|host| ("server.address", text(host))));
            facts.extend(port.map(|port| ("server.port", Value::Number(port.into()))));
            let parent = Some(&current.context);
            let beginning =
                Beginning { kind: Kind::Client, name: name(method, None), parent, facts };
            current.tracer.begin(beginning)
        };
        Self(CURRENT.try_with(begin).ok())
    }

    /// What the other server may go on from.
    pub fn context(&self) -> Option<Context> {
        self.0.as_ref().map(|span| span.context())
    }

    /// Ends the span: there is an answer.
    pub fn answered(self, status: u16) {
        let Some(mut span) = self.0 else { return };
        span.note(("http.response.status_code", Value::Number(status.into())));
        if status >= 400 {
            span.note(("error.type", text(&status.to_string())));
            span.fail();
        }
    }

    /// Ends the span: there is none, for such a reason.
    pub fn failed(self, reason: &'static str) {
        let Some(mut span) = self.0 else { return };
        span.note(("error.type", text(reason)));
        span.fail();
    }
}
