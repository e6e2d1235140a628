//! `doorward user create`

use doorward_app::people::{self, NewPassword, NewPerson};
use doorward_app::{App, Secret};

use super::super::prompt;
use super::show;
use crate::cli::Create;
use crate::output;

pub(super) async fn run(app: &App, new: Create) -> anyhow::Result<()> {
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
        role: new.role.map(Into::into),
        email_verified: new.email_verified,
    };
    let user = people::create(app, person).await?;
    if !app.settings.admission.admits(user.email.as_ref()) {
        output::complain(
            "The account is made, but its address is not on the list of AUTH_ALLOWED_EMAILS, so it \
             cannot come in.",
        );
    }
    show::print(&user, new.json)
}
