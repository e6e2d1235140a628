//! The two accounts that a demonstration begins with.

use doorward_app::people::{self, NewPassword, NewPerson};
use doorward_app::{App, Role, Secret, fill_random};

/// Letters and digits that nobody takes for each other.
const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// Somebody with an account.
pub(super) struct Account {
    pub(super) role: Role,
    pub(super) email: &'static str,
    pub(super) password: Secret<String>,
}

/// Makes an administrator and a member.
pub(super) async fn make(app: &App) -> anyhow::Result<[Account; 2]> {
    let ada = make_one(app, Role::Admin, ("Ada Admin", "ada@home.example")).await?;
    let mia = make_one(app, Role::User, ("Mia Member", "mia@home.example")).await?;
    Ok([ada, mia])
}

async fn make_one(
    app: &App,
    role: Role,
    (name, email): (&str, &'static str),
) -> anyhow::Result<Account> {
    let password = Secret::new(password()?);
    let person = NewPerson {
        email: email.to_owned(),
        name: name.to_owned(),
        username: String::new(),
        password: NewPassword::Plain(password.clone()),
        role: Some(role),
        email_verified: true,
    };
    people::create(app, person).await?;
    Ok(Account { role, email, password })
}

/// Four groups of four: 80 bits, and quickly typed.
fn password() -> anyhow::Result<String> {
    let mut bytes = [0; 16];
    fill_random(&mut bytes)?;
    let letter = |byte: &u8| LETTERS.get(usize::from(byte % 32)).copied().map(char::from);
    let group = |four: &[u8]| four.iter().filter_map(letter).collect::<String>();
    Ok(bytes.chunks(4).map(group).collect::<Vec<_>>().join("-"))
}
