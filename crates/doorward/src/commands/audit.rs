//! `doorward audit ...`

use std::process::ExitCode;

use doorward_app::audit::{self, EventFilter, Recorded};
use doorward_app::settings::Settings;
use doorward_app::{App, Timestamp, people};
use serde::Serialize;

use super::iso;
use crate::cli;
use crate::output;

/// How many events are read at a time.
const PAGE: u32 = 500;

/// An event, as the command line prints it.
#[derive(Serialize)]
struct Row {
    at: String,
    kind: String,
    outcome: String,
    actor: Option<String>,
    subject: Option<String>,
    session: Option<String>,
    address: String,
    detail: String,
}

impl From<Recorded> for Row {
    fn from(event: Recorded) -> Self {
        Self {
            at: iso(event.at),
            kind: event.kind,
            outcome: event.outcome,
            actor: event.actor.map(|id| id.to_string()),
            subject: event.subject.map(|id| id.to_string()),
            session: event.session.map(|id| id.to_string()),
            address: event.address,
            detail: event.detail,
        }
    }
}

pub(super) async fn run(command: cli::Audit, settings: Settings) -> anyhow::Result<ExitCode> {
    let cli::Audit::List { kind, who, since, limit, json } = command;
    let app = super::open(settings).await?;
    let outcome = list(&app, (kind, who, since), (limit, json)).await;
    Box::pin(app.close()).await;
    outcome.map(|()| ExitCode::SUCCESS)
}

async fn list(
    app: &App,
    (kind, who, since): (Option<String>, Option<String>, Option<Timestamp>),
    (limit, json): (u32, bool),
) -> anyhow::Result<()> {
    let person = match who {
        Some(who) => Some(person(app, &who).await?),
        None => None,
    };
    let filter = EventFilter { kind, person, since, until: None };
    let most = if limit == 0 { usize::MAX } else { limit as usize };
    let (mut rows, mut before) = (Vec::new(), None);
    loop {
        let page = audit::page(app, &filter, before, PAGE).await?;
        rows.extend(page.events.into_iter().map(Row::from));
        before = page.next;
        if before.is_none() || rows.len() >= most {
            break;
        }
    }
    rows.truncate(most);
    print(rows, json)
}

/// The identifier of somebody, who may be gone by now.
async fn person(app: &App, who: &str) -> anyhow::Result<doorward_app::UserId> {
    match who.parse() {
        Ok(id) => Ok(id),
        Err(_) => Ok(people::find(app, who).await?.id),
    }
}

fn print(rows: Vec<Row>, json: bool) -> anyhow::Result<()> {
    if json {
        for row in rows {
            output::say(&serde_json::to_string(&row)?);
        }
        return Ok(());
    }
    let rows = rows.into_iter().map(|row| {
        let (actor, subject) = (row.actor.unwrap_or_default(), row.subject.unwrap_or_default());
        [row.at, row.kind, row.outcome, actor, subject, row.address, row.detail]
    });
    output::table(["AT", "KIND", "OUTCOME", "BY", "ABOUT", "FROM", "DETAIL"], rows);
    Ok(())
}
