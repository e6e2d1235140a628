//! `doorward bans ...`

use std::process::ExitCode;

use anyhow::{Context as _, bail};
use doorward_app::moderation::{self, Ban, By, Counter, Network, NewBan, Subject};
use doorward_app::settings::Settings;
use doorward_app::{App, duration};
use serde::Serialize;

use super::iso;
use crate::cli;
use crate::output;

/// Most bans or scores that are listed.
const MOST: u32 = 10_000;

/// A ban, as the command line prints it.
#[derive(Serialize)]
pub(super) struct Row {
    id: String,
    subject: String,
    reason: String,
    violation: Option<String>,
    by: String,
    created_at: String,
    expires_at: Option<String>,
    lifted_at: Option<String>,
    lifted_by: Option<String>,
}

impl From<&Ban> for Row {
    fn from(ban: &Ban) -> Self {
        Self {
            id: ban.id.to_string(),
            subject: ban.subject.to_string(),
            reason: ban.reason.clone(),
            violation: ban.violation.clone(),
            by: ban.by.to_string(),
            created_at: iso(ban.created_at),
            expires_at: ban.expires_at.map(iso),
            lifted_at: ban.lifted.map(|(at, _)| iso(at)),
            lifted_by: ban.lifted.map(|(_, by)| by.to_string()),
        }
    }
}

/// A score, as the command line prints it.
#[derive(Serialize)]
struct Points {
    subject: String,
    kind: String,
    score: String,
    events: i64,
    last_at: String,
}

impl From<&Counter> for Points {
    fn from(counter: &Counter) -> Self {
        Self {
            subject: counter.subject.to_string(),
            kind: counter.kind.clone(),
            score: counter.score.text(),
            events: counter.events,
            last_at: iso(counter.last_at),
        }
    }
}

pub(super) async fn run(command: cli::Bans, settings: Settings) -> anyhow::Result<ExitCode> {
    let app = super::open(settings).await?;
    let outcome = act(&app, command).await;
    Box::pin(app.close()).await;
    outcome.map(|()| ExitCode::SUCCESS)
}

async fn act(app: &App, command: cli::Bans) -> anyhow::Result<()> {
    match command {
        cli::Bans::List { all, json } => list(app, all, json).await,
        cli::Bans::Violations { json } => violations(app, json).await,
        cli::Bans::AddAddress { address, terms } => {
            let network: Network =
                address.parse().with_context(|| format!("\"{address}\" cannot be banned"))?;
            add(app, Subject::Address(network), terms).await
        }
        cli::Bans::Lift { which } => lift(app, &which).await,
    }
}

/// Bans somebody and says so.
pub(super) async fn add(app: &App, subject: Subject, terms: cli::Terms) -> anyhow::Result<()> {
    let for_ms = match &terms.duration {
        Some(text) => {
            let parsed = duration::parse(text);
            Some(parsed.map_err(|error| anyhow::anyhow!("--for \"{text}\" {error}"))?)
        }
        None => None,
    };
    let new = NewBan { subject, reason: terms.reason, for_ms, by: By::CommandLine };
    let ban = moderation::ban(app, new).await?;
    if terms.json {
        return output::json(&Row::from(&ban));
    }
    let until =
        ban.expires_at.map_or_else(|| "for good".to_owned(), |at| format!("until {}", iso(at)));
    output::say(&format!("Banned {} {until}. The ban is {}.", ban.subject, ban.id));
    Ok(())
}

async fn list(app: &App, all: bool, json: bool) -> anyhow::Result<()> {
    let bans = moderation::list(app, None, MOST, all).await?;
    let rows: Vec<Row> = bans.iter().map(Row::from).collect();
    if json {
        return output::json(&rows);
    }
    let rows = rows.into_iter().map(|row| {
        let lifted = row.lifted_at.map(|at| format!("lifted {at}"));
        let end = lifted.or(row.expires_at).unwrap_or_else(|| "never".to_owned());
        [row.id, row.subject, row.created_at, end, row.by, row.reason]
    });
    output::table(["ID", "WHOM", "SINCE", "ENDS", "BY", "REASON"], rows);
    Ok(())
}

async fn violations(app: &App, json: bool) -> anyhow::Result<()> {
    let counters = moderation::violations(app, MOST).await?;
    let rows: Vec<Points> = counters.iter().map(Points::from).collect();
    if json {
        return output::json(&rows);
    }
    let rows = rows
        .into_iter()
        .map(|row| [row.subject, row.kind, row.score, row.events.to_string(), row.last_at]);
    output::table(["WHOSE", "KIND", "SCORE", "EVENTS", "LAST"], rows);
    Ok(())
}

async fn lift(app: &App, which: &str) -> anyhow::Result<()> {
    if let Ok(id) = which.parse() {
        moderation::lift(app, id, By::CommandLine).await?;
        output::say("The ban is lifted.");
        return Ok(());
    }
    let network: Network =
        which.parse().with_context(|| format!("\"{which}\" names neither a ban nor an address"))?;
    let lifted = moderation::lift_all(app, Subject::Address(network), By::CommandLine).await?;
    if lifted == 0 {
        bail!("there is no ban on {network}");
    }
    output::say(&format!("Lifted {lifted} ban(s)."));
    Ok(())
}
