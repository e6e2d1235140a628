//! What a browser sees: the page that the command line leads to probes, and reports here.

use doorward_core::doctor::stream::{self, Flow};
use doorward_core::time::{HOUR_MS, Timestamp};
use doorward_jose::random::RandomFailed;
use doorward_store::StoreError;
use serde::{Deserialize, Serialize};

use super::code::Code;
use super::finding::{Finding, Severity};
use super::pass::{self, Purpose};
use super::probe::{PATH, TICK_MS, TICKS};
use crate::app::App;

const SUBJECT: &str = "browser";

/// Under which name the last report is kept.
const FACT: &str = "doctor_browser";

/// How long a report is of interest, in milliseconds.
const KEPT_MS: i64 = HOUR_MS;

/// The most arrivals and sizes that are read of a report.
const MOST: usize = 32;

/// What a page reports.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Seen {
    /// `location.origin`.
    pub origin: String,
    /// `isSecureContext`.
    pub secure: bool,
    /// Whether the cookie came back.
    pub cookie: bool,
    /// Whether two answers were two.
    pub fresh: bool,
    /// After how many milliseconds the events of the stream came.
    pub arrived: Vec<u64>,
    /// With how many bytes of cookies a request failed; 0 when none did.
    pub refused: u64,
}

/// The address that a browser is to open, once.
pub fn link(app: &App) -> Result<String, RandomFailed> {
    Ok(super::base(app).join(&format!("{PATH}?token={}", pass::make(app, Purpose::Page)?)))
}

/// What was reported, with when.
#[derive(Serialize, Deserialize)]
struct Kept {
    at: i64,
    seen: Seen,
    /// Whether the report came without saying from where.
    hidden: bool,
}

/// Judges a report and keeps it for the command line. `origin` is that of the request that brought it.
pub async fn report(
    app: &App,
    seen: Seen,
    origin: Option<&str>,
) -> Result<Vec<Finding>, StoreError> {
    let hidden = origin.is_none_or(|origin| origin == "null");
    let kept = Kept { at: app.clock.now().0, seen, hidden };
    // It is made of numbers and text.
    let text = serde_json::to_string(&kept).unwrap_or_default();
    app.store.set_fact(FACT, &text).await?;
    Ok(judge(app, &kept))
}

/// What the last browser reported since `since`, if any did within the hour.
pub async fn reported(app: &App, since: Timestamp) -> Result<Option<Vec<Finding>>, StoreError> {
    let text = app.store.fact(FACT).await?;
    let kept: Option<Kept> = text.and_then(|text| serde_json::from_str(&text).ok());
    let recent = app.clock.now().plus(-KEPT_MS).0.max(since.0);
    Ok(kept.filter(|kept| kept.at >= recent).map(|kept| judge(app, &kept)))
}

fn judge(app: &App, kept: &Kept) -> Vec<Finding> {
    let general = &app.settings.general;
    let seen = &kept.seen;
    let origins = [general.client.origin(), general.server.origin()];
    let origin: String = seen.origin.chars().take(200).flat_map(char::escape_debug).collect();
    let mut findings = Vec::new();
    let mut say = |wrong: bool, code: Code, severity: Severity, evidence: String| {
        if wrong {
            findings.push(Finding::new(code, severity, SUBJECT).seeing(evidence));
        }
    };
    let differs = !origins.contains(&seen.origin.as_str());
    let opened = format!("opened at {origin}, the public URL is {}", general.server);
    say(differs, Code::ORIGIN_DIFFERS, Severity::Warning, opened);
    say(!seen.secure, Code::INSECURE, Severity::Warning, origin);
    say(!seen.cookie, Code::COOKIE_LOST, Severity::Failure, String::new());
    say(kept.hidden, Code::ORIGIN_HIDDEN, Severity::Failure, String::new());
    say(!seen.fresh, Code::CACHED, Severity::Failure, "two answers are one".to_owned());
    let large = format!("{} bytes of cookies", seen.refused);
    say(seen.refused > 0, Code::HEADERS_REFUSED, Severity::Warning, large);
    let arrived = seen.arrived.get(..seen.arrived.len().min(MOST)).unwrap_or_default();
    let came: Vec<_> = arrived.iter().map(ToString::to_string).collect();
    let came = format!("{TICKS} events {TICK_MS} ms apart came after {} ms", came.join(", "));
    match stream::judge(arrived, TICKS, TICK_MS) {
        Flow::Smooth => {}
        Flow::Held => say(true, Code::STREAM_HELD, Severity::Failure, came),
        Flow::Cut => say(true, Code::STREAM_CUT, Severity::Failure, came),
    }
    if findings.is_empty() {
        let finding = Finding::new(Code::BROWSER, Severity::Ok, SUBJECT);
        findings.push(finding.seeing(format!("opened at {}", general.server.origin())));
    }
    findings
}
