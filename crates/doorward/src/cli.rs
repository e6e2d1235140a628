//! The command line, as clap reads it.

mod user;

use std::path::PathBuf;

use clap::{Parser, Subcommand};
use clap_complete::Shell;

pub(crate) use user::{Create, RoleName, User};

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
    /// Secrets for the settings file.
    #[command(subcommand)]
    Secrets(Secrets),
    /// Asks the server on this machine whether it is ready; for container health checks.
    Healthcheck,
    /// Prints a completion script for a shell.
    Completions {
        /// The shell.
        shell: Shell,
    },
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
