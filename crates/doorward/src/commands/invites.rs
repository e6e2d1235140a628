//! `doorward invites ...`

use std::process::ExitCode;

use anyhow::bail;
use doorward_app::settings::Settings;
use doorward_app::{App, Invitation, invite};
use serde::Serialize;

use super::iso;
use crate::cli;
use crate::output;

/// An invitation, as the command line prints it.
#[derive(Serialize)]
struct Row {
    id: String,
    email: Option<String>,
    role: &'static str,
    standing: &'static str,
    mailed: bool,
    invited_by: Option<String>,
    created_at: String,
    expires_at: String,
    redeemed_by: Option<String>,
}

impl Row {
    fn of(app: &App, invitation: &Invitation) -> Self {
        Self {
            id: invitation.id.clone(),
            email: invitation.email.as_ref().map(ToString::to_string),
            role: invitation.role.as_str(),
            standing: invite::standing(app, invitation).as_str(),
            mailed: invitation.mailed,
            invited_by: invitation.invited_by.map(|id| id.to_string()),
            created_at: iso(invitation.created_at),
            expires_at: iso(invitation.expires_at),
            redeemed_by: invitation.redeemed_by.map(|id| id.to_string()),
        }
    }
}

pub(super) async fn run(command: cli::Invites, settings: Settings) -> anyhow::Result<ExitCode> {
    let app = super::open(settings).await?;
    let outcome = act(&app, command).await;
    Box::pin(app.close()).await;
    outcome.map(|()| ExitCode::SUCCESS)
}

async fn act(app: &App, command: cli::Invites) -> anyhow::Result<()> {
    match command {
        cli::Invites::List { json } => list(app, json).await,
        cli::Invites::Revoke { id } => {
            if !invite::revoke(app, &id, None).await? {
                bail!("there is no invitation {id} that could still be redeemed");
            }
            output::say("The invitation counts no more.");
            Ok(())
        }
    }
}

async fn list(app: &App, json: bool) -> anyhow::Result<()> {
    let invitations = invite::list(app).await?;
    let rows: Vec<_> = invitations.iter().map(|one| Row::of(app, one)).collect();
    if json {
        return output::json(&rows);
    }
    let rows = rows.into_iter().map(|row| {
        let whom = row.email.unwrap_or_else(|| "anybody".to_owned());
        [row.id, whom, row.role.to_owned(), row.standing.to_owned(), row.created_at, row.expires_at]
    });
    output::table(["ID", "ADDRESS", "ROLE", "STANDING", "CREATED", "EXPIRES"], rows);
    Ok(())
}
