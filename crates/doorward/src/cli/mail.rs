//! `doorward mail ...`, as clap reads it.

use clap::Subcommand;
use doorward_app::mail::{Email, LetterId};

/// What to do with mail.
#[derive(Debug, Subcommand)]
pub(crate) enum Mail {
    /// Sends a mail at once, as letters are sent, and tells step by step what happened and what to change;
    /// status 1 if it was not taken.
    Test {
        /// Whom it goes to.
        #[arg(value_parser = address)]
        address: Email,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Lists the newest letters that wait or were given up, without what they say. Those that were sent are
    /// not kept.
    List {
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Has a letter tried again now, or all that wait or were given up.
    Retry {
        /// The identifier that the list shows.
        #[arg(required_unless_present = "all", value_parser = letter)]
        id: Option<LetterId>,
        /// Try all of them.
        #[arg(long, conflicts_with = "id")]
        all: bool,
    },
}

fn address(text: &str) -> Result<Email, String> {
    Email::parse(text).map_err(|error| error.to_string())
}

fn letter(text: &str) -> Result<LetterId, String> {
    text.parse().map_err(|_| "not an identifier of a letter".to_owned())
}
