//! `doorward doctor login`

use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context as _, bail};
use doorward_app::App;
use doorward_app::callback::dry_run::Outcome;
use doorward_app::doctor::{self, login};
use doorward_app::ports::Clock;
use doorward_app::settings::{Settings, Sources};

use super::status;
use crate::cli::Login;
use crate::output;

/// How far looks for the report are apart, in milliseconds.
const BETWEEN_LOOKS_MS: u32 = 500;

/// How often it is looked for.
const LOOKS: i64 = login::WAIT_MS / BETWEEN_LOOKS_MS as i64;

pub(super) fn run(asked: &Login, sources: &Sources) -> anyhow::Result<ExitCode> {
    let reading = Settings::read(sources, crate::commands::cores());
    let settings = doctor::settings(&reading)?;
    let settings =
        settings.context("the settings have errors; `doorward config check` names them")?;
    let rehearsing = rehearsed(settings, &asked.provider);
    let outcome = crate::commands::runtime(1)?.block_on(Box::pin(rehearsing))?;
    let judged = login::judge(outcome, &reading.asked);
    if asked.json {
        output::json(&judged)?;
    } else {
        output::say(judged.text().trim_end());
    }
    Ok(status(&judged.report, asked.strict))
}

async fn rehearsed(settings: Settings, provider: &str) -> anyhow::Result<Outcome> {
    let app = Box::pin(App::open(settings, Clock::System)).await?;
    let ticket = login::begin(&app, provider).await?;
    output::complain(&format!(
        "Open this in a browser within 5 minutes, and sign in at the provider; it works once:\n  {}",
        ticket.link
    ));
    let outcome = wait(&app, &ticket).await;
    Box::pin(app.close()).await;
    outcome
}

/// Waits until the browser has come back.
async fn wait(app: &App, ticket: &login::Ticket) -> anyhow::Result<Outcome> {
    for _ in 0..LOOKS {
        if let Some(outcome) = login::reported(app, ticket).await? {
            return Ok(outcome);
        }
        tokio::time::sleep(Duration::from_millis(BETWEEN_LOOKS_MS.into())).await;
    }
    bail!(
        "nobody came back from the provider within 15 minutes; does `doorward serve` run, with these settings?"
    )
}
