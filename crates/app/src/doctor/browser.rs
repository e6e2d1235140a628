//! What a browser sees: the page that the command line leads to probes, and reports here.

use doorward_core::doctor::stream::{self, Flow};
use doorward_core::time::HOUR_MS;
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

/// How many bytes of cookies every proxy should let through.
const COMMON_COOKIES: u64 = 8000;

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
    /// Whether a word came by a WebSocket; `None` from a page that did not try.
    pub socket: Option<bool>,
}

/// What leads a browser to the page.
#[derive(Clone, Debug)]
pub struct Link {
    /// The address to open, once.
    pub url: String,
    name: String,
}

/// Makes a link.
pub fn link(app: &App) -> Result<Link, RandomFailed> {
    let pass = pass::make(app, Purpose::Page)?;
    let url = super::base(app).join(&format!("{PATH}?token={pass}"));
    Ok(Link { url, name: pass::name(&pass).to_owned() })
}

/// What was reported, with when.
#[derive(Serialize, Deserialize)]
struct Kept {
    at: i64,
    seen: Seen,
    /// Whether the report came without saying from where.
    hidden: bool,
    /// The name of the link that it follows on.
    #[serde(default)]
    name: String,
}

/// Judges a report and keeps it for the command line; `None` when its pass does not count. `origin` is that
/// of the request that brought it.
pub async fn report(
    app: &App,
    pass: &str,
    seen: Seen,
    origin: Option<&str>,
) -> Result<Option<Vec<Finding>>, StoreError> {
    if !pass::spend(app, Purpose::Report, pass).await? {
        return Ok(None);
    }
    let hidden = origin.is_none_or(|origin| origin == "null");
    let name = pass::name(pass).to_owned();
    let kept = Kept { at: app.clock.now().0, seen, hidden, name };
    // It is made of numbers and text.
    let text = serde_json::to_string(&kept).unwrap_or_default();
    app.store.set_fact(FACT, &text).await?;
    Ok(Some(judge(app, &kept)))
}

/// What the last browser reported within the hour: one that followed `link`, or any.
pub async fn reported(app: &App, link: Option<&Link>) -> Result<Option<Vec<Finding>>, StoreError> {
    let text = app.store.fact(FACT).await?;
    let kept: Option<Kept> = text.and_then(|text| serde_json::from_str(&text).ok());
    let recent = app.clock.now().plus(-KEPT_MS).0;
    let kept = kept.filter(|kept| link.is_none_or(|link| link.name == kept.name));
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
    // Sockets matter to the app behind the gateway only.
    let dropped = app.settings.has_gateway() && seen.socket == Some(false);
    say(dropped, Code::UPGRADE_DROPPED, Severity::Warning, "a WebSocket did not open".to_owned());
    let large = format!("{} bytes of cookies", seen.refused);
    // So many occur where several apps keep tokens in cookies, and are more than nginx takes by itself.
    let rare = seen.refused > COMMON_COOKIES;
    let gravity = if rare { Severity::Note } else { Severity::Warning };
    say(seen.refused > 0, Code::HEADERS_REFUSED, gravity, large);
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
