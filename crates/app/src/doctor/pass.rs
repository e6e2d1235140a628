//! Passes: what lets the doctor in, and nobody else (checklist item 123).
//!
//! A pass is made by the command line and by the page that it leads to. It is signed with a key of the
//! settings, lives for minutes, and opens nothing but probes.

use doorward_core::time::{MINUTE_MS, Timestamp};
use doorward_jose::base64url;
use doorward_jose::random::RandomFailed;

use crate::app::App;
use crate::tokens;

/// What a pass is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// The probes, by the command line or by a page.
    Probe,
    /// The page in a browser, once.
    Page,
    /// The report of that page, once.
    Report,
}

impl Purpose {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Probe => "probe",
            Self::Page => "page",
            Self::Report => "report",
        }
    }

    /// How long it is good for, in milliseconds.
    const fn lifetime_ms(self) -> i64 {
        match self {
            Self::Probe | Self::Report => 5 * MINUTE_MS,
            Self::Page => 15 * MINUTE_MS,
        }
    }
}

/// Makes a pass.
pub fn make(app: &App, purpose: Purpose) -> Result<String, RandomFailed> {
    Ok(named(app, purpose, &tokens::opaque()?))
}

/// Makes a pass for what follows on another: it has the same name.
pub fn follow(app: &App, purpose: Purpose, before: &str) -> String {
    named(app, purpose, name(before))
}

/// The name of a pass; by itself it opens nothing.
pub fn name(pass: &str) -> &str {
    pass.split('.').nth(1).unwrap_or_default()
}

fn named(app: &App, purpose: Purpose, name: &str) -> String {
    let until = app.clock.now().plus(purpose.lifetime_ms()).0;
    let tag = tag(app, purpose, until, name);
    format!("{until}.{name}.{tag}")
}

/// Whether a pass counts for a purpose.
pub fn is_good(app: &App, purpose: Purpose, pass: &str) -> bool {
    read(app, purpose, pass).is_some()
}

/// Uses a pass up. Of several who present it, on however many nodes and however they write it, one is let in.
pub async fn spend(
    app: &App,
    purpose: Purpose,
    pass: &str,
) -> Result<bool, doorward_store::StoreError> {
    match read(app, purpose, pass) {
        Some(until) => {
            let used = tokens::digest(&format!("{}.{}", purpose.as_str(), name(pass)));
            app.store.spend("doctor", &used, until).await
        }
        None => Ok(false),
    }
}

/// What only a server with the same keys can answer to a pass.
pub fn answer(app: &App, pass: &str) -> String {
    base64url::encode(app.keys.doctor.tag(&[b"answer", pass.as_bytes()]))
}

fn tag(app: &App, purpose: Purpose, until: i64, name: &str) -> String {
    let until = until.to_be_bytes();
    let parts: [&[u8]; 4] = [b"pass", purpose.as_str().as_bytes(), &until, name.as_bytes()];
    base64url::encode(app.keys.doctor.tag(&parts))
}

/// When a pass ends that counts. It counts only as it was written: a number can be written in many ways.
fn read(app: &App, purpose: Purpose, pass: &str) -> Option<Timestamp> {
    let mut parts = pass.split('.');
    let (until, name, given) = (parts.next()?, parts.next()?, parts.next()?);
    let ends = Timestamp(until.parse().ok()?);
    let as_written = ends.0.to_string() == until;
    let given = base64url::decode(given).ok()?;
    let bytes = ends.0.to_be_bytes();
    let signed: [&[u8]; 4] = [b"pass", purpose.as_str().as_bytes(), &bytes, name.as_bytes()];
    let is_ours = app.keys.doctor.verify(&signed, &given);
    (parts.next().is_none() && as_written && is_ours && app.clock.now() < ends).then_some(ends)
}
