//! What a provider's roles make of a person: administrator or not, at each sign-in.

use doorward_core::account::{Role, User};
use doorward_core::link::Refusal;
use doorward_core::oidc::roles;
use doorward_store::{Event, StoreError};

use crate::app::App;
use crate::callback::CallbackError;
use crate::identity::Standing;
use crate::settings::{Kind, RoleRules, RoleSync};

/// Somebody, as a provider knows them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Person<'a> {
    /// Our name of the provider.
    pub(crate) provider: &'a str,
    /// Its issuer identifier.
    pub(crate) issuer: &'a str,
    /// Its name for the person.
    pub(crate) subject: &'a str,
}

/// Gives `user`, who comes as `person`, the role that follows from their roles there.
///
/// Only the account that was made for this very person of the provider follows it. One that was made
/// here, or for somebody else, and is linked to the provider, keeps the role that it has. One that
/// another provider made, by whose roles people come in, is refused; and where the roles of the provider
/// that made it decide who is administrator, nobody is one by coming another way, since the role may have
/// been lost there.
pub(crate) async fn follow(
    app: &App,
    person: Person<'_>,
    user: User,
    standing: &Standing,
) -> Result<User, CallbackError> {
    let role = foreseen(app, person, &user, standing).await?;
    if role == user.role {
        return Ok(user);
    }
    let event = Event {
        subject: Some(user.id),
        detail: format!("{} by {}", role.as_str(), person.provider),
        ..Event::new("user.role", app.clock.now())
    };
    // Another sign-in at the same time has the same claims, or will be followed by its own.
    app.store.set_role(user.id, (user.role, role), &event).await?;
    app.live.forget_user(user.id);
    Ok(User { role, ..user })
}

/// The role that `user` would have then. Nothing is changed.
pub(crate) async fn foreseen(
    app: &App,
    person: Person<'_>,
    user: &User,
    standing: &Standing,
) -> Result<Role, CallbackError> {
    check(app, user, person.provider)?;
    let rules = rules(app, &user.provider);
    let followed = decide(user.role, standing, rules.and_then(|rules| rules.sync.as_ref()));
    let admins = rules.and_then(|rules| rules.admin.as_ref());
    let kept = if admins.is_some() { Role::User } else { user.role };
    let own = user.provider == person.provider;
    // Where both are one, nobody has to look who it is.
    Ok(if own && (followed == kept || is_founding(app, person).await?) { followed } else { kept })
}

/// The role of an account that would be made for somebody who comes by `provider`, and would have `role`
/// without a word of it.
pub(crate) fn of_newcomer(app: &App, provider: &str, role: Role, standing: &Standing) -> Role {
    decide(role, standing, rules(app, provider).and_then(|rules| rules.sync.as_ref()))
}

/// The same for somebody who comes by `way`, which is no provider and says nothing of them.
pub(crate) async fn otherwise(app: &App, user: User, way: &str) -> Result<User, CallbackError> {
    let nobody = Person { provider: way, issuer: "", subject: "" };
    follow(app, nobody, user, &Standing { admin: None, roles: None }).await
}

/// Refuses `provider` as a way into an account that another provider made, if that one decides by roles
/// who comes in: whoever loses the role would else come in by the side door.
pub(crate) fn check(app: &App, user: &User, provider: &str) -> Result<(), CallbackError> {
    let ruled = rules(app, &user.provider).is_some_and(|rules| rules.required.is_some());
    if ruled && user.provider != provider {
        return Err(CallbackError::Refused(Refusal::OwnProviderOnly));
    }
    Ok(())
}

/// The rules about roles of a provider that is set up.
fn rules<'a>(app: &'a App, provider: &str) -> Option<&'a RoleRules> {
    app.settings.providers.get(provider).and_then(|settings| match &settings.kind {
        Kind::OpenId(openid) => Some(&openid.roles),
        Kind::OAuth2(_) => None,
    })
}

/// Whether the account was made for this person of the provider.
async fn is_founding(app: &App, person: Person<'_>) -> Result<bool, StoreError> {
    let linked = app.store.linked(person.issuer, person.subject).await?;
    Ok(linked.is_some_and(|linked| linked.founding))
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
