//! Bans and violations: whoever goes too far is kept out for a while, and told why.
//!
//! What people do signed in counts for them; what nobody known does counts for its address. Neither
//! becomes the other, so a ban strikes nobody for where they are, or for what somebody wrote of them.

mod networks;
mod record;

use doorward_core::account::User;
use doorward_core::id::{SessionId, UserId};
use doorward_core::time::Timestamp;
use doorward_jose::random::{self, RandomFailed};
use doorward_store::{Event, StoreError};

pub use doorward_core::moderation::{
    Ban, BanId, By, Kind, Network, Notice, Score, Subject, Violation,
};
pub use doorward_store::Counter;
pub(crate) use networks::Networks;
pub use record::note;
pub(crate) use record::{Pending, keep, write};

use crate::app::App;
use crate::clerk::departure;

/// The longest reason, in characters.
pub const REASON_MAX: usize = 500;

/// The longest ban that ends, in milliseconds: ten years.
pub const LONGEST_MS: i64 = 10 * 366 * doorward_core::time::DAY_MS;

/// Why nobody was banned, or no ban lifted.
#[derive(Debug, thiserror::Error)]
pub enum BanError {
    /// A ban needs a reason that the person may read.
    #[error("a ban needs a reason of at most {REASON_MAX} characters")]
    Reason,
    /// It would be over at once, or last longer than ten years and yet not for good.
    #[error("a ban lasts longer than nothing and at most ten years, or for good")]
    Duration,
    /// Nobody bans themselves.
    #[error("you cannot ban yourself")]
    Yourself,
    /// Nobody could administer the place, or lift the ban.
    #[error(
        "this is the last administrator who can get in; give somebody else the role first: \
         doorward user role WHO admin"
    )]
    LastAdministrator,
    /// There is no such person.
    #[error("there is no such person")]
    NoSuchPerson,
    /// There is no such ban.
    #[error("there is no such ban")]
    NoSuchBan,
    /// It was lifted before.
    #[error("the ban is lifted already")]
    Lifted,
    /// No random bytes.
    #[error("an identifier could not be made")]
    Random(#[from] RandomFailed),
    /// Storage.
    #[error("the bans could not be read or written")]
    Store(#[from] StoreError),
}

/// A ban to be made.
#[derive(Clone, Debug)]
pub struct NewBan {
    /// Whom it strikes.
    pub subject: Subject,
    /// Why.
    pub reason: String,
    /// For how many milliseconds; `None` for good.
    pub for_ms: Option<i64>,
    /// Who makes it.
    pub by: By,
}

/// Bans a person, whose sessions end with it, or an address. It holds on every node within a second.
pub async fn ban(app: &App, new: NewBan) -> Result<Ban, BanError> {
    let reason = new.reason.split_whitespace().collect::<Vec<_>>().join(" ");
    if reason.is_empty() || reason.chars().count() > REASON_MAX {
        return Err(BanError::Reason);
    }
    if new.for_ms.is_some_and(|ms| !(1..=LONGEST_MS).contains(&ms)) {
        return Err(BanError::Duration);
    }
    if let (Subject::Person(id), By::Person(by)) = (new.subject, new.by)
        && id == by
    {
        return Err(BanError::Yourself);
    }
    let now = app.clock.now();
    let expires_at = new.for_ms.map(|ms| now.plus(ms));
    let made = Made { reason, violation: None, by: new.by, expires_at };
    add(app, new.subject, made, now).await
}

/// What a ban is made of, beside whom it strikes.
struct Made {
    reason: String,
    violation: Option<String>,
    by: By,
    expires_at: Option<Timestamp>,
}

async fn add(app: &App, subject: Subject, made: Made, now: Timestamp) -> Result<Ban, BanError> {
    let mut bytes = [0; 10];
    random::fill(&mut bytes)?;
    let Made { reason, violation, by, expires_at } = made;
    let id = SessionId::new(now, bytes);
    let ban = Ban { id, subject, reason, violation, by, created_at: now, expires_at, lifted: None };
    let detail = format!("{} by {by}", ban.reason);
    let event = event("ban.add", &ban, (by, now), detail);
    match subject {
        Subject::Person(user) => {
            let theirs = departure::under_sessions_of(app, user, None).await?;
            if !app.store.add_ban(&ban, &event).await? {
                let known = app.store.user(user).await?.is_some();
                return Err(if known {
                    BanError::LastAdministrator
                } else {
                    BanError::NoSuchPerson
                });
            }
            app.live.forget_user(user);
            departure::note(app, theirs);
        }
        Subject::Address(network) => {
            app.store.add_ban(&ban, &event).await?;
            app.networks.add(network, expires_at);
        }
    }
    app.metrics.banned(subject);
    Ok(ban)
}

/// Lifts a ban, at once.
pub async fn lift(app: &App, id: BanId, by: By) -> Result<Ban, BanError> {
    let ban = app.store.ban(id).await?.ok_or(BanError::NoSuchBan)?;
    let now = app.clock.now();
    let event = event("ban.lift", &ban, (by, now), format!("ban {id} lifted by {by}"));
    if !app.store.lift_ban(&ban, by, &event).await? {
        return Err(BanError::Lifted);
    }
    match ban.subject {
        Subject::Person(user) => app.live.forget_user(user),
        Subject::Address(_) => app.networks.load(&app.store, app.clock.now()).await?,
    }
    Ok(Ban { lifted: Some((now, by)), ..ban })
}

/// Lifts every ban of somebody that counts, and says how many those were.
pub async fn lift_all(app: &App, subject: Subject, by: By) -> Result<usize, BanError> {
    let mut lifted = 0;
    for ban in counting(app, subject).await? {
        match lift(app, ban.id, by).await {
            Ok(_) => lifted += 1,
            // Somebody else was quicker.
            Err(BanError::Lifted) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(lifted)
}

/// The newest bans older than `before`, at most `limit`: all of them, or those alone that count.
pub async fn list(
    app: &App,
    before: Option<BanId>,
    limit: u32,
    all: bool,
) -> Result<Vec<Ban>, StoreError> {
    app.store.bans(before, limit, (!all).then(|| app.clock.now())).await
}

/// Most bans of one person that are looked at.
const MOST: u32 = 1000;

/// The bans of somebody, the newest first, over or not.
pub async fn history(app: &App, subject: Subject) -> Result<Vec<Ban>, StoreError> {
    app.store.bans_of(subject, MOST).await
}

async fn counting(app: &App, subject: Subject) -> Result<Vec<Ban>, StoreError> {
    let now = app.clock.now();
    let mut bans = history(app, subject).await?;
    bans.retain(|ban| ban.counts(now));
    Ok(bans)
}

/// The scores that are remembered, the latest first, at most `limit`.
pub async fn violations(app: &App, limit: u32) -> Result<Vec<Counter>, StoreError> {
    app.store.violations(forgotten(app), limit).await
}

/// The scores of somebody that are remembered.
pub async fn violations_of(app: &App, subject: Subject) -> Result<Vec<Counter>, StoreError> {
    app.store.violations_of(subject, forgotten(app)).await
}

/// What a banned person is told, once they have proved who they are; `None` for whoever may come in.
pub(crate) async fn notice(app: &App, user: &User) -> Result<Option<Notice>, StoreError> {
    if !user.is_banned(app.clock.now()) {
        return Ok(None);
    }
    let bans = counting(app, Subject::Person(user.id)).await?;
    let until = user.banned_until.filter(|until| until.0 != i64::MAX);
    // The one that lasts longest: None is for good.
    let longest = bans.into_iter().max_by_key(|ban| ban.expires_at.map_or(i64::MAX, |end| end.0));
    Ok(Some(match longest {
        Some(ban) => Notice { reason: Some(ban.reason), until: ban.expires_at },
        // Lifted between the two looks. The account as it was read is banned all the same.
        None => Notice { reason: None, until },
    }))
}

/// Whether nobody unknown may come from this address.
pub fn is_address_banned(app: &App, address: std::net::IpAddr) -> bool {
    app.networks.is_banned(address, app.clock.now())
}

/// Whether any address is banned at all: whoever asks about one may then spare finding it out.
pub fn bans_addresses(app: &App) -> bool {
    !app.networks.is_empty()
}

/// Removes the scores that are not remembered any more.
pub(crate) async fn sweep(app: &App) -> Result<(), StoreError> {
    app.store.sweep_violations(forgotten(app)).await.map(drop)
}

/// Before this, violations are forgotten.
fn forgotten(app: &App) -> Timestamp {
    app.clock.now().plus(-app.settings.moderation.memory_ms)
}

fn event(kind: &'static str, ban: &Ban, (by, now): (By, Timestamp), detail: String) -> Event {
    let (subject, address): (Option<UserId>, String) = match ban.subject {
        Subject::Person(id) => (Some(id), String::new()),
        Subject::Address(network) => (None, network.to_string()),
    };
    Event { actor: by.person(), subject, address, detail, ..Event::new(kind, now) }
}
