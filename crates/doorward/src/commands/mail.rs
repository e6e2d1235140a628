//! `doorward mail ...`

use std::process::ExitCode;

use anyhow::bail;
use doorward_app::mail::trial::{self, Trial};
use doorward_app::mail::{self, Email, Kept};
use doorward_app::people::By;
use doorward_app::ports::Clock;
use doorward_app::settings::Settings;
use doorward_app::{App, fill_random};
use serde::Serialize;

use super::iso;
use crate::cli;
use crate::output;

/// How many letters are listed.
const LISTED: u32 = 500;

/// What a trial came to, as the command line prints it.
#[derive(Serialize)]
struct Outcome {
    sent: bool,
    through: String,
    steps: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    failed_at: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    remedy: Option<String>,
}

/// A letter, as the command line prints it.
#[derive(Serialize)]
struct Row {
    id: String,
    recipient: String,
    kind: String,
    posted_at: String,
    /// When it is tried again.
    due_at: Option<String>,
    given_up_at: Option<String>,
    attempts: i64,
    problem: String,
}

impl From<Kept> for Row {
    fn from(letter: Kept) -> Self {
        Self {
            id: letter.id.to_string(),
            recipient: letter.recipient,
            kind: letter.kind,
            posted_at: iso(letter.created_at),
            due_at: letter.due_at.map(iso),
            given_up_at: letter.died_at.map(iso),
            attempts: letter.attempts,
            problem: letter.problem,
        }
    }
}

pub(super) async fn run(command: cli::Mail, settings: Settings) -> anyhow::Result<ExitCode> {
    if let cli::Mail::Test { address, json } = command {
        return test(&settings, address, json).await;
    }
    let app = super::open(settings).await?;
    let outcome = act(&app, command).await;
    Box::pin(app.close()).await;
    outcome
}

async fn test(settings: &Settings, to: Email, json: bool) -> anyhow::Result<ExitCode> {
    let mut random = [0; 10];
    fill_random(&mut random)?;
    let now = Clock::System.now();
    let (Some(mail), Some(trial)) =
        (&settings.mail, Box::pin(trial::send(settings, to, now, random)).await)
    else {
        bail!("no mail is set up: set EMAIL_HOST or EMAIL_SERVICE, and EMAIL_FROM");
    };
    let outcome = outcome(mail.carrier.label(), trial);
    if json {
        output::json(&outcome)?;
    } else {
        say(&outcome);
    }
    Ok(if outcome.sent { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn outcome(through: String, Trial { steps, failure }: Trial) -> Outcome {
    Outcome {
        sent: failure.is_none(),
        through,
        steps,
        failed_at: failure.as_ref().map(|failure| failure.stage.as_str()),
        code: failure.as_ref().and_then(|failure| failure.code),
        problem: failure.as_ref().map(|failure| failure.text.clone()),
        remedy: failure.and_then(|failure| failure.remedy),
    }
}

fn say(outcome: &Outcome) {
    output::say(&format!("sending through {}", outcome.through));
    for step in &outcome.steps {
        output::say(&format!("  ok      {step}"));
    }
    if let (Some(stage), Some(problem)) = (outcome.failed_at, &outcome.problem) {
        output::say(&format!("  failed  {stage}: {problem}"));
    }
    match (&outcome.remedy, outcome.sent) {
        (_, true) => {
            output::say("The mail was taken. Look into the mailbox, and into its junk folder.");
        }
        (Some(remedy), false) => output::say(&format!("The mail was not sent. {remedy}")),
        (None, false) => output::say("The mail was not sent."),
    }
}

async fn act(app: &App, command: cli::Mail) -> anyhow::Result<ExitCode> {
    match command {
        cli::Mail::List { json } => list(mail::list(app, LISTED).await?, json)?,
        cli::Mail::Retry { id, .. } => {
            let count = mail::retry(app, id, By::CommandLine).await?;
            if count == 0 && id.is_some() {
                bail!("there is no such letter, or it is being sent at this moment");
            }
            output::say(&format!("{count} letter(s) will be tried by the running server now."));
        }
        cli::Mail::Test { .. } => {}
    }
    Ok(ExitCode::SUCCESS)
}

fn list(letters: Vec<Kept>, json: bool) -> anyhow::Result<()> {
    let rows: Vec<Row> = letters.into_iter().map(Row::from).collect();
    if json {
        return output::json(&rows);
    }
    let count = rows.len();
    let rows = rows.into_iter().map(|row| {
        let next = row.due_at.unwrap_or_else(|| "given up".to_owned());
        let tries = row.attempts.to_string();
        [row.id, row.kind, row.recipient, row.posted_at, tries, next, row.problem]
    });
    output::table(["ID", "KIND", "TO", "POSTED", "TRIES", "NEXT TRY", "PROBLEM"], rows);
    output::say(&format!("{count} letter(s)"));
    Ok(())
}
