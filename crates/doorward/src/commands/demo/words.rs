//! What a demonstration says of itself.

use doorward_app::Role;
use serde_json::json;

use super::people::Account;
use super::place::{BUTTON, Place};
use crate::output;

/// Says where to click and who can sign in; as one line of JSON for programs.
pub(super) fn print(place: &Place, people: &[Account], as_json: bool) -> anyhow::Result<()> {
    if as_json {
        let accounts = people.iter().map(|account| {
            json!({
                "role": account.role.as_str(), "email": account.email,
                "password": account.password.expose(),
            })
        });
        let all = json!({
            "url": format!("{}/", place.origin), "account": place.account(),
            "mailbox": format!("{}/", place.mails), "provider": place.provider,
            "app": place.chat, "settings": place.env_file,
            "accounts": accounts.collect::<Vec<_>>(),
        });
        output::say(&serde_json::to_string(&all)?);
        return Ok(());
    }
    output::say(&format!(
        "Open {}/ and sign in. Behind the sign-in is a toy chat app.\n",
        place.origin
    ));
    for account in people {
        let role = if account.role == Role::Admin { "Administrator" } else { "Member" };
        output::say(&format!("  {role:<14} {}  {}", account.email, account.password.expose()));
    }
    output::say(&format!("  {:<14} press \"{BUTTON}\"\n", "Somebody else"));
    output::say(&format!("  {:<14} {}", "Your account", place.account()));
    output::say(&format!("  {:<14} {}admin", "Console", place.account()));
    output::say(&format!("  {:<14} {}/", "All mails", place.mails));
    output::say(&format!("  {:<14} {}\n", "Settings", place.env_file.display()));
    output::say("All of it is on this machine alone. Ctrl-C ends it.");
    Ok(())
}
