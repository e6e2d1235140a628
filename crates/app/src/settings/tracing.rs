//! Traces: where they go, by the variables of OpenTelemetry that every program of its kind reads.
//!
//! Often they are set for a whole machine or cluster. What is wrong with them matters only if an endpoint is
//! set too, so nothing is complained of before.

use percent_encoding::percent_decode_str;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use url::Url;

use super::complaint::{Code, Severity};
use super::reader::{About, Fault, Reader, url};

const ENDPOINT: &str = "OTEL_EXPORTER_OTLP_ENDPOINT";
const TRACES_ENDPOINT: &str = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT";
const HEADERS: &str = "OTEL_EXPORTER_OTLP_HEADERS";
const TRACES_HEADERS: &str = "OTEL_EXPORTER_OTLP_TRACES_HEADERS";
const PROTOCOL: &str = "OTEL_EXPORTER_OTLP_PROTOCOL";
const TRACES_PROTOCOL: &str = "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL";

/// The one protocol: OTLP over HTTP, in protobuf.
const SPOKEN: &str = "http/protobuf";

/// Where a collector takes traces, below its endpoint.
const PATH: &str = "/v1/traces";

const NAME: &str =
    "What traces call this service, unless `OTEL_RESOURCE_ATTRIBUTES` has `service.name`.";
const ABOUT_RESOURCE: &str =
    "What traces say of this service beside its name: `key=value`, separated by commas.";
const WHERE: &str = "Where an OpenTelemetry collector takes OTLP over HTTP, such as \
                     `http://localhost:4318`; traces go to `/v1/traces` below it. Unset, there are none.";
const WHERE_EXACTLY: &str = "The whole URL for traces, if it is another.";
const WITH: &str =
    "What the collector wants to be shown: `key=value`, separated by commas. Never logged.";
const WITH_EXACTLY: &str = "The same for traces, instead of it.";
const SPEAKING: &str = "How the collector is spoken to; `http/protobuf` is the one way.";
const SAMPLER: &str = "Which traces are kept: `always_on`, `always_off` or `traceidratio`; with `parentbased_` \
                       before it, what a proxy that `TRUST_PROXY` lists has decided goes first.";
const SHARE: &str = "The share of traces that `traceidratio` keeps, from 0 to 1.";
const DELAY: &str = "Milliseconds between two exports.";

/// How requests are traced.
#[derive(Clone, Debug)]
pub struct Tracing {
    /// Where traces are posted.
    pub endpoint: Url,
    /// Headers for the collector, all of them marked as sensitive.
    pub headers: HeaderMap,
    /// What the service is called.
    pub service: String,
    /// What is said of the service beside.
    pub attributes: Vec<(String, String)>,
    /// Which traces are kept.
    pub sampler: Sampler,
    /// Milliseconds between two exports.
    pub delay_ms: u64,
}

/// Which traces are kept.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sampler {
    /// Whether what a caller has decided goes first.
    pub parent_based: bool,
    /// The share of those that are kept, from 0 to 1.
    pub share: f64,
}

/// How a sampler's name reads on.
#[derive(Clone, Copy)]
enum Keeping {
    All,
    None,
    Share,
}

impl Tracing {
    /// `None` when nothing is traced.
    pub(super) fn read(env: &mut Reader<'_>) -> Option<Self> {
        env.group("Traces");
        let disabled = env.flag("OTEL_SDK_DISABLED", false, "Switches traces off altogether.");
        let on = !disabled;
        let endpoint = ask(env, on, ENDPOINT, ("", WHERE), url).as_ref().and_then(below);
        let exactly = ask(env, on, TRACES_ENDPOINT, ("", WHERE_EXACTLY), url);
        let endpoint = exactly.or(endpoint).filter(|_| on);
        let on = endpoint.is_some();
        let switch = ("otlp", "`none` switches traces off.");
        let on = on && ask(env, on, "OTEL_TRACES_EXPORTER", switch, exporter_of).unwrap_or(true);
        let general = secret_headers(env, on, HEADERS, WITH);
        let headers = secret_headers(env, on, TRACES_HEADERS, WITH_EXACTLY).or(general);
        protocol(env, on);
        let service = env.optional("OTEL_SERVICE_NAME", "doorward", NAME);
        let resource = ("", ABOUT_RESOURCE);
        let attributes = ask(env, on, "OTEL_RESOURCE_ATTRIBUTES", resource, list);
        let mut attributes = attributes.unwrap_or_default();
        let named = attributes.iter().find(|(name, _)| name == "service.name");
        let service = service.or_else(|| named.map(|(_, value)| value.clone()));
        attributes.retain(|(name, _)| name != "service.name");
        let sampler = sampler(env, on);
        let delay_ms = env.number("OTEL_BSP_SCHEDULE_DELAY", 5000, 100..=3_600_000, DELAY);
        Some(Self {
            endpoint: endpoint.filter(|_| on)?,
            headers: headers.unwrap_or_default(),
            service: service.unwrap_or_else(|| "doorward".to_owned()),
            attributes,
            sampler,
            delay_ms,
        })
    }
}

/// Asks for a setting of which nothing is complained unless it matters.
fn ask<T>(
    env: &mut Reader<'_>,
    matters: bool,
    name: &'static str,
    (default, meaning): (&str, &'static str),
    read: impl FnOnce(&str) -> Result<T, Fault>,
) -> Option<T> {
    let lenient = |text: &str| match read(text.trim()) {
        Err(_) if !matters => Ok(None),
        other => other.map(Some),
    };
    env.parsed(name, (default, meaning), lenient).flatten()
}

fn below(endpoint: &Url) -> Option<Url> {
    Url::parse(&format!("{}{PATH}", endpoint.as_str().trim_end_matches('/'))).ok()
}

fn exporter_of(text: &str) -> Result<bool, Fault> {
    match text {
        "otlp" => Ok(true),
        "none" => Ok(false),
        _ => {
            let remedy = "Write otlp, and let a collector hand the traces on; or none.";
            Err(Fault::new(Code::NOT_A_CHOICE, "is no exporter of ours", remedy))
        }
    }
}

fn secret_headers(
    env: &mut Reader<'_>,
    matters: bool,
    name: &'static str,
    meaning: &'static str,
) -> Option<HeaderMap> {
    let about = About { secret: true, ..About::used("", meaning) };
    let found = env.find(name, about)?;
    match headers(found.text.trim()) {
        Ok(headers) => Some(headers),
        Err(fault) => {
            if matters {
                env.complain(Severity::Error, &found, fault);
            }
            None
        }
    }
}

fn headers(text: &str) -> Result<HeaderMap, Fault> {
    let header = |(name, value): (String, String)| {
        let name = HeaderName::from_bytes(name.as_bytes()).ok()?;
        let mut value = HeaderValue::from_str(&value).ok()?;
        value.set_sensitive(true);
        Some((name, value))
    };
    list(text)?.into_iter().map(header).collect::<Option<_>>().ok_or_else(|| {
        let remedy = "Write name=value, the value percent-encoded where it has other characters.";
        Fault::new(Code::TRACES_LIST, "holds what no HTTP header can be", remedy)
    })
}

/// Pairs as in W3C Baggage: values are percent-encoded.
fn list(text: &str) -> Result<Vec<(String, String)>, Fault> {
    let pair = |item: &str| {
        let (name, value) = item.split_once('=')?;
        let name = Some(name.trim()).filter(|name| !name.is_empty())?;
        let value = percent_decode_str(value.trim()).decode_utf8().ok()?;
        Some((name.to_owned(), value.into_owned()))
    };
    let items = text.split(',').map(str::trim).filter(|item| !item.is_empty());
    items.map(pair).collect::<Option<_>>().ok_or_else(|| {
        let remedy = "Write name=value, several of them separated by commas.";
        Fault::new(Code::TRACES_LIST, "is not a list of names and values", remedy)
    })
}

fn protocol(env: &mut Reader<'_>, matters: bool) {
    let spoken = |text: &str| {
        let remedy = format!("Write {SPOKEN}; collectors take it at port 4318.");
        let fault = Fault::new(Code::NOT_A_CHOICE, "is not spoken", remedy);
        (text == SPOKEN).then_some(()).ok_or(fault)
    };
    let exactly =
        env.find(TRACES_PROTOCOL, About::used(SPOKEN, "The same for traces, instead of it."));
    // What is said of traces goes first, so then the general one does not matter.
    ask(env, matters && exactly.is_none(), PROTOCOL, (SPOKEN, SPEAKING), spoken);
    if let Some(found) = exactly
        && matters
        && let Err(fault) = spoken(found.text.trim())
    {
        env.complain(Severity::Error, &found, fault);
    }
}

fn sampler(env: &mut Reader<'_>, matters: bool) -> Sampler {
    let default = "parentbased_always_on";
    let read = ask(env, matters, "OTEL_TRACES_SAMPLER", (default, SAMPLER), sampler_of);
    let share = ask(env, matters, "OTEL_TRACES_SAMPLER_ARG", ("1", SHARE), share);
    let (parent_based, keeping) = read.unwrap_or((true, Keeping::All));
    let share = match keeping {
        Keeping::All => 1.0,
        Keeping::None => 0.0,
        Keeping::Share => share.unwrap_or(1.0),
    };
    Sampler { parent_based, share }
}

fn sampler_of(text: &str) -> Result<(bool, Keeping), Fault> {
    let (parent_based, rest) = match text.strip_prefix("parentbased_") {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let keeping = match rest {
        "always_on" => Keeping::All,
        "always_off" => Keeping::None,
        "traceidratio" => Keeping::Share,
        _ => {
            let remedy =
                "Write always_on, always_off or traceidratio, or parentbased_ before one of them.";
            return Err(Fault::new(Code::NOT_A_CHOICE, "is not known", remedy));
        }
    };
    Ok((parent_based, keeping))
}

fn share(text: &str) -> Result<f64, Fault> {
    let share = text.parse().ok().filter(|share| (0.0..=1.0).contains(share));
    let fault =
        || Fault::new(Code::NOT_NUMBER, "is no share", "Write a number from 0 to 1, such as 0.1.");
    share.ok_or_else(fault)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::{Settings, Sources};

    fn read(lines: &[&str]) -> (Option<Tracing>, String, Vec<Code>) {
        let set = lines.iter().filter_map(|line| line.split_once('='));
        let set = set.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let reading = Settings::read(&Sources::gather(None, set), 2);
        let codes = reading
            .complaints
            .iter()
            .filter(|one| one.setting.as_ref().is_some_and(|name| name.starts_with("OTEL_")));
        let codes = codes.map(|complaint| complaint.code).collect();
        let told = format!("{:?}{:?}", reading.complaints, reading.asked);
        (reading.draft.and_then(|draft| draft.tracing), told, codes)
    }

    const ON: &str = "OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4318/";

    #[test]
    fn an_endpoint_alone_is_enough() {
        assert!(read(&[]).0.is_none());
        let tracing = read(&[ON]).0.expect("traces");
        assert_eq!(tracing.endpoint.as_str(), "http://127.0.0.1:4318/v1/traces");
        assert_eq!(tracing.service, "doorward");
        assert_eq!(tracing.sampler, Sampler { parent_based: true, share: 1.0 });
        let exactly = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=https://t.example/in";
        assert_eq!(read(&[ON, exactly]).0.unwrap().endpoint.as_str(), "https://t.example/in");
    }

    #[test]
    fn what_switches_traces_off_does() {
        for off in ["OTEL_SDK_DISABLED=true", "OTEL_TRACES_EXPORTER=none"] {
            let (tracing, _, codes) = read(&[ON, off, "OTEL_EXPORTER_OTLP_PROTOCOL=grpc"]);
            assert!(tracing.is_none() && codes.is_empty(), "{off}: {codes:?}");
        }
    }

    #[test]
    fn without_an_endpoint_nothing_is_complained_of() {
        let all =
            ["OTEL_EXPORTER_OTLP_PROTOCOL=grpc", "OTEL_TRACES_SAMPLER=x", "OTEL_TRACES_EXPORTER=x"];
        assert_eq!(read(&all).2, []);
        for one in all {
            assert_eq!(read(&[ON, one]).2, [Code::NOT_A_CHOICE], "{one}");
        }
        let traces = ["OTEL_EXPORTER_OTLP_TRACES_PROTOCOL=http/protobuf", all[0], ON];
        assert_eq!(read(&traces).2, []);
    }

    #[test]
    fn headers_are_secret() {
        let (tracing, told, _) = read(&[ON, "OTEL_EXPORTER_OTLP_HEADERS=x-key=canary%201, b=2"]);
        let tracing = tracing.unwrap();
        assert_eq!(tracing.headers["x-key"], "canary 1");
        assert!(!told.contains("canary") && !format!("{tracing:?}").contains("canary"), "{told}");
        for bad in ["canary", "canary=%0a", "=canary"] {
            let set = format!("OTEL_EXPORTER_OTLP_HEADERS={bad}");
            let (_, told, codes) = read(&[ON, &set]);
            assert_eq!(codes, [Code::TRACES_LIST], "{bad}");
            assert!(!told.contains("canary"), "{told}");
        }
    }

    #[test]
    fn the_service_is_named_by_either_variable() {
        let resource = "OTEL_RESOURCE_ATTRIBUTES=service.name=door,deployment.environment=a%20b";
        let tracing = read(&[ON, resource]).0.unwrap();
        assert_eq!(tracing.service, "door");
        assert_eq!(tracing.attributes, [("deployment.environment".to_owned(), "a b".to_owned())]);
        let tracing = read(&[ON, resource, "OTEL_SERVICE_NAME=front"]).0.unwrap();
        assert_eq!(tracing.service, "front");
    }

    #[test]
    fn a_share_of_traces_can_be_kept() {
        let sampler = |lines: &[&str]| read(&[&[ON], lines].concat()).0.unwrap().sampler;
        let tenth = sampler(&["OTEL_TRACES_SAMPLER=traceidratio", "OTEL_TRACES_SAMPLER_ARG=0.1"]);
        assert_eq!(tenth, Sampler { parent_based: false, share: 0.1 });
        let none = sampler(&["OTEL_TRACES_SAMPLER=parentbased_always_off"]);
        assert_eq!(none, Sampler { parent_based: true, share: 0.0 });
        assert_eq!(read(&[ON, "OTEL_TRACES_SAMPLER_ARG=2"]).2, [Code::NOT_NUMBER]);
    }
}
