//! `doorward guest ...`

use std::process::ExitCode;

use anyhow::{Context as _, bail};
use doorward_app::App;
use doorward_app::access_code::{self, Guest, SessionId};
use doorward_app::settings::Settings;
use serde::Serialize;

use super::iso;
use crate::cli;
use crate::output;

/// Most guests that are listed.
const MOST: u32 = 1000;

/// A guest, as the command line prints it.
#[derive(Serialize)]
struct Row {
    id: String,
    created_at: String,
    expires_at: String,
    address: String,
    user_agent: String,
}

impl From<Guest> for Row {
    fn from(guest: Guest) -> Self {
        Self {
            id: guest.id.to_string(),
            created_at: iso(guest.created_at),
            expires_at: iso(guest.expires_at),
            address: guest.address,
            user_agent: guest.user_agent,
        }
    }
}

pub(super) async fn run(command: cli::Guest, settings: Settings) -> anyhow::Result<ExitCode> {
    let app = super::open(settings).await?;
    let outcome = act(&app, command).await;
    app.close().await;
    outcome.map(|()| ExitCode::SUCCESS)
}

async fn act(app: &App, command: cli::Guest) -> anyhow::Result<()> {
    match command {
        cli::Guest::List { json } => list(app, json).await,
        cli::Guest::End { id: Some(id), .. } => {
            let id =
                id.parse::<SessionId>().ok().with_context(|| format!("\"{id}\" names no guest"))?;
            if !access_code::end(app, id).await? {
                bail!("there is no guest {id}");
            }
            output::say("The visit is ended.");
            Ok(())
        }
        cli::Guest::End { id: None, .. } => {
            output::say(&format!("Ended {} visit(s).", access_code::end_all(app).await?));
            Ok(())
        }
    }
}

async fn list(app: &App, json: bool) -> anyhow::Result<()> {
    let rows: Vec<Row> = access_code::list(app, MOST).await?.into_iter().map(Row::from).collect();
    if json {
        return output::json(&rows);
    }
    let rows = rows.into_iter().map(|r| [r.id, r.created_at, r.expires_at, r.address]);
    output::table(["ID", "CAME IN", "ENDS", "ADDRESS"], rows);
    Ok(())
}
