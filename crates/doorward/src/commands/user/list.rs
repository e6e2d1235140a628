//! `doorward user list`

use doorward_app::App;
use doorward_app::people::{self, Query};

use super::Account;
use crate::cli::List;
use crate::output;

/// How many accounts are read at a time.
const PAGE: u32 = 500;

pub(super) async fn run(app: &App, which: List) -> anyhow::Result<()> {
    let json = which.json;
    let query = Query {
        text: which.search,
        role: which.role.map(Into::into),
        disabled: which.disabled.then_some(true),
    };
    let mut accounts: Vec<Account> = Vec::new();
    let mut after = None;
    loop {
        let page = people::find_all(app, &query, after, PAGE).await?;
        accounts.extend(page.people.iter().map(Account::from));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    if json {
        return output::json(&accounts);
    }
    let count = accounts.len();
    let rows = accounts.into_iter().map(|a| {
        let state = if a.disabled { "off" } else { "on" }.to_owned();
        let email = a.email.unwrap_or_default();
        [a.id, email, a.name, a.role.to_owned(), state, a.provider, a.created_at]
    });
    output::table(["ID", "ADDRESS", "NAME", "ROLE", "STATE", "PROVIDER", "CREATED"], rows);
    output::say(&format!("{count} account(s)"));
    Ok(())
}
