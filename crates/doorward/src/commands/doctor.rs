//! `doorward doctor`
//!
//! Status 0: nothing fails; 1: there are warnings, and `--strict` is given; 2: something fails; 3: it could
//! not look.

use std::process::ExitCode;

use doorward_app::App;
use doorward_app::doctor::{self, DoctorError, Finding, Report};
use doorward_app::ports::Clock;
use doorward_app::settings::{Reading, Settings, Sources};

use crate::cli::Doctor;
use crate::output;

const WARNINGS: u8 = 1;
const FAILURES: u8 = 2;
const NOT_RUN: u8 = 3;

pub(super) fn run(asked: &Doctor, sources: &Sources) -> ExitCode {
    if asked.docs {
        output::say(doctor::document().trim_end());
        return ExitCode::SUCCESS;
    }
    match look(asked, sources).and_then(|report| tell(asked, &report)) {
        Ok(code) => code,
        Err(error) => {
            output::complain(&format!("the doctor could not look: {error:#}"));
            NOT_RUN.into()
        }
    }
}

fn look(asked: &Doctor, sources: &Sources) -> anyhow::Result<Report> {
    let reading = Settings::read(sources, super::cores());
    let mut findings = doctor::statics(&reading)?;
    let mut vantage = vec!["static"];
    if !asked.offline
        && let Some(settings) = completed(&reading)?
    {
        vantage.push("server");
        let looking = from_server(settings, &reading, sources);
        findings.extend(super::runtime(1)?.block_on(Box::pin(looking)));
    }
    Ok(Report::of(vantage, findings))
}

fn completed(reading: &Reading) -> Result<Option<Settings>, DoctorError> {
    doctor::settings(reading)
}

async fn from_server(settings: Settings, reading: &Reading, sources: &Sources) -> Vec<Finding> {
    match Box::pin(App::open(settings, Clock::System)).await {
        Ok(app) => {
            let findings = Box::pin(doctor::server(&app, &reading.asked, sources)).await;
            Box::pin(app.close()).await;
            findings
        }
        Err(error) => vec![doctor::failed_start(&error)],
    }
}

fn tell(asked: &Doctor, report: &Report) -> anyhow::Result<ExitCode> {
    if asked.json {
        output::json(report)?;
    } else {
        output::say(report.text().trim_end());
    }
    Ok(if report.failures > 0 {
        FAILURES.into()
    } else if asked.strict && report.warnings > 0 {
        WARNINGS.into()
    } else {
        ExitCode::SUCCESS
    })
}
