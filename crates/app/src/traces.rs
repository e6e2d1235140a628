//! Traces: how a request went through the services that it led to, for whoever watches them all.
//!
//! This is what there is to say, and the port to what exports it, which the binary has. Where nothing is
//! traced, nothing is made. A span says what is written here and nothing else: no address of a person, no
//! path but a route's template, no query, no header, no text that a client chose.

mod outgoing;

use std::sync::Arc;

use futures_util::future::Either;

use crate::metrics::{Group, Label as _};
pub use outgoing::Outgoing;

/// What begins spans.
pub trait Tracer: Send + Sync {
    /// Begins a span. It ends when it is dropped.
    fn begin(&self, beginning: Beginning<'_>) -> Box<dyn Span>;
}

/// A part of a trace, from its beginning until it is dropped.
pub trait Span: Send + Sync {
    /// What parts of it that begin elsewhere go on from.
    fn context(&self) -> Context;
    /// Calls it otherwise.
    fn rename(&mut self, name: String);
    /// Adds what has come to be known.
    fn note(&mut self, fact: Fact);
    /// Says that it failed.
    fn fail(&mut self);
}

/// What a span begins with.
#[derive(Clone, Debug)]
pub struct Beginning<'a> {
    /// Whose request it is.
    pub kind: Kind,
    /// What it is called.
    pub name: String,
    /// The span that it is a part of; without one, a trace begins.
    pub parent: Option<&'a Context>,
    /// What is known of it.
    pub facts: Vec<Fact>,
}

/// Whose request a span is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One that we answer.
    Server,
    /// One of ours to somebody else.
    Client,
}

/// An attribute, by the name that the semantic conventions of OpenTelemetry give it.
pub type Fact = (&'static str, Value);

/// The value of an attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A text.
    Text(String),
    /// A number.
    Number(i64),
}

/// Where a trace goes on (W3C Trace Context §3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Context {
    /// The value of `traceparent`.
    pub traceparent: String,
    /// The value of `tracestate`; empty if there is none.
    pub tracestate: String,
    /// Whether it has come from another process.
    pub remote: bool,
}

/// A request that is being answered, as far as it is traced.
pub struct Incoming(Option<Traced>);

struct Traced {
    tracer: Arc<dyn Tracer>,
    method: &'static str,
    span: Box<dyn Span>,
}

/// What is known of a request before it is answered.
#[derive(Clone, Debug)]
pub struct Asked<'a> {
    /// Its method.
    pub method: &'a str,
    /// The scheme by which people reach us.
    pub scheme: &'a str,
    /// Its name in the log.
    pub id: &'a str,
    /// Where a listed proxy has it go on from.
    pub parent: Option<Context>,
}

tokio::task_local! {
    static CURRENT: Current;
}

/// The span that is under way.
#[derive(Clone)]
struct Current {
    tracer: Arc<dyn Tracer>,
    context: Context,
}

impl Incoming {
    /// Begins a request's span, if there is a tracer.
    pub fn begin<'a>(tracer: Option<&Arc<dyn Tracer>>, asked: impl FnOnce() -> Asked<'a>) -> Self {
        Self(tracer.map(|tracer| {
            let asked = asked();
            let method = method(asked.method);
            let span = tracer.begin(Beginning {
                kind: Kind::Server,
                name: name(method, None),
                parent: asked.parent.as_ref(),
                facts: vec![
                    ("http.request.method", text(method)),
                    ("url.scheme", text(asked.scheme)),
                    ("doorward.request.id", text(asked.id)),
                ],
            });
            Traced { tracer: Arc::clone(tracer), method, span }
        }))
    }

    /// Answers the request, so that what it asks of others is a part of its span.
    pub fn within<F: Future>(&self, answering: F) -> impl Future<Output = F::Output> + use<F> {
        match &self.0 {
            Some(Traced { tracer, span, .. }) => {
                let current = Current { tracer: Arc::clone(tracer), context: span.context() };
                Either::Left(CURRENT.scope(current, answering))
            }
            None => Either::Right(answering),
        }
    }

    /// Ends the span: the head of the answer is ready. `route` is the template of its path.
    pub fn answered(&mut self, group: Group, route: Option<&str>, status: u16) {
        let Some(Traced { method, mut span, .. }) = self.0.take() else { return };
        if let Some(route) = route {
            span.rename(name(method, Some(route)));
            span.note(("http.route", text(route)));
        }
        span.note(("doorward.group", text(group.text())));
        span.note(("http.response.status_code", Value::Number(status.into())));
        if status >= 500 {
            span.note(("error.type", text(&status.to_string())));
            span.fail();
        }
    }
}

/// Has a task of its own go on with the span that is under way.
pub(crate) fn carried<F: Future>(task: F) -> impl Future<Output = F::Output> {
    match CURRENT.try_with(Current::clone) {
        Ok(current) => Either::Left(CURRENT.scope(current, task)),
        Err(_) => Either::Right(task),
    }
}

/// A method as spans say it: clients may make up others.
fn method(given: &str) -> &'static str {
    const KNOWN: [&str; 9] =
        ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "CONNECT", "TRACE"];
    KNOWN.into_iter().find(|known| *known == given).unwrap_or("_OTHER")
}

fn name(method: &str, route: Option<&str>) -> String {
    let method = if method == "_OTHER" { "HTTP" } else { method };
    route.map_or_else(|| method.to_owned(), |route| format!("{method} {route}"))
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_method_that_somebody_made_up_is_not_told() {
        assert_eq!(method("PATCH"), "PATCH");
        assert_eq!(method("CANARY"), "_OTHER");
        assert_eq!(name("_OTHER", Some("/login")), "HTTP /login");
        assert_eq!(name("GET", None), "GET");
    }
}
