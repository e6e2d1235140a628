//! `doorward user ...`

use std::process::ExitCode;

use anyhow::bail;
use doorward_app::people::{self, NewPassword, NewPerson};
use doorward_app::settings::Settings;
use doorward_app::{App, Role, Secret, Session, User, sessions};
use serde::Serialize;

use super::{iso, prompt};
use crate::cli::{self, Create, RoleName};
use crate::output;

/// How many accounts are read at a time.
const PAGE: u32 = 500;

/// An account, as the command line prints it.
#[derive(Serialize)]
struct Account {
    id: String,
    email: Option<String>,
    email_verified: bool,
    name: String,
    username: String,
    provider: String,
    role: &'static str,
    created_at: String,
    disabled: bool,
}

impl From<&User> for Account {
    fn from(user: &User) -> Self {
        Self {
            id: user.id.to_string(),
            email: user.email.as_ref().map(ToString::to_string),
            email_verified: user.email_verified,
            name: user.name.clone(),
            username: user.username.clone(),
            provider: user.provider.clone(),
            role: user.role.as_str(),
            created_at: iso(user.created_at),
            disabled: user.disabled_at.is_some(),
        }
    }
}

/// A session, as the command line prints it.
#[derive(Serialize)]
struct Row {
    id: String,
    method: String,
    created_at: String,
    last_seen_at: String,
    expires_at: String,
    address: String,
    user_agent: String,
}

impl From<Session> for Row {
    fn from(session: Session) -> Self {
        Self {
            id: session.id.to_string(),
            method: session.method,
            created_at: iso(session.created_at),
            last_seen_at: iso(session.last_seen_at),
            expires_at: iso(session.expires_at),
            address: session.address,
            user_agent: session.user_agent,
        }
    }
}

pub(super) async fn run(command: cli::User, settings: Settings) -> anyhow::Result<ExitCode> {
    let app = super::open(settings).await?;
    let outcome = act(&app, command).await;
    Box::pin(app.close()).await;
    outcome.map(|()| ExitCode::SUCCESS)
}

async fn act(app: &App, command: cli::User) -> anyhow::Result<()> {
    match command {
        cli::User::Create(new) => create(app, new).await,
        cli::User::List { json } => list(app, json).await,
        cli::User::Show { who, json } => show(&people::find(app, &who).await?, json),
        cli::User::Delete { who, yes } => delete(app, &who, yes).await,
        cli::User::SetPassword { who } => {
            let user = people::find(app, &who).await?;
            people::set_password(app, &user, prompt::new_password()?).await?;
            output::say("The password is set, and every session of the account has ended.");
            Ok(())
        }
        cli::User::Sessions { who, end, json } => {
            let user = people::find(app, &who).await?;
            if end {
                let ended = sessions::end_all(app, user.id, None).await?;
                output::say(&format!("Ended {ended} session(s)."));
                return Ok(());
            }
            print_sessions(sessions::list(app, user.id).await?, json)
        }
    }
}

async fn create(app: &App, new: Create) -> anyhow::Result<()> {
    let password = match new.password_hash {
        Some(hash) => NewPassword::Hashed(Secret::new(hash)),
        None => NewPassword::Plain(prompt::new_password()?),
    };
    // A name has three characters at least; some local parts do not.
    let local_part = new.email.split('@').next().filter(|part| part.chars().count() > 2);
    let name = local_part.unwrap_or(&new.email).to_owned();
    let person = NewPerson {
        name: new.name.unwrap_or(name),
        email: new.email,
        username: new.username,
        password,
        role: new.role.map(|role| match role {
            RoleName::Admin => Role::Admin,
            RoleName::User => Role::User,
        }),
        email_verified: new.email_verified,
    };
    let user = people::create(app, person).await?;
    if !app.settings.admission.admits(user.email.as_ref()) {
        output::complain(
            "The account is made, but its address is not on the list of AUTH_ALLOWED_EMAILS, so it \
             cannot come in.",
        );
    }
    show(&user, new.json)
}

async fn list(app: &App, json: bool) -> anyhow::Result<()> {
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

fn show(user: &User, json: bool) -> anyhow::Result<()> {
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
    ];
    output::table(["FIELD", "VALUE"], rows);
    Ok(())
}

async fn delete(app: &App, who: &str, yes: bool) -> anyhow::Result<()> {
    let user = people::find(app, who).await?;
    if !yes && !prompt::confirm(&format!("Delete the account {who} with all its sessions?"))? {
        bail!("nothing was deleted");
    }
    people::delete(app, user.id, None).await?;
    output::say("The account is deleted.");
    Ok(())
}

fn print_sessions(sessions: Vec<Session>, json: bool) -> anyhow::Result<()> {
    let rows: Vec<Row> = sessions.into_iter().map(Row::from).collect();
    if json {
        return output::json(&rows);
    }
    let rows = rows.into_iter().map(|r| [r.id, r.method, r.created_at, r.last_seen_at, r.address]);
    output::table(["ID", "METHOD", "CREATED", "LAST SEEN", "ADDRESS"], rows);
    Ok(())
}
