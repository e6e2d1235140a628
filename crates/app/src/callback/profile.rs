//! What an account takes over from the provider that made it, at every sign-in.

use doorward_core::account::User;
use doorward_store::{Linked, StoreError, UpdateUserError, UserChanges};

use super::account::Vouched;
use crate::app::App;
use crate::identity::Identity;

/// How often a profile is tried to be taken over while others change it.
const TRIES: usize = 3;

/// Longest display or user name taken from a provider, in characters.
const NAME_MAX: usize = 80;

/// Takes over what the provider says of a person whose account it made. Another person of the same
/// provider who is linked to the account opens it, and changes nothing of it.
///
/// Another callback of the same person may do so at the same time: then what it left is looked at
/// anew, so that none mixes its words with the other's.
pub(super) async fn follow(
    app: &App,
    vouched: Vouched<'_>,
    Linked { mut user, founding }: Linked,
) -> Result<User, StoreError> {
    if !founding {
        return Ok(user);
    }
    for _ in 0..TRIES {
        let wanted = followed(&user, vouched.who);
        let profiles = (&UserChanges::from(&user), &UserChanges::from(&wanted));
        if profiles.0 == profiles.1 {
            return Ok(user);
        }
        match app.store.update_user(user.id, profiles, app.clock.now()).await {
            Ok(true) => {
                app.live.forget_user(user.id);
                return Ok(wanted);
            }
            Ok(false) => {}
            Err(UpdateUserError::Store(error)) => return Err(error),
            Err(UpdateUserError::AddressTaken) => {
                tracing::warn!(user.id = %user.id, "the provider's new address belongs to another account; the old one stays");
                return Ok(user);
            }
        }
        match app.store.user(user.id).await? {
            Some(now) => user = now,
            None => return Ok(user),
        }
    }
    Ok(user)
}

/// The account with what the provider says of it now.
pub(super) fn followed(user: &User, who: &Identity) -> User {
    let (email, email_verified) = match &who.email {
        Some(email) => (Some(email.clone()), who.email_verified),
        None => (user.email.clone(), user.email_verified),
    };
    // Apple says the name once.
    let name = if who.name.is_empty() { user.name.clone() } else { tidy(&who.name) };
    User {
        name,
        username: tidy(&who.username).to_lowercase(),
        avatar: who.picture.clone(),
        email,
        email_verified,
        ..user.clone()
    }
}

/// A name as we show it: no control characters, not too long.
pub(super) fn tidy(name: &str) -> String {
    name.chars().filter(|c| !c.is_control()).take(NAME_MAX).collect::<String>().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_tidied() {
        assert_eq!(tidy(" A\u{0}li\nce "), "Alice");
        assert_eq!(tidy(&"x".repeat(200)).len(), NAME_MAX);
    }
}
