//! What stands beside the settings file: a compose file that publishes the port of an app (M42).

use std::path::Path;

use doorward_core::doctor::compose::{self, Published};
use url::Url;

use super::code::Code;
use super::finding::{Finding, Severity};
use crate::settings::{Draft, Origin};

/// How compose files are called.
const NAMES: [&str; 4] =
    ["compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml"];

/// The largest that is read, in bytes.
const LARGEST: u64 = 1 << 20;

/// Names by which a container calls the machine that it runs on, and the machine itself.
const THE_MACHINE: [&str; 5] =
    ["127.0.0.1", "localhost", "[::1]", "host.docker.internal", "host.containers.internal"];

/// Looks at the files of `folder`.
pub(super) fn findings(draft: &Draft, folder: &Path) -> Vec<Finding> {
    let mut findings = Vec::new();
    for name in NAMES {
        let path = folder.join(name);
        let is_small = std::fs::metadata(&path).is_ok_and(|file| file.len() <= LARGEST);
        let Some(text) = is_small.then(|| std::fs::read_to_string(&path).ok()).flatten() else {
            continue;
        };
        let open = compose::published(&text).into_iter().filter(Published::is_open);
        let apps = || draft.apps.iter().filter_map(|app| app.upstream.as_ref());
        let exposed = open.filter(|port| apps().any(|app| leads_to(&app.url, port)));
        findings.extend(exposed.map(|port| {
            let at = Origin::File { path: path.display().to_string(), line: port.line };
            let to = port.port.unwrap_or(port.target);
            let seen = format!("service {} is published at port {to}", port.service);
            let fix = format!("Remove it, or write \"127.0.0.1:{to}:{}\".", port.target);
            let finding = Finding::new(Code::APP_PUBLISHED, Severity::Warning, "gateway");
            Finding { source: Some(at), ..finding.seeing(seen).fix(fix) }
        }));
    }
    findings
}

/// Whether an app is asked at the port that is published.
fn leads_to(app: &Url, port: &Published) -> bool {
    let asked = app.port_or_known_default();
    let host = app.host_str().unwrap_or_default();
    if THE_MACHINE.contains(&host) {
        return asked.is_some() && asked == port.port;
    }
    host == port.service && asked == Some(port.target)
}
