//! What administrators do to accounts. Pages and commands call the same functions.
//!
//! The last administrator who can act stays one: the store refuses, however many try at once. And nobody
//! does such a thing to their own account by a page, where a slip would lock them out.

use doorward_core::account::{Role, User};
use doorward_core::id::{SessionId, UserId};
use doorward_store::{Event, StoreError, UpdateUserError, UserChanges};

use crate::app::App;
use crate::clerk::departure;
use crate::establish::Client;
use crate::linking::{LinkingError, Typed};
use crate::live::Live;
use crate::proof;
use crate::second_factor::removal;
use crate::sessions;

/// Why nothing was done to an account.
#[derive(Debug, thiserror::Error)]
pub enum AdministerError {
    /// Nobody else could administer the place.
    #[error(
        "this is the last administrator; give somebody else the role first: \
         doorward user role WHO admin"
    )]
    LastAdministrator,
    /// An administrator's own account.
    #[error("administrators do not do this to their own account")]
    OwnAccount,
    /// The account has no address.
    #[error("the account has no address")]
    NoAddress,
    /// There is no such account any more.
    #[error("there is no such account")]
    Gone,
    /// Storage.
    #[error("the account could not be read or changed")]
    Store(#[from] StoreError),
}

/// An administrator who has proved of late who they are.
#[derive(Clone, Copy, Debug)]
pub struct Proved<'a>(&'a Live);

/// Lets the person of a session administer: they have proved of late who they are, or know the password,
/// which is such a proof from now on. Whether they are an administrator is the caller's to know.
pub async fn prove<'a>(
    app: &App,
    live: &'a Live,
    typed: Typed<'_>,
) -> Result<Proved<'a>, LinkingError> {
    proof::demand(app, live, typed).await?;
    Ok(Proved(live))
}

/// Who does something to an account.
#[derive(Clone, Copy, Debug)]
pub enum By<'a> {
    /// Whoever has a shell on the machine.
    CommandLine,
    /// An administrator, in the console.
    Administrator(Proved<'a>, &'a Client),
    /// The owner of the account.
    Owner,
    /// A provider, of somebody that it knows.
    Provider(&'a str),
}

impl By<'_> {
    /// The person in the console, where it is one.
    pub(crate) fn person(&self) -> Option<UserId> {
        match self {
            Self::Administrator(Proved(live), _) => Some(live.user.id),
            Self::CommandLine | Self::Owner | Self::Provider(_) => None,
        }
    }

    /// What is put on record of it.
    pub(crate) fn event(&self, app: &App, kind: &'static str, subject: UserId) -> Event {
        let event = Event { subject: Some(subject), ..self.event_of_nobody(app, kind) };
        match self {
            Self::Owner => Event { actor: Some(subject), ..event },
            _ => event,
        }
    }

    /// The same of what concerns nobody's account.
    pub(crate) fn event_of_nobody(&self, app: &App, kind: &'static str) -> Event {
        let event = Event::new(kind, app.clock.now());
        match self {
            Self::CommandLine => Event { detail: "command line".to_owned(), ..event },
            Self::Administrator(Proved(live), client) => Event {
                actor: Some(live.user.id),
                address: client.address.to_string(),
                detail: "console".to_owned(),
                ..event
            },
            Self::Provider(id) => Event { detail: (*id).to_owned(), ..event },
            Self::Owner => event,
        }
    }

    /// Refuses what an administrator would do to their own account.
    fn spare(&self, user: UserId) -> Result<(), AdministerError> {
        match self {
            Self::Administrator(Proved(live), _) if live.user.id == user => {
                Err(AdministerError::OwnAccount)
            }
            _ => Ok(()),
        }
    }
}

/// Switches an account off, with every session and token of it. Nothing happens if it is off.
pub async fn disable(app: &App, user: UserId, by: By<'_>) -> Result<(), AdministerError> {
    by.spare(user)?;
    let theirs = departure::under_sessions_of(app, user, None).await?;
    let done = app.store.disable_user(user, &by.event(app, "user.disable", user)).await?;
    app.live.forget_user(user);
    if done {
        departure::note(app, theirs);
        return Ok(());
    }
    settle(app, user, |user| user.disabled_at.is_some()).await
}

/// Switches an account on again. Nothing happens if it is on.
pub async fn enable(app: &App, user: UserId, by: By<'_>) -> Result<(), AdministerError> {
    let done = app.store.enable_user(user, &by.event(app, "user.enable", user)).await?;
    app.live.forget_user(user);
    if done { Ok(()) } else { settle(app, user, |user| user.disabled_at.is_none()).await }
}

/// Gives an account a role. Nothing happens if it has it.
pub async fn set_role(
    app: &App,
    user: UserId,
    role: Role,
    by: By<'_>,
) -> Result<(), AdministerError> {
    by.spare(user)?;
    let event = by.event(app, "user.role", user);
    let event = Event { detail: format!("{}, {}", role.as_str(), event.detail), ..event };
    let done = app.store.give_role(user, role, &event).await?;
    app.live.forget_user(user);
    if done { Ok(()) } else { settle(app, user, |user| user.role == role).await }
}

/// Counts the address of an account as proven, on the word of whoever asks. Nothing happens if it does.
pub async fn verify(app: &App, user: &User, by: By<'_>) -> Result<(), AdministerError> {
    if user.email.is_none() {
        return Err(AdministerError::NoAddress);
    }
    if user.email_verified {
        return Ok(());
    }
    let old = UserChanges::from(user);
    let new = UserChanges { email_verified: true, ..old.clone() };
    let event = by.event(app, "user.verify", user.id);
    let done = app.store.edit_profile(user.id, (&old, &new), &event).await;
    app.live.forget_user(user.id);
    match done {
        Ok(true) => Ok(()),
        // Another address by now, or nobody: it was this one that somebody vouched for.
        Ok(false) | Err(UpdateUserError::AddressTaken) => Err(AdministerError::Gone),
        Err(UpdateUserError::Store(error)) => Err(error.into()),
    }
}

/// Deletes an account with its sessions, links and tokens. The record of events keeps that something
/// happened, without addresses and details.
pub async fn delete(app: &App, user: UserId, by: By<'_>) -> Result<(), AdministerError> {
    by.spare(user)?;
    let theirs = departure::under_sessions_of(app, user, None).await?;
    let done = app.store.remove_user(user, &by.event(app, "user.delete", user)).await?;
    app.live.forget_user(user);
    if done {
        departure::note(app, theirs);
        return Ok(());
    }
    settle(app, user, |_| false).await
}

/// Takes every second factor and passkey of somebody away who has lost them, and ends their sessions.
pub async fn reset_factors(app: &App, user: &User, by: By<'_>) -> Result<(), AdministerError> {
    by.spare(user.id)?;
    Ok(removal::reset(app, user, by).await?)
}

/// Ends every session of somebody, and says how many there were.
pub async fn end_sessions(app: &App, user: UserId, by: By<'_>) -> Result<u64, AdministerError> {
    let event = by.event(app, "session.end_all", user);
    Ok(sessions::end_all_as(app, user, None, &event).await?)
}

/// Ends one session of somebody; false when they have none of this name.
pub async fn end_session(
    app: &App,
    (user, id): (UserId, SessionId),
    by: By<'_>,
) -> Result<bool, AdministerError> {
    let event = Event { session: Some(id), ..by.event(app, "session.end", user) };
    Ok(sessions::end_as(app, user, id, &event).await?)
}

/// What it means that nothing was changed: it is as it should be, or must not be.
async fn settle(
    app: &App,
    user: UserId,
    as_wanted: impl Fn(&User) -> bool,
) -> Result<(), AdministerError> {
    match app.store.user(user).await? {
        None => Err(AdministerError::Gone),
        Some(user) if as_wanted(&user) => Ok(()),
        Some(_) => Err(AdministerError::LastAdministrator),
    }
}
