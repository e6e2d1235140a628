//! The command line, as clap reads it.

mod bans;
mod doctor;
mod mail;
mod user;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use clap_complete::Shell;
use doorward_app::Timestamp;
use doorward_app::reach::Target;

pub(crate) use bans::{Bans, Terms};
pub(crate) use doctor::{Doctor, DoctorAction, Login};
pub(crate) use mail::Mail;
pub(crate) use user::{Create, Invite, List, RoleName, User};

/// The keeper of the door of self-hosted AI chat: accounts, single sign-on and sessions from the
/// `.env` files that people already have.
#[derive(Debug, Parser)]
#[command(name = "doorward", version, max_term_width = 100)]
pub(crate) struct Cli {
    /// The settings file. Without it, `.env` in the working directory is read if it is there;
    /// variables of the environment win over both.
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) env_file: Option<PathBuf>,
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Serve (the default).
    Serve,
    /// Accounts. Works beside a running server.
    #[command(subcommand)]
    User(User),
    /// People who came in with an access code. Works beside a running server.
    #[command(subcommand)]
    Guest(Guest),
    /// The record of who did what. Works beside a running server.
    #[command(subcommand)]
    Audit(Audit),
    /// Mail: a trial, and the letters that wait or were given up. Works beside a running server.
    #[command(subcommand)]
    Mail(Mail),
    /// The webhook that is told what happens. Works beside a running server.
    #[command(subcommand)]
    Events(Events),
    /// Invitations. Works beside a running server.
    #[command(subcommand)]
    Invites(Invites),
    /// Bans of people and addresses. Works beside a running server.
    #[command(subcommand)]
    Bans(Bans),
    /// Settings.
    #[command(subcommand)]
    Config(Config),
    /// Lists the providers that people can sign in at, in the order of their buttons, with the exact
    /// redirect URI to register at each.
    Providers {
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Says which app answers a request, by which rule, and who gets through; status 0 if the request is let
    /// through or may be after signing in, 1 if it is refused. Works beside a running server.
    Access(Access),
    /// Looks for what is wrong with this installation, and says what to write instead; status 2 if something
    /// fails, 3 if it could not look.
    Doctor(Doctor),
    /// Says what a code means, such as DW-OIDC-009, without any network.
    Explain {
        /// The code.
        code: String,
    },
    /// Secrets for the settings file.
    #[command(subcommand)]
    Secrets(Secrets),
    /// Shows Doorward in front of a toy chat app, with a company's identity provider and a mailbox: on this
    /// machine alone, without any set-up. Settings files and variables are not read.
    Demo(Demo),
    /// Asks the server on this machine whether it is ready; for container health checks.
    Healthcheck,
    /// Prints a completion script for a shell.
    Completions {
        /// The shell.
        shell: Shell,
    },
}

/// Which request to judge.
#[derive(Debug, Args)]
pub(crate) struct Access {
    /// What is asked for: `https://chat.example.org/admin`, or a path on the public URL's host.
    #[arg(value_name = "URL-OR-PATH")]
    pub(crate) target: Target,
    /// The method.
    #[arg(long, default_value = "GET", value_parser = method)]
    pub(crate) method: String,
    /// Judge the request of this account: an address or identifier.
    #[arg(long, value_name = "WHO")]
    pub(crate) r#as: Option<String>,
    /// Print JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

/// Reads a method, which is compared in its case (RFC 9110 §9.1).
fn method(text: &str) -> Result<String, String> {
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'-') {
        return Ok(text.to_owned());
    }
    Err("write a method in capitals, such as POST".to_owned())
}

/// How Doorward is shown.
#[derive(Debug, Args)]
pub(crate) struct Demo {
    /// The port to listen on; a free one if not given.
    #[arg(long, default_value_t = 0, hide_default_value = true)]
    pub(crate) port: u16,
    /// A new folder for everything, which is kept; a temporary one, which is not, if not given.
    #[arg(long, value_name = "DIR")]
    pub(crate) keep: Option<PathBuf>,
    /// Print where everything is as JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

/// What to do with guests.
#[derive(Debug, Subcommand)]
pub(crate) enum Guest {
    /// Lists the newest guests.
    List {
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Ends the visit of one guest, or of all.
    End {
        /// The identifier that the list shows.
        #[arg(required_unless_present = "all")]
        id: Option<String>,
        /// End all of them.
        #[arg(long, conflicts_with = "id")]
        all: bool,
    },
}

/// What to do with the record.
#[derive(Debug, Subcommand)]
pub(crate) enum Audit {
    /// Lists events, newest first.
    List {
        /// Only events of this kind, such as `session.begin`.
        #[arg(long)]
        kind: Option<String>,
        /// Only what this person did, or what was done to them: an address or identifier.
        #[arg(long)]
        who: Option<String>,
        /// Only events from this moment on: `2026-11-21`, or `2026-11-21T08:00:00Z`.
        #[arg(long, value_parser = moment)]
        since: Option<Timestamp>,
        /// How many at most; 0 for all.
        #[arg(long, default_value_t = 100)]
        limit: u32,
        /// Print one JSON object a line.
        #[arg(long)]
        json: bool,
    },
}

/// What to do with the webhook.
#[derive(Debug, Subcommand)]
pub(crate) enum Events {
    /// Says how many events wait, and when they are tried again.
    List,
    /// Tries at once what was not taken.
    Retry,
    /// Posts an event that did not happen; status 1 if it was not taken.
    Test,
}

/// What to do with invitations. `doorward user invite` makes one.
#[derive(Debug, Subcommand)]
pub(crate) enum Invites {
    /// Lists the newest invitations.
    List {
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Takes an invitation back that nobody has redeemed.
    Revoke {
        /// The identifier that the list shows.
        id: String,
    },
}

/// What to do with settings.
#[derive(Debug, Subcommand)]
pub(crate) enum Config {
    /// Prints every complaint about the settings at once; status 1 if one would stop the start.
    Check {
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Prints the effective value and the source of each setting; secrets as length and fingerprint.
    Show {
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Prints the reference of all settings as Markdown.
    Docs,
}

/// What to do with secrets.
#[derive(Debug, Subcommand)]
pub(crate) enum Secrets {
    /// Prints fresh secrets, ready to be put into the settings file.
    Generate,
}

/// Reads a day, which begins at midnight UTC, or a moment (RFC 3339).
fn moment(text: &str) -> Result<Timestamp, String> {
    let midnight = format!("{text}T00:00:00Z");
    let at = text.parse::<jiff::Timestamp>().or_else(|_| midnight.parse());
    at.map(|at| Timestamp(at.as_millisecond())).map_err(|_| {
        "write a day such as 2026-11-21, or a moment such as 2026-11-21T08:00:00Z".to_owned()
    })
}
