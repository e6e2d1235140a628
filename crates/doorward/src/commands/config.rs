//! `doorward config ...`

use std::process::ExitCode;

use doorward_app::settings::{self, Check, Settings, Sources};

use crate::cli::Config;
use crate::output;

pub(super) fn run(command: &Config, sources: &Sources) -> anyhow::Result<ExitCode> {
    let reading = Settings::read(sources, super::cores());
    match command {
        Config::Check { json } => {
            let check = Check::of(&reading.complaints);
            if *json {
                output::json(&check)?;
            } else {
                output::say(check.text().trim_end());
            }
            Ok(if check.ok { ExitCode::SUCCESS } else { ExitCode::FAILURE })
        }
        Config::Show { json } => {
            if *json {
                output::json(&reading.asked)?;
            } else {
                output::say(settings::show(&reading.asked).trim_end());
            }
            Ok(ExitCode::SUCCESS)
        }
        Config::Docs => {
            output::say(settings::describe().trim_end());
            Ok(ExitCode::SUCCESS)
        }
    }
}
