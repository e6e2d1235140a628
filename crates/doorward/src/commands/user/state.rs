//! `doorward user disable`, `enable`, `role` and `verify`

use doorward_app::people::{self, By};
use doorward_app::{App, Role};

use crate::output;

/// Switches an account off.
pub(super) async fn disable(app: &App, who: &str) -> anyhow::Result<()> {
    let user = people::find(app, who).await?;
    people::disable(app, user.id, By::CommandLine).await?;
    output::say("The account is switched off, and its sessions have ended.");
    Ok(())
}

/// Switches an account on again.
pub(super) async fn enable(app: &App, who: &str) -> anyhow::Result<()> {
    let user = people::find(app, who).await?;
    people::enable(app, user.id, By::CommandLine).await?;
    output::say("The account is switched on.");
    Ok(())
}

/// Counts the address of an account as proven.
pub(super) async fn verify(app: &App, who: &str) -> anyhow::Result<()> {
    let user = people::find(app, who).await?;
    people::verify(app, &user, By::CommandLine).await?;
    output::say("The address counts as proven.");
    Ok(())
}

/// Gives an account a role.
pub(super) async fn role(app: &App, who: &str, role: Role) -> anyhow::Result<()> {
    let user = people::find(app, who).await?;
    people::set_role(app, user.id, role, By::CommandLine).await?;
    output::say(&format!("The account has the role {}.", role.as_str()));
    Ok(())
}
