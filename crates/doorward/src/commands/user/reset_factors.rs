//! `doorward user reset-factors`

use anyhow::bail;
use doorward_app::people::By;
use doorward_app::{App, people};

use super::super::prompt;
use crate::output;

pub(super) async fn run(app: &App, who: &str, yes: bool) -> anyhow::Result<()> {
    let user = people::find(app, who).await?;
    let question = format!(
        "Take every second factor and every passkey of {who} away and end all their sessions?"
    );
    if !yes && !prompt::confirm(&question)? {
        bail!("nothing was changed");
    }
    people::reset_factors(app, &user, By::CommandLine).await?;
    output::say(
        "The account has no second factor and no passkey any more. Its password opens it, or a provider \
         that it is linked to; for who has neither: doorward user reset-link WHO",
    );
    Ok(())
}
