//! `doorward user show`

use doorward_app::{App, User, people};

use super::Account;
use crate::output;

pub(super) async fn run(app: &App, who: &str, json: bool) -> anyhow::Result<()> {
    print(&people::find(app, who).await?, json)
}

/// Prints an account, field by field.
pub(super) fn print(user: &User, json: bool) -> anyhow::Result<()> {
    let account = Account::from(user);
    if json {
        return output::json(&account);
    }
    let yes_no = |yes| if yes { "yes" } else { "no" }.to_owned();
    let rows = [
        ["id".to_owned(), account.id],
        ["address".to_owned(), account.email.unwrap_or_default()],
        ["address proven".to_owned(), yes_no(account.email_verified)],
        ["name".to_owned(), account.name],
        ["user name".to_owned(), account.username],
        ["provider".to_owned(), account.provider],
        ["role".to_owned(), account.role.to_owned()],
        ["created".to_owned(), account.created_at],
        ["switched off".to_owned(), yes_no(account.disabled)],
        ["waits for approval".to_owned(), yes_no(account.waiting)],
    ];
    output::table(["FIELD", "VALUE"], rows);
    Ok(())
}
