//! Sessions: one row each. Ending one deletes its row.

mod logout;
mod origins;
mod sweep;

pub use logout::{LoggedOut, Logout};
pub(crate) use origins::END_OTHERS_BY_SUBJECT;
pub use origins::{Kept, NewOrigin, Origin};

use doorward_core::account::User;
use doorward_core::factor::Methods;
use doorward_core::group::Groups;
use doorward_core::id::{SessionId, UserId};
use doorward_core::refresh::Family;
use doorward_core::secret::{Digest, Secret};
use doorward_core::session::Session;
use doorward_core::time::Timestamp;

use crate::audit::{Event, RECORD_EVENT};
use crate::db::{Batch, Row, Statement, statements, values};
use crate::passkeys::STANDS;
use crate::second_steps::SPEND_STEP;
use crate::users::{user, user_columns};
use crate::{Change, Store, StoreError};

/// The columns of a session, in the order in which [`session`] reads them.
macro_rules! session_columns {
    () => {
        "s.id, s.user_id, s.method, s.created_at, s.last_seen_at, s.expires_at, s.user_agent, \
         s.address, s.proved_at, s.amr, s.factor_at, s.passkey, s.groups"
    };
}

statements! {
    [SESSIONS]

    /// Goes on if a session stands: what was let in under one that has ended meanwhile is not done.
    pub(crate) STANDING = "UPDATE sessions SET id = id WHERE id = $1 AND user_id = $2";

    /// Goes on only if the account may sign in at `$3`, with this password hash if one is given.
    ///
    /// It writes nothing new, but it takes the row. A change of the password that comes first is
    /// seen here; one that comes second waits, and then finds the session to be ended.
    pub(crate) ADMIT = "UPDATE users SET updated_at = updated_at WHERE id = $1 AND disabled_at IS NULL \
        AND waiting_since IS NULL AND (CAST($2 AS TEXT) IS NULL OR password_hash = $2) \
        AND (banned_until IS NULL OR banned_until <= $3)";

    /// Opens a session.
    BEGIN = "INSERT INTO sessions (id, user_id, method, created_at, last_seen_at, expires_at, \
            generation, cookie_hash, refresh_hash, address, user_agent, proved_at, amr, \
            factor_at, passkey, groups) \
        VALUES ($1, $2, $3, $4, $5, $6, 0, $7, $8, $9, $10, $11, $12, $13, $14, $15)";

    /// A session with all that judging it takes.
    FIND = concat!(
        "SELECT ", session_columns!(), ", s.cookie_hash, s.generation, s.refresh_hash, \
        s.previous_refresh_hash, ", user_columns!(), " \
        FROM sessions s JOIN users u ON u.id = s.user_id WHERE s.id = $1"
    );

    /// The sessions of an account.
    OF_USER = concat!(
        "SELECT ", session_columns!(), " FROM sessions s WHERE s.user_id = $1 \
        ORDER BY s.last_seen_at DESC, s.id DESC"
    );

    /// Ends a session of an account.
    pub(crate) END = "DELETE FROM sessions WHERE id = $1 AND user_id = $2";

    /// Ends all sessions of an account but one.
    pub(crate) END_ALL = "DELETE FROM sessions WHERE user_id = $1 AND id <> $2";

    /// Ends whatever else of an account was opened with a passkey.
    pub(crate) END_OTHERS_BY_PASSKEY = "DELETE FROM sessions WHERE user_id = $1 AND passkey = $2 \
        AND id <> $3 RETURNING id";

    /// Replaces the refresh token, if the presented one is the current one.
    ROTATE = "UPDATE sessions SET refresh_hash = $3, previous_refresh_hash = $2, \
        generation = generation + 1, last_seen_at = $4 WHERE id = $1 AND refresh_hash = $2";

    /// Notes that the person of a session has proved who they are.
    PROVE = "UPDATE sessions SET proved_at = $2 WHERE id = $1";

    /// Notes that a session was seen.
    TOUCH = "UPDATE sessions SET last_seen_at = $2 WHERE id = $1 AND last_seen_at < $2";
}

/// Every statement about sessions.
pub(crate) const STATEMENTS: [&[&Statement]; 4] = [SESSIONS, logout::ALL, origins::ALL, sweep::ALL];

/// How many sessions are touched in one write.
const TOUCHES: usize = 256;

/// A session to be opened.
#[derive(Clone, Debug)]
pub struct NewSession {
    /// The session.
    pub session: Session,
    /// Digest of the browser's cookie.
    pub cookie: Digest,
    /// Digest of the first refresh token, of generation 0.
    pub refresh: Digest,
    /// Where it comes from, when a provider vouches for it.
    pub origin: Option<NewOrigin>,
    /// The second step that led to it, which is spent with it.
    pub step: Option<Digest>,
}

/// A session with all that judging it takes.
#[derive(Clone, Debug)]
pub struct Found {
    /// The session.
    pub session: Session,
    /// Its account, switched off or not.
    pub user: User,
    /// Digest of the browser's cookie.
    pub cookie: Digest,
    /// Its refresh tokens.
    pub family: Family,
}

impl Store {
    /// Opens a session; false when the account is gone, switched off or banned, when the passkey that
    /// opens it was removed, or when the second step that led to it is over or spent: of several callers
    /// with one step exactly one gets true.
    ///
    /// With `proven`, the hash of the password that opens the session, also false when the stored
    /// hash is another one by now: somebody changed the password in between.
    pub async fn begin_session(
        &self,
        new: &NewSession,
        proven: Option<&Secret<String>>,
        event: &Event,
    ) -> Result<bool, StoreError> {
        let NewSession { session, cookie, refresh, origin, step } = new;
        let values = values![
            session.id,
            session.user,
            &session.method,
            session.created_at,
            session.last_seen_at,
            session.expires_at,
            cookie,
            refresh,
            &session.address,
            &session.user_agent,
            session.proved_at.map(|at| at.0),
            session.methods.to_text(),
            session.factor_at.map(|at| at.0),
            session.passkey.as_ref(),
            session.groups.to_json()
        ];
        let batch = match step {
            Some(handle) => {
                let values = values![handle, session.user, session.created_at];
                Batch::new().once(&SPEND_STEP, values)
            }
            None => Batch::new(),
        };
        let batch = batch
            .once(&ADMIT, values![session.user, proven.map(Secret::expose), session.created_at]);
        let batch = match &session.passkey {
            Some(id) => batch.once(&STANDS, values![id, session.user]),
            None => batch,
        };
        let batch = batch.once(&BEGIN, values).then(&RECORD_EVENT, event.values());
        let batch = match origin {
            Some(origin) => origin.remember(batch, session),
            None => batch,
        };
        self.db.write(batch).await.map(|outcome| outcome.happened())
    }

    /// A session with its account. Whether either still counts is for the caller to judge.
    pub async fn session(&self, id: SessionId) -> Result<Option<Found>, StoreError> {
        let row = self.db.read(&FIND, values![id]).await?.pop();
        row.map(found).transpose()
    }

    /// The sessions of an account, last used first, ended ones that were not swept included.
    pub async fn sessions_of(&self, user: UserId) -> Result<Vec<Session>, StoreError> {
        let rows = self.db.read(&OF_USER, values![user]).await?;
        rows.into_iter().map(|mut row| session(&mut row)).collect()
    }

    /// Ends a session; false when the account has no such session.
    pub async fn end_session(
        &self,
        user: UserId,
        id: SessionId,
        event: &Event,
    ) -> Result<bool, StoreError> {
        let batch = Batch::new()
            .once(&END, values![id, user])
            .then(&RECORD_EVENT, event.values())
            .announcing(Change::Session(id));
        self.db.write(batch).await.map(|outcome| outcome.happened())
    }

    /// Ends all sessions of an account, or all but one, and says how many.
    pub async fn end_sessions(
        &self,
        user: UserId,
        except: Option<SessionId>,
        event: &Event,
    ) -> Result<u64, StoreError> {
        let except = except.map_or_else(String::new, |id| id.to_string());
        let batch = Batch::new()
            .then(&END_ALL, values![user, except])
            .then(&RECORD_EVENT, event.values())
            .announcing(Change::User(user));
        self.db.write(batch).await.map(|outcome| outcome.rows_of(0))
    }

    /// Replaces the refresh token `presented` by `successor`, of the next generation.
    ///
    /// False when `presented` is not the current one: of several callers exactly one gets true.
    pub async fn rotate(
        &self,
        id: SessionId,
        presented: &Digest,
        successor: &Digest,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        Ok(self.db.count(&ROTATE, values![id, presented, successor, now]).await? == 1)
    }

    /// Notes that the person of a session has proved who they are; false when the session is over.
    pub async fn prove_session(&self, id: SessionId, now: Timestamp) -> Result<bool, StoreError> {
        let batch = Batch::new().once(&PROVE, values![id, now]).announcing(Change::Session(id));
        self.db.write(batch).await.map(|outcome| outcome.happened())
    }

    /// Notes when sessions were last seen; times never go back.
    pub async fn touch(&self, seen: &[(SessionId, Timestamp)]) -> Result<(), StoreError> {
        let mut seen: Vec<_> = seen.to_vec();
        // In one order everywhere, so that two nodes cannot wait for each other.
        seen.sort_unstable();
        for some in seen.chunks(TOUCHES) {
            let batch = some
                .iter()
                .fold(Batch::new(), |batch, (id, at)| batch.then(&TOUCH, values![*id, *at]));
            self.db.write(batch).await?;
        }
        Ok(())
    }
}

/// Reads groups as they are kept.
fn groups(text: Option<String>) -> Result<Groups, StoreError> {
    let Some(text) = text else { return Ok(Groups::NONE) };
    Groups::from_json(&text).map_err(|_| StoreError::unreadable("groups of a session"))
}

/// Reads `session_columns!`.
fn session(row: &mut Row) -> Result<Session, StoreError> {
    Ok(Session {
        id: row.parsed("session id")?,
        user: row.parsed("account of a session")?,
        method: row.text("method of a session")?,
        created_at: row.time("time of a session")?,
        last_seen_at: row.time("time of a session")?,
        expires_at: row.time("end of a session")?,
        user_agent: row.text("browser of a session")?,
        address: row.text("address of a session")?,
        proved_at: row.optional_integer("time of a session")?.map(Timestamp),
        methods: Methods::from_text(&row.text("methods of a session")?),
        factor_at: row.optional_integer("time of a session")?.map(Timestamp),
        passkey: row.optional_digest("passkey of a session")?,
        groups: groups(row.optional_text("groups of a session")?)?,
    })
}

fn found(mut row: Row) -> Result<Found, StoreError> {
    Ok(Found {
        session: session(&mut row)?,
        cookie: row.digest("cookie of a session")?,
        family: Family {
            generation: row.integer("generation of a session")?,
            current: row.digest("refresh token of a session")?,
            previous: row.optional_digest("refresh token of a session")?,
        },
        user: user(&mut row)?,
    })
}
