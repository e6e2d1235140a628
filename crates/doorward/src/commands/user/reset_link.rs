//! `doorward user reset-link`

use doorward_app::people::{self, By};
use doorward_app::{App, onward, recover};
use serde::Serialize;

use super::super::iso;
use crate::output;

/// A link, as the command line prints it.
#[derive(Serialize)]
struct Printed<'a> {
    link: &'a str,
    expires_at: String,
}

pub(super) async fn run(app: &App, who: &str, (passkey, json): (bool, bool)) -> anyhow::Result<()> {
    let user = people::find(app, who).await?;
    let handed_over = recover::hand_over(app, &user, &By::CommandLine).await?;
    let onward = if passkey { onward::TO_PASSKEYS } else { "" };
    let link = &format!("{}{onward}", handed_over.link.expose());
    let expires_at = iso(handed_over.expires_at);
    if json {
        return output::json(&Printed { link, expires_at });
    }
    output::say(link);
    output::complain(&format!(
        "Whoever opens this link sets the password: give it to {who} alone. It works once, until \
         {expires_at}, and voids every link before it."
    ));
    Ok(())
}
