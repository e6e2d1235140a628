//! `doorward doctor`, as clap reads it.

use clap::Args;

/// How to look.
#[derive(Debug, Args)]
pub(crate) struct Doctor {
    /// Look at the settings only, without any network.
    #[arg(long)]
    pub(crate) offline: bool,
    /// Print a link that is good once, and look through the browser that opens it, too.
    #[arg(long, conflicts_with = "offline")]
    pub(crate) browser: bool,
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
