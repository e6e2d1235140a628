//! `doorward user ...`, one file per verb.

mod approve;
mod ban;
mod create;
mod delete;
mod export;
mod invite;
mod list;
mod reset_factors;
mod reset_link;
mod sessions;
mod set_password;
mod show;
mod state;

use std::process::ExitCode;

use doorward_app::settings::Settings;
use doorward_app::{App, User};
use serde::Serialize;

use super::iso;
use crate::cli;

/// An account, as the command line prints it.
#[derive(Serialize)]
struct Account {
    id: String,
    email: Option<String>,
    email_verified: bool,
    name: String,
    username: String,
    provider: String,
    role: &'static str,
    created_at: String,
    disabled: bool,
    waiting: bool,
}

impl From<&User> for Account {
    fn from(user: &User) -> Self {
        Self {
            id: user.id.to_string(),
            email: user.email.as_ref().map(ToString::to_string),
            email_verified: user.email_verified,
            name: user.name.clone(),
            username: user.username.clone(),
            provider: user.provider.clone(),
            role: user.role.as_str(),
            created_at: iso(user.created_at),
            disabled: user.disabled_at.is_some(),
            waiting: user.waiting_since.is_some(),
        }
    }
}

pub(super) async fn run(command: cli::User, settings: Settings) -> anyhow::Result<ExitCode> {
    let app = super::open(settings).await?;
    let outcome = act(&app, command).await;
    Box::pin(app.close()).await;
    outcome.map(|()| ExitCode::SUCCESS)
}

async fn act(app: &App, command: cli::User) -> anyhow::Result<()> {
    match command {
        cli::User::Create(new) => create::run(app, new).await,
        cli::User::List(which) => list::run(app, which).await,
        cli::User::Show { who, json } => show::run(app, &who, json).await,
        cli::User::Ban { who, terms } => ban::ban(app, &who, terms).await,
        cli::User::Unban { who } => ban::unban(app, &who).await,
        cli::User::Disable { who } => state::disable(app, &who).await,
        cli::User::Enable { who } => state::enable(app, &who).await,
        cli::User::Role { who, role } => state::role(app, &who, role.into()).await,
        cli::User::Export { who } => export::run(app, &who).await,
        cli::User::Delete { who, yes } => delete::run(app, &who, yes).await,
        cli::User::Invite(wanted) => invite::run(app, wanted).await,
        cli::User::Approve { who, json } => approve::run(app, who.as_deref(), json).await,
        cli::User::Reject { who, yes } => approve::reject(app, &who, yes).await,
        cli::User::ResetLink { who, passkey, json } => {
            reset_link::run(app, &who, (passkey, json)).await
        }
        cli::User::Verify { who } => state::verify(app, &who).await,
        cli::User::SetPassword { who } => set_password::run(app, &who).await,
        cli::User::ResetFactors { who, yes } => reset_factors::run(app, &who, yes).await,
        cli::User::Sessions { who, end, json } => sessions::run(app, &who, (end, json)).await,
    }
}
