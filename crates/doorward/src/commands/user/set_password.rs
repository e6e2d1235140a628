//! `doorward user set-password`

use doorward_app::{App, people};

use super::super::prompt;
use crate::output;

pub(super) async fn run(app: &App, who: &str) -> anyhow::Result<()> {
    let user = people::find(app, who).await?;
    people::set_password(app, &user, prompt::new_password()?).await?;
    output::say("The password is set, and every session of the account has ended.");
    Ok(())
}
