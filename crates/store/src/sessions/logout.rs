//! A provider ends sessions: what it says counts once, and for what it may speak of.

use doorward_core::secret::Digest;
use doorward_core::time::{MINUTE_MS, Timestamp};

use super::origins::{END_BY_SID, END_BY_SUBJECT};
use crate::audit::{Event, RECORD_EVENT};
use crate::db::{Batch, Outcome, statements, values};
use crate::spent::SPEND;
use crate::{Store, StoreError};

statements! {
    /// Goes on unless the session that an issuer calls by this name is another person's.
    CONCERNS = "SELECT CAST(1 AS BIGINT) WHERE CAST($3 AS TEXT) IS NULL OR NOT EXISTS \
        (SELECT 1 FROM session_origins WHERE issuer = $1 AND sid = $2 AND subject <> $3)";

    /// Remembers that an issuer has ended something, for sign-ins that are under way.
    BURY = "INSERT INTO spent (realm, hash, expires_at) VALUES ($1, $2, $3) \
        ON CONFLICT (realm, hash) DO UPDATE SET expires_at = excluded.expires_at";

    /// Whether an issuer has ended something since a moment.
    BURIED = "SELECT CAST(1 AS BIGINT) FROM spent WHERE realm = $1 AND hash = $2 AND expires_at > $3";
}

/// How long it is remembered that a provider ended something, in milliseconds: longer than anybody's
/// way from the provider's answer to a session takes.
const BURIED_MS: i64 = 10 * MINUTE_MS;

/// What a provider asks to be ended.
#[derive(Clone, Copy, Debug)]
pub struct Logout<'a> {
    /// The provider's issuer identifier.
    pub issuer: &'a str,
    /// The person.
    pub subject: Option<&'a str>,
    /// The session; without one, every session of the person.
    pub sid: Option<&'a str>,
    /// The digest of the name of the token that says so.
    pub token: Digest,
    /// When that token would be refused for its age.
    pub until: Timestamp,
    /// The digest of what is ended, for [`Store::ended_since`].
    pub what: Digest,
}

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoggedOut {
    /// So many sessions were ended, perhaps none.
    Ended(u64),
    /// The token was used before: nothing was done.
    Replayed,
    /// The session belongs to another person: nothing was done.
    SidOfAnother,
}

impl Store {
    /// Ends what a provider names, if its token was not used before.
    pub async fn logout(
        &self,
        logout: &Logout<'_>,
        event: &Event,
    ) -> Result<LoggedOut, StoreError> {
        let Logout { issuer, subject, sid, token, until, what } = logout;
        let batch = Batch::new()
            .once(&CONCERNS, values![*issuer, *sid, *subject])
            .once(&SPEND, values![*issuer, token, *until]);
        let batch = match sid {
            Some(sid) => batch.then(&END_BY_SID, values![*issuer, *sid]),
            None => batch.then(&END_BY_SUBJECT, values![*issuer, *subject]),
        };
        let buried = values![grave(issuer), what, event.at.plus(BURIED_MS)];
        let batch = batch.announcing_sessions().then(&BURY, buried);
        let batch = batch.then(&RECORD_EVENT, event.values());
        Ok(match self.db.write(batch).await? {
            outcome @ Outcome::Done(_) => LoggedOut::Ended(outcome.rows_of(2)),
            Outcome::Undone { step: 0 } => LoggedOut::SidOfAnother,
            Outcome::Undone { .. } => LoggedOut::Replayed,
        })
    }

    /// Whether `issuer` has ended `what` later than at `since`, which is minutes ago at most: a session
    /// that began meanwhile was not there to be ended.
    pub async fn ended_since(
        &self,
        issuer: &str,
        what: &Digest,
        since: Timestamp,
    ) -> Result<bool, StoreError> {
        let values = values![grave(issuer), what, since.plus(BURIED_MS)];
        Ok(!self.db.read(&BURIED, values).await?.is_empty())
    }
}

/// The realm of what an issuer has ended; its tokens have the issuer's own.
fn grave(issuer: &str) -> String {
    format!("{issuer} ended")
}
