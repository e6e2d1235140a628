//! `doorward events ...`

use std::process::ExitCode;

use doorward_app::events::Backlog;
use doorward_app::settings::Settings;
use doorward_app::{App, events};

use super::iso;
use crate::cli;
use crate::output;

pub(super) async fn run(command: &cli::Events, settings: Settings) -> anyhow::Result<ExitCode> {
    let app = super::open(settings).await?;
    let outcome = act(&app, command).await;
    Box::pin(app.close()).await;
    outcome.map(|()| ExitCode::SUCCESS)
}

async fn act(app: &App, command: &cli::Events) -> anyhow::Result<()> {
    match command {
        cli::Events::Test => {
            events::test(app).await?;
            output::say("The webhook took it.");
        }
        cli::Events::Retry => {
            let failed = events::retry(app).await?;
            output::say(if failed { "It is tried now." } else { "Nothing has failed." });
        }
        cli::Events::List => match events::backlog(app).await? {
            None => output::say("Nothing was ever to be told."),
            Some(backlog) => output::say(&standing(backlog)),
        },
    }
    Ok(())
}

fn standing(backlog: Backlog) -> String {
    let Backlog { waiting, attempts, due } = backlog;
    let more = if waiting >= i64::from(events::COUNTED) { " or more" } else { "" };
    if attempts == 0 {
        return format!("{waiting}{more} wait.");
    }
    let due = iso(due);
    format!("{waiting}{more} wait; the first failed {attempts} times and is tried at {due}.")
}
