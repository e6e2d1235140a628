//! What is logged, and how.

use super::complaint::Code;
use super::reader::{Fault, Reader};

/// The log.
#[derive(Clone, Debug)]
pub struct Logging {
    /// Which events: a level, or a list such as `info,doorward_web=debug`.
    pub filter: String,
    /// In which form.
    pub format: LogFormat,
    /// Whether each request is logged.
    pub access: bool,
}

/// The form of log lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

impl Logging {
    pub(super) fn read(env: &mut Reader<'_>) -> Self {
        env.group("Log");
        let filter =
            "Which events are logged: a level, or a list such as `info,doorward_web=debug`.";
        let format = "`text` for people or `json` for machines.";
        let access =
            "Logs a line for each request: method, path without its query, status, duration.";
        Self {
            filter: env.text("DOORWARD_LOG", "info", filter),
            format: env
                .parsed("DOORWARD_LOG_FORMAT", ("text", format), |text| match text {
                    "text" => Ok(LogFormat::Text),
                    "json" => Ok(LogFormat::Json),
                    _ => Err(Fault::new(Code::NOT_A_CHOICE, "is not known", "Write text or json.")),
                })
                .unwrap_or(LogFormat::Text),
            access: env.flag("DOORWARD_ACCESS_LOG", false, access),
        }
    }
}
