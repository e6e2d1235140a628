//! `doorward doctor login`

use std::process::ExitCode;

use anyhow::Context as _;
use doorward_app::App;
use doorward_app::callback::dry_run::Outcome;
use doorward_app::doctor::{self, login};
use doorward_app::ports::Clock;
use doorward_app::settings::{Settings, Sources};

use super::{status, waited};
use crate::cli::Login;
use crate::output;

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
    let reported = waited(async || Ok(login::reported(app, ticket).await?)).await?;
    reported.context(
        "nobody came back from the provider within 15 minutes; does `doorward serve` run, with these settings?",
    )
}
