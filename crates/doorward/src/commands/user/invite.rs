//! `doorward user invite`

use doorward_app::invite::{self, Invited, Wanted};
use doorward_app::people::By;
use doorward_app::{App, Role};
use serde::Serialize;

use super::super::iso;
use crate::cli::{Invite, RoleName};
use crate::output;

/// A new invitation, as the command line prints it.
#[derive(Serialize)]
struct Made<'a> {
    id: &'a str,
    email: Option<String>,
    role: &'static str,
    expires_at: String,
    link: &'a str,
}

pub(super) async fn run(app: &App, wanted: Invite) -> anyhow::Result<()> {
    let json = wanted.json;
    let made = invite::create(app, asked(wanted), &By::CommandLine).await?;
    print(&made, json)
}

fn asked(wanted: Invite) -> Wanted {
    Wanted {
        address: wanted.address,
        role: match wanted.role {
            RoleName::Admin => Role::Admin,
            RoleName::User => Role::User,
        },
        days: wanted.days,
        passkey: wanted.passkey,
    }
}

fn print(made: &Invited, json: bool) -> anyhow::Result<()> {
    let Invited { invitation, link } = made;
    if json {
        return output::json(&Made {
            id: &invitation.id,
            email: invitation.email.as_ref().map(ToString::to_string),
            role: invitation.role.as_str(),
            expires_at: iso(invitation.expires_at),
            link,
        });
    }
    let whom = invitation.email.as_ref().map(ToString::to_string);
    let whom = whom.unwrap_or_else(|| "whoever holds the link".to_owned());
    output::say(&format!("Invited {whom} until {}:", iso(invitation.expires_at)));
    output::say(link);
    Ok(())
}
