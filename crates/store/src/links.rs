//! Who a person is at a provider: (issuer, subject) leads to an account.

use doorward_core::account::User;
use doorward_core::id::{SessionId, UserId};
use doorward_core::time::Timestamp;

use crate::audit::{Event, RECORD_EVENT};
use crate::db::{Batch, Outcome, Row, statements, values};
use crate::sessions::{END, END_OTHERS_BY_SUBJECT};
use crate::users::{user, user_columns};
use crate::{Change, Store, StoreError};

statements! {
    /// The account behind a link, and whether it is the first of the provider that made the account.
    LINKED = concat!(
        "SELECT ", user_columns!(), ", CAST(CASE WHEN l.provider = u.provider AND NOT EXISTS \
            (SELECT 1 FROM links e WHERE e.user_id = l.user_id AND e.provider = l.provider \
                AND e.created_at < l.created_at) THEN 1 ELSE 0 END AS BIGINT) \
        FROM links l JOIN users u ON u.id = l.user_id \
        WHERE l.issuer = $1 AND l.subject = $2"
    );

    /// The links of an account.
    OF_USER = "SELECT issuer, subject, provider, created_at FROM links WHERE user_id = $1 \
        ORDER BY created_at, issuer, subject";

    /// Makes sure that the account is there and may sign in, and holds it until the commit.
    pub(crate) HOLD = "UPDATE users SET updated_at = $2 WHERE id = $1 AND disabled_at IS NULL";

    /// The same, unless its address was taken back after `$2`, which is read just before the write: whoever
    /// asked may have been the thief.
    pub(crate) HOLD_FOR_OWNER = "UPDATE users SET updated_at = $2 WHERE id = $1 \
        AND disabled_at IS NULL AND (address_undone_at IS NULL OR address_undone_at < $2)";

    /// Adds a link that nobody has.
    pub(crate) ADD_LINK = "INSERT INTO links (issuer, subject, user_id, provider, created_at) \
        VALUES ($1, $2, $3, $4, $5) ON CONFLICT (issuer, subject) DO NOTHING";

    /// Removes a link, if the account has another way in: a password, where `$4` says that it is
    /// one, a link to another provider of the list `$5`, in which commas stand on both sides of
    /// each name, or a passkey, where `$6` says that it is one.
    REMOVE_LINK = "DELETE FROM links WHERE user_id = $1 AND issuer = $2 AND subject = $3 \
        AND (EXISTS (SELECT 1 FROM users u \
                WHERE u.id = $1 AND u.password_hash IS NOT NULL AND CAST($4 AS BIGINT) = 1) \
            OR EXISTS (SELECT 1 FROM links o \
                WHERE o.user_id = $1 AND (o.issuer <> $2 OR o.subject <> $3) \
                AND replace($5, ',' || o.provider || ',', '') <> $5) \
            OR EXISTS (SELECT 1 FROM passkeys k \
                WHERE k.user_id = $1 AND k.signs_in = 1 AND CAST($6 AS BIGINT) = 1))";
}

/// A link to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewLink {
    /// The provider's issuer identifier, as its tokens state it.
    pub issuer: String,
    /// The person's identifier there.
    pub subject: String,
    /// Our name of the provider: `openid`, ...
    pub provider: String,
}

/// A link that exists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The provider's issuer identifier.
    pub issuer: String,
    /// The person's identifier there.
    pub subject: String,
    /// Our name of the provider.
    pub provider: String,
    /// When it was made.
    pub created_at: Timestamp,
}

/// The account that a link leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Linked {
    /// The account, switched off or not.
    pub user: User,
    /// Whether the account was made for whom the link names: it is the first link of the provider
    /// that made the account.
    pub founding: bool,
}

/// What became of a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddLink {
    /// It was made.
    Added,
    /// It exists, to this account or another.
    Taken,
    /// The account is gone or switched off.
    NoAccount,
}

/// What became of a link that the person of a session asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkInSession {
    /// It was made, and the session is over.
    Added,
    /// It exists, to this account or another.
    Taken,
    /// The account is gone or switched off.
    NoAccount,
    /// The session is over.
    NoSession,
}

/// What became of a link that was to be removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RemoveLink {
    /// It is gone.
    Removed,
    /// It stays: there is no such link of this account, or the account has no other way in.
    Kept,
}

/// What counts as another way into an account of which one is to be removed.
#[derive(Clone, Copy, Debug)]
pub struct WaysIn<'a> {
    /// Whether a password is a way in at all.
    pub password: bool,
    /// Whether a passkey is.
    pub passkeys: bool,
    /// The providers that are set up.
    pub providers: &'a [&'a str],
}

impl WaysIn<'_> {
    /// The providers, with a comma on both sides of each.
    pub(crate) fn names(&self) -> String {
        format!(",{},", self.providers.join(","))
    }
}

impl Store {
    /// The account that (issuer, subject) is linked to, switched off or not.
    pub async fn linked_user(
        &self,
        issuer: &str,
        subject: &str,
    ) -> Result<Option<User>, StoreError> {
        Ok(self.linked(issuer, subject).await?.map(|linked| linked.user))
    }

    /// The same, and how the link came about.
    pub async fn linked(&self, issuer: &str, subject: &str) -> Result<Option<Linked>, StoreError> {
        let row = self.db.read(&LINKED, values![issuer, subject]).await?.pop();
        row.map(|mut row| {
            let user = user(&mut row)?;
            Ok(Linked { user, founding: row.integer("order of a link")? != 0 })
        })
        .transpose()
    }

    /// The links of an account, oldest first.
    pub async fn links_of(&self, user: UserId) -> Result<Vec<Link>, StoreError> {
        let rows = self.db.read(&OF_USER, values![user]).await?;
        rows.into_iter().map(stored_link).collect()
    }

    /// Links (issuer, subject) to an account that exists, at the time of the event.
    pub async fn add_link(
        &self,
        user: UserId,
        link: &NewLink,
        event: &Event,
    ) -> Result<AddLink, StoreError> {
        let batch = Batch::new()
            .once(&HOLD_FOR_OWNER, values![user, event.at])
            .once(&ADD_LINK, values![&link.issuer, &link.subject, user, &link.provider, event.at])
            .then(&RECORD_EVENT, event.values());
        Ok(match self.db.write(batch).await? {
            Outcome::Done(_) => AddLink::Added,
            Outcome::Undone { step: 0 } => AddLink::NoAccount,
            Outcome::Undone { .. } => AddLink::Taken,
        })
    }

    /// The same for the person of a session, which ends with it: what was open before an account
    /// can be opened in another way must be opened anew.
    pub async fn link_in_session(
        &self,
        (user, session): (UserId, SessionId),
        link: &NewLink,
        event: &Event,
    ) -> Result<LinkInSession, StoreError> {
        let batch = Batch::new()
            .once(&HOLD_FOR_OWNER, values![user, event.at])
            .once(&END, values![session, user])
            .once(&ADD_LINK, values![&link.issuer, &link.subject, user, &link.provider, event.at])
            .then(&RECORD_EVENT, event.values())
            .announcing(Change::Session(session));
        Ok(match self.db.write(batch).await? {
            Outcome::Done(_) => LinkInSession::Added,
            Outcome::Undone { step: 0 } => LinkInSession::NoAccount,
            Outcome::Undone { step: 1 } => LinkInSession::NoSession,
            Outcome::Undone { .. } => LinkInSession::Taken,
        })
    }

    /// Removes a link, unless the account would be left without a way in.
    ///
    /// Of two callers that remove the last two links at once, one is refused. Sessions that stand on
    /// the link end with it, except the one that the event is about.
    pub async fn remove_link(
        &self,
        user: UserId,
        (issuer, subject): (&str, &str),
        others: WaysIn<'_>,
        event: &Event,
    ) -> Result<RemoveLink, StoreError> {
        let keep = event.session.map_or_else(String::new, |id| id.to_string());
        let batch = Batch::new()
            // Whoever else changes the ways into this account waits here until this is done.
            .then(&HOLD, values![user, event.at])
            .once(&REMOVE_LINK, values![user, issuer, subject, others.password, others.names(), others.passkeys])
            .then(&END_OTHERS_BY_SUBJECT, values![user, issuer, subject, keep])
            .announcing_sessions()
            .then(&RECORD_EVENT, event.values());
        let removed = self.db.write(batch).await?.happened();
        Ok(if removed { RemoveLink::Removed } else { RemoveLink::Kept })
    }
}

fn stored_link(mut row: Row) -> Result<Link, StoreError> {
    Ok(Link {
        issuer: row.text("issuer of a link")?,
        subject: row.text("subject of a link")?,
        provider: row.text("provider of a link")?,
        created_at: row.time("time of a link")?,
    })
}
