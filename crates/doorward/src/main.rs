//! The binary: command line in, exit status out.
//!
//! Status 0 is success, 1 a refusal with its reason on standard error, 2 a mistake in the command line.

mod cli;
mod commands;
mod log;
mod output;
#[cfg(feature = "otlp")]
mod traces;

use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    match commands::run(cli) {
        Ok(code) => code,
        Err(error) => {
            output::complain(&format!("{error:#}"));
            ExitCode::FAILURE
        }
    }
}
