//! `doorward user delete`

use anyhow::bail;
use doorward_app::people::By;
use doorward_app::{App, people};

use super::super::prompt;
use crate::output;

pub(super) async fn run(app: &App, who: &str, yes: bool) -> anyhow::Result<()> {
    let user = people::find(app, who).await?;
    if !yes && !prompt::confirm(&format!("Delete the account {who} with all its sessions?"))? {
        bail!("nothing was deleted");
    }
    people::delete(app, user.id, By::CommandLine).await?;
    output::say("The account is deleted.");
    Ok(())
}
