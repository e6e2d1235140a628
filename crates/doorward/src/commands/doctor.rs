//! `doorward doctor`
//!
//! Status 0: nothing fails; 1: there are warnings, and `--strict` is given; 2: something fails; 3: it could
//! not look.

mod login;

use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context as _;
use doorward_app::App;
use doorward_app::doctor::{self, DoctorError, Finding, Report, browser};
use doorward_app::ports::Clock;
use doorward_app::settings::{Reading, Settings, Sources};

use crate::cli::{Doctor, DoctorAction};
use crate::output;

const WARNINGS: u8 = 1;
const FAILURES: u8 = 2;
const NOT_RUN: u8 = 3;

/// How often it is looked whether a browser has reported, for the 15 minutes that the link is good.
const LOOKS: u32 = 1800;
const BETWEEN_LOOKS: Duration = Duration::from_millis(500);

pub(super) fn run(asked: &Doctor, sources: &Sources) -> ExitCode {
    if asked.docs {
        output::say(doctor::document().trim_end());
        return ExitCode::SUCCESS;
    }
    let done = match &asked.action {
        Some(DoctorAction::Login(login)) => login::run(login, sources),
        None => look(asked, sources).and_then(|report| tell(asked, &report)),
    };
    match done {
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
    findings.extend(doctor::beside(&reading, sources));
    let mut vantage = vec!["static"];
    if !asked.offline
        && let Some(settings) = completed(&reading)?
    {
        vantage.push("server");
        let looking = from_server(settings, (&reading, sources), asked);
        let (found, by_browser) = super::runtime(1)?.block_on(Box::pin(looking))?;
        findings.extend(found);
        if let Some(seen) = by_browser {
            vantage.push("browser");
            findings.extend(seen);
        }
    }
    Ok(Report::of(vantage, findings))
}

fn completed(reading: &Reading) -> Result<Option<Settings>, DoctorError> {
    doctor::settings(reading)
}

/// What is found from the server, and what a browser has reported, if one has.
type Found = (Vec<Finding>, Option<Vec<Finding>>);

async fn from_server(
    settings: Settings,
    (reading, sources): (&Reading, &Sources),
    asked: &Doctor,
) -> anyhow::Result<Found> {
    let app = match Box::pin(App::open(settings, Clock::System)).await {
        Ok(app) => app,
        Err(error) => return Ok((vec![doctor::failed_start(&error)], None)),
    };
    let link = asked.browser.then(|| browser::link(&app)).transpose()?;
    if let Some(link) = &link {
        output::complain(&format!(
            "Open this in a browser within 15 minutes; it works once:\n  {}",
            link.url
        ));
    }
    let mut findings = Box::pin(doctor::server(&app, &reading.asked, sources)).await;
    if asked.idle {
        let longest = Duration::from_millis(doctor::probe::QUIET_MS);
        findings.extend(Box::pin(doctor::quiet(&app, &reading.asked, longest)).await);
    }
    let reported = match &link {
        Some(link) => Some(wait(&app, link).await?),
        None => browser::reported(&app, None).await?,
    };
    Box::pin(app.close()).await;
    Ok((findings, reported))
}

/// Waits until a browser has reported.
async fn wait(app: &App, link: &browser::Link) -> anyhow::Result<Vec<Finding>> {
    let reported = waited(async || Ok(browser::reported(app, Some(link)).await?)).await?;
    reported.context("no browser has reported within 15 minutes; leave --browser out to do without")
}

/// Looks for what a browser has to bring, for as long as a link counts.
async fn waited<T>(look: impl AsyncFn() -> anyhow::Result<Option<T>>) -> anyhow::Result<Option<T>> {
    for _ in 0..LOOKS {
        if let Some(brought) = look().await? {
            return Ok(Some(brought));
        }
        tokio::time::sleep(BETWEEN_LOOKS).await;
    }
    Ok(None)
}

fn tell(asked: &Doctor, report: &Report) -> anyhow::Result<ExitCode> {
    if asked.json {
        output::json(report)?;
    } else {
        output::say(report.text().trim_end());
    }
    Ok(status(report, asked.strict))
}

fn status(report: &Report, strict: bool) -> ExitCode {
    if report.failures > 0 {
        FAILURES.into()
    } else if strict && report.warnings > 0 {
        WARNINGS.into()
    } else {
        ExitCode::SUCCESS
    }
}
