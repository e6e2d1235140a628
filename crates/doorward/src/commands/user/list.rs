//! `doorward user list`

use doorward_app::{App, people};

use super::Account;
use crate::output;

/// How many accounts are read at a time.
const PAGE: u32 = 500;

pub(super) async fn run(app: &App, json: bool) -> anyhow::Result<()> {
    let mut accounts: Vec<Account> = Vec::new();
    let mut after = None;
    loop {
        let page = people::list(app, after, PAGE).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.id);
        accounts.extend(page.iter().map(Account::from));
    }
    if json {
        return output::json(&accounts);
    }
    let count = accounts.len();
    let rows = accounts.into_iter().map(|a| {
        [a.id, a.email.unwrap_or_default(), a.name, a.role.to_owned(), a.provider, a.created_at]
    });
    output::table(["ID", "ADDRESS", "NAME", "ROLE", "PROVIDER", "CREATED"], rows);
    output::say(&format!("{count} account(s)"));
    Ok(())
}
