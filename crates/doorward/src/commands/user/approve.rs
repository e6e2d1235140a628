//! `doorward user approve` and `doorward user reject`

use anyhow::bail;
use doorward_app::{App, approval, people};

use super::super::{iso, prompt};
use super::Account;
use crate::output;

/// Lets somebody in, or lists those who wait.
pub(super) async fn run(app: &App, who: Option<&str>, json: bool) -> anyhow::Result<()> {
    let Some(who) = who else { return list(app, json).await };
    let user = people::find(app, who).await?;
    if !approval::approve(app, user.id, None).await? {
        bail!("{who} does not wait for approval");
    }
    output::say(&format!("{who} may come in."));
    Ok(())
}

/// Turns somebody away.
pub(super) async fn reject(app: &App, who: &str, yes: bool) -> anyhow::Result<()> {
    let user = people::find(app, who).await?;
    if !yes && !prompt::confirm(&format!("Turn {who} away, and delete the account?"))? {
        bail!("nothing was done");
    }
    if !approval::reject(app, user.id, None).await? {
        bail!("{who} does not wait for approval");
    }
    output::say(&format!("{who} is turned away, and the account deleted."));
    Ok(())
}

async fn list(app: &App, json: bool) -> anyhow::Result<()> {
    let waiting = approval::waiting(app).await?;
    if json {
        return output::json(&waiting.iter().map(Account::from).collect::<Vec<_>>());
    }
    let rows = waiting.iter().map(|user| {
        let email = user.email.as_ref().map(ToString::to_string).unwrap_or_default();
        let since = user.waiting_since.map(iso).unwrap_or_default();
        [user.id.to_string(), email, user.name.clone(), user.provider.clone(), since]
    });
    output::table(["ID", "ADDRESS", "NAME", "PROVIDER", "WAITING SINCE"], rows);
    Ok(())
}
