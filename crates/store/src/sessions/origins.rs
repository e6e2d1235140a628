//! Where a session comes from: the provider's session that it stands on, and the tokens of it that
//! are kept, sealed.

use doorward_core::group::Groups;
use doorward_core::id::{SessionId, UserId};
use doorward_core::secret::Sealed;
use doorward_core::session::Session;
use doorward_core::time::{MINUTE_MS, Timestamp};

use crate::audit::{Event, RECORD_EVENT};
use crate::db::{Batch, Row, statements, values};
use crate::spent;
use crate::{Change, Store, StoreError};

/// How long nothing new may stand on a session that a provider has ended, in milliseconds: as long as
/// tokens of it are about.
const ENDED_MS: i64 = 2 * MINUTE_MS;

/// Under which name the ended sessions of an issuer are noted among what is spent.
fn ended(issuer: &str) -> String {
    format!("{issuer} ended")
}

statements! {
    /// Remembers where a new session comes from.
    REMEMBER = "INSERT INTO session_origins (session_id, provider, issuer, subject, sid, nonce, \
            id_token, refresh_token, renewed_at, busy_until) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0)";

    /// Where a session comes from.
    FIND = "SELECT session_id, provider, issuer, subject, sid, nonce, id_token, refresh_token, \
        renewed_at, failing_since FROM session_origins WHERE session_id = $1";

    /// Where the sessions of an account come from.
    OF_USER = "SELECT o.session_id, o.provider, o.issuer, o.subject, o.sid, o.nonce, o.id_token, \
        o.refresh_token, o.renewed_at, o.failing_since FROM session_origins o \
        JOIN sessions s ON s.id = o.session_id WHERE s.user_id = $1 ORDER BY o.session_id";

    /// Ends what stands on one session of a provider.
    pub(super) END_BY_SID = "DELETE FROM sessions WHERE id IN \
        (SELECT session_id FROM session_origins WHERE issuer = $1 AND sid = $2) RETURNING id";

    /// Ends whatever a provider ever vouched for about one person.
    pub(super) END_BY_SUBJECT = "DELETE FROM sessions WHERE id IN \
        (SELECT session_id FROM session_origins WHERE issuer = $1 AND subject = $2) RETURNING id";

    /// Ends whatever else of an account stands on somebody at a provider.
    pub(crate) END_OTHERS_BY_SUBJECT = "DELETE FROM sessions WHERE user_id = $1 AND id <> $4 \
        AND id IN (SELECT session_id FROM session_origins WHERE issuer = $2 AND subject = $3) \
        RETURNING id";

    /// Lets one caller renew, if the token is still the kept one and nobody is at it.
    CLAIM = "UPDATE session_origins SET busy_until = $4 \
        WHERE session_id = $1 AND refresh_token = $2 AND busy_until <= $3";

    /// Replaces the tokens, if the refresh token is still the kept one.
    RENEW = "UPDATE session_origins SET id_token = $3, refresh_token = $4, renewed_at = $5, \
        busy_until = 0, failing_since = NULL WHERE session_id = $1 AND refresh_token = $2";

    /// Replaces the groups of a session that was renewed.
    REGROUP = "UPDATE sessions SET groups = $2 WHERE id = $1";

    /// Notes that the provider could not be asked, from the first time on, if the refresh token is
    /// still the one that was tried.
    FAIL = "UPDATE session_origins SET failing_since = coalesce(failing_since, $3) \
        WHERE session_id = $1 AND refresh_token = $2";

    /// Ends a session whose refresh token was refused, if that is still the kept one.
    END_REFUSED = "DELETE FROM sessions WHERE id = (SELECT session_id FROM session_origins \
        WHERE session_id = $1 AND refresh_token = $2)";
}

/// Tokens of a provider that are kept for a session, each sealed for its place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// The last ID token.
    pub id_token: Option<Sealed>,
    /// The refresh token.
    pub refresh_token: Option<Sealed>,
}

/// Where a new session comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewOrigin {
    /// Our name of the provider.
    pub provider: String,
    /// The provider's issuer identifier, as its tokens state it.
    pub issuer: String,
    /// The person's identifier there.
    pub subject: String,
    /// The provider's name of its session, if it gave one.
    pub sid: Option<String>,
    /// The nonce of the sign-in, which later ID tokens may repeat and must not change.
    pub nonce: Option<String>,
    /// What is kept of the tokens.
    pub kept: Kept,
}

/// Where a session comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The session.
    pub session: SessionId,
    /// What was remembered when it began, with the tokens as they are now.
    pub origin: NewOrigin,
    /// When the provider last vouched for it.
    pub renewed_at: Timestamp,
    /// Since when it could not be asked to do so again; `None` while it answers.
    pub failing_since: Option<Timestamp>,
}

impl NewOrigin {
    /// Adds the steps that remember this for a session that begins in `batch`, which is undone when the
    /// provider has just ended the session that it would stand on.
    ///
    /// The row is there until the commit, so that who ends that session meanwhile waits, and then
    /// finds the new one.
    pub(super) fn remember(&self, batch: Batch, session: &Session) -> Batch {
        let values = values![
            session.id,
            &self.provider,
            &self.issuer,
            &self.subject,
            self.sid.as_deref(),
            self.nonce.as_deref(),
            self.kept.id_token.as_ref(),
            self.kept.refresh_token.as_ref(),
            session.created_at
        ];
        let Some(sid) = self.sid.as_deref() else { return batch.once(&REMEMBER, values) };
        let (realm, now) = (ended(&self.issuer), session.created_at);
        batch
            .once(&spent::CLAIM, values![&realm, sid, now, now])
            .once(&REMEMBER, values)
            .then(&spent::RELEASE, values![&realm, sid, now])
    }
}

impl Store {
    /// Where a session comes from; `None` when no provider vouches for it.
    pub async fn origin(&self, session: SessionId) -> Result<Option<Origin>, StoreError> {
        let row = self.db.read(&FIND, values![session]).await?.pop();
        row.map(origin).transpose()
    }

    /// Where those sessions of an account come from that a provider vouches for.
    pub async fn origins_of(&self, user: UserId) -> Result<Vec<Origin>, StoreError> {
        self.db.read(&OF_USER, values![user]).await?.into_iter().map(origin).collect()
    }

    /// Ends every session that stands on the one that `issuer` calls `sid`, and says how many. For a
    /// while no new one can stand on it.
    pub async fn end_sessions_by_sid(
        &self,
        issuer: &str,
        sid: &str,
        event: &Event,
    ) -> Result<u64, StoreError> {
        let (until, ever) = (event.at.plus(ENDED_MS), Timestamp(i64::MAX));
        let batch = Batch::new()
            .then(&spent::CLAIM, values![ended(issuer), sid, until, ever])
            .then(&END_BY_SID, values![issuer, sid])
            .announcing_sessions()
            .then(&RECORD_EVENT, event.values());
        self.db.write(batch).await.map(|outcome| outcome.rows_of(1))
    }

    /// Ends every session that `issuer` vouched for about `subject`, and says how many.
    pub async fn end_sessions_by_subject(
        &self,
        issuer: &str,
        subject: &str,
        event: &Event,
    ) -> Result<u64, StoreError> {
        let batch = Batch::new()
            .then(&END_BY_SUBJECT, values![issuer, subject])
            .announcing_sessions()
            .then(&RECORD_EVENT, event.values());
        self.db.write(batch).await.map(|outcome| outcome.rows_of(0))
    }

    /// Lets exactly one caller, on whatever node, redeem `refresh_token` for a session until `until`.
    ///
    /// False when another caller is at it, or has replaced the token already.
    pub async fn claim_renewal(
        &self,
        session: SessionId,
        refresh_token: &Sealed,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<bool, StoreError> {
        let values = values![session, refresh_token, now, until];
        Ok(self.db.count(&CLAIM, values).await? == 1)
    }

    /// Replaces the kept tokens of a session, and its groups if they are others now, at the time `now` at
    /// which the provider vouched again.
    ///
    /// False when `redeemed` is not the kept refresh token any more: nothing is changed then.
    pub async fn renew(
        &self,
        session: SessionId,
        redeemed: &Sealed,
        (kept, groups): (&Kept, Option<&Groups>),
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let Kept { id_token, refresh_token } = kept;
        let values = values![session, redeemed, id_token.as_ref(), refresh_token.as_ref(), now];
        let batch = Batch::new().once(&RENEW, values);
        let batch = match groups {
            Some(groups) => batch
                .once(&REGROUP, values![session, groups.to_json()])
                .announcing(Change::Session(session)),
            None => batch,
        };
        self.db.write(batch).await.map(|outcome| outcome.happened())
    }

    /// Notes that the provider could not be asked about a session with `tried`, its refresh token,
    /// unless it is noted already.
    ///
    /// False when that is not the kept one any more: somebody else renewed the session meanwhile, so
    /// the provider answers.
    pub async fn note_renewal_failure(
        &self,
        session: SessionId,
        tried: &Sealed,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        Ok(self.db.count(&FAIL, values![session, tried, now]).await? == 1)
    }

    /// Ends a session whose `refused` refresh token the provider does not accept any more.
    ///
    /// False when it is not the kept one any more: somebody else renewed the session meanwhile.
    pub async fn end_refused_session(
        &self,
        session: SessionId,
        refused: &Sealed,
        event: &Event,
    ) -> Result<bool, StoreError> {
        let batch = Batch::new()
            .once(&END_REFUSED, values![session, refused])
            .then(&RECORD_EVENT, event.values())
            .announcing(Change::Session(session));
        self.db.write(batch).await.map(|outcome| outcome.happened())
    }
}

fn origin(mut row: Row) -> Result<Origin, StoreError> {
    Ok(Origin {
        session: row.parsed("session of an origin")?,
        origin: NewOrigin {
            provider: row.text("provider of a session")?,
            issuer: row.text("issuer of a session")?,
            subject: row.text("subject of a session")?,
            sid: row.optional_text("sid of a session")?,
            nonce: row.optional_text("nonce of a session")?,
            kept: Kept {
                id_token: row.optional_text("ID token of a session")?.map(Sealed::new),
                refresh_token: row.optional_text("provider's token of a session")?.map(Sealed::new),
            },
        },
        renewed_at: row.time("renewal of a session")?,
        failing_since: row.optional_integer("failure of a session")?.map(Timestamp),
    })
}
