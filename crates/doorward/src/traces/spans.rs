//! Spans: ours in OpenTelemetry's terms.

use doorward_app::traces::{Beginning, Context, Fact, Kind, Span, Tracer, Value};
use opentelemetry::propagation::{Extractor, TextMapPropagator as _};
use opentelemetry::trace::{
    Span as _, SpanContext, SpanKind, Status, TraceContextExt as _, TraceFlags, Tracer as _,
};
use opentelemetry::{Context as Otel, KeyValue};
use opentelemetry_sdk::propagation::TraceContextPropagator;
use opentelemetry_sdk::trace::{SdkTracer, Span as SdkSpan};

/// What begins spans.
pub(super) struct Spans(pub(super) SdkTracer);

struct Going(SdkSpan);

impl Tracer for Spans {
    fn begin(&self, beginning: Beginning<'_>) -> Box<dyn Span> {
        let kind = match beginning.kind {
            Kind::Server => SpanKind::Server,
            Kind::Client => SpanKind::Client,
        };
        let facts = beginning.facts.into_iter().map(attribute);
        let builder = self.0.span_builder(beginning.name).with_kind(kind).with_attributes(facts);
        let parent = beginning.parent.map(parent).unwrap_or_default();
        Box::new(Going(self.0.build_with_context(builder, &parent)))
    }
}

impl Span for Going {
    fn context(&self) -> Context {
        let context = self.0.span_context();
        let flags = context.trace_flags() & TraceFlags::SAMPLED;
        Context {
            traceparent: format!(
                "00-{}-{}-{:02x}",
                context.trace_id(),
                context.span_id(),
                flags.to_u8()
            ),
            tracestate: context.trace_state().header(),
            remote: false,
        }
    }

    fn rename(&mut self, name: String) {
        self.0.update_name(name);
    }

    fn note(&mut self, fact: Fact) {
        self.0.set_attribute(attribute(fact));
    }

    fn fail(&mut self) {
        self.0.set_status(Status::error(""));
    }
}

fn attribute((name, value): Fact) -> KeyValue {
    match value {
        Value::Text(text) => KeyValue::new(name, text),
        Value::Number(number) => KeyValue::new(name, number),
    }
}

/// The two headers, as they are read.
struct Headers<'a>(&'a Context);

impl Extractor for Headers<'_> {
    fn get(&self, key: &str) -> Option<&str> {
        match key {
            "traceparent" => Some(&self.0.traceparent),
            "tracestate" => Some(&self.0.tracestate),
            _ => None,
        }
    }

    fn keys(&self) -> Vec<&str> {
        vec!["traceparent", "tracestate"]
    }
}

/// The span that a context names; none where it cannot be read.
fn parent(context: &Context) -> Otel {
    let none = Otel::new();
    let parent = TraceContextPropagator::new().extract_with_context(&none, &Headers(context));
    if context.remote {
        return parent;
    }
    let span = parent.span();
    let span = span.span_context();
    let (trace, flags, state) = (span.trace_id(), span.trace_flags(), span.trace_state().clone());
    let span = SpanContext::new(trace, span.span_id(), flags, false, state);
    none.with_remote_span_context(span)
}
