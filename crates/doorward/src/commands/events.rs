//! `doorward events ...`

use std::process::ExitCode;

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
            Some((waiting, 0, _)) => output::say(&format!("{waiting} wait.")),
            Some((waiting, attempts, due)) => {
                let due = iso(due);
                output::say(&format!(
                    "{waiting} wait; the first failed {attempts} times and is tried at {due}."
                ));
            }
        },
    }
    Ok(())
}
