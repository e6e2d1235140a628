//! What a provider's roles make of a person: administrator or not, at each sign-in.

use doorward_core::account::{Role, User};
use doorward_core::oidc::roles;
use doorward_store::{Event, StoreError};

use crate::app::App;
use crate::identity::Standing;
use crate::settings::{Kind, RoleSync};

/// Gives `user` the role that follows from their roles at the provider.
///
/// Only an account that this provider made follows it. One that was made here, and is linked to the
/// provider, keeps the role that it was given here.
pub(crate) async fn follow(
    app: &App,
    provider: &str,
    user: User,
    standing: &Standing,
) -> Result<User, StoreError> {
    if user.provider != provider {
        return Ok(user);
    }
    let sync = app.settings.providers.get(provider).and_then(|settings| match &settings.kind {
        Kind::OpenId(openid) => openid.roles.sync.as_ref(),
        Kind::OAuth2(_) => None,
    });
    let role = decide(user.role, standing, sync);
    if role == user.role {
        return Ok(user);
    }
    let event = Event {
        subject: Some(user.id),
        detail: format!("{} by {provider}", role.as_str()),
        ..Event::new("user.role", app.clock.now())
    };
    // Another sign-in at the same time has the same claims, or will be followed by its own.
    app.store.set_role(user.id, (user.role, role), &event).await?;
    app.live.forget_user(user.id);
    Ok(User { role, ..user })
}

fn decide(current: Role, standing: &Standing, sync: Option<&RoleSync>) -> Role {
    let role = match standing.admin {
        Some(true) => return Role::Admin,
        Some(false) => Role::User,
        None => current,
    };
    match (role, &standing.roles, sync) {
        // Role sync neither makes administrators nor takes the role from them.
        (Role::User, Some(found), Some(sync)) => {
            let fallback = sync.fallback.as_deref();
            let name = roles::synced(found, &sync.priority, fallback, role.as_str());
            let named = name.and_then(|name| Role::parse(&name.to_ascii_uppercase()));
            named.filter(|role| *role != Role::Admin).unwrap_or(role)
        }
        _ => role,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_administrator_rule_gives_and_takes_and_its_absence_does_neither() {
        for (current, admin, expected) in [
            (Role::User, Some(true), Role::Admin),
            (Role::Admin, Some(true), Role::Admin),
            (Role::Admin, Some(false), Role::User),
            (Role::User, Some(false), Role::User),
            (Role::Admin, None, Role::Admin),
            (Role::User, None, Role::User),
        ] {
            let standing = Standing { admin, roles: None };
            assert_eq!(decide(current, &standing, None), expected, "{current:?} {admin:?}");
        }
    }
}
