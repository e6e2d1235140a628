//! What can be done with bans.

use clap::{Args, Subcommand};

/// What to do with bans.
#[derive(Debug, Subcommand)]
pub(crate) enum Bans {
    /// Lists the bans that count, newest first.
    List {
        /// Those that were lifted or have run out too.
        #[arg(long)]
        all: bool,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Lists what people and addresses have done too often, with the scores.
    Violations {
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Bans an IP address, or a /64 of IPv6. People who are signed in go on behind it.
    AddAddress {
        /// The address.
        address: String,
        #[command(flatten)]
        terms: Terms,
    },
    /// Lifts a ban.
    Lift {
        /// The identifier that the list shows, or the address.
        which: String,
    },
}

/// Why, and for how long.
#[derive(Debug, Args)]
pub(crate) struct Terms {
    /// How long, such as 30m, 2h, 7d or 4w.
    #[arg(long = "for", value_name = "DURATION", required_unless_present = "for_good")]
    pub(crate) duration: Option<String>,
    /// It does not end by itself.
    #[arg(long, conflicts_with = "duration")]
    pub(crate) for_good: bool,
    /// Why, in words that the person may read.
    #[arg(long)]
    pub(crate) reason: String,
    /// Print JSON.
    #[arg(long)]
    pub(crate) json: bool,
}
