//! A stream on which nothing is said for a while, asked for through the public URL (M23).

use std::time::Duration;

use super::code::Code;
use super::finding::{Finding, Severity};
use super::place::Places;
use super::probe::QUIET_MS;
use super::public::{Asking, SUBJECT};
use crate::app::App;
use crate::settings::Asked;

/// How much longer than it is quiet a stream may take.
const MARGIN: Duration = Duration::from_secs(15);

/// Listens to a stream that is quiet for `quiet`, at most [`QUIET_MS`].
pub async fn quiet(app: &App, asked: &[Asked], quiet: Duration) -> Vec<Finding> {
    let quiet = quiet.min(Duration::from_millis(QUIET_MS));
    let Some(asking) = Asking::new(app, Places(asked), quiet + MARGIN) else { return Vec::new() };
    let Ok(arrived) = asking.listen_quietly(quiet).await else { return Vec::new() };
    if arrived.len() >= 2 {
        return Vec::new();
    }
    let seen = match arrived.first() {
        Some(_) => {
            format!("nothing was said for {} s, and then the stream was over", quiet.as_secs())
        }
        None => "no event arrived".to_owned(),
    };
    vec![Finding::new(Code::QUIET_CUT, Severity::Failure, SUBJECT).seeing(seen)]
}
