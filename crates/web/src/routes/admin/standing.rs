//! What speaks for somebody, and what against: factors, bans, scores.

use doorward_app::moderation::{self, Subject};
use doorward_app::{StoreError, User, passkeys, second_factor};
use doorward_pages::admin::Standing;

use super::bans;
use crate::request::State;

/// How it stands with somebody.
pub(super) async fn of(state: &State, user: &User) -> Result<Standing, StoreError> {
    let (app, subject) = (state.app(), Subject::Person(user.id));
    let (factors, _) = second_factor::standing(app, user).await?;
    let mut standing = Standing {
        waiting_since: user.waiting_since,
        authenticator: factors.totp,
        passkeys: passkeys::list(app, user.id).await?.len(),
        recovery_codes: factors.recovery_codes,
        ..Standing::default()
    };
    for ban in moderation::history(app, subject).await? {
        standing.bans.push(bans::row(state, ban).await?);
    }
    for counter in moderation::violations_of(app, subject).await? {
        standing.scores.push(bans::score(state, counter).await?);
    }
    Ok(standing)
}
