//! `doorward user ban` and `doorward user unban`

use anyhow::bail;
use doorward_app::moderation::{self, By, Subject};
use doorward_app::{App, people};

use super::super::bans;
use crate::cli;
use crate::output;

pub(super) async fn ban(app: &App, who: &str, terms: cli::Terms) -> anyhow::Result<()> {
    let user = people::find(app, who).await?;
    bans::add(app, Subject::Person(user.id), terms).await
}

pub(super) async fn unban(app: &App, who: &str) -> anyhow::Result<()> {
    let user = people::find(app, who).await?;
    let lifted = moderation::lift_all(app, Subject::Person(user.id), By::CommandLine).await?;
    if lifted == 0 {
        bail!("{who} is not banned");
    }
    output::say(&format!("Lifted {lifted} ban(s)."));
    Ok(())
}
