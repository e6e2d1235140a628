//! `doorward explain`

use std::process::ExitCode;

use anyhow::bail;
use doorward_app::doctor;

use crate::output;

pub(super) fn run(code: &str) -> anyhow::Result<ExitCode> {
    if let Some(known) = doctor::explain(code) {
        output::say(&format!("{}\n  {}\n  {}", known.code, known.meaning, known.remedy));
        if !known.catalogue.is_empty() {
            let entries: Vec<_> = known.catalogue.iter().map(ToString::to_string).collect();
            output::say(&format!("  docs/DOCTOR.md: {}", entries.join(", ")));
        }
    } else if let Some(known) = doorward_web::explain(code) {
        output::say(&format!(
            "{} (status {})\n  {}\n  People are told: {}\n  The log says more, under the request id of the page.",
            known.code, known.status, known.what, known.remedy
        ));
    } else {
        bail!(
            "there is no code {code:?}; codes look like DW-OIDC-009, and stand on error pages, in the log and \
             in what `doorward doctor` prints"
        );
    }
    Ok(ExitCode::SUCCESS)
}
