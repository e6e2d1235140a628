//! The log: lines on standard output, each under the name of the request that it is about.

use std::fmt;
use std::io::IsTerminal as _;

use doorward_app::settings::{LogFormat, Logging};
use tracing::{Event, Subscriber};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields};
use tracing_subscriber::registry::LookupSpan;

/// Begins to write the log.
pub(crate) fn start(logging: &Logging) {
    let ansi = std::io::stdout().is_terminal();
    let log = tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::new(&logging.filter))
        .with_target(false)
        .with_ansi(ansi);
    match logging.format {
        LogFormat::Text => {
            let log =
                log.map_event_format(|line| Named { line: line.with_ansi(ansi), as_json: false });
            log.init();
        }
        LogFormat::Json => log
            .json()
            .flatten_event(true)
            .with_current_span(false)
            .with_span_list(false)
            .map_event_format(|line| Named { line, as_json: true })
            .init(),
    }
}

/// Lines with the name of their request at the end.
///
/// A span for each request would say the same, and cost every request what only those pay here that
/// something is logged of.
struct Named<F> {
    line: F,
    as_json: bool,
}

impl<S, N, F> FormatEvent<S, N> for Named<F>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
    F: FormatEvent<S, N>,
{
    fn format_event(
        &self,
        context: &FmtContext<'_, S, N>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        let mut line = String::new();
        self.line.format_event(context, Writer::new(&mut line), event)?;
        // Names are of letters, digits and `._-`.
        doorward_web::with_current_request(|id| {
            let end = if self.as_json { "}\n" } else { "\n" };
            let at = line.strip_suffix(end).map_or(line.len(), str::len);
            let named = if self.as_json {
                format!(",\"request.id\":\"{id}\"")
            } else {
                format!(" request.id={id}")
            };
            line.insert_str(at, &named);
        });
        writer.write_str(&line)
    }
}
