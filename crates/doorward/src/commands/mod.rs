//! One file per command.

mod access;
mod audit;
mod bans;
mod config;
mod demo;
mod doctor;
mod events;
mod explain;
mod guest;
mod healthcheck;
mod invites;
mod mail;
mod prompt;
mod providers;
mod serve;
mod user;

use std::path::Path;
use std::process::ExitCode;

use anyhow::{anyhow, bail};
use clap::CommandFactory as _;
use doorward_app::ports::Clock;
use doorward_app::settings::{self, Check, Settings, Sources};
use doorward_app::{App, Timestamp, fill_random};

use crate::cli::{Cli, Command, Secrets};
use crate::output;

/// Does what the command line says.
pub(crate) fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    let env_file = cli.env_file.as_deref();
    match cli.command.unwrap_or(Command::Serve) {
        Command::Serve => serve::run(&load(env_file)?),
        Command::User(command) => {
            let settings = load(env_file)?;
            runtime(1)?.block_on(user::run(command, settings))
        }
        Command::Guest(command) => {
            let settings = load(env_file)?;
            runtime(1)?.block_on(guest::run(command, settings))
        }
        Command::Audit(command) => {
            let settings = load(env_file)?;
            runtime(1)?.block_on(audit::run(command, settings))
        }
        Command::Mail(command) => {
            let settings = load(env_file)?;
            runtime(1)?.block_on(mail::run(command, settings))
        }
        Command::Events(command) => {
            let settings = load(env_file)?;
            runtime(1)?.block_on(events::run(&command, settings))
        }
        Command::Invites(command) => {
            let settings = load(env_file)?;
            runtime(1)?.block_on(invites::run(command, settings))
        }
        Command::Bans(command) => {
            let settings = load(env_file)?;
            runtime(1)?.block_on(bans::run(command, settings))
        }
        Command::Config(command) => config::run(&command, &sources(env_file)),
        Command::Providers { json } => providers::run(json, &sources(env_file)),
        Command::Access(asked) => {
            let settings = load(env_file)?;
            runtime(1)?.block_on(access::run(&asked, settings))
        }
        Command::Doctor(asked) => Ok(doctor::run(&asked, &sources(env_file))),
        Command::Explain { code } => explain::run(&code),
        Command::Secrets(Secrets::Generate) => {
            output::say(settings::generated::lines(fill_random)?.trim_end());
            Ok(ExitCode::SUCCESS)
        }
        Command::Demo(demo) => demo::run(&demo),
        Command::Healthcheck => healthcheck::run(&load(env_file)?),
        Command::Completions { shell } => {
            clap_complete::generate(shell, &mut Cli::command(), "doorward", &mut std::io::stdout());
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// The settings as files and environment state them.
#[expect(clippy::disallowed_methods, reason = "the one place that reads the environment")]
fn sources(env_file: Option<&Path>) -> Sources {
    Sources::gather(env_file, std::env::vars_os())
}

/// The effective settings; every complaint goes to standard error at once.
fn load(env_file: Option<&Path>) -> anyhow::Result<Settings> {
    let reading = Settings::read(&sources(env_file), cores());
    if !reading.complaints.is_empty() {
        output::complain(Check::of(&reading.complaints).text().trim_end());
    }
    match reading.draft {
        Some(draft) => draft.complete(fill_random).map_err(|complaint| anyhow!("{complaint}")),
        None => bail!("the settings marked as errors above must be put right first"),
    }
}

/// How many cores this machine lends us.
fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

fn runtime(workers: usize) -> anyhow::Result<tokio::runtime::Runtime> {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    Ok(builder.worker_threads(workers).enable_all().build()?)
}

/// A moment, as the command line prints it (RFC 3339).
fn iso(at: Timestamp) -> String {
    jiff::Timestamp::from_millisecond(at.0).map(|at| format!("{at:.0}")).unwrap_or_default()
}

/// Opens the application as the server does.
async fn open(settings: Settings) -> anyhow::Result<App> {
    Ok(Box::pin(App::open(settings, Clock::System)).await?)
}
