//! Sign-ins that have left for a provider and not come back. Each is spent once.

use doorward_core::id::{SessionId, UserId};
use doorward_core::secret::Digest;
use doorward_core::time::Timestamp;

use crate::db::{Row, statements, values};
use crate::{Store, StoreError};

statements! {
    /// Remembers a login.
    BEGIN = "INSERT INTO pending_logins \
        (handle_hash, browser_hash, provider, return_to, created_at, expires_at, \
            purpose, user_id, session_id, link_hash, invitation_hash) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";

    /// Looks at a login.
    FIND = "SELECT handle_hash, browser_hash, provider, return_to, created_at, expires_at, \
            purpose, user_id, session_id, link_hash, invitation_hash \
        FROM pending_logins WHERE handle_hash = $1";

    /// Takes a login out.
    SPEND = "DELETE FROM pending_logins WHERE handle_hash = $1 \
        RETURNING handle_hash, browser_hash, provider, return_to, created_at, expires_at, \
            purpose, user_id, session_id, link_hash, invitation_hash";

    /// Removes logins that nobody came back from, a bounded number at a time.
    pub(crate) SWEEP_LOGINS = "DELETE FROM pending_logins WHERE handle_hash IN \
        (SELECT handle_hash FROM pending_logins WHERE expires_at <= $1 LIMIT $2)";
}

/// A sign-in that is under way at a provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PendingLogin {
    /// Digest of the value that travels to the provider and back.
    pub handle: Digest,
    /// Digest of the value that the browser keeps.
    pub browser: Digest,
    /// The provider that was asked.
    pub provider: String,
    /// The local path to arrive at.
    pub return_to: String,
    /// When it began.
    pub created_at: Timestamp,
    /// When it stops counting. The caller judges; storage only cleans up.
    pub expires_at: Timestamp,
    /// What it was begun for.
    pub purpose: Purpose,
    /// Digest of the token of an invitation that its person holds.
    pub invitation: Option<Digest>,
}

/// What somebody goes to a provider for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To sign in.
    SignIn,
    /// To add the provider to the account of this session.
    Link {
        /// The account.
        user: UserId,
        /// The session.
        session: SessionId,
    },
    /// To prove, by a link that exists, that they are still who opened this session.
    Prove {
        /// The account.
        user: UserId,
        /// The session.
        session: SessionId,
    },
    /// To prove, by a link that exists, that the account of a [`crate::PendingLink`] is theirs. It
    /// is named by its handle.
    Join(Digest),
    /// To be told what a sign-in would come to, and nothing else. The ticket is named by its digest.
    DryRun(Digest),
}

impl Purpose {
    const fn as_str(self) -> &'static str {
        match self {
            Self::SignIn => "sign-in",
            Self::Link { .. } => "link",
            Self::Prove { .. } => "prove",
            Self::Join(_) => "join",
            Self::DryRun(_) => "dry-run",
        }
    }

    const fn session(self) -> Option<(UserId, SessionId)> {
        match self {
            Self::Link { user, session } | Self::Prove { user, session } => Some((user, session)),
            Self::SignIn | Self::Join(_) | Self::DryRun(_) => None,
        }
    }

    const fn link(self) -> Option<Digest> {
        match self {
            Self::Join(handle) | Self::DryRun(handle) => Some(handle),
            _ => None,
        }
    }
}

impl Store {
    /// Remembers a login. Its handle must be new: [`crate::Kind::Conflict`] otherwise.
    pub async fn begin_login(&self, login: &PendingLogin) -> Result<(), StoreError> {
        let session = login.purpose.session();
        let values = values![
            &login.handle,
            &login.browser,
            &login.provider,
            &login.return_to,
            login.created_at,
            login.expires_at,
            login.purpose.as_str(),
            session.map(|(user, _)| user),
            session.map(|(_, session)| session),
            login.purpose.link().as_ref(),
            login.invitation.as_ref()
        ];
        self.db.count(&BEGIN, values).await.map(drop)
    }

    /// Looks at a login, which stays.
    pub async fn pending_login(&self, handle: &Digest) -> Result<Option<PendingLogin>, StoreError> {
        let row = self.db.read(&FIND, values![handle]).await?.pop();
        row.map(pending_login).transpose()
    }

    /// Takes a login out. Of several callers, on however many nodes, exactly one gets it.
    pub async fn spend_login(&self, handle: &Digest) -> Result<Option<PendingLogin>, StoreError> {
        let row = self.db.take(&SPEND, values![handle]).await?.pop();
        row.map(pending_login).transpose()
    }
}

fn pending_login(mut row: Row) -> Result<PendingLogin, StoreError> {
    Ok(PendingLogin {
        handle: row.digest("handle of a login")?,
        browser: row.digest("browser of a login")?,
        provider: row.text("provider of a login")?,
        return_to: row.text("path of a login")?,
        created_at: row.time("time of a login")?,
        expires_at: row.time("end of a login")?,
        purpose: purpose(&mut row)?,
        invitation: row.optional_digest("invitation of a login")?,
    })
}

fn purpose(row: &mut Row) -> Result<Purpose, StoreError> {
    let name = row.text("purpose of a login")?;
    let user = row.optional_parsed("account of a login")?;
    let session = row.optional_parsed("session of a login")?;
    let link = row.optional_digest("link of a login")?;
    match (name.as_str(), user, session, link) {
        ("sign-in", ..) => Ok(Purpose::SignIn),
        ("link", Some(user), Some(session), _) => Ok(Purpose::Link { user, session }),
        ("prove", Some(user), Some(session), _) => Ok(Purpose::Prove { user, session }),
        ("join", .., Some(handle)) => Ok(Purpose::Join(handle)),
        ("dry-run", .., Some(ticket)) => Ok(Purpose::DryRun(ticket)),
        _ => Err(StoreError::unreadable("purpose of a login")),
    }
}
