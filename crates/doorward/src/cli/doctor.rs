//! `doorward doctor`, as clap reads it.

use clap::{Args, Subcommand};

/// How to look.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Doctor {
    #[command(subcommand)]
    pub(crate) action: Option<DoctorAction>,
    /// Look at the settings only, without any network.
    #[arg(long)]
    pub(crate) offline: bool,
    /// Print a link that is good once, and look through the browser that opens it, too.
    #[arg(long, conflicts_with = "offline")]
    pub(crate) browser: bool,
    /// Also listen to a stream that is quiet for 75 seconds, to find what cuts such streams off.
    #[arg(long, conflicts_with = "offline")]
    pub(crate) idle: bool,
    /// End with status 1 when there are warnings.
    #[arg(long)]
    pub(crate) strict: bool,
    /// Print JSON.
    #[arg(long)]
    pub(crate) json: bool,
    /// Print docs/DOCTOR.md and do nothing else.
    #[arg(long, hide = true)]
    pub(crate) docs: bool,
}

/// What else the doctor does.
#[derive(Debug, Subcommand)]
pub(crate) enum DoctorAction {
    /// Rehearses a sign-in at a provider, in a browser and at the running server, and shows what the provider
    /// says of whoever goes there and what would become of them. Nothing is made, linked or signed in to.
    Login(Login),
}

/// Which sign-in is rehearsed.
#[derive(Debug, Args)]
pub(crate) struct Login {
    /// The provider, by the name that `doorward providers` shows.
    #[arg(long)]
    pub(crate) provider: String,
    /// End with status 1 when there are warnings.
    #[arg(long)]
    pub(crate) strict: bool,
    /// Print JSON.
    #[arg(long)]
    pub(crate) json: bool,
}
